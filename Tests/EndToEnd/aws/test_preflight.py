"""Which permissions the broker lacks is told before somebody needs them, and finding out changes nothing."""

import json
import subprocess

import account
import pytest
from client import ask


@pytest.fixture
def without(stack):
    """without("iam:CreateAccessKey", …) takes permissions from the broker until the test ends."""
    iam = account.client("iam", stack.aws_endpoint)

    def deny(*actions):
        text = account.document({"Effect": "Deny", "Action": list(actions), "Resource": "*"})
        iam.put_user_policy(UserName="latchkey-broker", PolicyName="without", PolicyDocument=text)

    yield deny
    try:
        iam.delete_user_policy(UserName="latchkey-broker", PolicyName="without")
    except iam.exceptions.NoSuchEntityException:
        pass


def check(stack, **settings):
    values = {**stack.handler_environment(), **settings}
    return subprocess.run(
        [str(stack.programs / "console"), "--check"], env=values, capture_output=True, text=True, timeout=60)


def states(result):
    """What the check says of each permission."""
    found = {}
    for line in result.stdout.splitlines()[:-1]:
        state, name = line[:11].strip(), line[11:].split(":")
        found[":".join(name[:2])] = state
    return found


def actions(name: str) -> set[str]:
    """What a policy of scripts/policies allows."""
    return {action for s in json.loads(account.policy(name))["Statement"] if s["Effect"] == "Allow" for action in s["Action"]}


def test_the_documented_policies_lack_nothing(stack, people):
    people.new().assume_role()
    result = check(stack)
    assert result.returncode == 0, result.stdout + result.stderr
    found = states(result)
    assert set(found.values()) == {"there", "not tried"}
    assert found.keys() == actions("broker") | actions("mfa") | {f"{action} of latchkey-tokens" for action in actions("iam-auth")}
    assert len([state for state in found.values() if state == "there"]) > 30


@pytest.mark.parametrize("missing", [
    ["iam:CreateAccessKey"], ["iam:GetUser", "iam:ListUserPolicies"], ["dynamodb:Scan", "dynamodb:DeleteItem"],
    ["iam:ResyncMFADevice", "iam:ListVirtualMFADevices", "iam:DeleteVirtualMFADevice"],
    ["iam:GetGroupPolicy", "iam:DeletePolicyVersion", "iam:DeleteRolePolicy"]])
def test_each_missing_permission_is_named(stack, people, without, missing):
    people.new().assume_role()
    without(*missing)
    result = check(stack)
    assert result.returncode == 77
    assert {name for name, state in states(result).items() if state == "MISSING"} == set(missing)
    assert f"{len(missing)} missing" in result.stdout.splitlines()[-1]


def test_where_people_manage_no_mfa_devices_their_permissions_arent_missed(stack, restarted, without):
    without(*actions("mfa"))
    assert check(stack).returncode == 77
    left = check(stack, LATCHKEY_MFA_DEVICES="left")
    assert left.returncode == 0 and states(left).keys() == actions("broker")
    restarted("ready")
    assert ask(stack.base_url, "GET", "/health/ready").status == 503
    restarted("ready", LATCHKEY_MFA_DEVICES="left")
    assert ask(stack.base_url, "GET", "/health/ready").status == 200


def test_the_table_in_which_wrong_codes_count_is_tried(stack, without):
    without("dynamodb:UpdateItem")
    found = states(check(stack))
    assert {name for name, state in found.items() if state == "MISSING"} == {
        "dynamodb:UpdateItem", "dynamodb:UpdateItem of latchkey-tokens"}


def test_nothing_is_changed(stack, people, aws):
    person = people.new()
    person.assume_role()
    iam, table = aws("iam"), aws("dynamodb")

    def state():
        return [
            sorted(user["UserName"] for user in iam.list_users()["Users"]),
            sorted(role["RoleName"] for role in iam.list_roles()["Roles"]),
            sorted(policy["Arn"] for policy in iam.list_policies(Scope="Local")["Policies"]),
            sorted(str(item) for item in table.scan(TableName=stack.settings["LATCHKEY_TABLE"])["Items"]),
            person.mirror(), person.key_ids()]

    before = state()
    assert check(stack).returncode == 0
    assert state() == before


def test_a_key_that_aws_does_not_know_is_told(stack):
    result = check(stack, AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY="x" * 40)
    assert result.returncode == 69 and "AWS doesn't say whose" in result.stdout


def test_settings_that_are_bad_come_first(stack):
    result = check(stack, LATCHKEY_TABLE="")
    assert result.returncode == 78 and "LATCHKEY_TABLE" in result.stderr


def test_monitoring_is_told_too(stack, restarted, without):
    without("iam:CreateAccessKey", "dynamodb:Scan")
    restarted("ready")
    answer = ask(stack.base_url, "GET", "/health/ready")
    assert answer.status == 503
    [permissions] = answer.json["checks"]["permissions"]
    assert permissions["status"] == "fail"
    assert permissions["output"] == "Latchkey lacks dynamodb:Scan, iam:CreateAccessKey"


def test_a_broker_that_may_do_nothing_is_not_ready(stack, restarted, without):
    without("*")
    restarted("ready")
    assert ask(stack.base_url, "GET", "/health/ready").status == 503


def test_where_only_some_users_are_served_their_path_is_tried(stack, restarted, people):
    """A policy for one path allows nothing about users who don't exist, of whom IAM knows no path."""
    people.new(path="/served/")
    result = check(stack, LATCHKEY_USER_PATH="/served/")
    assert result.returncode == 0
    assert states(result)["iam:CreateAccessKey"] == "not tried"
    assert states(result)["iam:DeleteAccessKey"] == "there"
    result = check(stack, LATCHKEY_USER_PATH="/nobody-here/")
    assert result.returncode == 0 and states(result)["iam:GetUser"] == "not tried"

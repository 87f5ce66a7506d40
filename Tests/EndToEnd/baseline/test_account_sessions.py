"""What the table of test_account_matrix says of access keys, of sessions with and without a code, and of Latchkey's sessions, asked
of the stand-in for AWS."""

import json
import subprocess

import account
import boto3
import decisions
import pytest
from client import ROOT
from latchkey_tool import Tool
from mfa_people import add, serial
from test_account_matrix import ENTERED, GRANTED, beside

OTHER = "carol"


def calls(name: str, key: str, make, account_id: str = account.ACCOUNT_ID, other: str = OTHER) -> dict:
    """A call for each line of the table that the stand-in can be asked."""
    iam, ec2 = make("iam"), make("ec2")
    user, other = {"UserName": name}, {"UserName": other}
    serial = f"arn:aws:iam::{account_id}:mfa/none"
    codes = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
    return {
        "iam:ListMFADevices on oneself": lambda: iam.list_mfa_devices(**user),
        "iam:GetUser on oneself": lambda: iam.get_user(**user),
        "iam:GetAccountSummary": iam.get_account_summary,
        "iam:ListAccessKeys on oneself": lambda: iam.list_access_keys(**user),
        "iam:UpdateAccessKey on oneself": lambda: iam.update_access_key(AccessKeyId=key, Status="Active", **user),
        "iam:EnableMFADevice on oneself": lambda: iam.enable_mfa_device(SerialNumber=serial, **user, **codes),
        "iam:DeactivateMFADevice on oneself": lambda: iam.deactivate_mfa_device(SerialNumber=serial, **user),
        "iam:CreateVirtualMFADevice any name": lambda: iam.create_virtual_mfa_device(VirtualMFADeviceName=name),
        "iam:CreateLoginProfile on oneself": lambda: iam.create_login_profile(Password="Zq7!Zq7!Zq7!Zq7!", **user),
        "iam:CreateAccessKey on the other": lambda: iam.create_access_key(**other),
        "iam:ListMFADevices on the other": lambda: iam.list_mfa_devices(**other),
        "iam:ListUsers": iam.list_users,
        "iam:AddUserToGroup into administrators": lambda: iam.add_user_to_group(GroupName="administrators", **user),
        "iam:AttachUserPolicy on oneself": lambda: iam.attach_user_policy(
            PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess", **user),
        "ec2:DescribeInstances": ec2.describe_instances,
    }


@pytest.fixture
def person(people, programs):
    """Somebody with what bob of scripts/aws/account.yaml has, and a key."""
    result = subprocess.run([programs / "read-account", ROOT / "scripts/aws/account.yaml"], capture_output=True, text=True,
                            check=True)
    report = json.loads(result.stdout)
    made = people.new()
    # The stand-in doesn't know variables.
    documents = [text.replace("${aws:username}", made.name) for text in report["groups"]["everyone"]["documents"]]
    for number, text in enumerate(documents):
        made.iam.put_user_policy(UserName=made.name, PolicyName=f"p{number}", PolicyDocument=text)
    made.key = made.iam.create_access_key(UserName=made.name)["AccessKey"]
    made.administrators = report["groups"]["administrators"]["documents"]
    made.roles = {name: each for name, each in report["roles"].items() if name in ("readonly", "admin")}
    return made


def clients(stack, credentials):
    return lambda service: boto3.client(
        service, endpoint_url=stack.aws_endpoint, region_name=account.REGION,
        aws_access_key_id=credentials["AccessKeyId"], aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials.get("SessionToken"))


def expected(column: str, asked: dict) -> dict:
    return {call: column in GRANTED[call].split() for call in asked}


def check(column: str, person, make) -> None:
    asked = calls(person.name, person.key["AccessKeyId"], make)
    seen = {call: decisions.is_let(ask) for call, ask in asked.items()}
    assert seen == expected(column, asked), beside(expected(column, asked), seen)


def test_who_adds_a_device_here_has_what_the_table_says_from_then_on(person, roles, stack):
    """Nobody can add a first device with their own credentials, so it comes from Latchkey's page."""
    sts = clients(stack, person.key)("sts")
    without = clients(stack, sts.get_session_token()["Credentials"])
    check("console", person, without)
    assert not any(may_assume(without, arn) for arn in roles.values())
    app = add(person)
    check("key", person, clients(stack, person.key))
    session = sts.get_session_token(SerialNumber=serial(person), TokenCode=app.now())["Credentials"]
    stack.secrets.update([session["SecretAccessKey"], session["SessionToken"]])
    check("session", person, clients(stack, session))
    assert {name: may_assume(clients(stack, session), arn) for name, arn in roles.items()} == {
        name: "session" in ENTERED["bob", name].split() for name in roles}


@pytest.mark.parametrize("mfa", ["absent", "present"])
def test_a_session_of_latchkey_has_what_the_table_says(person, stack, restarted, mfa):
    restarted("console", LATCHKEY_SSO_MFA=mfa)
    answer = person.assume_role()
    assert answer.status == 200, answer.text
    check(f"role-{mfa}", person, clients(stack, answer.json))


def may_assume(make, arn: str) -> bool:
    return decisions.is_let(lambda: make("sts").assume_role(RoleArn=arn, RoleSessionName="somebody"))


@pytest.fixture
def roles(person):
    """The roles of the file, with their trust. The stand-in doesn't know aws:PrincipalArn, and so lets in any session there."""
    for name, role in person.roles.items():
        trust = json.loads(role["trust"])
        for statement in trust["Statement"]:
            if "ArnLike" in statement["Condition"]:
                del statement["Condition"]
        person.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    yield {name: role["arn"] for name, role in person.roles.items()}
    for name in person.roles:
        person.iam.delete_role(RoleName=name)


def test_an_administrator_takes_the_role_as_the_document_says(person, roles, stack, tmp_path):
    app = add(person)
    for number, text in enumerate(person.administrators):
        person.iam.put_user_policy(UserName=person.name, PolicyName=f"a{number}", PolicyDocument=text)
    tool = Tool(stack.programs, tmp_path, stack.aws_endpoint, stack.processes.log("latchkey"))
    tool.profile("somebody", region=account.REGION, aws_access_key_id=person.key["AccessKeyId"],
                 aws_secret_access_key=person.key["SecretAccessKey"])
    tool.profile("admin", region=account.REGION, source_profile="somebody", role_arn=roles["admin"], mfa_serial=serial(person))
    [device] = clients(stack, person.key)("iam").list_mfa_devices(UserName=person.name)["MFADevices"]
    assert device["SerialNumber"] == serial(person)
    command = ["exec", "admin", "--mfa-command", f"echo {app.now()}", "--", str(tool.program), "whoami"]
    told = tool.run(*command)
    assert told.returncode == 0 and ":assumed-role/admin/" in told.stdout, told.stderr


@pytest.mark.parametrize("mfa", ["absent", "present"])
def test_a_role_lets_in_sessions_of_latchkey_whose_sign_on_has_asked_for_a_second_factor(
        person, roles, stack, restarted, mfa):
    restarted("console", LATCHKEY_SSO_MFA=mfa)
    session = clients(stack, person.assume_role().json)
    key = clients(stack, person.key)
    assert {name: (may_assume(key, arn), may_assume(session, arn)) for name, arn in roles.items()} == {
        name: (False, f"role-{mfa}" in ENTERED["bob", name].split()) for name in roles}

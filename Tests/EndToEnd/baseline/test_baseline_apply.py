"""An account that `latchkey baseline` sets up, changes and clears, as an administrator sees it."""

import json

import pytest

FIRST = """
path: /baseline/
password-policy:
  minimum-password-length: 14
policies:
  self:
    document:
      Version: 2012-10-17
      Statement:
        - {Effect: Allow, Action: 'iam:GetUser', Resource: '*'}
        - {Effect: Deny, Action: 's3:*', Resource: '*', Condition: {BoolIfExists: {'aws:MultiFactorAuthPresent': 'false'}}}
groups:
  everyone:
    managed-policies: [self]
  administrators: {}
roles:
  admin:
    managed-policies: [AdministratorAccess]
    trust:
      - {groups: [administrators], mfa: required}
people:
  ann: {groups: [everyone, administrators], path: /staff/}
  bob: {groups: [everyone]}
  carol: {groups: [everyone], tags: {team: web}}
"""


@pytest.fixture
def tool(tool):
    write(tool, FIRST)
    return tool


def write(tool, text):
    (tool.home / "account.yaml").write_text(text)


def apply(tool, *arguments):
    result = tool.run("baseline", "apply", "--yes", *arguments)
    assert result.returncode == 0, (result.stdout, result.stderr)
    return result


def is_current(tool) -> bool:
    result = tool.run("baseline", "plan")
    assert result.returncode in (0, 2) and result.stderr == "", result
    return result.returncode == 0


def test_an_account_is_planned_set_up_and_cleared(tool, iam):
    plan = tool.run("baseline", "plan", "--output", "json")
    assert plan.returncode == 2
    changes = json.loads(plan.stdout)["changes"]
    assert {(change["kind"], change["name"]) for change in changes} == {
        ("password-policy", ""), ("policy", "self"), ("group", "everyone"), ("group", "administrators"), ("role", "admin"),
        ("user", "ann"), ("user", "bob"), ("user", "carol")}
    assert all(change["change"] == "create" for change in changes)
    assert iam.list_users()["Users"] == []
    apply(tool, "--log", "log")
    records = [json.loads(line) for line in (tool.home / "log").read_text().splitlines()]
    assert records[0]["result"] == "intended" and records[0]["subject"].startswith("account/")
    assert {record["result"] for record in records[1:]} == {"done"} and len(records) == len(records[0]["facts"]["steps"]) + 1
    assert is_current(tool)
    assert iam.get_user(UserName="ann")["User"]["Path"] == "/staff/"
    assert {group["GroupName"] for group in iam.list_groups_for_user(UserName="ann")["Groups"]} == {"everyone", "administrators"}
    trust = iam.get_role(RoleName="admin")["Role"]["AssumeRolePolicyDocument"]
    assert trust["Statement"][0]["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    document = iam.get_group_policy(GroupName="administrators", PolicyName="latchkey-assume-roles")["PolicyDocument"]
    assert document["Statement"][0]["Resource"][0].endswith(":role/admin")
    iam.create_user(UserName="stranger")
    result = tool.run("baseline", "destroy", "--yes")
    assert result.returncode == 0, result.stderr
    assert [user["UserName"] for user in iam.list_users()["Users"]] == ["stranger"]
    assert iam.list_groups()["Groups"] == [] and iam.list_policies(Scope="Local")["Policies"] == []
    assert iam.get_account_password_policy()["PasswordPolicy"]["MinimumPasswordLength"] == 14


def test_a_person_who_goes_loses_sessions_and_machines(tool, iam):
    apply(tool)
    iam.create_role(
        RoleName="user_bob", Path="/user-role/", AssumeRolePolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}}),
        Tags=[{"Key": "latchkey:mirror", "Value": iam.get_user(UserName="bob")["User"]["UserId"] + "/bob"}])
    write(tool, FIRST.replace("  bob: {groups: [everyone]}\n", ""))
    kept = apply(tool, "--keep").stdout
    assert kept.startswith("The account ") and kept.endswith(" but still has what the file no longer does: user/bob.\n")
    told = apply(tool).stderr
    for words in ["end the sessions of the role user_bob", "sign their machines out", "delete the user"]:
        assert f"user/bob: done     {words}" in told, told
    assert "AWSRevokeOlderSessions" in iam.list_role_policies(RoleName="user_bob")["PolicyNames"]
    assert is_current(tool)


def test_what_hands_changed_is_as_the_file_says_again(tool, iam):
    apply(tool)
    iam.attach_user_policy(UserName="bob", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.put_group_policy(GroupName="everyone", PolicyName="more", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}))
    iam.add_user_to_group(UserName="carol", GroupName="administrators")
    iam.create_user(UserName="mallory")
    iam.add_user_to_group(UserName="mallory", GroupName="administrators")
    plan = tool.run("baseline", "plan").stdout
    for line in ["- attached policy AdministratorAccess", "- inline policy more", "- member of administrators", "- member mallory"]:
        assert line in plan, plan
    apply(tool)
    assert is_current(tool)
    assert [user["UserName"] for user in iam.get_group(GroupName="administrators")["Users"]] == ["ann"]
    assert iam.get_user(UserName="mallory")


def test_what_no_file_made_is_left_alone_until_it_is_adopted(tool, iam):
    iam.create_user(UserName="Bob")
    iam.create_group(GroupName="everyone")
    result = tool.run("baseline", "apply", "--yes")
    assert result.returncode == 78 and "nothing was changed" in result.stderr
    assert "! user/bob: it is there, and no file has made it" in result.stdout
    assert "--adopt group/everyone takes it over" in result.stdout
    assert [user["UserName"] for user in iam.list_users()["Users"]] == ["Bob"]
    apply(tool, "--adopt", "user/bob", "--adopt", "group/everyone")
    assert is_current(tool)
    assert iam.get_group(GroupName="everyone")["Group"]["Path"] == "/baseline/"
    result = tool.run("baseline", "destroy", "--yes")
    assert result.returncode == 0 and "user/Bob was there before the file took it over, and stays" in result.stdout, result
    assert result.stdout.endswith("Nothing of the file is in the account any more, but for user/Bob; tables were looked for in us-east-1.\n")
    assert [user["UserName"] for user in iam.list_users()["Users"]] == ["Bob"]
    assert tool.run("baseline", "destroy", "--yes", "--adopted").returncode == 0
    assert iam.list_users()["Users"] == []


@pytest.mark.parametrize("fault", ["throttle", "500", "reset", "lost", "truncate"])
def test_a_fault_in_the_middle_is_outlived_or_continued(tool, faults, fault):
    apply(tool)
    write(tool, FIRST.replace("iam:GetUser", "iam:GetLoginProfile").replace("ann: {groups: [everyone, administrators]", "ann: {groups: [everyone]"))
    for operation in ["iam:CreatePolicyVersion", "iam:RemoveUserFromGroup"]:
        faults.fail(operation, fault, 1)
    tool.run("baseline", "apply", "--yes")
    faults.heal()
    apply(tool)
    assert is_current(tool)


def test_nobody_is_asked_without_a_terminal(tool, iam):
    result = tool.run("baseline", "apply")
    assert result.returncode == 64 and "there is no terminal to ask on" in result.stderr
    assert iam.list_users()["Users"] == []

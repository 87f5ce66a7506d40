"""The file of an account as it is: planned again, it changes nothing but whose things these are."""

import json

import pytest
from client import ROOT

ALLOW = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}})


def export(tool, *arguments) -> str:
    result = tool.run("baseline", "export", *arguments)
    assert result.returncode == 0, result.stderr
    (tool.home / "account.yaml").write_text(result.stdout)
    tool.told = result.stderr
    return result.stdout


def test_an_account_that_others_made_is_exported_and_adopted(tool, iam, account):
    def arn(resource):
        return f"arn:aws:iam::{account}:{resource}"

    iam.create_policy(PolicyName="buckets", Path="/baseline/", PolicyDocument=ALLOW, Description="Sees buckets")
    iam.create_policy(PolicyName="elsewhere", PolicyDocument=ALLOW)
    iam.create_group(GroupName="staff")
    iam.put_group_policy(GroupName="staff", PolicyName="own", PolicyDocument=ALLOW)
    iam.attach_group_policy(GroupName="staff", PolicyArn=arn("policy/baseline/buckets"))
    iam.attach_group_policy(GroupName="staff", PolicyArn=arn("policy/elsewhere"))
    iam.create_user(UserName="ann", Path="/staff/", Tags=[{"Key": "team", "Value": "no"}])
    iam.add_user_to_group(GroupName="staff", UserName="ann")
    iam.put_user_policy(UserName="ann", PolicyName="own", PolicyDocument=ALLOW)
    trust = {"Version": "2012-10-17", "Statement": [
        {"Sid": "Ann", "Effect": "Allow", "Principal": {"AWS": arn("user/staff/ann")}, "Action": "sts:AssumeRole",
         "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]}
    iam.create_role(RoleName="work", AssumeRolePolicyDocument=json.dumps(trust), MaxSessionDuration=7200, Description="For work")
    service = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    iam.create_role(RoleName="job", AssumeRolePolicyDocument=json.dumps(service), Path="/jobs/")
    iam.create_open_id_connect_provider(Url="https://sso.example.com", ClientIDList=["tool"])

    text = export(tool)
    assert f'account: "{account}"' in text and "service: lambda.amazonaws.com" in text and "max-session-duration: 2h" in text
    assert "policy/elsewhere lies in another path" in tool.told and "the group staff lies at /" in tool.told
    assert "to be mended" not in tool.told

    result = tool.run("baseline", "plan", "--adopt", "all", "--output", "json")
    assert {change["change"] for change in json.loads(result.stdout)["changes"]} == {"adopt"}, result.stdout
    result = tool.run("baseline", "apply", "--adopt", "all", "--yes")
    assert result.returncode == 0, result.stderr
    assert tool.run("baseline", "plan").returncode == 0
    assert export(tool) == text
    assert iam.get_role(RoleName="work")["Role"]["AssumeRolePolicyDocument"] == trust


def test_the_example_is_set_up_and_exported_as_it_is(tool, account):
    text = (ROOT / "scripts/aws/account.yaml").read_text().replace("123456789012", account)
    (tool.home / "account.yaml").write_text(text)
    result = tool.run("baseline", "apply", "--yes")
    assert result.returncode == 0, result.stderr
    assert tool.run("baseline", "plan").returncode == 0
    exported = export(tool, "--table", "latchkey", "--table", "latchkey-tokens", "--region", "eu-central-1")
    assert "\nregion: eu-central-1\n" in exported
    assert tool.told == ""
    assert "mirrored-roles: user-role/user_*" in exported and "mfa-age: 15m" in exported
    assert "statements:" not in exported and "provider: https://token.actions.githubusercontent.com" in exported
    assert "latchkey-assume-roles" not in exported
    result = tool.run("baseline", "plan")
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("arguments, words", [
    (["--path", "/"], "--path should begin and end with /"), (["--path", "/other/"], "with the name at its end"),
    (["--name", "a b"], "--name should have 1 to 64 letters"),
])
def test_a_path_or_name_that_no_file_can_have_is_refused(tool, arguments, words):
    result = tool.run("baseline", "export", *arguments)
    assert result.returncode == 64 and words in result.stderr


def test_a_table_that_isn_t_there_is_an_error(tool):
    result = tool.run("baseline", "export", "--table", "none", "--region", "eu-central-1")
    assert result.returncode == 64 and result.stdout == ""
    assert result.stderr == "latchkey: --table none: there is no such table in eu-central-1\n"

"""latchkey baseline offboard: everything of one person goes, live sessions first."""

import json

import account
import boto3
import pytest
from botocore.exceptions import ClientError

PUBLIC_KEY = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7"


@pytest.fixture
def operator(stack, people, tool):
    """Somebody who may do everything, whose keys the tool has."""
    person = people.new(inline={"all": account.document(account.allow("*"))})
    key = person.iam.create_access_key(UserName=person.name)["AccessKey"]
    stack.secrets.add(key["SecretAccessKey"])
    tool.variables |= {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    return person


@pytest.fixture
def leaver(stack, people):
    """Somebody with one of everything."""
    person = people.new(
        inline={"own": account.document(account.allow("s3:*"))}, managed=["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
        groups={"team": ({"logs": account.document(account.allow("logs:*"))}, [])})
    iam, name = person.iam, person.name
    key = iam.create_access_key(UserName=name)["AccessKey"]
    stack.secrets.add(key["SecretAccessKey"])
    person.keys = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    iam.create_login_profile(UserName=name, Password="Aa1!-" + key["SecretAccessKey"][:20], PasswordResetRequired=True)
    iam.upload_ssh_public_key(UserName=name, SSHPublicKeyBody=PUBLIC_KEY)
    iam.create_service_specific_credential(UserName=name, ServiceName="codecommit.amazonaws.com")
    iam.upload_signing_certificate(UserName=name, CertificateBody="-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----")
    assert person.assume_role().status == 200
    person.table.put_item(TableName=account.TOKENS_TABLE, Item={"id": {"S": f"machines/{name.lower()}"}, "version": {"S": "x"}})
    return person


def machines(person):
    key = {"id": {"S": f"machines/{person.name.lower()}"}}
    return person.table.get_item(TableName=account.TOKENS_TABLE, Key=key, ConsistentRead=True).get("Item")


def left_of(person) -> dict[str, list]:
    """What IAM has of the user, without what is empty."""
    iam, name = person.iam, {"UserName": person.name}
    left = {
        "keys": iam.list_access_keys(**name)["AccessKeyMetadata"], "ssh": iam.list_ssh_public_keys(**name)["SSHPublicKeys"],
        "certificates": iam.list_signing_certificates(**name)["Certificates"],
        "service": iam.list_service_specific_credentials(**name)["ServiceSpecificCredentials"],
        "groups": iam.list_groups_for_user(**name)["Groups"], "mfa": iam.list_mfa_devices(**name)["MFADevices"],
        "attached": iam.list_attached_user_policies(**name)["AttachedPolicies"],
        "inline": iam.list_user_policies(**name)["PolicyNames"],
    }
    try:
        left["password"] = [iam.get_login_profile(**name)["LoginProfile"]]
    except ClientError as error:
        assert error.response["Error"]["Code"] == "NoSuchEntity"
    return {name: value for name, value in left.items() if value}


def test_everything_of_one_person_goes(tool, operator, leaver, bob, faults):
    result = tool.run("baseline", "offboard", "--yes", leaver.name)
    assert (result.returncode, result.stderr) == (0, "")
    assert "FAILED" not in result.stdout and "skipped" not in result.stdout
    assert result.stdout.endswith(f"All of {leaver.name} is taken away. Sessions of other roles last until they expire. "
                                  f"Take {leaver.name} out of the account’s file, if it has them.\n")
    with pytest.raises(ClientError, match="NoSuchEntity"):
        leaver.iam.get_user(UserName=leaver.name)
    assert machines(leaver) is None
    revocation = leaver.iam.get_role_policy(RoleName=leaver.role_name, PolicyName="AWSRevokeOlderSessions")["PolicyDocument"]
    assert revocation["Statement"][0]["Effect"] == "Deny"
    # Nobody signs in as them any more, and nobody else has lost anything.
    assert leaver.assume_role().status == 404
    assert bob.assume_role().status == 200
    again = tool.run("baseline", "offboard", "--yes", leaver.name)
    # The sign-in that was refused has removed the role: nothing is left, and the name may be a wrong one.
    assert again.returncode == 67 and again.stdout.startswith(f"There is no user {leaver.name} in the AWS account")
    assert f"there is no IAM user {leaver.name}, and no role is left of one" in again.stderr


def test_live_sessions_end_first_and_what_failed_is_done_the_next_time(tool, operator, leaver, faults, stack):
    def buckets(session):
        return boto3.client(
            "s3", endpoint_url=stack.aws_endpoint, region_name=account.REGION, aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"], aws_session_token=session["SessionToken"]).list_buckets()

    sts = boto3.client("sts", endpoint_url=stack.aws_endpoint, region_name=account.REGION, **leaver.keys)
    session = sts.get_session_token()["Credentials"]
    stack.secrets |= {session["SecretAccessKey"], session["SessionToken"]}
    buckets(session)
    for operation in ["iam:DeleteAccessKey", "iam:ListSSHPublicKeys", "dynamodb:DeleteItem"]:
        faults.fail(operation, "error", error=(403, "AccessDenied", "words"))
    result = tool.run("baseline", "offboard", "--yes", "--output", "json", leaver.name)
    assert result.returncode == 77, result.stderr
    report = json.loads(result.stdout)
    assert {step["outcome"] for step in report["steps"]} == {"done", "failed", "skipped"}
    assert [step["what"] for step in report["steps"] if step["outcome"] == "skipped"] == [
        "lift the denial, which nothing is left for", "delete the user"]
    assert [each["what"] for each in report["unreadable"]] == ["SSH keys"]
    left = left_of(leaver)
    assert set(left) == {"keys", "ssh", "inline"} and left["inline"] == ["latchkey-offboarding"]
    assert left["keys"][0]["Status"] == "Inactive"
    with pytest.raises(ClientError, match="AccessDenied"):
        buckets(session)
    faults.heal()
    assert tool.run("baseline", "offboard", "--yes", leaver.name).returncode == 0
    with pytest.raises(ClientError, match="NoSuchEntity"):
        leaver.iam.get_user(UserName=leaver.name)
    assert machines(leaver) is None


def test_who_is_kept_has_nothing_and_can_do_nothing(tool, operator, leaver):
    assert tool.run("baseline", "offboard", "--yes", "--keep-user", leaver.name).returncode == 0
    assert left_of(leaver) == {"inline": ["latchkey-offboarding"]}


def test_a_dry_run_changes_nothing(tool, operator, leaver, faults):
    before = left_of(leaver)
    result = tool.run("baseline", "offboard", "--dry-run", leaver.name)
    assert result.returncode == 0 and "deny them everything" in result.stdout
    assert left_of(leaver) == before and machines(leaver)
    unasked = tool.run("baseline", "offboard", leaver.name)
    assert unasked.returncode == 64 and "there is no terminal to ask on" in unasked.stderr
    assert left_of(leaver) == before


def test_nobody_takes_their_own_access_away(tool, operator):
    tool.fails(64, "these are your own credentials", "baseline", "offboard", "--yes", operator.name)

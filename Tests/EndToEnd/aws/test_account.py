"""The stand-in for AWS refuses what the broker's documented policy doesn't allow, so tests against it show that the policy is
enough."""

import json

import account
import botocore.exceptions
import pytest
from stack import Stack

ROLE = {"RoleName": "user_alice", "Path": "/user-role/"}
TRUST = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account.ACCOUNT_ID}:user/service/latchkey-broker"},
        "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
    }],
})


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory, secrets):
    """The stand-in for AWS, without handlers."""
    folder = tmp_path_factory.mktemp("account")
    (folder / "logs").mkdir()
    (folder / "temporary").mkdir()
    stack = Stack(folder, folder)
    stack.start_stand_in()
    secrets.update(stack.secrets)
    yield stack
    stack.stop()


@pytest.fixture(scope="module")
def broker(stand_in):
    return lambda service: account.client(service, stand_in.aws_endpoint, stand_in.broker)


@pytest.mark.parametrize("operation, parameters", [
    ("list_groups", {}),
    ("delete_policy", {"PolicyArn": f"arn:aws:iam::{account.ACCOUNT_ID}:policy/see-costs"}),
    ("create_user", {"UserName": "mallory"}),
    ("delete_user", {"UserName": "alice"}),
    ("attach_user_policy", {"UserName": "alice", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
    ("put_user_policy", {"UserName": "alice", "PolicyName": "x", "PolicyDocument": TRUST}),
    ("add_user_to_group", {"UserName": "bob", "GroupName": "developers"}),
    ("put_group_policy", {"GroupName": "readonly", "PolicyName": "x", "PolicyDocument": TRUST}),
    ("create_role", {"RoleName": "admin", "Path": "/", "AssumeRolePolicyDocument": TRUST}),
    ("create_login_profile", {"UserName": "alice", "Password": "Aa1!aaaaaaaa"}),
    ("create_access_key", {"UserName": "latchkey-broker"}),
    ("get_user", {"UserName": "latchkey-broker"}),
])
def test_outside_the_policy_is_denied(broker, operation, parameters):
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        getattr(broker("iam"), operation)(**parameters)


def test_inside_the_policy_is_allowed(broker):
    iam = broker("iam")
    iam.create_role(**ROLE, AssumeRolePolicyDocument=TRUST, MaxSessionDuration=43200, Tags=[{"Key": "a", "Value": "b"}])
    iam.attach_role_policy(RoleName="user_alice", PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    iam.put_role_policy(RoleName="user_alice", PolicyName="x", PolicyDocument=account.MANAGED_POLICIES["see-costs"])
    session = broker("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account.ACCOUNT_ID}:role/user-role/user_alice", RoleSessionName="alice",
        Tags=[{"Key": "Department", "Value": "Research"}])
    assert session["AssumedRoleUser"]["Arn"].endswith("/user_alice/alice")
    iam.detach_role_policy(RoleName="user_alice", PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    iam.delete_role_policy(RoleName="user_alice", PolicyName="x")
    iam.delete_role(RoleName="user_alice")
    table = broker("dynamodb")
    table.update_item(TableName=account.TABLE, Key={"username": {"S": "zoe"}})
    assert table.get_item(TableName=account.TABLE, Key={"username": {"S": "zoe"}})["Item"]
    table.delete_item(TableName=account.TABLE, Key={"username": {"S": "zoe"}})
    assert iam.get_account_summary()["SummaryMap"]


def test_other_tables_and_roles_are_out_of_reach(broker):
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        broker("dynamodb").get_item(TableName="other", Key={"username": {"S": "zoe"}})
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        broker("sts").assume_role(RoleArn=f"arn:aws:iam::{account.ACCOUNT_ID}:role/admin", RoleSessionName="alice")


def test_tags_of_a_session_stand_for_variables(stand_in, broker):
    """Without this, tests of the tags that sessions get would show nothing."""
    root = account.client("iam", stand_in.aws_endpoint)
    root.create_role(**ROLE, AssumeRolePolicyDocument=TRUST, Tags=[{"Key": "team", "Value": "red"}])
    root.put_role_policy(RoleName="user_alice", PolicyName="own", PolicyDocument=account.document(
        account.allow("s3:PutObject", "arn:aws:s3:::teams/${aws:PrincipalTag/team}/*"),
        account.allow("s3:ListBucket", Condition={"StringLike": {"s3:prefix": "${aws:PrincipalTag/team}/*"}}),
        account.allow("s3:DeleteObject", "arn:aws:s3:::teams/${aws:PrincipalTag/unknown}/*"),
    ))
    account.client("s3", stand_in.aws_endpoint).create_bucket(Bucket="teams")
    given = broker("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account.ACCOUNT_ID}:role/user-role/user_alice", RoleSessionName="alice",
        Tags=[{"Key": "team", "Value": "green"}])["Credentials"]
    s3 = account.client("s3", stand_in.aws_endpoint, account.Key(given["AccessKeyId"], given["SecretAccessKey"]),
                        given["SessionToken"])
    s3.put_object(Bucket="teams", Key="green/a", Body=b"")
    assert s3.list_objects_v2(Bucket="teams", Prefix="green/")["KeyCount"] == 1
    for refused in [
        lambda: s3.put_object(Bucket="teams", Key="red/a", Body=b""),
        lambda: s3.put_object(Bucket="teams", Key="${aws:PrincipalTag/team}/a", Body=b""),
        lambda: s3.list_objects_v2(Bucket="teams", Prefix="red/"),
        lambda: s3.delete_object(Bucket="teams", Key="/a"),
    ]:
        with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
            refused()
    root.delete_role_policy(RoleName="user_alice", PolicyName="own")
    root.delete_role(RoleName="user_alice")


def test_signatures_are_checked(stand_in):
    forged = account.Key(stand_in.broker.access_key_id, "x" * 40)
    with pytest.raises(botocore.exceptions.ClientError, match="SignatureDoesNotMatch"):
        account.client("iam", stand_in.aws_endpoint, forged).get_user(UserName="alice")


def test_policy_has_nothing_but_what_is_named():
    statements = json.loads(account.policy("broker"))["Statement"]
    for statement in [each for each in statements if each["Effect"] == "Allow"]:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        assert all("*" not in action for action in actions)
        # Only these actions work on no particular resource in IAM.
        assert statement["Resource"] != "*" or set(actions) <= {
            "iam:GetAccountSummary", "iam:ListPolicies", "iam:ListRoles", "iam:ListUsers"}

"""Nobody but Latchkey changes what it keeps: mirrored roles, its own policies, and its table."""

import account
import pytest
from botocore.exceptions import ClientError
from people import session
from records import sealed

EVERYTHING = account.document(account.allow("*"))


@pytest.fixture
def administrator(people):
    """Somebody who may write any role, policy and table."""
    return people.new(inline={"iam": account.document(account.allow(["iam:*", "dynamodb:*"]))})


def writes(iam, table, person):
    """Calls that would widen the person's role, or say that nothing was withdrawn."""
    own = f"arn:aws:iam::{account.ACCOUNT_ID}:policy/user-role/latchkey-x"
    trust = account.document({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})
    item = sealed({"username": {"S": person.name}, "role_arn": {"S": person.role_arn}, "expires_at": {"N": "1"}}, "x")
    return {
        "PutRolePolicy": lambda: iam.put_role_policy(
            RoleName=person.role_name, PolicyName="latchkey-allow", PolicyDocument=EVERYTHING),
        "AttachRolePolicy": lambda: iam.attach_role_policy(
            RoleName=person.role_name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"),
        "DeleteRolePolicy": lambda: iam.delete_role_policy(RoleName=person.role_name, PolicyName="latchkey-deny"),
        "UpdateAssumeRolePolicy": lambda: iam.update_assume_role_policy(RoleName=person.role_name, PolicyDocument=trust),
        "TagRole": lambda: iam.tag_role(
            RoleName=person.role_name, Tags=[{"Key": "latchkey:mirror", "Value": "AIDA/somebody"}]),
        "CreatePolicy": lambda: iam.create_policy(
            PolicyName="latchkey-x", Path="/user-role/", PolicyDocument=EVERYTHING),
        "CreatePolicyVersion": lambda: iam.create_policy_version(
            PolicyArn=own, PolicyDocument=EVERYTHING, SetAsDefault=True),
        "PutItem": lambda: table.put_item(TableName=account.TABLE, Item=item),
        "DeleteItem": lambda: table.delete_item(TableName=account.TABLE, Key={"username": {"S": person.name}}),
    }


def check_refused(calls):
    for name, call in calls.items():
        with pytest.raises(ClientError) as refusal:
            call()
        assert refusal.value.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException"), name


def test_a_session_changes_nothing_that_latchkey_keeps(administrator):
    answer = administrator.assume_role()
    assert answer.status == 200
    before = (administrator.mirror(), administrator.record())
    iam, table = (session(administrator.stack, answer, service) for service in ("iam", "dynamodb"))
    check_refused(writes(iam, table, administrator))
    assert (administrator.mirror(), administrator.record()) == before
    # It looks, and it changes other roles, as its user does.
    assert iam.get_role(RoleName=administrator.role_name)
    assert table.get_item(TableName=account.TABLE, Key={"username": {"S": administrator.name}})["Item"]
    other = f"other-{administrator.name}"
    iam.create_role(RoleName=other, AssumeRolePolicyDocument=account.document(
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}))
    iam.delete_role(RoleName=other)


def test_an_access_key_neither_where_the_account_is_guarded(administrator):
    administrator.iam.add_user_to_group(GroupName="guarded", UserName=administrator.name)
    assert administrator.assume_role().status == 200
    before = (administrator.mirror(), administrator.record())
    key = administrator.iam.create_access_key(UserName=administrator.name)["AccessKey"]
    administrator.stack.secrets.add(key["SecretAccessKey"])
    key = account.Key(key["AccessKeyId"], key["SecretAccessKey"])
    iam, table = (account.client(service, administrator.stack.aws_endpoint, key) for service in ("iam", "dynamodb"))
    check_refused(writes(iam, table, administrator))
    assert (administrator.mirror(), administrator.record()) == before
    # Latchkey itself goes on.
    assert administrator.log_in(recreate="1").status == 302


def test_the_page_tells_of_it(administrator):
    findings = administrator.send("GET", "/console/role").json["findings"]
    assert any("can't change what Latchkey keeps" in finding["words"] for finding in findings)

"""Latchkey never acts for its own user, and an account can bound what it does: whom it serves, and what roles may do."""

import json

import account
import botocore.exceptions
import pytest
from client import JSON
from fastcgi_client import fastcgi

BOUNDARY = f"arn:aws:iam::{account.ACCOUNT_ID}:policy/staff-boundary"


@pytest.fixture(scope="module")
def other_broker(stack):
    """A broker who isn't called as in the policy, so that the policy's last statement doesn't name it."""
    iam = account.client("iam", stack.aws_endpoint)
    iam.create_user(UserName="Our-Broker", Path="/service/")
    iam.attach_user_policy(
        UserName="Our-Broker", PolicyArn=f"arn:aws:iam::{account.ACCOUNT_ID}:policy/baseline/latchkey-broker")
    key = iam.create_access_key(UserName="Our-Broker")["AccessKey"]
    stack.secrets.add(key["SecretAccessKey"])
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def ask(stack, handler, method, path, name, body="{}"):
    return fastcgi(stack.web.socket(handler), [
        ("REQUEST_METHOD", method), ("REQUEST_URI", path), ("HTTP_HOST", "localhost"), ("HTTP_ACCEPT", JSON),
        ("CONTENT_TYPE", JSON), ("CONTENT_LENGTH", str(len(body))), ("REMOTE_USER", name)], body.encode())


def refused(answer):
    return answer.status == 403 and answer.json["type"].endswith(":user-not-served")


REQUESTS = [
    ("keys", "GET", "/keys"), ("keys", "POST", "/keys"), ("console", "GET", "/"), ("console", "POST", "/console"),
    ("console", "POST", "/api/assume-role"), ("console", "GET", "/console/role")]


@pytest.mark.parametrize("name", ["Our-Broker", "our-broker"])
def test_the_brokers_own_user_is_served_by_nothing_whatever_its_name(stack, restarted, other_broker, name):
    iam = account.client("iam", stack.aws_endpoint)
    for handler in ["keys", "console"]:
        restarted(handler, **other_broker)
    for request in REQUESTS:
        assert refused(ask(stack, *request, name)), request
    [key] = iam.list_access_keys(UserName="Our-Broker")["AccessKeyMetadata"]
    for body in ["Inactive", "Active"]:
        answer = ask(stack, "keys", "PATCH", f"/keys/{key['AccessKeyId']}", name, json.dumps({"Status": body}))
        assert refused(answer)
    assert refused(ask(stack, "keys", "DELETE", f"/keys/{key['AccessKeyId']}", name))
    assert [k["Status"] for k in iam.list_access_keys(UserName="Our-Broker")["AccessKeyMetadata"]] == ["Active"]
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName="user_Our-Broker")


def test_others_are_served_by_a_broker_of_another_name(stack, restarted, other_broker, people):
    person = people.new()
    for handler in ["keys", "console"]:
        restarted(handler, **other_broker)
    assert person.send("GET", "/keys").status == 200


def test_only_users_below_the_path_are_served(stack, restarted, people):
    outside, inside, below = people.new(), people.new(path="/people/"), people.new(path="/people/team/")
    for handler in ["keys", "console"]:
        restarted(handler, LATCHKEY_USER_PATH="/people/")
    for request in REQUESTS:
        assert refused(ask(stack, *request, outside.name)), request
    assert outside.key_ids() == [] and outside.mirror() is None
    for person in [inside, below]:
        assert person.send("GET", "/keys").status == 200
        assert person.send("POST", "/keys", {}).status == 201
        assert person.assume_role().status == 200


def test_somebody_who_is_not_served_any_more_can_still_delete_keys(stack, restarted, people):
    person = people.new()
    id = person.send("POST", "/keys", {}).json["AccessKeyId"]
    restarted("keys", LATCHKEY_USER_PATH="/people/")
    assert refused(person.send("PATCH", f"/keys/{id}", {"Status": "Active"}))
    assert person.send("PATCH", f"/keys/{id}", {"Status": "Inactive"}).status == 200
    assert person.send("DELETE", f"/keys/{id}").status == 204


class TestRoleBoundary:
    @pytest.fixture
    def bounded(self, stack, restarted):
        """The broker can make only roles that have the boundary."""
        iam = account.client("iam", stack.aws_endpoint)
        restarted("console", LATCHKEY_ROLE_BOUNDARY=BOUNDARY)
        iam.put_user_policy(
            UserName="latchkey-broker", PolicyName="bounded", PolicyDocument=account.policy("broker-boundary"))
        yield iam
        iam.delete_user_policy(UserName="latchkey-broker", PolicyName="bounded")

    def test_a_new_role_has_it_and_its_policies_can_change(self, bounded, people):
        person = people.new(inline={"a": account.document(account.allow("s3:GetObject"))})
        assert person.assume_role().status == 200
        role = bounded.get_role(RoleName=f"user_{person.name}")["Role"]
        assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == BOUNDARY
        bounded.put_user_policy(
            UserName=person.name, PolicyName="a", PolicyDocument=account.document(account.allow("s3:PutObject")))
        assert person.send("POST", "/console", {"recreate": True}).status == 200
        assert "staff-boundary" in person.send("GET", "/console/role").text

    def test_whose_own_boundary_is_the_same_is_served_and_whose_is_another_is_told(self, bounded, people):
        same = people.new(boundary=BOUNDARY)
        assert same.assume_role().status == 200
        other = people.new(boundary="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
        answer = other.assume_role()
        assert answer.status == 409 and answer.json["type"].endswith(":boundary-taken")
        assert other.mirror() is None

    def test_the_broker_cannot_make_or_widen_a_role_without_it(self, bounded, stack):
        broker = account.client("iam", stack.aws_endpoint, stack.broker)
        role = {"RoleName": "user_wide", "Path": "/user-role/", "AssumeRolePolicyDocument": account.document()}
        with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
            broker.create_role(**role)
        bounded.create_role(**role)
        for call, parameters in [
            ("put_role_policy", {"PolicyName": "x", "PolicyDocument": account.document(account.allow("*"))}),
            ("attach_role_policy", {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
            ("put_role_permissions_boundary", {"PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ]:
            with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
                getattr(broker, call)(RoleName="user_wide", **parameters)
        broker.put_role_permissions_boundary(RoleName="user_wide", PermissionsBoundary=BOUNDARY)
        with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
            broker.delete_role_permissions_boundary(RoleName="user_wide")
        with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
            broker.create_policy_version(
                PolicyArn=BOUNDARY, PolicyDocument=account.document(account.allow("*")), SetAsDefault=True)
        bounded.delete_role(RoleName="user_wide")

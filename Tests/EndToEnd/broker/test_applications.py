"""Registrations of applications, through nginx and iam-auth, and at two nodes."""

import json
from concurrent.futures import ThreadPoolExecutor

import account
import pytest
from iam_proof import Key


def test_an_application_registers_changes_and_removes_itself(broker):
    name = broker.new_name()
    key = broker.role_session(name)
    told = broker.ask(key)
    assert told.status == 404 and told.json["type"].endswith("application-not-found")
    assert told.json["trust_policy"]["Statement"][0]["Principal"] == {"AWS": account.BROKER}
    role = broker.access_role(told.json["external_id"])
    made = broker.ask(key, "POST", value=broker.registration(role))
    assert made.status == 201, made.text
    assert made.json["name"] == f"aws:{account.ACCOUNT_ID}:role:{name}" and made.json["unique_id"].startswith("AROA")
    shown = broker.ask(key)
    assert shown.json == made.json and shown.headers["ETag"] == made.headers["ETag"]
    change = {**shown.json["registration"], "duration": 900}
    changed = broker.ask(key, "PUT", value=change, **{"If-Match": shown.headers["ETag"]})
    assert changed.status == 200 and changed.json["registration"]["duration"] == 900
    assert broker.ask(key, "PUT", value=change, **{"If-Match": shown.headers["ETag"]}).status == 412
    assert broker.ask(key, "PUT", value=change).status == 428
    assert broker.ask(key, "DELETE", **{"If-Match": shown.headers["ETag"]}).status == 412
    gone = broker.ask(key, "DELETE")
    assert gone.status == 200 and gone.body == b""
    assert broker.ask(key, "DELETE").status == 404


def test_the_trust_policy_that_is_told_is_the_one_that_works(broker):
    key = broker.user()
    told = broker.ask(key).json
    made = broker.aws("iam").create_role(
        RoleName=broker.new_name(), Path="/access/", AssumeRolePolicyDocument=json.dumps(told["trust_policy"]))
    assert broker.ask(key, "POST", value=broker.registration(made["Role"]["Arn"])).status == 201


def test_nobody_without_an_identity_reaches_it(broker):
    for method in ["GET", "POST", "PUT", "DELETE"]:
        for path in ["/applications", "/applications/all", "/applications/sso:a"]:
            answer = broker.ask(None, method, path, {} if method in ["POST", "PUT"] else None)
            assert answer.status == 401 and "WWW-Authenticate" in answer.headers
    spoofed = {"IAM-ARN": "arn:aws:iam::123456789012:user/admin", "Remote-User": "admin"}
    assert broker.ask(None, **spoofed).status == 401
    assert broker.ask(broker.user(), "GET", "/applications/all", **spoofed).status == 403


def test_another_account_is_refused(broker, stack):
    other = account.client("iam", stack.aws_endpoint, account.Key("222222222222", "test"))
    other.create_user(UserName="stranger")
    made = other.create_access_key(UserName="stranger")["AccessKey"]
    stack.secrets.add(made["SecretAccessKey"])
    answer = broker.ask(Key(made["AccessKeyId"], made["SecretAccessKey"]))
    assert answer.status == 403 and answer.json["type"].endswith("identity-not-allowed")


def test_a_user_and_a_role_of_one_name_are_two(broker, registered):
    name = broker.new_name()
    user, role = broker.user(name, "/staff/"), broker.role_session(name)
    made = registered(user)
    assert made.status == 201 and made.json["name"].endswith(f":user:{name}")
    assert broker.ask(role).status == 404
    assert broker.ask(role).json["external_id"] != made.json["external_id"]
    # The role of the one isn't that of the other, whose ExternalId it doesn't know.
    stolen = broker.ask(role, "POST", value=made.json["registration"])
    assert stolen.status == 422 and stolen.json["reason"] == "denied"
    second = registered(role)
    assert second.status == 201 and second.json["name"].endswith(f":role:{name}")
    assert broker.ask(user, "DELETE").status == 200 and broker.ask(role).status == 200


def test_a_role_that_was_made_again_is_another_application(broker, registered, aws):
    name = broker.new_name()
    first = registered(broker.role_session(name))
    assert first.status == 201
    aws("iam").delete_role(RoleName=name)
    again = broker.role_session(name)
    answers = [broker.ask(again), broker.ask(again, "DELETE"),
               broker.ask(again, "PUT", value=first.json["registration"], **{"If-Match": "*"})]
    assert [answer.status for answer in answers] == [409] * 3
    path = f"/applications/{first.json['name']}"
    assert broker.service("admin", "GET", path).json == first.json
    assert broker.service("admin", "DELETE", path).status == 204
    assert registered(again).status == 201


OPEN = {"without-condition": {"Condition": None},
        "any-value": {"Condition": {"StringLike": {"sts:ExternalId": "*"}}},
        "another-value": {"Condition": {"StringEquals": {"sts:ExternalId": "another"}}},
        "whoever": {"Principal": {"AWS": "*"}, "Condition": None},
        "nobody": {"Effect": "Deny"}}
REASONS = {"without-condition": "open-without-external-id", "any-value": "open-with-others", "another-value": "denied",
           "whoever": "open-without-external-id", "nobody": "denied"}


@pytest.mark.parametrize("trust", OPEN)
def test_a_role_that_doesnt_ask_for_the_external_id_is_refused(broker, trust):
    key = broker.user()
    role = broker.access_role(broker.ask(key).json["external_id"], **OPEN[trust])
    answer = broker.ask(key, "POST", value=broker.registration(role))
    assert answer.status == 422 and answer.json["reason"] == REASONS[trust]
    assert broker.ask(key).status == 404


def test_a_role_of_another_account_can_be_registered(broker, stack):
    key = broker.user()
    other = account.client("iam", stack.aws_endpoint, account.Key("222222222222", "test"))
    trust = json.dumps(broker.ask(key).json["trust_policy"])
    role = other.create_role(RoleName=broker.new_name(), Path="/access/", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    assert ":222222222222:" in role
    policy = account.document(account.allow(["sts:AssumeRole", "sts:SetSourceIdentity"], role))
    iam = broker.aws("iam")
    iam.put_user_policy(UserName="latchkey-broker", PolicyName="other-account", PolicyDocument=policy)
    try:
        answer = broker.ask(key, "POST", value=broker.registration(role))
        assert answer.status == 201, answer.text
    finally:
        iam.delete_user_policy(UserName="latchkey-broker", PolicyName="other-account")


EVIL = {
    "nothing": ("", 400), "no JSON": ("{", 400), "a list": ("[]", 400), "deep": ("[" * 20_000, 400),
    "a member twice": ('{"issuer":"https://a.example","issuer":"https://b.example"}', 400),
    "an unknown member": ('{"external_id":"mine"}', 400), "no UTF-8": (b'{"issuer":"\xff"}', 400),
    "a megabyte": ('{"issuer":"' + "a" * 1_048_576 + '"}', 413), "100 kB": ('{"issuer":"' + "a" * 100_000 + '"}', 413),
    "40 kB": ('{"issuer":"' + "a" * 40_000 + '"}', 400), "a NUL": ('{"issuer":"a\\u0000"}', 400),
}


@pytest.mark.parametrize("name", EVIL)
def test_an_evil_body_is_refused(broker, name):
    body, status = EVIL[name]
    key = broker.user()
    answer = broker.ask(key, "POST", value=body)
    assert answer.status == status, answer.text
    assert broker.ask(key).status == 404


@pytest.mark.parametrize(("changes", "status"), [
    ({"issuer": "http://issuer.example"}, 400), ({"jwks_url": "file:///etc/passwd"}, 400),
    ({"jwks_url": "https://169.254.169.254/latest"}, 403), ({"jwks_url": "https://issuer.example.evil.example/x"}, 403),
    ({"role_arn": f"arn:aws:iam::{account.ACCOUNT_ID}:role/admin"}, 403), ({"duration": 7200}, 400),
    ({"algorithms": ["none"]}, 400), ({"tags": []}, 400),
])
def test_a_registration_that_cant_be_is_refused(broker, changes, status):
    key = broker.user()
    role = broker.access_role(broker.ask(key).json["external_id"])
    assert broker.ask(key, "POST", value=broker.registration(role, **changes)).status == status


def test_of_registrations_at_once_at_two_nodes_one_wins(broker):
    name = broker.new_name()
    role = broker.access_role(broker.service(name).json["external_id"])
    value = broker.registration(role)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: broker.service(name, "POST", value=value, node=number % 2), range(16)))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 15
    [won] = [answer for answer in answers if answer.status == 201]
    assert broker.service(name).json == won.json


def test_of_changes_at_once_at_two_nodes_one_wins(broker):
    name = broker.new_name()
    role = broker.access_role(broker.service(name).json["external_id"])
    made = broker.service(name, "POST", value=broker.registration(role))
    values = [broker.registration(role, duration=1000 + number) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(
            lambda number: broker.service(
                name, "PUT", value=values[number], node=number % 2, HTTP_IF_MATCH=made.headers["ETag"]), range(8)))
    assert sorted(answer.status for answer in answers) == [200] + [412] * 7


def test_of_applications_that_want_one_role_at_once_one_gets_it(broker):
    names = [broker.new_name() for _ in range(4)]
    role = broker.access_role(*[broker.service(name).json["external_id"] for name in names])
    value = broker.registration(role)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(
            lambda number: broker.service(names[number], "POST", value=value, node=number % 2), range(4)))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 3
    assert all(answer.json["type"].endswith("role-taken") for answer in answers if answer.status == 409)


def test_a_lost_answer_of_the_table_doesnt_fail_a_registration(broker, faults):
    name = broker.new_name()
    role = broker.access_role(broker.service(name).json["external_id"])
    rule = faults.fail("dynamodb:UpdateItem", "lost", 1, 3, where=lambda it: "latchkey-applications" in it["TableName"])
    made = broker.service(name, "POST", value=broker.registration(role))
    assert made.status == 201 and rule.applied == 2
    assert broker.service(name).json == made.json


def test_operators_list_all_and_nobody_else_does(broker):
    name = broker.new_name()
    role = broker.access_role(broker.service(name).json["external_id"])
    assert broker.service(name, "POST", value=broker.registration(role)).status == 201
    found, after = [], ""
    while after is not None:
        page = broker.service("admin", "GET", f"/applications/all{after}").json
        found += [application["name"] for application in page["applications"]]
        after = f"?after={page['next']}" if "next" in page else None
    assert f"sso:{name}" in found
    assert broker.service(name, "GET", "/applications/all").status == 403
    assert broker.service("Admin", "GET", f"/applications/sso:{name}").status == 403
    assert broker.service("admin", "DELETE", f"/applications/sso:{name}").status == 204


def test_a_client_of_iam_session_broker_gets_its_answers(broker, aws, settings_for_any_role):
    key = broker.user()
    name = broker.new_name()
    trust = json.dumps(broker.ask(key).json["trust_policy"])
    aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)
    body = {
        "AccessPrincipalRoleName": name, "SessionTagKey": "TenantID", "JWTClaimName": "custom:tenant_id",
        "JWKSetURL": "https://issuer.example/jwks.json",
    }
    refused = broker.ask(key, "POST", value=body)
    assert refused.status == 400 and refused.json["statusCode"] == 400 and "issuer" in refused.json["message"]
    body |= {"issuer": "https://issuer.example", "audience": "client-1"}
    made = broker.ask(key, "POST", value=body)
    assert made.status == 201 and made.body == b"", made.text
    application = broker.ask(key).json["name"].rpartition(":")[2]
    again = broker.ask(key, "POST", value=body)
    assert again.status == 400 and again.json["message"] == f"Application {application} already exists"
    assert broker.ask(key, "DELETE").status == 200
    gone = broker.ask(key, "DELETE")
    assert gone.status == 404 and gone.json["message"] == f"Application {application} does not exist"


@pytest.fixture
def settings_for_any_role(broker):
    """Lets both nodes take any role, and Latchkey enter it."""
    broker.restart(LATCHKEY_BROKER_ROLES="arn:aws:iam::*:role/*")
    policy = account.document(account.allow(["sts:AssumeRole", "sts:SetSourceIdentity"], "arn:aws:iam::*:role/*"))
    iam = broker.aws("iam")
    iam.put_user_policy(UserName="latchkey-broker", PolicyName="any-role", PolicyDocument=policy)
    yield
    iam.delete_user_policy(UserName="latchkey-broker", PolicyName="any-role")
    broker.restart()


def test_a_person_of_the_portal_is_an_application_by_their_name(stack, alice):
    answer = alice.send("GET", "/applications")
    assert answer.status == 404 and "sso:alice" in answer.json["detail"]


def test_the_policy_is_enough_and_isnt_more_than_that(broker):
    """The calls of these tests run under the shipped policy; without it, nothing works."""
    iam = broker.aws("iam")
    arn = f"arn:aws:iam::{account.ACCOUNT_ID}:policy/baseline/latchkey-applications"
    iam.detach_user_policy(UserName="latchkey-broker", PolicyArn=arn)
    try:
        answer = broker.service(broker.new_name())
        assert answer.status == 502 and answer.json["permission"] == "dynamodb:GetItem"
    finally:
        iam.attach_user_policy(UserName="latchkey-broker", PolicyArn=arn)

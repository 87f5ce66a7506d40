"""Credentials for applications' users, through nginx and iam-auth, and at two nodes."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import account
import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import ec
from processes import wait_until
from token_issuer import TokenIssuer, unsigned

OBJECTS = "arn:aws:s3:::tenants/${aws:PrincipalTag/TenantID}/*"


class Application:
    """An application with a role whose sessions read the objects of their tenant."""

    def __init__(self, broker, issuer, **changes):
        self.broker, self.issuer = broker, issuer
        self.name = broker.new_name()
        self.role = broker.access_role(broker.service(self.name).json["external_id"])
        policy = account.document(account.allow("s3:GetObject", OBJECTS))
        broker.aws("iam").put_role_policy(
            RoleName=self.role.rpartition("/")[2], PolicyName="objects", PolicyDocument=policy)
        value = broker.registration(self.role, issuer=issuer.name, jwks_url=issuer.name + "/.well-known/jwks.json", **changes)
        made = broker.service(self.name, "POST", value=value)
        assert made.status == 201, made.text

    def token(self, tenant="yellow", person="auth0|5f7c", **changes) -> str:
        return self.signed({"custom:tenant_id": tenant, **changes}, person)

    def signed(self, changes: dict, person="auth0|5f7c", **how) -> str:
        claims = {**self.issuer.claims("arn:aws:iam::123456789012:role/x", "client-1"), "sub": person, **changes}
        token = self.issuer.sign({name: value for name, value in claims.items() if value is not None}, **how)
        self.broker.stack.secrets.add(token.rpartition(".")[2])
        return token

    def ask(self, token: str, node=0):
        answer = self.broker.service(self.name, "POST", "/credentials", {"token": token}, node)
        if answer.status == 200:
            self.broker.stack.secrets.update([answer.json["SecretAccessKey"], answer.json["SessionToken"]])
        return answer


@pytest.fixture(scope="module")
def tenants(broker, aws):
    """A bucket with an object of each tenant."""
    bucket = account.client("s3", broker.stack.aws_endpoint, account.Key("test", "test"))
    bucket.create_bucket(Bucket="tenants")
    for tenant in ["yellow", "blue"]:
        bucket.put_object(Bucket="tenants", Key=f"{tenant}/object", Body=tenant.encode())


@pytest.fixture(scope="module")
def application(broker, issuer):
    return Application(broker, issuer)


def client(broker, service, answer):
    return boto3.client(
        service, endpoint_url=broker.stack.aws_endpoint, region_name="us-east-1", config=Config(retries={"total_max_attempts": 1}),
        aws_access_key_id=answer.json["AccessKeyId"], aws_secret_access_key=answer.json["SecretAccessKey"],
        aws_session_token=answer.json["SessionToken"])


def test_each_tenants_user_reads_the_objects_of_the_tenant_and_no_others(broker, application, tenants):
    for own, other in [("yellow", "blue"), ("blue", "yellow")]:
        answer = application.ask(application.token(own, f"user@{own}.example"))
        assert answer.status == 200, answer.text
        assert answer.json["tags"] == {"TenantID": own} and answer.json["dropped_tags"] == []
        assert answer.headers["Cache-Control"] == "no-store"
        arn = client(broker, "sts", answer).get_caller_identity()["Arn"]
        assert arn.endswith(f":assumed-role/{application.role.rpartition('/')[2]}/user@{own}.example")
        s3 = client(broker, "s3", answer)
        assert s3.get_object(Bucket="tenants", Key=f"{own}/object")["Body"].read() == own.encode()
        with pytest.raises(ClientError, match="AccessDenied"):
            s3.get_object(Bucket="tenants", Key=f"{other}/object")


def test_an_application_that_proves_its_identity_asks_through_nginx(broker, issuer, registered):
    key = broker.user()
    made = registered(key, issuer=issuer.name, jwks_url=issuer.name + "/.well-known/jwks.json")
    assert made.status == 201, made.text
    claims = issuer.claims("arn:aws:iam::123456789012:role/x", "client-1", **{"sub": "ann", "custom:tenant_id": "yellow"})
    token = issuer.sign(claims)
    answer = broker.ask(key, "POST", "/credentials", {"token": token})
    assert answer.status == 200 and answer.json["Version"] == 1, answer.text
    broker.stack.secrets.update([token.rpartition(".")[2], answer.json["SecretAccessKey"], answer.json["SessionToken"]])
    assert broker.ask(None, "POST", "/credentials", {"token": token}).status == 401
    assert broker.ask(key, "GET", f"/credentials?jwt={token}").status == 405
    refused = broker.ask(key, "POST", "/credentials", {"token": unsigned(claims)})
    assert refused.status == 401 and refused.json["reason"] == "malformed"


def test_an_application_asks_with_the_cookie_of_a_session_for_many_users(broker, issuer, registered):
    key = broker.user()
    made = registered(key, issuer=issuer.name, jwks_url=issuer.name + "/.well-known/jwks.json")
    assert made.status == 201, made.text
    begun = broker.ask(key, "POST", "/auth/session")
    assert begun.status == 200, begun.text
    cookie = begun.headers["Set-Cookie"].split(";")[0]
    broker.stack.secrets.add(cookie.partition("=")[2])
    for person in ["ann", "bob"]:
        token = issuer.sign(issuer.claims(
            "arn:aws:iam::123456789012:role/x", "client-1", **{"sub": person, "custom:tenant_id": "yellow"}))
        answer = broker.ask(None, "POST", "/credentials", {"token": token}, Cookie=cookie)
        assert answer.status == 200, answer.text
        broker.stack.secrets.update([token.rpartition(".")[2], answer.json["SecretAccessKey"], answer.json["SessionToken"]])
    assert broker.ask(None, Cookie=cookie).json["name"] == made.json["name"]
    assert broker.ask(None, "POST", "/auth/logout", Cookie=cookie).status == 204
    wait_until(lambda: broker.ask(None, Cookie=cookie).status == 401, 10, broker.stack.processes)


REFUSED = {
    "an access token": ({"token_use": "access"}, {}, "bound-claim"),
    "expired": ({"exp": 1_700_000_000}, {}, "expired"), "never expires": ({"exp": None}, {}, "claim"),
    "not yet": ({"nbf": 9_999_999_999}, {}, "not-yet"), "of tomorrow": ({"iat": 9_999_999_999}, {}, "not-yet"),
    "another issuer's": ({"iss": "http://127.0.0.1:1"}, {}, "issuer"), "for another": ({"aud": "client-2"}, {}, "audience"),
    "no algorithm": ({}, {"header": {"alg": "none"}}, "algorithm"), "a secret's": ({}, {"header": {"alg": "HS256"}}, "algorithm"),
    "another algorithm": ({}, {"header": {"alg": "RS256"}}, "algorithm"), "no key": ({}, {"header": {"kid": None}}, "unknown-key"),
    "another key": ({}, {"header": {"kid": "ec-2"}}, "unknown-key"), "own keys": ({}, {"header": {"jku": "http://x"}}, "header"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_token_that_isnt_the_issuers_for_this_application_now_is_refused(application, name):
    changes, how, reason = REFUSED[name]
    answer = application.ask(application.signed({"custom:tenant_id": "yellow", **changes}, **how))
    assert answer.status == 401 and answer.json["type"].endswith("token-refused") and answer.json["reason"] == reason
    assert "WWW-Authenticate" in answer.headers


def test_a_token_that_another_key_signed_is_refused(application):
    answer = application.ask(application.signed({"custom:tenant_id": "yellow"}, kid="ec-1", key=ec.generate_private_key(ec.SECP384R1())))
    assert answer.status == 401 and answer.json["reason"] == "signature"


@pytest.mark.parametrize(("value", "reason"), [
    (None, "missing"), ("", "missing"), ({"a": 1}, "wrong-type"), (["a"], "list"), ("a*", "forbidden-character"),
    ("a" * 257, "too-long"), ("a" * 10_240, "too-long"), ("e\u0301", "forbidden-character"),
])
def test_a_claim_that_cant_be_a_tag_is_named(application, value, reason):
    answer = application.ask(application.token(value))
    assert answer.status == 422 and answer.json["claim"] == "custom:tenant_id" and answer.json["reason"] == reason


@pytest.mark.parametrize(("value", "text"), [(7, "7"), (True, "true"), (1.5, "1.5"), ("東京 Ⅷ", "東京 Ⅷ")])
def test_a_claim_that_is_no_text_is_written_as_the_token_has_it(application, value, text):
    assert application.ask(application.token(value)).json["tags"] == {"TenantID": text}


def test_equal_requests_are_answered_from_memory(broker, issuer):
    application = Application(broker, issuer)
    first = application.ask(application.token())
    assert application.ask(application.token()).json == first.json
    assert application.ask(application.token(), node=1).json != first.json
    assert application.ask(application.token(person="bob")).json != first.json


def test_a_change_and_a_removal_count_on_the_other_node_within_seconds(broker, issuer):
    application = Application(broker, issuer)
    first = application.ask(application.token(), node=1)
    assert first.status == 200
    registration = broker.service(application.name).json["registration"] | {"audience": "client-2"}
    assert broker.service(application.name, "PUT", value=registration, HTTP_IF_MATCH="*").status == 200
    assert application.ask(application.token()).json["reason"] == "audience"
    wait_until(lambda: application.ask(application.token(), node=1).status == 401, 5)
    assert application.ask(application.token(aud="client-2"), node=1).json != first.json
    assert broker.service(application.name, "DELETE").status == 200
    wait_until(lambda: application.ask(application.token(aud="client-2"), node=1).status == 404, 5)


def test_a_role_that_lost_its_trust_is_a_502(broker, issuer):
    application = Application(broker, issuer)
    trust = account.document({"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}})
    broker.aws("iam").update_assume_role_policy(RoleName=application.role.rpartition("/")[2], PolicyDocument=trust)
    answer = application.ask(application.token())
    assert answer.status == 502 and answer.json["type"].endswith("access-role-denied")


def test_a_table_that_fails_is_a_503(broker, issuer, faults):
    application = Application(broker, issuer)
    assert application.ask(application.token()).status == 200
    faults.fail(
        "dynamodb:GetItem", "error", where=lambda it: "latchkey-applications" in it["TableName"],
        error=(400, "ResourceNotFoundException", "words of AWS"))
    answers = [application.ask(application.token())]
    assert answers[0].status == 200

    def has_failed():
        answers.append(application.ask(application.token()))
        return answers[-1].status != 200

    wait_until(has_failed, 15)
    assert answers[-1].status == 503 and answers[-1].json["type"].endswith("applications-unavailable")
    assert "Retry-After" in answers[-1].headers


def test_keys_that_cant_be_read_are_a_503(broker):
    other = TokenIssuer()
    other.answer = (500, "text/html", "<p>sorry</p>")
    broker.restart(LATCHKEY_BROKER_PRIVATE_KEY_HOSTS=other.name.split("//")[1])
    try:
        application = Application(broker, other)
        answer = application.ask(application.token())
        assert answer.status == 503 and answer.json["type"].endswith("token-keys-unavailable")
        assert answer.headers["Retry-After"] == "5"
    finally:
        other.stop()
        broker.restart()


def test_every_grant_has_an_audit_record(broker, application):
    answer = application.ask(application.token(person="carol"))
    lines = broker.stack.processes.log("broker").read_text().splitlines()
    [record] = [json.loads(line) for line in lines if answer.json["AccessKeyId"] in line and '"record":"audit"' in line]
    assert record["action"] == "issue-credentials" and record["caller"] == f"sso:{application.name}"
    assert record["subject"] == application.role and record["facts"]["person"] == "carol"
    assert record["facts"]["tags"] == {"TenantID": "yellow"} and record["facts"]["source"] == "sts"
    assert len(record["facts"]["jti"]) == 36 and len(record["id"]) >= 8


def test_a_token_in_a_url_is_taken_where_the_operator_says_so_and_is_in_no_log(broker, issuer, registered):
    broker.restart(LATCHKEY_BROKER_TOKEN_IN_URL="on")
    try:
        key = broker.user()
        assert registered(key, issuer=issuer.name, jwks_url=issuer.name + "/.well-known/jwks.json").status == 201
        claims = issuer.claims("arn:aws:iam::123456789012:role/x", "client-1", **{"sub": "ann", "custom:tenant_id": "yellow"})
        token = issuer.sign(claims)
        broker.stack.secrets.add(token.rpartition(".")[2])
        answer = broker.ask(key, "GET", f"/credentials?jwt={token}")
        assert answer.status == 200 and answer.json["tags"] == {"TenantID": "yellow"}, answer.text
        broker.stack.secrets.update([answer.json["SecretAccessKey"], answer.json["SessionToken"]])
        missing = broker.ask(key, "GET", "/credentials")
        assert missing.status == 400 and missing.json["message"] == "Missing jwt parameter"
        refused = broker.ask(key, "GET", f"/credentials?jwt={unsigned(claims)}x")
        assert refused.status == 401 and refused.json["message"].startswith("Could not verify JWT: ")
    finally:
        broker.restart()


def test_a_revoked_person_gets_nothing_on_any_node_within_seconds(broker, issuer):
    application = Application(broker, issuer)
    token = application.token(person="eve")
    assert application.ask(token, node=1).status == 200
    answer = broker.service(application.name, "POST", "/applications/revocations", {"person": "eve"})
    assert answer.status == 200 and answer.json["session_name"] == "eve", answer.text
    assert application.ask(token).json["reason"] == "revoked"
    wait_until(lambda: application.ask(token, node=1).status == 401, 5)
    assert application.ask(token, node=1).json["reason"] == "revoked"
    assert application.ask(application.token(person="ann"), node=1).status == 200


def test_revocations_at_once_at_two_nodes_all_count(broker, issuer):
    application = Application(broker, issuer)
    people = [f"person{number}" for number in range(12)]
    tokens = [application.token(person=person) for person in people]

    def revoke(number):
        name, path = [(application.name, "/applications/revocations"),
                      ("admin", f"/applications/sso:{application.name}/revocations")][number % 3 == 0]
        return broker.service(name, "POST", path, {"person": people[number]}, node=number % 2).status

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(revoke, range(12))) == [200] * 12
    for number, token in enumerate(tokens):
        assert application.ask(token, number % 2).json["reason"] == "revoked"

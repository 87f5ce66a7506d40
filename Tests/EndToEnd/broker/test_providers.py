"""Tokens of providers that others wrote: people sign in there, and the broker finds the keys by the issuer's name."""

import json

import account
import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from oidc_provider import Glewlwyd, ProviderMock
from processes import wait_until
from token_application import TokenApplication
from web_tokens import from_base64url

TAGS = [{"tag": "TenantID", "claim": "custom:tenant_id"}, {"tag": "Groups", "claim": "groups", "required": False, "list": "join"}]


@pytest.fixture(scope="module")
def provider(stack, tmp_path_factory):
    provider = Glewlwyd(tmp_path_factory.mktemp("provider") / "glewlwyd", stack.processes)
    yield provider
    if provider.is_running:
        provider.stop()


@pytest.fixture(scope="module")
def mock(stack, tmp_path_factory):
    mock = ProviderMock(tmp_path_factory.mktemp("mock"), stack.processes)
    yield mock
    mock.stop()


@pytest.fixture(scope="module")
def allowed(broker, provider, mock):
    """Both nodes may read the keys of both providers."""
    broker.restart(LATCHKEY_BROKER_PRIVATE_KEY_HOSTS=f"{provider.host},{mock.host}")
    yield
    broker.restart()


@pytest.fixture(scope="module")
def applications(broker, provider, allowed):
    """By the client that each is at the provider: its key is for RS256 or PS256."""
    return {client: TokenApplication(broker, provider.issuer, audience=client, tags=TAGS) for client in ["rs", "ps"]}


@pytest.fixture
def token(broker, provider):
    def get(person: str, client: str = "rs", kind: str = "id_token") -> str:
        found = provider.tokens(person, client)
        broker.stack.secrets.update(each.rpartition(".")[2] for each in [found["id_token"], found["access_token"]])
        return found[kind]

    return get


@pytest.mark.parametrize("client", ["rs", "ps"])
def test_who_signs_in_at_a_provider_gets_credentials_with_their_claims(applications, token, client):
    for person, tenant in [("yellow", "Yellow"), ("blue", "Blue")]:
        for node in [0, 1]:
            answer = applications[client].ask(token(person, client), node)
            assert answer.status == 200, answer.text
            assert answer.json["tags"] == {"TenantID": tenant, "Groups": f"readers:{person}-team"}


def test_the_claims_keep_tenants_apart(broker, applications, token):
    """A policy with aws:PrincipalTag, as the access role of an application has it."""
    application = applications["rs"]
    everything = account.client("s3", broker.stack.aws_endpoint, account.Key("test", "test"))
    everything.create_bucket(Bucket="provider-tenants")
    for tenant in ["Yellow", "Blue"]:
        everything.put_object(Bucket="provider-tenants", Key=f"{tenant}/object", Body=tenant.encode())
    policy = account.document(account.allow("s3:GetObject", "arn:aws:s3:::provider-tenants/${aws:PrincipalTag/TenantID}/*"))
    broker.aws("iam").put_role_policy(RoleName=application.role.rpartition("/")[2], PolicyName="objects", PolicyDocument=policy)
    for person, own, other in [("yellow", "Yellow", "Blue"), ("blue", "Blue", "Yellow")]:
        given = application.ask(token(person)).json
        s3 = boto3.client(
            "s3", endpoint_url=broker.stack.aws_endpoint, region_name="us-east-1", config=Config(retries={"total_max_attempts": 1}),
            aws_access_key_id=given["AccessKeyId"], aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"])
        assert s3.get_object(Bucket="provider-tenants", Key=f"{own}/object")["Body"].read() == own.encode()
        with pytest.raises(ClientError, match="AccessDenied"):
            s3.get_object(Bucket="provider-tenants", Key=f"{other}/object")


def test_a_token_for_another_client_or_for_the_provider_itself_is_refused(applications, token):
    for wrong in [token("yellow", "ps"), token("yellow", "rs", "access_token")]:
        answer = applications["rs"].ask(wrong)
        assert answer.status == 401 and answer.json["reason"] == "audience"


def test_an_application_may_take_one_of_the_providers_algorithms(broker, provider, allowed, token):
    application = TokenApplication(broker, provider.issuer, audience="rs", tags=TAGS, algorithms=["PS256"])
    answer = application.ask(token("yellow"))
    assert answer.status == 401 and answer.json["reason"] == "algorithm"


def test_a_token_brings_nothing_from_its_expiry_on_though_the_answer_is_kept(applications, provider, token):
    application = applications["rs"]
    try:
        # On a busy machine, a token may expire before it is brought.
        for seconds in [2, 4, 8, 16]:
            provider.change(duration=seconds)
            short = token("yellow")
            if application.ask(short).status == 200:
                break
    finally:
        provider.change(duration=3_600)
    answers = []

    def has_ended():
        answers.append(application.ask(short))
        return answers[-1].status != 200

    wait_until(has_ended, 30)
    assert answers[-1].status == 401 and answers[-1].json["reason"] == "expired"
    assert application.ask(token("yellow")).status == 200


def test_tokens_that_name_no_key_are_refused(broker, mock, allowed):
    """oidc-provider-mock publishes its one key with an ID, and names it in no token."""
    application = TokenApplication(broker, mock.issuer, audience="client-1", tags=TAGS)
    made = mock.token("yellow", "client-1")
    broker.stack.secrets.add(made.rpartition(".")[2])
    answer = application.ask(made)
    assert answer.status == 401 and answer.json["reason"] == "unknown-key"


def test_who_is_revoked_gets_nothing_on_any_node_and_nobody_else_is_concerned(broker, provider, allowed, token):
    application = TokenApplication(broker, provider.issuer, audience="rs", tags=TAGS)
    old, of_other = token("yellow"), token("blue")
    for node in [0, 1]:
        assert [application.ask(each, node).status for each in [old, of_other]] == [200, 200]
    person = json.loads(from_base64url(old.split(".")[1]))["sub"]
    revoked = broker.service(application.name, "POST", "/applications/revocations", {"person": person})
    assert revoked.status == 200, revoked.text
    for node in [0, 1]:
        wait_until(lambda node=node: application.ask(old, node).status == 401, 10)
        assert application.ask(old, node).json["reason"] == "revoked"
        assert application.ask(of_other, node).status == 200
    # Who signs in anew is believed half a minute later, as the issuer's clock may be ahead.
    assert application.ask(token("yellow"), 1).json["reason"] == "revoked"


def test_while_a_provider_is_down_those_whose_keys_are_known_go_on(broker, provider, applications, token):
    # Its keys are read from an address of their own, and weren't before.
    other = TokenApplication(broker, provider.issuer, f"{provider.issuer}/jwks", audience="rs", tags=TAGS)
    first, second = token("yellow"), token("blue")
    assert applications["rs"].ask(first).status == 200
    provider.stop()
    assert applications["rs"].ask(second).status == 200
    answer = other.ask(second)
    assert answer.status == 503 and answer.json["type"].endswith("token-keys-unavailable") and "Retry-After" in answer.headers

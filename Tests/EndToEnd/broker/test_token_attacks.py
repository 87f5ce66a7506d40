"""Tokens that aren't what they should be, at both nodes: none brings credentials, and each is told why."""

import time
import urllib.parse

import pytest
import token_refusals as refusals
from key_server import KEYS, KeyServer, Page, key_set
from token_application import TokenApplication
from token_attacks import Forge, new_keys

REASONS = {
    **dict.fromkeys([refusals.TOO_LONG, refusals.NOT_COMPACT, refusals.BAD_HEADER, refusals.BAD_CLAIMS, refusals.BAD_SIGNATURE,
                     refusals.TWICE_IN_HEADER, refusals.TWICE_IN_CLAIMS], "malformed"),
    **dict.fromkeys([refusals.ALGORITHM, refusals.OTHER_ALGORITHM], "algorithm"), refusals.TYPE: "type",
    **dict.fromkeys([refusals.NO_KEY, refusals.UNKNOWN_KEY], "unknown-key"), refusals.SIGNATURE: "signature",
    refusals.ISSUER: "issuer", refusals.AUDIENCE: "audience", refusals.EXPIRED: "expired", refusals.EARLY: "not-yet",
}


def reasons(attack):
    """The words by which an answer may say what is wrong."""
    return {REASONS.get(refusal, "header" if "header has" in refusal else "claim") for refusal in attack.refusals}


@pytest.fixture(scope="module")
def forge():
    keys = new_keys()
    server = KeyServer()
    server.pages[KEYS] = Page(key_set(*keys.values()))
    claims = {"iss": server.name, "aud": "client-1", "sub": "ann", "custom:tenant_id": "Tangerine"}
    forge = Forge(keys, claims, int(time.time()))
    forge.server = server
    yield forge
    server.stop()


@pytest.fixture(scope="module")
def application(broker, forge):
    broker.restart(LATCHKEY_BROKER_PRIVATE_KEY_HOSTS=forge.server.host)
    # Most attacks have these parts, so that no log has any of them.
    broker.stack.secrets.update(forge.good.split(".")[1:])
    yield TokenApplication(broker, forge.server.name, forge.server.name + KEYS)
    broker.restart()


def test_no_attack_brings_credentials_and_each_is_told_why(application, forge):
    for number, (name, token) in enumerate(forge.genuine()):
        answer = application.ask(token, number % 2)
        assert answer.status == 200 and answer.json["tags"] == {"TenantID": "Tangerine"}, (name, answer.text)
    claims = forge.good.split(".")[1]
    wrong = {}
    for number, attack in enumerate(forge.attacks()):
        answer = application.ask(attack.token, number % 2)
        if len(attack.token) > 65_536:
            is_right = answer.status == 413
        elif not attack.token:
            is_right = answer.status == 400
        else:
            is_right = answer.status == 401 and answer.json["reason"] in reasons(attack)
        # The answer says nothing of what the token claims.
        if not is_right or "Tangerine" in answer.text or claims in answer.text or "evil" in answer.text:
            wrong[attack.name] = (answer.status, answer.text, attack.refusals)
    assert wrong == {}
    # Whatever keys they name, these are asked for once by each node, and perhaps once more.
    assert forge.server.asked[KEYS] <= 4


def test_an_algorithm_that_the_application_hasnt_registered_is_refused(application, forge):
    application.change(algorithms=["PS256", "ES384"])
    for algorithm, key in forge.keys.items():
        answer = application.ask(key.token(forge.claims))
        if algorithm in ["PS256", "ES384"]:
            assert answer.status == 200
        else:
            assert answer.status == 401 and answer.json["reason"] == "algorithm"


@pytest.mark.parametrize("body", [
    "", "{", "null", "[]", '"x"', "{}", '{"token":null}', '{"token":1}', '{"token":["x"]}', '{"token":{"token":"x"}}',
    '{"token":""}',
    '{"token":"x","token":"x"}', '{"token":"x","\\u0074oken":"x"}', '{"Token":"x"}', '{"jwt":"x"}', '{"token":"x","role":"y"}',
    '{"token":"x"} x', '{"token":"\\ud800"}', "token=x", "[" * 10_000,
])
def test_a_body_that_isnt_one_token_is_a_400(application, body):
    answer = application.ask_with(body.encode())
    assert answer.status == 400, answer.text


def test_a_body_of_a_megabyte_isnt_read(application):
    assert application.ask_with(b'{"token":"' + b"x" * 1_048_576 + b'"}').status == 413


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_of_another_type_isnt_taken(application, forge, kind):
    body = b'{"token":"' + forge.good.encode() + b'"}'
    assert application.ask_with(body, CONTENT_TYPE=kind).status in (400, 403, 415)


def test_a_token_may_come_in_the_field_of_bearers_but_not_twice(application, forge):
    field = f"Bearer {forge.keys['ES384'].token(forge.claims)}"
    assert application.ask_with(b"", HTTP_AUTHORIZATION=field).status == 200
    twice = application.ask_with(b'{"token":"' + forge.good.encode() + b'"}', HTTP_AUTHORIZATION=field)
    assert twice.status == 400 and "Tangerine" not in twice.text
    assert application.ask_with(b"", HTTP_AUTHORIZATION=f"Basic {forge.good}").status == 400


@pytest.fixture
def token_in_url(broker, forge):
    """Both nodes take tokens in URLs, as clients of iam-session-broker send them."""
    broker.restart(LATCHKEY_BROKER_PRIVATE_KEY_HOSTS=forge.server.host, LATCHKEY_BROKER_TOKEN_IN_URL="on")
    yield
    broker.restart(LATCHKEY_BROKER_PRIVATE_KEY_HOSTS=forge.server.host)


def test_no_attack_in_a_url_brings_credentials_either(application, forge, token_in_url):
    application.change(algorithms=list(forge.keys))

    def ask(query):
        return application.broker.service(application.name, "GET", f"/credentials?{query}")

    good = ask(f"jwt={forge.good}")
    assert good.status == 200 and good.json["AccessKeyId"]
    application.broker.stack.secrets.update([good.json["SecretAccessKey"], good.json["SessionToken"]])
    wrong = {}
    for attack in forge.attacks():
        if not 0 < len(attack.token) < 6_000:
            continue
        answer = ask("jwt=" + urllib.parse.quote(attack.token, safe=""))
        words = {f"Could not verify JWT: {reason}" for reason in reasons(attack)}
        if answer.status != 401 or answer.json["statusCode"] != 401 or answer.json["message"] not in words or "evil" in answer.text:
            wrong[attack.name] = (answer.status, answer.text, attack.refusals)
    assert wrong == {}
    for query in ["", "jwt="]:
        answer = ask(query)
        assert answer.status == 400 and answer.json["message"] == "Missing jwt parameter", (query, answer.text)
    twice = [f"jwt={forge.good}&jwt={forge.good}", f"jwt=&jwt={forge.good}"]
    for query in [*twice, "jwt", f"JWT={forge.good}", f"jwt={forge.good}%zz", "jwt=%ff"]:
        answer = ask(query)
        assert answer.status in (400, 401) and forge.good not in answer.text, (query, answer.text)

"""latchkey identity: a proof for one server."""

import json
import re
import time

import pytest
from latchkey_tool import ask_aws, decode, unused_port


def test_proof_is_what_the_server_can_ask_aws_about(tool, server, anybody, stack):
    result = tool.run("identity", "--server", server.url)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith("\n") and result.stdout.count("\n") == 1
    proof = decode(result.stdout.strip())
    assert proof.keys() == {"access_key_id", "date", "region", "nonce", "signature"}
    assert proof["region"] == "eu-west-1"
    assert re.fullmatch(r"\d{8}T\d{6}Z", proof["date"]) and re.fullmatch(r"[\w-]{22}", proof["nonce"])
    [asked] = server.seen
    assert (asked.method, asked.path) == ("GET", "/auth/challenge") and "authorization" not in asked.headers
    status, text = ask_aws(proof, server.name, tool.variables["AWS_ENDPOINT_URL"])
    assert status == 200 and f":user/staff/{anybody.name}<" in text
    # It is worth nothing to another server, with another nonce, or in another Region.
    for change in [{}, {"nonce": "A" * 22}, {"region": "us-east-1"}]:
        name = server.name if change else "evil.example"
        status, _ = ask_aws({**proof, **change}, name, tool.variables["AWS_ENDPOINT_URL"])
        assert status == 403, change


def test_proofs_differ(tool, server):
    proofs = [decode(tool.run("identity", "--server", server.url).stdout.strip()) for _ in range(2)]
    assert proofs[0]["nonce"] != proofs[1]["nonce"] and proofs[0]["signature"] != proofs[1]["signature"]


def test_role_session_proves_itself_with_its_token(tool, server, anybody, stack, people):
    session = people.ordinary()
    answer = session.assume_role().json
    stack.secrets |= {answer["SecretAccessKey"], answer["SessionToken"]}
    variables = {"AWS_ACCESS_KEY_ID": answer["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": answer["SecretAccessKey"],
                 "AWS_SESSION_TOKEN": answer["SessionToken"]}
    result = tool.run("identity", "--server", server.url, environment=variables)
    assert result.returncode == 0, result.stderr
    proof = decode(result.stdout.strip())
    assert proof["session_token"] == answer["SessionToken"]
    assert answer["SecretAccessKey"] not in json.dumps(proof)
    status, text = ask_aws(proof, server.name, tool.variables["AWS_ENDPOINT_URL"])
    assert status == 200 and ":assumed-role/" in text


def test_region_of_the_person_is_taken_where_the_server_asks_there(tool, server):
    def region(*arguments, **variables):
        result = tool.run("identity", "--server", server.url, *arguments, environment=variables)
        assert result.returncode == 0, result.stderr
        return decode(result.stdout.strip())["region"]

    assert region(AWS_REGION="us-east-1") == "us-east-1"
    assert region(AWS_REGION="ap-south-1") == "eu-west-1"
    server.seen.clear()
    assert region("--region", "ap-south-1") == "ap-south-1" and server.seen == []


def test_json_tells_what_is_known(tool, server):
    known = json.loads(tool.run("identity", "--server", server.url, "--output", "json").stdout)
    assert (known["server"], known["proof"], known["expires_at"]) == (server.name, "signed", None)
    assert decode(known["authorization"])["date"] == known["issued_at"].replace("-", "").replace(":", "")


def test_token_of_aws(tool, server, faults):
    start = len(faults.calls)
    result = tool.run("identity", "--server", server.url, "--proof", "token")
    assert result.returncode == 0, result.stderr
    assert re.fullmatch(r"Bearer [\w-]+\.[\w-]+\.[\w-]+\n", result.stdout)
    [call] = [call for call in faults.calls[start:] if call.operation == "sts:GetWebIdentityToken"]
    asked = {key: value for key, value in call.parameters.items() if key not in ("Action", "Version")}
    assert asked == {"Audience.member.1": server.name, "SigningAlgorithm": "ES384", "DurationSeconds": "300"}


@pytest.mark.parametrize("code, status, words", [
    ("OutboundWebIdentityFederationDisabled", 78, "enable-outbound-web-identity-federation"),
    ("OutboundWebIdentityFederationDisabledException", 78, "use --proof signed"),
    ("SessionDurationEscalation", 77, "expire too soon"), ("AccessDenied", 77, "doesn't allow sts:GetWebIdentityToken"),
])
def test_account_that_gives_no_token(tool, server, faults, code, status, words):
    faults.fail("sts:GetWebIdentityToken", "error", error=(403, code, "words"))
    tool.fails(status, words, "identity", "--server", server.url, "--proof", "token")


@pytest.mark.parametrize("terms, status, words", [
    ({"account": "210987654321"}, 77, "lets in identities of the account 210987654321"),
    ({"server": "tools.example.com"}, 78, "is called tools.example.com"),
    ({"proofs": ["kms"]}, 69, "takes no proof that this version makes"),
    ({"regions": ["cn-north-1"]}, 69, "in no Region of your partition"),
])
def test_server_that_can_take_no_proof_gets_none(tool, server, terms, status, words):
    server.answers["/auth/challenge"] = server.terms(**terms)
    tool.fails(status, words, "identity", "--server", server.url)


@pytest.mark.parametrize("answer, words", [
    ((404, {}, "<html>"), "has no sign-in with IAM identities"), ((500, {}, "{}"), "status 500"),
    ((302, {"Location": "/elsewhere"}, ""), "isn't followed"), ((200, {}, "<html>"), "it is no JSON object"),
    ((200, {}, "[" * 10_000), "it is no JSON object"), ((200, {}, " " * 50_000), "too much"),
    (b"SSH-2.0-OpenSSH_9.2\r\n", "can't be reached"), (b"", "can't be reached"),
    ((200, {"X" * 70_000: "x"}, "{}"), "too much"), (30, "didn't answer in time"),
])
def test_server_that_does_not_say_what_it_takes(tool, server, answer, words):
    """There is a proof for the person's own Region, a note, and no long wait. No other address is asked."""
    server.answers["/auth/challenge"] = answer
    started = time.monotonic()
    result = tool.run("identity", "--server", server.url, environment={"AWS_REGION": "us-west-2"})
    assert time.monotonic() - started < 8
    assert result.returncode == 0, result.stderr
    assert decode(result.stdout.strip())["region"] == "us-west-2"
    assert result.stderr.count("\n") == 1 and words in result.stderr and "us-west-2 was chosen" in result.stderr
    assert {seen.path for seen in server.seen} == {"/auth/challenge"}


def test_server_that_is_not_there(tool):
    result = tool.run("identity", "--server", f"http://127.0.0.1:{unused_port()}")
    assert result.returncode == 0 and "can't be reached" in result.stderr and decode(result.stdout.strip())


@pytest.mark.parametrize("url", ["http://tools.example.com", "https://a@tools.example.com", "tools.example.com", "file:///etc"])
def test_address_that_nothing_should_be_proved_to(tool, url):
    tool.fails(64, "identity --help", "identity", "--server", url)


def test_credentials_that_are_not_valid_make_no_proof(tool, server, anybody, faults):
    tool.fails(78, "no AWS credentials", "identity", "--server", server.url, environment=dict.fromkeys(anybody.keys))
    tool.fails(77, "doesn't know", "identity", "--server", server.url, environment={"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7NOBODY0"})
    faults.fail("sts:GetCallerIdentity", "error", error=(403, "ExpiredToken", "The security token is expired"))
    tool.fails(77, "have expired", "identity", "--server", server.url)

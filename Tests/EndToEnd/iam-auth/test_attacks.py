"""What an attacker may try, and what each attempt gets: through nginx, with a STS that checks every signature.

An attack gets 401 or 403 (400 where nginx or the head of the request is at fault), and never a cookie or the site.
"""

import base64
import json
import os
import re

import account
import iam_proof
import pytest
from client import BROWSER, FORM, JSON
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from iam_proof import BODY, base64url, encode, timestamp


def changed(site, key, **changes):
    """A right proof in which members are replaced, or left out where the value is None."""
    found = iam_proof.members(key, site.name)
    found.update(changes)
    return encode({name: value for name, value in found.items() if value is not None})


def signed(**differences):
    """A proof whose signature is over a request that differs from the right one."""
    return lambda site, key: site.proof(key, **differences)


def signed_at(seconds):
    """A proof that is signed so many seconds from now."""
    return lambda site, key: site.proof(key, date=timestamp(seconds))


def dated(seconds):
    """A proof that says it is signed so many seconds from now."""
    return lambda site, key: changed(site, key, date=timestamp(seconds))


def for_server(name):
    return lambda site, key: iam_proof.proof(
        key, name.format(name=site.name, port=site.port, portal=site.portal))


def member(name, value):
    return lambda site, key: changed(site, key, **{name: value})


def renamed(name):
    """A right proof of which one member has another name that looks like its own."""
    usual = name.lower().strip(" \u200b\u0000")

    def make(site, key):
        found = iam_proof.members(key, site.name)
        return encode({name if member == usual else member: value for member, value in found.items()})

    return make


def text(form):
    """An object that is written by hand; %s is a right one without its braces."""
    return lambda site, key: encode(form % json.dumps(iam_proof.members(key, site.name))[1:-1])


def spelt(change):
    """Another spelling of a right proof."""
    return lambda site, key: change(site.proof(key))


def of_other_key(site, key):
    return site.proof(iam_proof.Key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))


def used_before(site, key):
    proof = site.proof(key)
    assert site.ask(proof=proof).status == 200
    return proof


def used_before_with_another_signature(site, key):
    nonce = iam_proof.new_nonce()
    assert site.ask(proof=site.proof(key, nonce=nonce)).status == 200
    return site.proof(key, nonce=nonce, date=timestamp(-1))


GCI = "Version=2011-06-15"
STRANGE = ["evil.example", "{name}.evil.example", "evil.{name}", "{portal}", "LOCALHOST:{port}", "localhost", "127.0.0.1:{port}", "",
           "http://{name}", "{name}/", "{name},evil.example", "localhost:0{port}", "*", "localhost.:{port}"]

PROOFS = {
    # Made for another server: whoever receives a proof tries it elsewhere.
    **{f"for the server {name or 'without a name'}": (for_server(name), "signature") for name in STRANGE},
    # Another request was signed: a signature that somebody was tricked into, or that a service received.
    "of another action": (signed(body=f"Action=GetSessionToken&{GCI}"), "signature"),
    "of AssumeRole": (signed(body=f"Action=AssumeRole&{GCI}&RoleArn=arn:aws:iam::123456789012:role/x"), "signature"),
    **{f"of {action}": (signed(body=f"Action={action}&{GCI}"), "signature") for action in [
        "GetWebIdentityToken", "GetFederationToken", "GetAccessKeyInfo", "DecodeAuthorizationMessage", "AssumeRoleWithSAML",
        "getcalleridentity", "GetCallerIdentity%20", "GetCallerIdentity&Action=GetSessionToken"]},
    "of another version": (signed(body="Action=GetCallerIdentity&Version=2011-06-16"), "signature"),
    "with a further parameter": (signed(body=BODY + "&x=1"), "signature"),
    "with parameters in another order": (signed(body=f"{GCI}&Action=GetCallerIdentity"), "signature"),
    "with an empty body": (signed(body=""), "signature"),
    **{f"of {method}": (signed(method=method), "signature") for method in ["GET", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "post"]},
    "of another path": (signed(path="/x"), "signature"),
    "with a query": (signed(query="Action=GetCallerIdentity"), "signature"),
    "for IAM": (signed(service="iam"), "signature"),
    "for S3": (signed(service="s3"), "signature"),
    "for execute-api": (signed(service="execute-api"), "signature"),
    "for DynamoDB": (signed(service="dynamodb"), "signature"),
    "for KMS": (signed(service="kms"), "signature"),
    "for STS in capital letters": (signed(service="STS"), "signature"),
    "as a presigned URL": (signed(
        method="GET", query="Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256", body=""), "signature"),
    "with an unsigned body": (signed(headers={"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}), "signature"),
    "with another content type": (signed(content_type="application/json"), "signature"),
    "without a content type": (signed(without=("content-type",)), "signature"),
    "without the server's name": (signed(without=("x-latchkey-server",)), "signature"),
    "without the nonce": (signed(without=("x-latchkey-nonce",)), "signature"),
    "without the host": (signed(without=("host",)), "signature"),
    "without the date": (signed(without=("x-amz-date",)), "signature"),
    "with a further header": (signed(headers={"x-evil": "1"}), "signature"),
    "with the server in capital letters": (signed(headers={"x-latchkey-server": "LOCALHOST"}), "signature"),
    **{f"for the host {host}": (signed(host=host), "signature") for host in [
        "sts.amazonaws.com", "sts-fips.us-east-1.amazonaws.com", "sts.us-east-1.api.aws", "sts.eu-west-1.amazonaws.com",
        "STS.us-east-1.amazonaws.com", "sts.us-east-1.amazonaws.com:443", "sts.us-east-1.amazonaws.com.", "127.0.0.1", "evil.example"]},
    "for another Region": (signed(region="eu-central-1"), "region"),
    "for China": (signed(region="cn-north-1"), "region"),
    "for GovCloud": (signed(region="us-gov-west-1"), "region"),
    "signed for one Region and said to be for another": (
        lambda site, key: encode({**iam_proof.members(key, site.name, region="eu-west-1"), "region": "us-east-1"}), "signature"),
    # Time.
    "of six minutes ago": (signed_at(-360), "expired|signature"),
    "of an hour ago": (signed_at(-3_600), "expired|signature"),
    "of last year": (signed(date="20250101T000000Z"), "expired|signature"),
    "of two minutes ahead": (signed_at(120), "early"),
    "of tomorrow": (signed_at(86_400), "early|signature"),
    "of the year 9999": (signed(date="99991231T235959Z"), "early|signature"),
    "with a date that wasn't signed": (dated(-5), "signature"),
    # Used before.
    "used before": (used_before, "replayed"),
    "used before, signed again with the same nonce": (used_before_with_another_signature, "replayed"),
    # Keys.
    "of a key that nobody has": (of_other_key, "credentials|signature"),
    "with somebody else's key ID": (member("access_key_id", "AKIAIOSFODNN7EXAMPLE"), "credentials|signature"),
    "with a token that doesn't belong to it": (member("session_token", "IQoJb3JpZ2luX2VjEXAMPLETOKEN"), "credentials|signature"),
    "with another nonce": (member("nonce", iam_proof.new_nonce()), "signature"),
    "with another signature": (member("signature", "0f" * 32), "signature"),
    "with the signature of an empty key": (
        lambda site, key: changed(site, key, signature=iam_proof.members(
            iam_proof.Key(key.access_key_id, ""), site.name)["signature"]), "signature"),
    # Values that would break out of the request to STS.
    **{f"with {name} {value[:24]!r}": (member(name, value), "malformed") for name, value in [
        ("region", "evil.example/"), ("region", "us-east-1.evil.example"), ("region", "us-east-1@evil.example"), ("region", "us-east-1:80"),
        ("region", "us-east-1/../"), ("region", "US-EAST-1"), ("region", "us-east-1\r\nHost: evil.example"), ("region", "us-east-1%00"),
        ("region", "localhost"), ("region", "169.254.169.254"), ("region", ""), ("region", "us-east-1 "),
        ("date", "20261121T022417Z\r\nX-Evil: 1"), ("date", "2026-11-21T02:24:17Z"), ("date", ""), ("date", "0"),
        ("nonce", "AAAA"), ("nonce", "A" * 22 + "=="), ("nonce", "A" * 21 + "B"), ("nonce", "x\r\nX-Evil: 1"), ("nonce", ""), ("nonce", "A" * 23),
        ("access_key_id", "AKIA/20261121/us-east-1/iam/aws4_request, SignedHeaders=host"), ("access_key_id", ""), ("access_key_id", "A" * 200),
        ("access_key_id", "AKIAIOSFODNN7EXAMPL\n"), ("access_key_id", "AKIAIOSFODNN7 XAMPLE"),
        ("signature", "0F" * 32), ("signature", "0f" * 31), ("signature", "0f" * 32 + ", x=y"), ("signature", ""),
        ("session_token", "x" * 16 + "\r\nX-Evil: 1"), ("session_token", "x" * 6_000), ("session_token", ""), ("session_token", "ü" * 16),
    ]},
    # Members.
    **{f"without {name}": (member(name, None), "malformed") for name in ["access_key_id", "date", "region", "nonce", "signature"]},
    **{f"with the member {name}": (member(name, "https://evil.example"), "malformed") for name in [
        "url", "host", "headers", "method", "body", "action", "endpoint", "Region", "x-amz-date", "server", "service"]},
    "with a member twice": (text('{%s, "region": "us-east-1"}'), "malformed"),
    "with a member twice, the first of them wrong": (text('{"nonce": "x", %s}'), "malformed"),
    "with a number": (text('{%s, "session_token": 1}'), "malformed"),
    "with null": (text('{%s, "session_token": null}'), "malformed"),
    "with a list": (text('{%s, "session_token": ["x"]}'), "malformed"),
    "in a list": (text("[{%s}]"), "malformed"),
    "with something behind it": (text("{%s} x"), "malformed"),
    "two of them": (text("{%s}{}"), "malformed"),
    "with a comment": (text("{%s /* x */}"), "malformed"),
    "with a byte order mark": (text("\ufeff{%s}"), "malformed"),
    # Case and size: a name has one spelling, and a value one length.
    **{f"with {name} for {name.lower()}": (renamed(name), "malformed") for name in [
        "ACCESS_KEY_ID", "Date", "Region", "Nonce", "SIGNATURE", "nonce ", "date\u200b", "signature\u0000"]},
    "with a member twice in another case": (text('{%s, "Nonce": "AAAAAAAAAAAAAAAAAAAAAA"}'), "malformed"),
    "with a member twice by an escape": (text('{%s, "\\u006eonce": "AAAAAAAAAAAAAAAAAAAAAA"}'), "malformed"),
    **{f"with {name} of 5,001 characters": (member(name, "A" * 5_001), "malformed") for name in [
        "access_key_id", "date", "region", "nonce", "signature", "session_token"]},
    "with a hundred members that mean nothing": (lambda site, key: changed(site, key, **{f"x{number}": "" for number in range(100)}), "malformed"),
    "with members in members": (text('{%s, "session_token": ' + '{"a":' * 50 + "1" + "}" * 50 + "}"), "malformed"),
    # Spellings.
    "padded": (spelt(lambda proof: proof + "="), "malformed"),
    "with a space at its end": (spelt(lambda proof: proof + " x"), "malformed"),
    "with two spaces": (spelt(lambda proof: proof.replace(" ", "  ")), "malformed"),
    "in standard base64": (lambda site, key: "IAM " + base64.b64encode(
        json.dumps({**iam_proof.members(key, site.name), "x": "???>>>"}).encode()).decode(), "malformed"),
    "cut": (spelt(lambda proof: proof[:-2]), "malformed"),
    "empty": (lambda site, key: "IAM ", "malformed|none"),
    "the scheme alone": (lambda site, key: "IAM", "malformed|none"),
    "not base64": (lambda site, key: "IAM !!!", "malformed"),
    "in percent-encoding": (spelt(lambda proof: proof.replace("I", "%49", 1)), "none"),
    "two in one header": (lambda site, key: f"{site.proof(key)}, {site.proof(key)}", "malformed"),
    "larger than any": (lambda site, key: "IAM " + base64url(b"x" * 7_000), "malformed"),
    # Other schemes are the program's behind, and prove nothing here.
    "Basic": (lambda site, key: "Basic " + base64.b64encode(b"iam-alice:x").decode(), "none"),
    "Bearer": (lambda site, key: "Bearer x.y.z", "none"),
    "AWS4-HMAC-SHA256": (lambda site, key: "AWS4-HMAC-SHA256 Credential=x", "none"),
    "SigV4 as it would go to STS": (lambda site, key: "AWS4-HMAC-SHA256 Credential=AKIA/20261121/us-east-1/sts/aws4_request", "none"),
}


def test_there_are_as_many_attacks_as_there_should_be():
    assert len(PROOFS) + len(COOKIES) + len(RETURNS) + len(BODIES) >= 220


@pytest.mark.parametrize("name", PROOFS)
def test_a_bad_proof_is_refused(site, user, name):
    make, error = PROOFS[name]
    proof = make(site, user("iam-alice"))
    answer = site.ask("/report", proof=proof)
    if len(proof) > 8_000 and answer.status in (400, 431):
        # nginx itself refuses a header that is longer than it takes.
        return
    assert answer.status == 401, answer.text
    assert answer.headers["Set-Cookie"] is None and "X-Remote-User" not in answer.text
    told = re.search(r'error="([^"]*)"', answer.headers["WWW-Authenticate"])
    assert (told[1] if told else "none") in error.split("|")


@pytest.mark.parametrize("is_first_good", [True, False])
def test_two_proofs_are_none(site, user, is_first_good):
    """nginx itself refuses a second field of this name."""
    good, bad = site.proof(user("iam-alice")), "IAM e30"
    proofs = [good, bad] if is_first_good else [bad, good]
    answer = site.ask("/report", headers=[("Authorization", proof) for proof in proofs])
    assert answer.status in (400, 401) and "X-Remote-User" not in answer.text


@pytest.mark.parametrize("path", ["/auth/session", "/auth/link"])
def test_no_bad_proof_begins_a_session_or_makes_a_link(site, user, path):
    for name in ["for the server evil.example", "of another action", "used before", "of an hour ago", "with null"]:
        answer = site.ask(path, "POST", PROOFS[name][0](site, user("iam-alice")))
        assert answer.status == 401 and answer.headers["Set-Cookie"] is None, name


def sealed_anew(value):
    """What whoever knows the form makes under the name of our key, with one of their own."""
    head = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))[:5]
    content = {"session": "A" * 24, "arn": f"arn:aws:iam::{account.ACCOUNT_ID}:user/iam-alice", "issued": 0, "expires": 1 << 40}
    nonce = os.urandom(12)
    return base64url(head + nonce + AESGCM(os.urandom(32)).encrypt(nonce, json.dumps(content).encode(), head + b"localhost"))


def flipped(value):
    return value[:40] + ("A" if value[40] != "A" else "B") + value[41:]


COOKIES = {
    "changed": flipped, "cut": lambda value: value[:-1], "longer": lambda value: value + "A", "empty": lambda _: "",
    "of nobody": lambda _: "A" * 200, "of another version": lambda value: "Ag" + value[2:], "quoted": lambda value: f'"{value}"',
    "encoded": lambda value: value.replace(value[0], f"%{ord(value[0]):02x}", 1), "twice": lambda value: f"{value}; __Host-latchkey-iam={value}",
    "after another": lambda value: f"x; __Host-latchkey-iam={value}", "with a space": lambda value: value[:20] + " " + value[20:],
    "in JSON": lambda _: '{"arn":"arn:aws:iam::123456789012:user/iam-alice"}', "huge": lambda value: value * 4,
    "under a prefix": lambda value: f"; __Secure-latchkey-iam={value}", "in small letters": lambda value: f"; __host-latchkey-iam={value}",
    "of another name": lambda value: f"; latchkey-iam={value}", "of another key": lambda value: sealed_anew(value),
    "of another key ID": lambda value: value[:2] + "AAAA" + value[6:], "without its tag": lambda value: value[:-22],
    "its head alone": lambda value: value[:23], "twice as long": lambda value: value + value, "reversed": lambda value: value[::-1],
    "in capital letters": lambda value: value.upper(), "padded": lambda value: value + "=", "in standard base64": lambda value: value[:30] + "+/" + value[32:],
    "twice, the good one last": lambda value: f"x; a=b; __Host-latchkey-iam={value}", "with a control character": lambda value: value + "\x7f",
}


@pytest.mark.parametrize("name", COOKIES)
def test_a_bad_cookie_is_refused(site, user, name):
    value = site.session(user("iam-alice")).partition("=")[2]
    cookie = "__Host-latchkey-iam=" + COOKIES[name](value)
    assert site.ask(cookie=cookie).status in (400, 401)
    assert site.ask(cookie="__Host-latchkey-iam=" + value).status == 200


def test_a_cookie_of_one_server_is_none_of_another(site, user):
    cookie = site.session(user("iam-alice"))
    assert site.ask(cookie=cookie).status == 200
    assert site.ask("/keys", portal=True, cookie=cookie, headers={"Accept": JSON}).status == 401


RETURNS = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "http://evil.example/", "https:evil.example",
    "javascript:alert(1)", "data:text/html,x", "/%2f/evil.example", "/%5cevil.example", "/a/../..//evil.example", "/\tx", "/\nx",
    "/x\r\nSet-Cookie: a=b", "/%0d%0aSet-Cookie:a", "evil.example", "@evil.example", "/.//evil.example", "?//evil.example", " /x", "/x#y",
    "http://{name}@evil.example/", "http://{name}.evil.example/", "http://{name}:1/", "/é", "/" + "a" * 3_000, "",
    "////evil.example", "/%2F%2Fevil.example", "/%252f%252fevil.example", "/%5C%5Cevil.example", "/%2e%2e/x", "/..%2fx", "/x/%2e", "/x/..",
    "/x//y", "https:/evil.example", "https:///evil.example", "HTTPS://evil.example", "hTTp:evil.example", "//{name}", "//{name}@evil.example",
    "http://{name}", "http://{name}\\@evil.example/", "http:/{name}/", "/%00", "/%0a", "/%0d", "/%09/evil.example", "/%7f", "/x%", "/%zz",
    "/\u2028x", "/\u3000x", "\u2215\u2215evil.example", "\uff0f\uff0fevil.example", "/%ef%bc%8f/%80", "/<script>", "/\"x", "/{{x}}",
    "vbscript:x", "blob:https://evil.example/x", "file:///etc/passwd", "mailto:x@evil.example", "\x00/", "/\x0b/evil.example",
]


@pytest.mark.parametrize("address", RETURNS)
@pytest.mark.parametrize("form", [JSON, FORM])
def test_no_link_leads_anywhere_else(site, user, address, form):
    import urllib.parse

    address = address.format(name=site.name)
    body = json.dumps({"return_url": address}) if form == JSON else urllib.parse.urlencode({"return_url": address})
    answer = site.ask("/auth/link", "POST", site.proof(user("iam-alice")), headers={"Content-Type": form}, body=body)
    assert answer.status == 400 and "evil" not in answer.headers.get("Location", "")


BODIES = [
    (JSON, '{"return_url": "/x", "return_url": "/y"}'), (JSON, '{"return_url": 1}'), (JSON, '{"return_url": ["/x"]}'),
    (JSON, '{"Return_url": "/x"}'), (JSON, '{"x": "/x"}'), (JSON, "[]"), (JSON, "{"), (JSON, '{"return_url": "/x"} x'), (JSON, "[" * 10_000),
    (FORM, "return_url=/x&return_url=//evil.example"), (FORM, "return_url=%ff"), (FORM, "return_url=/x&" + "&".join(f"a{n}=1" for n in range(200))),
    ("text/plain", '{"return_url": "/x"}'), ("multipart/form-data; boundary=x", "--x--"), (JSON, '{"return_url": "/' + "a" * 70_000 + '"}'),
]


@pytest.mark.parametrize("kind, body", BODIES)
def test_a_bad_body_makes_no_link(site, user, kind, body):
    answer = site.ask("/auth/link", "POST", site.proof(user("iam-alice")), headers={"Content-Type": kind}, body=body)
    assert answer.status in (400, 413, 415), answer.text


@pytest.mark.parametrize("path", ["/auth/verify", "/auth/verify/", "/auth", "/auth/", "/auth/x", "/auth/link/"])
def test_what_only_nginx_asks_cant_be_asked_from_outside(site, user, path):
    for method in ["GET", "POST", "TRACE"]:
        answer = site.ask(path, method, site.proof(user("iam-alice")), headers={"Accept": BROWSER})
        assert answer.status in (301, 308, 401, 403, 404, 405), answer.text
        assert answer.headers["Set-Cookie"] is None


def test_no_attack_has_filled_the_table(site, user, aws):
    table = aws("dynamodb")

    def count():
        return table.scan(TableName="latchkey-tokens", Select="COUNT", ConsistentRead=True)["Count"]

    before = count()
    for name in ["for the server evil.example", "of another action", "of an hour ago", "with null", "for China", "of a key that nobody has"]:
        site.ask(proof=PROOFS[name][0](site, user("iam-alice")))
    assert count() == before

"""What nobody should send: each route says what is wrong with it, and changes nothing."""

import urllib.parse

import pytest
from client import BROWSER, FORM, JSON
from mfa_people import add, serial, serials, unassigned

CHANGES = ["/mfa", "/mfa/enable", "/mfa/cancel", "/mfa/resync", "/mfa/remove"]
TEXTS = [
    "", " ", "x", "../../..", "%00", "a\0b", "é", "𝕏", "<script>alert(1)</script>", "'; DROP TABLE users; --", "0" * 5_000,
    "arn:aws:iam::123456789012:mfa/latchkey/nobody/phone", "arn:aws:iam::*:mfa/*", "-1", "1e9", "１２３４５６", "12345٦",
]
BODIES = [
    "", "null", "[]", "1", '"x"', "{", "{}}", '{"a":1}', '{"SerialNumber":1}', '{"SerialNumber":null}', '{"SerialNumber":["x"]}',
    '{"SerialNumber":"GAHT12345678","SerialNumber":"GAHT87654321"}', "[" * 2_000, "\ufeff{}", "a=b", "\0",
]


@pytest.fixture(scope="module")
def person(people):
    person = people.new()
    add(person)
    return person


@pytest.fixture(autouse=True)
def unchanged(person):
    yield
    assert serials(person) == [serial(person)] and unassigned(person) == []


def is_refused(answer, *statuses: int) -> None:
    assert answer.status in (statuses or (400, 403, 404, 409, 413, 415, 429)), answer.text
    assert answer.json["detail"].endswith(".") and answer.json["type"].startswith("urn:latchkey:problem:"), answer.text


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("body", BODIES)
def test_bodies(person, path, body):
    is_refused(person.ask("POST", path, {"Accept": JSON, "Content-Type": JSON}, body.encode()))


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("text", TEXTS)
def test_members(person, path, text):
    names = {
        "/mfa": ["VirtualMFADeviceName", "proof_serial_number", "replaces", "AuthenticationCode1", "AuthenticationCode2"],
        "/mfa/enable": ["enrolment", "AuthenticationCode1", "AuthenticationCode2"], "/mfa/cancel": ["enrolment"],
        "/mfa/resync": ["SerialNumber", "AuthenticationCode1", "AuthenticationCode2"],
        "/mfa/remove": ["SerialNumber", "proof_serial_number", "AuthenticationCode1", "AuthenticationCode2"],
    }[path]
    is_refused(person.send("POST", path, dict.fromkeys(names, text)))


@pytest.mark.parametrize("path", ["/mfa/add?replaces=", "/mfa/resync?SerialNumber=", "/mfa/remove?SerialNumber="])
@pytest.mark.parametrize("text", TEXTS[1:])
def test_addresses(person, path, text):
    for accept in (BROWSER, JSON):
        answer = person.ask("GET", path + urllib.parse.quote(text), {"Accept": accept})
        assert answer.status in (404, 406, 414) and "<script>alert" not in answer.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "X"])
@pytest.mark.parametrize("path", ["/mfa", "/mfa/add", "/mfa/enable"])
def test_methods(person, method, path):
    assert person.ask(method, path, {"Accept": JSON}).status in (400, 405)


@pytest.mark.parametrize("path", ["/mfa/", "/mfa//", "/mfa/x", "/mfa/enable/x", "/mfa%2Fenable", "/mfa/%2e%2e/keys", "/mfaa"])
def test_paths(person, path):
    assert person.ask("GET", path, {"Accept": JSON}).status in (303, 308, 400, 404)


@pytest.mark.parametrize("path", CHANGES)
def test_a_form_without_the_pages_token(person, path):
    form = b"VirtualMFADeviceName=x&enrolment=x&SerialNumber=x"
    answer = person.ask("POST", path, {"Accept": BROWSER, "Content-Type": FORM}, form)
    assert answer.status == 403


def test_many_members(person):
    is_refused(person.send("POST", "/mfa", {f"m{n}": "x" for n in range(2_000)}))

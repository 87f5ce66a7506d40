"""What nginx answers in a program's place: a page to a browser and a problem to a program, with the request's id."""

import base64
import hashlib
import re
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from client import ROOT, ask
from nginx_echo import ALICE, BROWSER, Echo, values
from stack import free_port

JSON = ("Accept", "application/json")
SINGLE_SIGN_ONS = ["auth-request", "authelia", "oauth2-proxy"]


def check(answer, status, kind, page=False):
    """That an answer is the problem `kind`, in the form that was asked for."""
    assert answer.status == status, answer.text
    [id] = answer.headers.get_all("X-Request-Id")
    assert re.fullmatch("[0-9a-f]{32}", id)
    for name, value in [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"), ("Vary", "Accept"),
                        ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY")]:
        assert answer.headers.get_all(name) == [value], name
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    if page:
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.text.startswith("<!DOCTYPE html>") and id in answer.text and f"{status} · " in answer.text
        assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in answer.text
        assert '<meta name="color-scheme" content="light dark">' in answer.text
        [style] = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
        assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy
    else:
        assert answer.headers["Content-Type"] == "application/problem+json"
        problem = answer.json
        assert (problem["type"], problem["status"]) == (f"urn:latchkey:problem:{kind}", status)
        assert problem["request_id"] == id and problem["title"] and problem["detail"].endswith(".")
        retry = answer.headers["Retry-After"]
        assert problem.get("retry_after") == (int(retry) if retry else None)


@pytest.mark.parametrize("page", [False, True], ids=["problem", "page"])
class TestForms:
    def accept(self, page):
        return BROWSER if page else JSON

    def test_no_password(self, basic, page):
        for user in [None, ("alice", "wrong")]:
            answer = basic.ask(user=user, headers=[self.accept(page)])
            check(answer, 401, "not-signed-in", page)
            assert answer.headers.get_all("WWW-Authenticate") == ['Basic realm="Latchkey"']

    def test_address_that_may_not_ask(self, echo_factory, page):
        echo = echo_factory()
        (echo.web.prefix / "local" / "health-clients.conf").write_text("allow 192.0.2.1;\ndeny all;\n")
        echo.start()
        check(echo.ask("/health/ready", headers=[self.accept(page)]), 403, "not-let-in", page)

    def test_body_that_is_too_large(self, basic, page):
        answer = basic.ask("/keys", "POST", ALICE, [self.accept(page)], "b" * 200_000)
        check(answer, 413, "body-too-large", page)

    def test_head_that_is_too_large(self, tls, page):
        context = ssl.create_default_context(cafile=tls.web.certificate)
        # nginx reads the first line before all others, so that it doesn't know yet what the client takes.
        answer = tls.ask("/" + "a" * 40_000, user=ALICE, headers=[self.accept(page)], context=context)
        check(answer, 414, "head-too-large")
        answer = tls.ask(user=ALICE, headers=[self.accept(page), ("X", "a" * 40_000)], context=context)
        check(answer, 431, "head-too-large", page)

    def test_address_that_is_long_and_none_too_long(self, basic, page):
        answer = basic.ask("/keys?" + "a" * 20_000, user=ALICE, headers=[self.accept(page)])
        assert answer.status == 200, answer.text

    def test_request_that_is_none(self, tls, page):
        context = ssl.create_default_context(cafile=tls.web.certificate)
        answer = tls.ask(user=ALICE, headers=[self.accept(page), ("Host", "a b")], context=context)
        check(answer, 400, "malformed-request", page)

    def test_plain_http_where_tls_is_spoken(self, tls, page):
        answer = ask(f"http://localhost:{tls.web.port}", "GET", "/", headers=[self.accept(page)])
        check(answer, 400, "malformed-request", page)

    def test_programs_that_are_not_there(self, echo_factory, page):
        echo = echo_factory().start()
        echo.processes.stop("keys")
        check(echo.ask("/keys", user=ALICE, headers=[self.accept(page)]), 502, "program-unavailable", page)

    def test_own_pages_are_nobodys_to_ask_for(self, basic, page):
        for path in ["/latchkey-error", "/latchkey-error/problem", "/latchkey-error/page"]:
            answer = basic.ask(path, headers=[self.accept(page)])
            check(answer, 404, "not-found", page)

    def test_certificate_that_is_not_valid(self, echo_factory, page, tmp_path):
        echo = echo_factory(sso="client-certificate", tls=True)
        local = echo.web.prefix / "local"
        (local / "people.pem").write_text(echo.web.certificate.read_text())
        echo.start()
        context = ssl.create_default_context(cafile=echo.web.certificate)
        other = Echo(tmp_path, tls=True).web.certificate
        context.load_cert_chain(other, f"{other}.key")
        answer = echo.ask(headers=[self.accept(page)], context=context)
        check(answer, 400, "malformed-request", page)
        assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"

    @pytest.mark.parametrize("kind", SINGLE_SIGN_ONS)
    def test_sign_on_that_bars_somebody(self, echoes, kind, page):
        answer = echoes(kind).ask(headers=[("Cookie", "session=barred"), self.accept(page)])
        check(answer, 403, "not-let-in", page)

    @pytest.mark.parametrize("kind", SINGLE_SIGN_ONS)
    def test_sign_on_that_fails(self, echoes, kind, page):
        answer = echoes(kind).ask(headers=[("Cookie", "session=broken"), self.accept(page)])
        check(answer, 503, "sign-on-unavailable", page)

    @pytest.mark.parametrize("kind", SINGLE_SIGN_ONS)
    def test_sign_on_that_is_down(self, echo_factory, kind, page):
        upstream = f"upstream latchkey_sso {{ server 127.0.0.1:{free_port()}; }}\n"
        echo = echo_factory(sso=kind, sso_server=upstream).start()
        for method in ["GET", "POST"]:
            answer = echo.ask("/keys", method, headers=[("Cookie", "session=alice"), self.accept(page)])
            check(answer, 503, "sign-on-unavailable", page)
        assert ".sock" not in echo.log("access")


@pytest.mark.parametrize("kind", SINGLE_SIGN_ONS)
def test_sign_on_that_hangs_is_given_up_within_15_seconds(echoes, kind):
    begun = time.monotonic()
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(
            lambda accept: echoes(kind).ask(headers=[("Cookie", "session=hanging"), accept]), [JSON, BROWSER]))
    assert time.monotonic() - begun < 15
    check(answers[0], 503, "sign-on-unavailable")
    check(answers[1], 503, "sign-on-unavailable", page=True)


@pytest.mark.parametrize("kind", SINGLE_SIGN_ONS)
def test_programs_that_are_not_signed_in_get_a_problem(echoes, kind):
    for method, accept in [("GET", "application/json"), ("GET", "*/*"), ("POST", "application/json")]:
        check(echoes(kind).ask("/keys", method, headers=[("Accept", accept)]), 401, "not-signed-in")
    check(echoes(kind).ask("/keys", "POST", headers=[BROWSER]), 401, "not-signed-in", page=True)


def test_answers_of_programs_stay_as_they_are(basic):
    for status in [400, 401, 403, 404, 405, 413, 429, 500, 502, 503, 504]:
        answer = basic.ask(f"/keys?status={status}", user=ALICE, headers=[BROWSER])
        assert answer.status == status and answer.json["parameters"]


def test_head_has_no_body(basic):
    answer = basic.ask(method="HEAD", headers=[JSON])
    assert answer.status == 401 and answer.body == b""


class TestMethods:
    """nginx refuses TRACE and CONNECT before it has found who should answer. Only programs and their sign-in may hear of
    them."""

    ENDING = ["/latchkey-sso", "/latchkey%2Dsso", "/oauth2/auth", "/oauth2/sign_in", "/latchkey-error",
              "/latchkey-error/page", "/internal-of-my-own", "/nowhere", "/keysandmore"]

    @pytest.mark.parametrize("method", ["TRACE", "CONNECT"])
    def test_programs_refuse_them(self, basic, method):
        for user, name in [(None, "x"), (("alice", "wrong"), "alice")]:
            answer = basic.ask("/keys", method, user, [("Remote-User", name)])
            check(answer, 401, "not-signed-in")
            assert answer.headers["WWW-Authenticate"] == 'Basic realm="Latchkey"'
        answer = basic.ask("/keys/%3fa%2fb?c=%20d", method, ALICE, body="a=1")
        for name, value in [("REQUEST_METHOD", method), ("REQUEST_URI", "/keys/%3fa%2fb?c=%20d"),
                            ("QUERY_STRING", "c=%20d"), ("REMOTE_USER", "alice")]:
            assert values(answer, name) == [value]
        assert answer.json["body"] == "a=1"
        for path in ["/", "/console", "/console/role", "/api/assume-role", "/assume-role", "/roles", "/health"]:
            assert values(basic.ask(path, method, ALICE), "REQUEST_METHOD") == [method]

    @pytest.mark.parametrize("kind", SINGLE_SIGN_ONS)
    @pytest.mark.parametrize("method", ["TRACE", "CONNECT"])
    def test_they_want_a_sign_in(self, echoes, kind, method):
        check(echoes(kind).ask("/keys", method, headers=[BROWSER]), 401, "not-signed-in", page=True)
        answer = echoes(kind).ask("/keys", method, headers=[("Cookie", "session=alice")])
        assert values(answer, "REMOTE_USER") == ["alice"] and values(answer, "REQUEST_METHOD") == [method]

    @pytest.mark.parametrize("kind", SINGLE_SIGN_ONS)
    @pytest.mark.parametrize("method", ["TRACE", "CONNECT"])
    def test_everything_else_ends_at_nginx(self, echoes, echo_factory, sso_server, kind, method):
        echo = echo_factory(sso=kind, sso_server=f"upstream latchkey_sso {{ server 127.0.0.1:{sso_server.server_port}; }}\n")
        own = "location = /internal-of-my-own { internal; return 200 secret; }\n"
        (echo.web.prefix / "local" / "extra.conf").write_text(own)
        echo.start()
        sso_server.seen.clear()
        for path in self.ENDING:
            for cookie in ["session=alice", "session=none"]:
                answer = echo.ask(path, method, headers=[("Cookie", cookie)])
                check(answer, 405, "method-not-allowed")
                assert not {name for name in answer.headers if "user" in name.lower() or name == "Set-Cookie"}
        assert sso_server.seen == [] and ".sock" not in echo.log("access")


def test_what_is_no_http_gets_a_problem_too(tls):
    context = ssl.create_default_context(cafile=tls.web.certificate)
    for request in [b"nonsense\r\n\r\n", b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"]:
        connection = socket.create_connection(("127.0.0.1", tls.web.port), timeout=10)
        with context.wrap_socket(connection, server_hostname="localhost") as client:
            client.sendall(request)
            answer = b"".join(iter(lambda: client.recv(65_536), b""))
        assert b"urn:latchkey:problem:malformed-request" in answer and b" 400 " in answer.split(b"\r\n")[0], answer


def test_every_answer_of_nginx_that_names_a_problem_has_its_words():
    text = (ROOT / "nginx/latchkey.conf").read_text()
    tables = {name: re.search(rf"map \$status \$latchkey_error_{name} {{(.*?)\n}}", text, re.DOTALL)[1]
              for name in ["kind", "title", "detail"]}
    statuses = {name: re.findall(r"^ +(\d{3}|default) ", table, re.MULTILINE) for name, table in tables.items()}
    assert statuses["kind"] == statuses["title"] == statuses["detail"]
    used = set()
    for path in (ROOT / "nginx").rglob("*.conf"):
        for line in re.findall(r"^\s*error_page (.*?) (?:=|@|\$)", path.read_text(), re.MULTILINE):
            used |= set(line.split())
    assert used - {"405", "500", "494", "495", "496", "497"} <= set(statuses["kind"])

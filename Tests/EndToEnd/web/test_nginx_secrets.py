"""A secret in the query or the path of a request is in none of nginx's logs, and over HTTP/2 it answers as otherwise."""

import subprocess

import pytest
from client import ask
from nginx_echo import ALICE
from processes import wait_until
from stack import free_port

# A server of somebody's own, whose logs are as verbose as nginx ships them, or more so.
SERVER = """
server {{
    listen 127.0.0.1:{port} ssl http2;
    server_name localhost;
    ssl_certificate local/certificate.pem;
    ssl_certificate_key local/certificate.pem.key;
    access_log "{logs}/own.log" combined;
    error_log "{logs}/own-errors.log" info;
    include iam/server.conf;
    include iam/broker.conf;
}}
server {{
    listen 127.0.0.1:{plain};
    server_name localhost;
    access_log "{logs}/own.log" combined;
    error_log "{logs}/own-errors.log" info;
    include iam/server.conf;
    include iam/broker.conf;
}}
"""
LOGS = ["own", "own-errors", "access", "nginx"]
SECRET = "s3cret-of-a-user"
TOO_LARGE = "b" * 200_000
BODY = ["--data-binary", "@-"]
CHUNKED = ["--header", "Transfer-Encoding: chunked", *BODY]


class Own:
    """A server that includes iam/broker.conf, beside Latchkey's."""

    def __init__(self, echo):
        self.echo, self.plain, self.port = echo, f"http://localhost:{free_port()}", free_port()
        self.asked = 0
        text = SERVER.format(
            port=self.port, plain=self.plain.rpartition(":")[2], logs=echo.processes.log("own").parent)
        with (echo.web.prefix / "local" / "http.conf").open("a") as file:
            file.write(text)
        echo.start()

    def http2(self, path, *options, body="", port=None):
        """The status, Content-Type and body of an answer over HTTP/2."""
        self.asked += 1
        url = f"https://localhost:{port or self.port}{path}"
        run = subprocess.run(
            ["curl", "--silent", "--http2", "--cacert", self.echo.web.certificate, "--resolve", f"*:{port or self.port}:127.0.0.1",
             "--write-out", "\n%{http_version} %{http_code} %{content_type}", *options, url],
            input=body, capture_output=True, text=True)
        answer, _, told = run.stdout.rpartition("\n")
        version, status, kind = told.split(maxsplit=2) if told.count(" ") > 1 else [*told.split(), ""]
        assert version == "2", (run.returncode, run.stdout, run.stderr)
        return int(status), kind, answer

    def logged(self):
        """What all logs have, once a last request's line is there."""
        marker = f"/auth/challenge?marker-{self.asked}"
        self.asked += 1
        ask(self.plain, "GET", marker)
        wait_until(lambda: marker in self.echo.log("own"), 60, self.echo.processes)
        return "".join(self.echo.log(name) for name in LOGS if self.echo.processes.log(name).exists())


@pytest.fixture(scope="module")
def own(echo_factory):
    return Own(echo_factory(tls=True))


@pytest.fixture(scope="module")
def alone(echo_factory):
    """One behind which no program runs."""
    own = Own(echo_factory(tls=True))
    for program in ["iam-auth", "broker"]:
        own.echo.processes.stop(program)
    return own


@pytest.fixture(scope="module")
def without_broker(echo_factory):
    own = Own(echo_factory(tls=True))
    own.echo.processes.stop("broker")
    return own


@pytest.fixture(scope="module")
def limited(echo_factory):
    """One where every request but the first of an address is too much."""
    echo = echo_factory(tls=True)
    limits = echo.web.prefix / "local" / "limits.conf"
    limits.write_text(limits.read_text().replace("    default 1;", "    default 0;"))
    configuration = echo.web.prefix / "latchkey.conf"
    text = configuration.read_text()
    for rate in ["rate=10r/s", "rate=5r/s"]:
        assert rate in text
        text = text.replace(rate, "rate=1r/m")
    configuration.write_text(text)
    for name, burst in [("iam/identity.conf", "burst=50"), ("iam/locations.conf", "burst=20")]:
        path = echo.web.prefix / name
        assert burst in path.read_text()
        path.write_text(path.read_text().replace(f" {burst} nodelay", ""))
    return Own(echo)


SECRETS = {
    "a user's token": f"/credentials?jwt={SECRET}",
    "a user's token, written otherwise": f"//%63redentials?jwt={SECRET}",
    "a KMS token": f"/auth?token={SECRET}",
    "a link's code": f"/auth/link/{SECRET}",
}
ACCEPTS = ["application/json", "text/html"]


@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("path", SECRETS.values(), ids=SECRETS)
class TestPaths:
    def statuses(self, own, path, accept, method="GET", body=None):
        answer = ask(own.plain, method, path, None, {"Accept": accept, "Authorization": "IAM x"}, body)
        over_2 = own.http2(
            path, "--header", f"Accept: {accept}", "--header", "Authorization: IAM x", "--request", method,
            *(BODY if body else []), body=body or "")
        assert over_2[0] == answer.status
        for kind in [answer.headers["Content-Type"], over_2[1]]:
            assert answer.status == 200 or kind.split(";")[0] in ["application/problem+json", "text/html"], kind
            assert answer.status == 200 or (kind == "application/problem+json") == (accept == "application/json")
        assert SECRET not in own.logged()
        return answer.status

    def test_an_answer(self, own, path, accept):
        assert self.statuses(own, path, accept) == 200

    def test_programs_that_are_not_there(self, alone, path, accept):
        assert self.statuses(alone, path, accept) == (503 if "redentials" in path else 502)

    def test_a_body_that_is_too_large(self, own, path, accept):
        assert self.statuses(own, path, accept, "POST", "b" * 2_000_000) == 413

    def test_a_limit(self, limited, path, accept):
        """The limit of a link's code is that of pages, which stays wide."""
        if "/link/" not in path:
            ask(limited.plain, "GET", path, None, {"Authorization": "IAM x"})
            assert self.statuses(limited, path, accept) == 429


@pytest.mark.parametrize("accept", ACCEPTS)
class TestTokenInTheURL:
    @pytest.mark.parametrize("status", [401, 403])
    def test_a_caller_who_is_refused(self, own, status, accept):
        for ask_for in [lambda path: own.http2(path, "--header", f"Accept: {accept}")[0],
                        lambda path: ask(own.plain, "GET", path, None, {"Accept": accept}).status]:
            assert ask_for(f"/credentials?jwt={SECRET}&status={status}") == status
        assert SECRET not in own.logged()

    def test_a_broker_that_is_not_there(self, without_broker, accept):
        answer = ask(without_broker.plain, "GET", f"/credentials?jwt={SECRET}", None, {"Accept": accept})
        assert answer.status == 502 and (accept == "text/html" or answer.json["type"].endswith(":program-unavailable"))
        assert SECRET not in without_broker.logged()

    def test_a_caller_of_latchkeys_own_server(self, without_broker, accept):
        port = without_broker.echo.web.port
        for options, status in [([], 401), (["--user", ":".join(ALICE)], 502), ([*BODY, "--user", ":".join(ALICE)], 413)]:
            answer = without_broker.http2(
                f"/credentials?jwt={SECRET}", "--header", f"Accept: {accept}", *options, body=TOO_LARGE, port=port)
            assert answer[0] == status
        assert SECRET not in without_broker.logged()


def test_a_request_that_latchkeys_own_server_cannot_read(own):
    """nginx answers it before it knows whose the path is. Only the log's format keeps the query out."""
    answer = own.http2(f"/credentials?jwt={SECRET}", "--header", "Host: a b", port=own.echo.web.port)
    assert answer[0] == 400
    assert SECRET not in own.logged()


def test_other_refusals_are_in_the_log_of_the_server(own):
    """Somebody's own server keeps its log as it is, but for those paths."""
    assert ask(own.plain, "GET", "/applications?status=401&of=somebody").status == 401
    assert '"GET /applications?status=401&of=somebody HTTP/1.1" 401' in own.logged()


@pytest.mark.parametrize("body", [BODY, CHUNKED], ids=["with its length", "in chunks"])
@pytest.mark.parametrize("accept", ACCEPTS)
class TestTooLargeOverHTTP2:
    def check(self, answer, accept):
        status, kind, text = answer
        assert status == 413, text
        if accept == "text/html":
            assert kind == "text/html; charset=utf-8" and "413 · request" in text
        else:
            assert kind == "application/problem+json" and "urn:latchkey:problem:body-too-large" in text

    def test_at_latchkeys_own_server(self, own, accept, body):
        for path in ["/keys", "/", "/applications", "/credentials", "/console/role"]:
            answer = own.http2(path, "--header", f"Accept: {accept}", "--user", ":".join(ALICE), *body, body=TOO_LARGE,
                               port=own.echo.web.port)
            self.check(answer, accept)
        assert "redirection cycle" not in own.logged()

    def test_at_a_server_for_iam_identities(self, own, accept, body):
        for path in ["/applications", "/applications/all", "/credentials"]:
            self.check(own.http2(path, "--header", f"Accept: {accept}", *body, body=TOO_LARGE), accept)
        assert "redirection cycle" not in own.logged()

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
        wait_until(lambda: marker in self.echo.log("own"), 10, self.echo.processes)
        return "".join(self.echo.log(name) for name in LOGS if self.echo.processes.log(name).exists())


@pytest.fixture(scope="module")
def own(echo_factory):
    return Own(echo_factory(tls=True))


ACCEPTS = ["application/json", "text/html"]


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

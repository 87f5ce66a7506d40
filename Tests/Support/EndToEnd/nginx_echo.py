"""nginx in front of handlers that answer with what it sent, and a single sign-on beside it."""

import http.server
import sys
import time
import urllib.parse
from pathlib import Path

from client import ROOT, ask
from processes import Processes, environment, wait_until
from stack import free_port, is_free
from web import HANDLERS, Web

ALICE = ("alice", "secret-of-alice")
BROWSER = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")

ATTRIBUTES = "; Path=/; Expires=Fri, 01 Jan 2100 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax"
# The cookies that the single sign-on sends with its answer, by the session. oauth2-proxy splits a session that is longer
# than a cookie can be, and gives each part the same attributes.
RENEWED = {
    "alice": [],
    "whole": [f"_oauth2_proxy=djIu.e30=|1700000000|c2ln{ATTRIBUTES}"],
    "parts": [f"_oauth2_proxy_{part}={'abcdefgh'[part] * 3_000}={ATTRIBUTES}" for part in range(8)],
    "two": [f"_oauth2_proxy_{part}=x{part}; Path=/; Domain=example.com; Max-Age=604800; HttpOnly" for part in range(2)],
    "bare": ["_oauth2_proxy=x"],
    "other": ["another=x; Path=/; HttpOnly"],
}


class Echo:
    """nginx in front of handlers that echo."""

    def __init__(self, directory: Path, **options):
        self.web = Web(directory, free_port(), passwords={"alice": "secret-of-alice"}, **options)
        for folder in ["logs", "sockets"]:
            (directory / folder).mkdir(parents=True)
        self.web.write()
        self.processes = Processes(directory / "logs")
        program = str(ROOT / "Tests" / "Support" / "EndToEnd" / "fastcgi_echo.py")
        for handler in HANDLERS:
            values = environment(LATCHKEY_LISTEN=str(self.web.socket(handler)))
            self.processes.start(handler, [sys.executable, program], values, directory)

    def start(self):
        wait_until(lambda: all(self.web.socket(name).exists() for name in HANDLERS), 60, self.processes)
        self.processes.start("nginx", self.web.command(), environment(), self.web.directory)
        wait_until(lambda: not is_free(self.web.port), 60, self.processes)
        return self

    def ask(self, path="/keys", method="GET", user=None, headers=(), body=None, context=None):
        return ask(self.web.base_url, method, path, user, headers, body, context)

    def log(self, name):
        return self.processes.log(name).read_text()

    def logged(self, answer):
        """The line of the access log about a request, which nginx writes after it has answered."""
        [request_id] = values(answer, "REQUEST_ID")

        def found():
            return [line for line in self.log("access").splitlines() if f'"request_id":"{request_id}"' in line]

        wait_until(found, 60, self.processes)
        return found()[0]


def parameters(answer) -> list[list[str]]:
    assert answer.status == 200, answer.text
    return answer.json["parameters"]


def values(answer, name) -> list[str]:
    return [value for key, value in parameters(answer) if key == name]


class SSO(http.server.BaseHTTPRequestHandler):
    """Stands in for oauth2-proxy, Authelia and other single sign-ons: whoever has the cookie is signed in."""

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers.items())))
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        cookie = self.headers.get("Cookie", "")
        session = cookie.rpartition("session=")[2]
        path = urllib.parse.urlsplit(self.path).path
        if path in ["/verify", "/api/authz/auth-request", "/oauth2/auth"]:
            if "session=barred" in cookie:
                return self.answer(403)
            if session == "hanging":
                time.sleep(25)
                return self.answer(202)
            if session == "broken":
                return self.answer(500)
            if session in RENEWED:
                # Each of the three has a header of its own for the name; the others' must not count.
                name = {"/oauth2/auth": "X-Auth-Request-User"}.get(path, "Remote-User")
                return self.answer(202, {name: "alice"}, RENEWED[session])
            if "session=nameless" in cookie:
                return self.answer(200)
            original = self.headers.get("X-Original-URL", "")
            login = "https://sso.example.com/?rd=" + urllib.parse.quote(original, safe="") + "&rm=GET"
            return self.answer(401, {"Location": login})
        if path == "/oauth2/start":
            back = self.headers.get("X-Auth-Request-Redirect", "")
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            target = query.get("rd", [back])[0]
            login = "https://idp.example.com/authorize?state=" + urllib.parse.quote(target, safe="")
            return self.answer(302, {"Location": login}, ["csrf=1"])
        return self.answer(404)

    do_POST = do_GET

    def answer(self, status, headers=None, cookies=()):
        self.send_response(status)
        for name, value in [*(headers or {}).items(), *(("Set-Cookie", cookie) for cookie in cookies)]:
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass

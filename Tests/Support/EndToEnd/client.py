"""A client of nginx: people who are signed in, their requests, and the answers."""

import base64
import http.client
import json
import os
import re
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from stack import Stack

ROOT = Path(__file__).resolve().parents[3]
# Whether tests that have a long form take it: `scripts/test --long`.
IS_LONG = os.environ.get("LATCHKEY_TEST_LONG") == "1"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


def ask(
    base_url: str,
    method: str,
    path: str,
    user: tuple[str, str] | None = None,
    headers: dict[str, str] | list[tuple[str, str]] = (),
    body: bytes | str | None = None,
    context=None,
) -> Answer:
    """Makes one request and follows no redirect. `headers` may be pairs, of which several have the same name."""
    address = urllib.parse.urlsplit(base_url)
    # By address, because a bare system doesn't have "localhost" in its hosts file.
    if address.scheme == "https":
        connection = http.client.HTTPSConnection("127.0.0.1", address.port, timeout=60, context=context)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=60)
    pairs = list(headers.items()) if isinstance(headers, dict) else list(headers)
    if "host" not in {name.lower() for name, _ in pairs}:
        pairs.insert(0, ("Host", address.netloc))
    if user:
        pairs.append(("Authorization", "Basic " + base64.b64encode(":".join(user).encode()).decode()))
    data = body.encode() if isinstance(body, str) else body
    try:
        names = {name.lower() for name, _ in pairs}
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in pairs:
            connection.putheader(name, value)
        if data is not None and not names & {"content-length", "transfer-encoding"}:
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


class Person:
    """A person who is signed in at the stack's nginx."""

    def __init__(self, stack: Stack, name: str):
        self.stack, self.name = stack, name

    def ask(self, method: str, path: str, headers=(), body=None) -> Answer:
        answer = ask(self.stack.base_url, method, path, (self.name, self.stack.passwords[self.name]), headers, body)
        self.stack.secrets.update(secrets_in(answer))
        return answer

    def page(self, path: str) -> Answer:
        return self.ask("GET", path, {"Accept": BROWSER})

    def token(self, path: str, action: str = "[^\"]*", method: str = "POST") -> str:
        """The token in a form on a page: in that which is sent to `action` with `method`, or in the first."""
        forms = re.findall(f'<form method="post" action="{action}">(.*?)</form>', self.page(path).text, re.S)
        named = 'name="_method" value="{}"'.format
        found = [form for form in forms if action.startswith("[")
                 or (named(method) in form if method != "POST" else 'name="_method"' not in form)]
        return re.search(r'name="csrf" value="([^"]+)"', found[0])[1]

    def submit(self, path: str, token: str, headers=None, **fields: str) -> Answer:
        """Sends a page's form as a browser does."""
        form = urllib.parse.urlencode({"csrf": token, **fields})
        origin = {"Origin": self.stack.base_url, "Sec-Fetch-Site": "same-origin", "Accept": BROWSER}
        return self.ask("POST", path, {**origin, "Content-Type": FORM, **(headers or {})}, form)

    def log_in(self, **fields: str) -> Answer:
        """Enters the console as a person does, who opens the page and submits its form."""
        return self.submit("/console", self.token("/"), **fields)

    def assume_role(self, **headers: str) -> Answer:
        """Asks for credentials as a program does."""
        return self.ask("POST", "/api/assume-role", {"Accept": JSON, "Content-Type": JSON, **headers}, "{}")

    def send(self, method: str, path: str, value=None, **headers: str) -> Answer:
        """Sends JSON or an empty body, and asks for JSON."""
        body = None if value is None else json.dumps(value)
        type = {} if value is None else {"Content-Type": JSON}
        return self.ask(method, path, {"Accept": JSON, **type, **headers}, body)


SECRET_MEMBERS = {"secretaccesskey", "sessiontoken", "csrf", "csrftoken", "base32stringseed", "enrolment"}


def secrets_in(answer: Answer) -> set[str]:
    """The secrets in an answer. The logs are searched for them at the end."""
    found = set(re.findall(r"SigninToken=([^&]+)", answer.headers.get("Location", "")))
    content_type = answer.headers.get("Content-Type", "")
    if "html" in content_type:
        found.update(re.findall(r'name="(?:csrf|enrolment)" value="([^"]+)"', answer.text))
        found.update(re.findall(r'id="secret-(?:access-)?key"[^>]*>([^<]+)<', answer.text))
    if "json" in content_type and answer.body:

        def walk(value):
            if isinstance(value, dict):
                for name, member in value.items():
                    if isinstance(member, str) and name.lower().replace("_", "") in SECRET_MEMBERS:
                        found.add(member)
                    walk(member)
            elif isinstance(value, list):
                for member in value:
                    walk(member)

        walk(answer.json)
    return {urllib.parse.unquote(secret) for secret in found if len(secret) >= 16}

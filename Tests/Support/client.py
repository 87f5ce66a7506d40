"""What a test asks nginx with, and what it gets."""

import base64
import http.client
import json
import re
import urllib.parse
from dataclasses import dataclass

from stack import Stack


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
    """One request, no redirect followed; `headers` as pairs may repeat a name."""
    address = urllib.parse.urlsplit(base_url)
    # By address: a bare system has no "localhost" in its hosts file.
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
        if data is not None and "content-length" not in names:
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


class Person:
    """Somebody who is signed in at a stack's nginx."""

    def __init__(self, stack: Stack, name: str):
        self.stack, self.name = stack, name

    def ask(self, method: str, path: str, headers=(), body=None) -> Answer:
        answer = ask(self.stack.base_url, method, path, (self.name, self.stack.passwords[self.name]), headers, body)
        self.stack.secrets.update(secrets_in(answer))
        return answer


SECRET_MEMBERS = {"secretaccesskey", "sessiontoken", "csrf", "csrftoken"}


def secrets_in(answer: Answer) -> set[str]:
    """The secrets that an answer holds, so that the logs can be searched for them at the end."""
    found = set(re.findall(r"SigninToken=([^&]+)", answer.headers.get("Location", "")))
    content_type = answer.headers.get("Content-Type", "")
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

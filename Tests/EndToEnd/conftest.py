"""What the end-to-end tests share: the whole stack, started once, with the programs that `swift build` made.

LATCHKEY_TEST_BIN names the folder of the programs (default: .build/debug).
"""

import base64
import http.client
import json
import os
import re
import sys
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "development"))
sys.path.insert(0, str(ROOT / "Tests" / "Support"))

import account  # noqa: E402
from stack import Stack  # noqa: E402


def pytest_configure(config):
    config.addinivalue_line("markers", "last: runs after everything else, to look at what was left behind")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


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
    if address.scheme == "https":
        connection = http.client.HTTPSConnection(address.hostname, address.port, timeout=60, context=context)
    else:
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    pairs = list(headers.items()) if isinstance(headers, dict) else list(headers)
    if user:
        pairs.append(("Authorization", "Basic " + base64.b64encode(":".join(user).encode()).decode()))
    data = body.encode() if isinstance(body, str) else body
    try:
        names = {name.lower() for name, _ in pairs}
        connection.putrequest(method, path, skip_host="host" in names, skip_accept_encoding=True)
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


@pytest.fixture(scope="session")
def programs() -> Path:
    folder = Path(os.environ.get("LATCHKEY_TEST_BIN", ROOT / ".build" / "debug"))
    if not (folder / "keys").exists():
        pytest.fail(f"{folder} has no programs: swift build, or name their folder in LATCHKEY_TEST_BIN")
    return folder


@pytest.fixture(scope="session")
def stack(programs, tmp_path_factory):
    """The whole of Latchkey; what one test leaves in the account, another finds."""
    running = Stack(tmp_path_factory.mktemp("stack"), programs)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def alice(stack) -> Person:
    return Person(stack, "alice")


@pytest.fixture(scope="session")
def bob(stack) -> Person:
    return Person(stack, "bob")


@pytest.fixture(scope="session")
def carol(stack) -> Person:
    return Person(stack, "carol")


@pytest.fixture(scope="session")
def aws(stack):
    """aws("iam") is a client of the account with every right, to arrange and to look."""
    return lambda service: account.client(service, stack.aws_endpoint)

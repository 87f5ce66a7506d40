"""Somebody who signs in with the tool, in a browser that the test drives."""

import datetime
import json
import secrets
from pathlib import Path

from latchkey_tool import Tool
from processes import wait_until

# Tokens of a portal.
ACCESS = secrets.token_urlsafe(24)
REFRESH = [secrets.token_urlsafe(24) for _ in range(2)]
# A browser that hands the page it should open to the test.
BROWSER = """#!/bin/sh
printf '%s' "$1" >{folder}/page.new && mv {folder}/page.new {folder}/page
"""


class Person:
    """Runs the tool as somebody with a browser and a home of their own, where secrets rest in files."""

    def __init__(self, tool: Tool, folder: Path):
        self.tool, self.folder = tool, folder
        folder.mkdir()
        (folder / "browser").write_text(BROWSER.format(folder=folder))
        (folder / "browser").chmod(0o755)
        tool.variables |= {"BROWSER": str(folder / "browser"), "LATCHKEY_SECRETS": "files"}

    def __getattr__(self, name: str):
        return getattr(self.tool, name)

    @property
    def configuration(self) -> Path:
        return self.home / ".config" / "latchkey" / "config.yaml"

    def configure(self, sign_ins: dict, profiles: dict = {}) -> None:
        self.configuration.parent.mkdir(parents=True, exist_ok=True)
        self.configuration.write_text(json.dumps({"sign-ins": sign_ins, "profiles": profiles}))

    def sign_ins(self) -> list[dict]:
        """What is kept of each sign-in."""
        folder = Path(self.home) / ".local" / "state" / "latchkey" / "sign-ins"
        return [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]

    def opened(self, process) -> str:
        """The page that the tool has a browser open."""
        page = self.folder / "page"
        wait_until(lambda: page.exists() or process.poll() is not None, 60)
        assert process.poll() is None, process.communicate()
        address = page.read_text()
        page.unlink()
        return address

    def sign_in(self, page, name: str, *arguments: str) -> str:
        """Signs in at oidc-provider-mock, by `latchkey login` or another command that asks for it; returns what it prints."""
        process = self.start(*(arguments or ("login",)))
        page.goto(self.opened(process))
        page.fill("input[name=sub]", name)
        page.click("button:has-text('Authorize')")
        page.wait_for_selector("h1:has-text('You are signed in')")
        output, errors = process.communicate(timeout=30)
        assert process.returncode == 0, errors
        return output


def portal(person, server, profiles=("work",)) -> None:
    """Makes the server a portal at which somebody signed in, whose access token has expired since."""
    metadata = {name: f"{server.url}/api/oauth/{path}" for name, path in [
        ("authorization_endpoint", "authorize"), ("token_endpoint", "token"), ("revocation_endpoint", "revoke")]}
    server.answers |= {
        "/.well-known/oauth-authorization-server": (200, {}, json.dumps({"issuer": server.url, **metadata})),
        "/api/oauth/token": (200, {}, json.dumps({
            "access_token": ACCESS, "token_type": "Bearer", "expires_in": 900, "refresh_token": REFRESH[1], "username": "alice"})),
        "/api/oauth/revoke": (200, {}, ""),
        "/api/assume-role": session("ASIAIOSFODNN7EXAMPLE"),
    }
    person.configure({"company": {"portal": server.url}}, {name: {"sign-in": "company"} for name in profiles})
    kept = person.home / ".local" / "state" / "latchkey" / "sign-ins" / "sign-in-company.json"
    kept.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    kept.write_text(json.dumps({
        "issuer": server.url, "client_id": "latchkey", "person": "alice", "signed_in_at": "2026-01-01T00:00:00Z",
        "refresh_token": REFRESH[0]}))


def session(access_key_id: str, seconds: int = 3_600):
    """The answer of a portal that gives credentials for so long."""
    end = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return 200, {}, json.dumps({
        "Version": 1, "AccessKeyId": access_key_id, "SecretAccessKey": "secret", "SessionToken": "token", "Expiration": end})

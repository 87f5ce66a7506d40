"""A program that signs a machine in, as RFC 6749 and RFC 7636 want it, with a person's browser in one."""

import base64
import hashlib
import re
import secrets
import urllib.parse
from dataclasses import dataclass, field

from client import BROWSER, FORM, JSON, Answer, Person, ask

REDIRECT = "http://127.0.0.1:43210/callback"


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


@dataclass
class Machine:
    """One sign-in of a machine, by a person who says yes."""

    person: Person
    client_id: str = "latchkey"
    redirect_uri: str = REDIRECT
    name: str | None = "ann-laptop"
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    tokens: dict = field(default_factory=dict)

    def query(self, **changes: str | None) -> str:
        members = {"response_type": "code", "client_id": self.client_id, "redirect_uri": self.redirect_uri, "state": self.state,
                   "code_challenge": challenge_of(self.verifier), "code_challenge_method": "S256", "machine": self.name, **changes}
        return urllib.parse.urlencode({name: value for name, value in members.items() if value is not None})

    def page(self, **changes: str | None) -> Answer:
        return self.person.page(f"/api/oauth/authorize?{self.query(**changes)}")

    def answer(self, word: str = "yes", **changes: str | None) -> Answer:
        """Sends the form of the page's button as a browser does."""
        page = self.page(**changes)
        fields = {}
        for form in re.findall('<form method="post" action="/api/oauth/authorize">(.*?)</form>', page.text, re.S):
            found = dict(re.findall('name="([^"]*)" value="([^"]*)"', form))
            if found["answer"] == word:
                fields = {name: value.replace("&amp;", "&").replace("&#39;", "'") for name, value in found.items()}
        return self.person.submit("/api/oauth/authorize", fields.pop("csrf"), **fields)

    def code(self, **changes: str | None) -> str:
        answer = self.answer(**changes)
        assert answer.status == 303, answer.text
        found = redirected(answer)
        assert found["state"] == self.state and found["iss"] == self.person.stack.base_url
        self.person.stack.secrets.add(found["code"])
        return found["code"]

    def post(self, path: str, headers=(), **members: str | None) -> Answer:
        """What the program itself sends: no sign-on."""
        stack = self.person.stack
        body = urllib.parse.urlencode({name: value for name, value in members.items() if value is not None})
        answer = ask(stack.base_url, "POST", path, headers=[("Content-Type", FORM), ("Accept", JSON), *headers], body=body)
        if answer.status == 200 and answer.body:
            stack.secrets.update(value for name, value in answer.json.items() if name in ("access_token", "refresh_token"))
        return answer

    def redeem(self, code: str, headers=(), **changes: str | None) -> Answer:
        members = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri,
                   "client_id": self.client_id, "code_verifier": self.verifier, **changes}
        answer = self.post("/api/oauth/token", headers, **members)
        if answer.status == 200:
            self.tokens = answer.json
        return answer

    def renew(self, token: str | None = None, **changes: str | None) -> Answer:
        members = {"grant_type": "refresh_token", "refresh_token": token or self.tokens["refresh_token"],
                   "client_id": self.client_id, **changes}
        answer = self.post("/api/oauth/token", **members)
        if answer.status == 200:
            self.tokens = answer.json
        return answer

    def sign_in(self) -> "Machine":
        answer = self.redeem(self.code())
        assert answer.status == 200, answer.text
        return self

    def call(self, method: str, path: str, body: str | None = None, headers=None, token: str | None = None) -> Answer:
        """A request with the access token, and no sign-on."""
        stack = self.person.stack
        fields = [("Accept", JSON), ("Authorization", f"Bearer {token or self.tokens['access_token']}")]
        answer = ask(stack.base_url, method, path, headers=fields + list(headers or []), body=body)
        if "json" in answer.headers.get("Content-Type", "") and isinstance(answer.json, dict):
            stack.secrets.update(answer.json[name] for name in ("SecretAccessKey", "SessionToken") if name in answer.json)
        return answer


def redirected(answer: Answer) -> dict[str, str]:
    """The members of the query with which a browser is sent to the program."""
    query = urllib.parse.urlsplit(answer.headers["Location"]).query
    return dict(urllib.parse.parse_qsl(query, strict_parsing=True))

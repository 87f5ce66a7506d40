"""An issuer of tokens as AWS's: it publishes its keys on this machine, and signs what a test wants."""

import time
import uuid

from key_server import KEYS, KeyServer, Page, key_set
from web_tokens import SigningKey, changed, token

CLAIM = "https://sts.amazonaws.com/"


class TokenIssuer(KeyServer):
    """`keys` are published unless `answer` says what the address of the keys answers instead: a page, or status, type and body."""

    def __init__(self):
        super().__init__()
        self.keys = {"rsa-1": SigningKey("rsa-1", "RS256"), "ec-1": SigningKey("ec-1", "ES384")}
        self.answer: Page | tuple[int, str, str] | None = None
        # A redirect of hostile_keys leads to the second.
        self.pages[KEYS] = self._page
        self.pages["/good"] = lambda: Page(key_set(*self.keys.values()))

    def _page(self) -> Page:
        if isinstance(self.answer, tuple):
            status, kind, body = self.answer
            return Page(body, status, kind)
        return self.answer or Page(key_set(*self.keys.values()))

    def details(self, subject: str) -> dict:
        """What AWS says of a principal."""
        return {
            "aws_account": subject.split(":")[4], "source_region": "us-east-1", "principal_id": subject, "org_id": "o-a1b2c3d4e5",
            "ou_path": ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"], "principal_tags": {"team": "data"},
            "request_tags": {"team": "administrators"},
        }

    def claims(self, subject: str, audience, **changes) -> dict:
        now = int(time.time())
        details = {**self.details(subject), **changes.pop("details", {})}
        found = {"iss": self.name, "aud": audience, "sub": subject, "iat": now, "exp": now + 300, "jti": str(uuid.uuid4()),
            CLAIM: details}
        return changed(found, **changes)

    def sign(self, claims: dict, kid="ec-1", header: dict | None = None, key=None) -> str:
        """A token under the name of a key, with other members of the header, and signed by another key, if these are given."""
        key = key or self.keys[kid]
        key = key if isinstance(key, SigningKey) else SigningKey.of(kid, key)
        return key.token(claims, key.header(**{"kid": kid, **(header or {})}))


def unsigned(claims: dict, algorithm: str = "none") -> str:
    return token({"alg": algorithm, "kid": "ec-1"}, claims, b"")

"""The steps of iam-auth-proxy's client (hamstah/awstools, iam/auth-proxy), and of a browser that goes through it."""

import base64
import json
import re
import urllib.parse

from iam_proof import Key

REALM = re.compile('IAM realm="([^"]+)"')


def written_by_go(credentials: dict) -> bytes:
    """The answer of GetSessionToken as Go's library marshals it: names sorted, and three characters escaped."""
    members = {**credentials, "Expiration": credentials["Expiration"].strftime("%Y-%m-%dT%H:%M:%SZ")}
    text = json.dumps(dict(sorted(members.items())), separators=(",", ":"), ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode()


class Refused(Exception):
    """The client answers 403 with these words."""


class AuthProxyClient:
    """`aws("kms", key)` is a client of boto3, with a person's key; `secrets` takes what no log may have."""

    def __init__(self, aws, key: Key, secrets: set[str]):
        self.aws, self.key, self.secrets = aws, key, secrets

    def location(self, host: str, target: str, status: int, headers) -> str | None:
        """Where the client leads the browser after an answer; None where it passes the answer on."""
        challenges = headers.get_all("Www-Authenticate") or []
        if status != 401 or len(challenges) != 1 or not (realm := REALM.search(challenges[0])):
            return None
        if not (key_id := headers["Iam-Auth-Kms-Key-Id"]):
            raise Refused("Invalid auth headers returned by the server: Misssing KMS key ID")
        if not (field := headers["Iam-Auth-Kms-Encryption-Context"]):
            raise Refused("Invalid auth headers returned by the server: Missing KMS encryption context")
        context = json.loads(base64.b64decode(field, validate=True))
        assert all(isinstance(text, str) for pair in context.items() for text in pair)
        sts = self.aws("sts", self.key)
        if sts.get_caller_identity()["Account"] != realm[1]:
            raise Refused(f"The IAM identity does not match the server realm (expected: {realm[1]})")
        token = self.token(key_id, context, self.session())
        path, _, query = target.partition("?")
        parameters = {"token": token, "return_url": path + (f"?{query}" if query else "")}
        return f"//{host}/auth?{urllib.parse.urlencode(sorted(parameters.items()))}"

    def session(self, seconds: int = 900) -> dict:
        found = self.aws("sts", self.key).get_session_token(DurationSeconds=seconds)["Credentials"]
        self.secrets.update([found["SecretAccessKey"], found["SessionToken"]])
        return found

    def token(self, key_id: str, context: dict[str, str], content: dict | bytes) -> str:
        plaintext = content if isinstance(content, bytes) else written_by_go(content)
        sealed = self.aws("kms", self.key).encrypt(KeyId=key_id, EncryptionContext=context, Plaintext=plaintext)
        token = base64.b64encode(sealed["CiphertextBlob"]).decode()
        self.secrets.update([token, urllib.parse.quote(token, safe="")])
        return token

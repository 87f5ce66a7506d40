"""Signed identities as a client makes them, and as an attacker changes them."""

import base64
import datetime
import hashlib
import hmac
import json
import os
from dataclasses import dataclass

BODY = "Action=GetCallerIdentity&Version=2011-06-15"
CONTENT_TYPE = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True)
class Key:
    access_key_id: str
    secret: str
    token: str | None = None


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def new_nonce() -> str:
    return base64url(os.urandom(16))


def timestamp(seconds: int = 0) -> str:
    """The time so many seconds from now, as X-Amz-Date has it."""
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y%m%dT%H%M%SZ")


def members(
    key: Key, server: str, *, host=None, method="POST", path="/", query="", body=BODY, service="sts", region="us-east-1",
    date=None, nonce=None, content_type=CONTENT_TYPE, headers=None, without=(),
) -> dict[str, str]:
    """The members of a proof. What is named sets the request that is signed apart from the right one."""
    date, nonce = date or timestamp(), nonce or new_nonce()
    signed = {
        "content-type": content_type, "host": host or f"sts.{region}.amazonaws.com", "x-amz-date": date, "x-latchkey-nonce": nonce,
        "x-latchkey-server": server, **({"x-amz-security-token": key.token} if key.token else {}), **(headers or {}),
    }
    signed = {name: value for name, value in sorted(signed.items()) if name not in without}
    lines = "".join(f"{name}:{' '.join(value.split())}\n" for name, value in signed.items())
    request = "\n".join(
        [method, path, query, lines, ";".join(signed), hashlib.sha256(body.encode()).hexdigest()])
    scope = f"{date[:8]}/{region}/{service}/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    secret = f"AWS4{key.secret}".encode()
    for part in [date[:8], region, service, "aws4_request"]:
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    found = {
        "access_key_id": key.access_key_id, "date": date, "region": region, "nonce": nonce,
        "signature": hmac.new(secret, text.encode(), hashlib.sha256).hexdigest(),
    }
    return {**found, **({"session_token": key.token} if key.token else {})}


def encode(found: dict | str) -> str:
    """The value of Authorization for members, or for the text of a JSON object."""
    text = found if isinstance(found, str) else json.dumps(found)
    return f"IAM {base64url(text.encode())}"


def proof(key: Key, server: str, **changes) -> str:
    return encode(members(key, server, **changes))

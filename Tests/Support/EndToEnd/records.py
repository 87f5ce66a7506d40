"""Role records as Latchkey writes them: with codes that show who wrote them."""

import hashlib
import hmac
import json

SEALED = {
    "sync": ["role_arn", "synced_at", "plan", "user_id", "user_digest"],
    "expiry": ["role_arn", "expires_at"],
}


def sealed(item: dict, secret: str) -> dict:
    """The item with the codes for what it says, under the secret that the handlers share."""
    key = hmac.new(b"latchkey" + secret.encode(), b"role records", hashlib.sha256).digest()
    codes = {}
    for part, names in SEALED.items():
        values = [part] + [value(item.get(name)) for name in ["username", *names]]
        message = json.dumps(values, separators=(",", ":"))
        codes[f"{part}_seal"] = {"S": hmac.new(key, message.encode(), hashlib.sha256).hexdigest()}
    return item | codes


def value(attribute: dict | None) -> str | dict | None:
    if attribute is None:
        return None
    return attribute["S"] if "S" in attribute else {"n": attribute["N"]}


def mark(user: dict) -> str:
    """The value of Latchkey's own tag on a user's role."""
    return f"{user['UserId']}/{user['UserName'].replace(',', ':')}"

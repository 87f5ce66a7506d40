"""What servers answer that should publish an issuer's keys: of the first table nothing comes to be believed, of the second all."""

import gzip
import json
from collections.abc import Callable

from key_server import Page, key_set
from web_tokens import SigningKey, changed


def endless(wait):
    while not wait(0):
        yield b" " * 65_536


def dripping(wait):
    yield b'{"keys":['
    while not wait(0.2):
        yield b" "


def headers(count: int, size: int) -> list[tuple[str, str]]:
    return [(f"X-{number}", "x" * size) for number in range(count)]


# By their names, what makes a page of the key that signs the tokens. No answer brings a key, so none of its tokens is believed.
USELESS: dict[str, Callable[[SigningKey], Page]] = {
    **{str(status): lambda key, status=status: Page(key_set(key), status) for status in [201, 206, 401, 404, 500, 503]},
    "204": lambda _: Page(status=204), "304": lambda _: Page(status=304),
    "HTML": lambda _: Page("<html><title>Sign in</title></html>", kind="text/html"), "nothing": lambda _: Page(),
    "null": lambda _: Page("null"),
    "a list": lambda key: Page(json.dumps([key.public()])), "a key without a set": lambda key: Page(json.dumps(key.public())),
    "no keys": lambda _: Page('{"keys":[]}'), "an object of keys": lambda key: Page(json.dumps({"keys": {key.kid: key.public()}})),
    "a list of 100,000 brackets": lambda _: Page("[" * 100_000), "2 MB": lambda key: Page(key_set(key) + " " * 2_000_000),
    "without an end": lambda _: Page(chunks=endless), "byte after byte": lambda _: Page(chunks=dripping),
    "silence": lambda _: Page(delay=60), "cut": lambda key: Page(key_set(key)[:-1]),
    "less than it says": lambda key: Page(key_set(key), headers=[("Content-Length", "100000")]),
    "compressed": lambda key: Page(gzip.compress(key_set(key).encode()), headers=[("Content-Encoding", "gzip")]),
    "10 MB, compressed": lambda _: Page(gzip.compress(bytes(10_000_000)), headers=[("Content-Encoding", "gzip")]),
    "UTF-16": lambda key: Page(key_set(key).encode("utf-16")), "a byte order mark": lambda key: Page("\ufeff" + key_set(key)),
    "not UTF-8": lambda key: Page(key_set(key).encode()[:-1] + b',"x":"\xff"}'),
    "keys twice": lambda key: Page(key_set(key)[:-1] + ',"keys":[]}'),
    "two keys of one ID": lambda key: Page(key_set(key, SigningKey(key.kid, "ES256"))),
    "one key twice": lambda key: Page(key_set(key, key)),
    "65 keys": lambda key: Page(json.dumps({"keys": [*({**key.public(), "kid": str(n)} for n in range(64)), key.public()]})),
    "a private key": lambda key: Page(json.dumps({"keys": [key.with_private_part()]})),
    "a symmetric key": lambda key: Page(json.dumps({"keys": [{"kty": "oct", "kid": key.kid, "k": "AAAA"}]})),
    "a key for encryption": lambda key: Page(json.dumps({"keys": [{**key.public(), "use": "enc"}]})),
    "a key of another algorithm": lambda key: Page(json.dumps({"keys": [{**key.public(), "alg": "RS512"}]})),
    "a short key": lambda key: Page(json.dumps({"keys": [{**key.public(), "n": key.public()["n"][:171]}]})),
    "a thousand fields": lambda key: Page(key_set(key), headers=headers(1_000, 1_000)),
    "a large field": lambda key: Page(key_set(key), headers=headers(1, 1_000_000)),
    "not HTTP": lambda _: Page(raw=b"SSH-2.0-OpenSSH_9.2p1\r\n"), "no answer": lambda _: Page(raw=b""),
    "HTTP/0.9": lambda key: Page(raw=key_set(key).encode()),
}

# Redirects lead to where the keys are, but nobody follows them.
REDIRECTS = {
    str(status): lambda key, status=status: Page(status=status, headers=[("Location", "/good")])
    for status in [301, 302, 303, 307, 308]
}
REDIRECTS |= {
    f"302 to {place}": lambda key, place=place: Page(status=302, headers=[("Location", place)])
    for place in ["file:///etc/passwd", "http://169.254.169.254/latest/meta-data/", "//127.0.0.1/good", "gopher://127.0.0.1/"]
}

# The keys are there, in one of the forms in which issuers have them.
USABLE: dict[str, Callable[[SigningKey], Page]] = {
    "as text": lambda key: Page(key_set(key), kind="text/plain"), "without a type": lambda key: Page(key_set(key), kind=None),
    "with white space": lambda key: Page("\n " + json.dumps({"keys": [key.public()]}, indent=4) + "\r\n"),
    "without a length": lambda key: Page(chunks=lambda _: iter([key_set(key)[:20].encode(), key_set(key)[20:].encode()])),
    "with members that are new": lambda key: Page(json.dumps({"version": 2, "keys": [{**key.public(), "new": {"a": [1]}}]})),
    "without the algorithm": lambda key: Page(json.dumps({"keys": [changed(key.public(), alg=None)]})),
    "among keys of all kinds": lambda key: Page(json.dumps({"keys": [
        {"kty": "oct", "kid": "a", "k": "AAAA"},
        {"kty": "OKP", "crv": "Ed25519", "kid": "b", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        {"kty": "EC", "crv": "P-521", "kid": "c", "x": "AA", "y": "AA"}, {"kty": "new", "kid": key.kid},
        {**key.public(), "use": "enc"}, {}, 1, None, "x",
        SigningKey("d", "ES384").public(), key.public(), {**SigningKey("e", "RS256").public(), "kid": None},
    ]})),
}

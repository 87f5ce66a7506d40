"""An issuer of tokens as AWS's: it publishes its keys on this machine, and signs what a test wants."""

import http.server
import json
import threading
import time
import uuid

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from iam_proof import base64url

CLAIM = "https://sts.amazonaws.com/"


def number(value: int, size: int | None = None) -> str:
    return base64url(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


class TokenIssuer:
    """`answer` is what the address of the keys answers: a status, a content type and a body; None for the keys."""

    def __init__(self):
        self.keys = {"rsa-1": rsa.generate_private_key(65_537, 2048), "ec-1": ec.generate_private_key(ec.SECP384R1())}
        self.answer = None
        # How many seconds an answer takes.
        self.delay = 0
        self.asked = 0
        self._closing = threading.Event()
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.asked += 1
                if issuer._closing.wait(issuer.delay):
                    return
                status, kind, body = issuer.answer or (200, "application/json", json.dumps(issuer.key_set()))
                if self.path != "/.well-known/jwks.json":
                    status = 404
                self.send_response(status)
                self.send_header("Content-Type", kind)
                if 300 <= status < 400:
                    self.send_header("Location", "/.well-known/jwks.json?again")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def name(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def key_set(self) -> dict:
        found = []
        for name, key in self.keys.items():
            public = key.public_key().public_numbers()
            if name.startswith("rsa"):
                found.append({"kty": "RSA", "kid": name, "alg": "RS256", "use": "sig", "n": number(public.n), "e": number(public.e)})
            else:
                found.append({"kty": "EC", "kid": name, "alg": "ES384", "use": "sig", "crv": "P-384",
                              "x": number(public.x, 48), "y": number(public.y, 48)})
        return {"keys": found}

    def claims(self, subject: str, audience, **changes) -> dict:
        now = int(time.time())
        details = {
            "aws_account": subject.split(":")[4], "source_region": "us-east-1", "principal_id": subject, "org_id": "o-a1b2c3d4e5",
            "ou_path": ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"], "principal_tags": {"team": "data"},
            "request_tags": {"team": "administrators"},
        }
        details.update(changes.pop("details", {}))
        found = {"iss": self.name, "aud": audience, "sub": subject, "iat": now, "exp": now + 300, "jti": str(uuid.uuid4()), CLAIM: details}
        found.update(changes)
        return {name: value for name, value in found.items() if value is not None}

    def sign(self, claims: dict, kid="ec-1", header=None, key=None) -> str:
        key = key or self.keys[kid]
        algorithm = "RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES384"
        head = {"alg": algorithm, "kid": kid, "typ": "JWT", **(header or {})}
        text = f"{base64url(json.dumps(head).encode())}.{base64url(json.dumps(claims).encode())}"
        if algorithm == "RS256":
            signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        else:
            r, s = utils.decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA384())))
            signature = r.to_bytes(48, "big") + s.to_bytes(48, "big")
        return f"{text}.{base64url(signature)}"


def unsigned(claims: dict, algorithm: str = "none") -> str:
    head = base64url(json.dumps({"alg": algorithm, "kid": "ec-1"}).encode())
    return f"{head}.{base64url(json.dumps(claims).encode())}."

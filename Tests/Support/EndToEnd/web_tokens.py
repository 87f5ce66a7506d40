"""JSON Web Tokens as issuers make them, and as nobody should: keys, key sets, and tokens of any three parts."""

import base64
import hashlib
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

CURVES = {"ES256": ec.SECP256R1, "ES384": ec.SECP384R1}
CURVE_NAMES = {"ES256": "P-256", "ES384": "P-384"}
# How many numbers there are on each curve: those of a signature are below it (FIPS 186-4, appendix D.1.2).
ORDERS = {
    "ES256": 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551,
    "ES384": 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973,
}
# What stands before a digest in a signature of PKCS #1 v1.5 (RFC 8017, section 9.2).
DIGEST_INFO = {
    "md5": "3020300c06082a864886f70d020505000410", "sha1": "3021300906052b0e03021a05000414",
    "sha256": "3031300d060960864801650304020105000420", "sha384": "3041300d060960864801650304020205000430",
    "sha512": "3051300d060960864801650304020305000440",
}


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(value: int, size: int | None = None) -> str:
    """A number of a key, as a key set has it."""
    return base64url(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


class SigningKey:
    """A key of an issuer, for one algorithm: RS256, PS256, ES256 or ES384."""

    def __init__(self, kid: str, algorithm: str):
        self.kid = kid
        self.algorithm = algorithm
        if self.is_rsa:
            self.private = rsa.generate_private_key(65_537, 2048)
        else:
            self.private = ec.generate_private_key(CURVES[algorithm]())

    @classmethod
    def of(cls, kid: str, private) -> "SigningKey":
        """The key of a private one that is there, for RS256 or what its curve decides."""
        key = cls.__new__(cls)
        key.kid, key.private = kid, private
        curves = {256: "ES256", 384: "ES384"}
        key.algorithm = "RS256" if isinstance(private, rsa.RSAPrivateKey) else curves[private.key_size]
        return key

    @property
    def is_rsa(self) -> bool:
        return self.algorithm in ["RS256", "PS256"]

    @property
    def size(self) -> int:
        """How many bytes a number of a signature has."""
        return (self.private.key_size + 7) // 8

    def public(self) -> dict:
        """The key as it stands in a key set."""
        found = {"kid": self.kid, "alg": self.algorithm, "use": "sig"}
        numbers = self.private.public_key().public_numbers()
        if self.is_rsa:
            return {**found, "kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}
        curve = CURVE_NAMES[self.algorithm]
        return {**found, "kty": "EC", "crv": curve, "x": number(numbers.x, self.size), "y": number(numbers.y, self.size)}

    def with_private_part(self) -> dict:
        """The key as an issuer itself keeps it."""
        numbers = self.private.private_numbers()
        if not self.is_rsa:
            return {**self.public(), "d": number(numbers.private_value, self.size)}
        members = {"d": numbers.d, "p": numbers.p, "q": numbers.q, "dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp}
        return {**self.public(), **{name: number(value) for name, value in members.items()}}

    def sign(self, text: str, digest=None, salt: int = 32, mask=None) -> bytes:
        """A signature; with another digest, salt or mask than the algorithm has, if these are named."""
        digest = digest or (hashes.SHA384() if self.algorithm == "ES384" else hashes.SHA256())
        if self.algorithm == "RS256":
            return self.private.sign(text.encode(), padding.PKCS1v15(), digest)
        if self.algorithm == "PS256":
            return self.private.sign(text.encode(), padding.PSS(padding.MGF1(mask or digest), salt), digest)
        r, s = utils.decode_dss_signature(self.private.sign(text.encode(), ec.ECDSA(digest)))
        return r.to_bytes(self.size, "big") + s.to_bytes(self.size, "big")

    def power(self, block: bytes) -> bytes:
        """A block as long as the modulus, raised to the private exponent: a signature whose padding is what one likes."""
        numbers = self.private.private_numbers()
        assert len(block) == self.size
        return pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n).to_bytes(self.size, "big")

    def token(self, claims, header=None) -> str:
        """A token, whose header is the usual one unless another is given."""
        return token(header if header is not None else self.header(), claims, self.sign)

    def header(self, **changes) -> dict:
        """The usual header with other members; without those that are None."""
        return changed({"alg": self.algorithm, "kid": self.kid, "typ": "JWT"}, **changes)


def changed(members: dict, **changes) -> dict:
    return {name: value for name, value in {**members, **changes}.items() if value is not None}


def part(value) -> str:
    """A part of a token: of an object, a text or bytes."""
    if not isinstance(value, (str, bytes)):
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64url(value.encode() if isinstance(value, str) else value)


def token(header, claims, signature) -> str:
    """A token in compact form, with a signature or what makes one of a text."""
    text = f"{part(header)}.{part(claims)}"
    return f"{text}.{base64url(signature if isinstance(signature, bytes) else signature(text))}"


def digest_info(text: str, name: str = "sha256") -> bytes:
    return bytes.fromhex(DIGEST_INFO[name]) + hashlib.new(name, text.encode()).digest()

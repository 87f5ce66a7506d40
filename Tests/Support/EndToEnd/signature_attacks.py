"""Signatures that must not be believed: see token_attacks.py."""

import hashlib
import hmac
import json

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from token_refusals import ALGORITHM, OTHER_ALGORITHM, SIGNATURE
from web_tokens import ORDERS, SigningKey, base64url, digest_info, from_base64url, part, token


class SignatureAttacks:
    """Attacks on who has `keys` by their algorithms, of which `key` has signed `good`, a token of `claims`."""

    keys: dict[str, SigningKey]
    key: SigningKey
    claims: dict
    good: str

    def numbers(self, text: str, algorithm: str) -> tuple[bytes, bytes]:
        """Both halves of a right signature."""
        key = self.keys[algorithm]
        signature = key.sign(text)
        return signature[:key.size], signature[key.size:]

    def signatures(self):
        head, claims, signature = self.good.split(".")
        text, raw = f"{head}.{claims}", from_base64url(signature)
        other = SigningKey("RS256", "RS256").token(self.claims)
        yield "another key's signature", SIGNATURE, other
        yield "the signature of other claims", SIGNATURE, f"{text}.{self.key.token({**self.claims, 'sub': 'x'}).split('.')[2]}"
        yield "other claims", SIGNATURE, f"{head}.{part({**self.claims, 'sub': 'admin'})}.{signature}"  # rejectsModifiedPayload
        yield "another header", SIGNATURE, f"{part(self.key.header(new=1))}.{claims}.{signature}"  # rejectsModifiedHeader
        for name, changed_signature in {
            "a byte short": raw[:-1], "a byte long": raw + b"\0", "with a zero in front": b"\0" + raw, "of zeros": bytes(256),
            "of ones": b"\xff" * 256, "of one byte": b"\x01", "that is the digest": hashlib.sha256(text.encode()).digest(),
            "backwards": raw[::-1], "twice": raw + raw, "of 8 kB": raw * 32,
        }.items():
            yield f"an RSA signature {name}", SIGNATURE, f"{text}.{base64url(changed_signature)}"
        # WrongPrimitive: each key signs for each other one, under its own algorithm and under the other's.
        for mine in self.keys.values():
            for theirs in self.keys.values():
                if mine is theirs:
                    continue
                names = f"the key of {mine.algorithm} for that of {theirs.algorithm}"
                yield names, SIGNATURE, mine.token(self.claims, theirs.header())
                yield f"{names}, as it signs", OTHER_ALGORITHM, mine.token(self.claims, mine.header(kid=theirs.kid))
                bad = theirs.token(self.claims, theirs.header(kid=mine.kid))
                yield f"{theirs.algorithm} of {mine.algorithm}'s key ID", OTHER_ALGORITHM, bad
        # rejectsSymmetryConfusionAttacks: what libraries that believe the algorithm take for the secret of HMAC.
        for key in self.keys.values():
            public = key.private.public_key()
            encodings, formats = serialization.Encoding, serialization.PublicFormat.SubjectPublicKeyInfo
            secrets = {
                "in PEM": public.public_bytes(encodings.PEM, formats), "in DER": public.public_bytes(encodings.DER, formats),
                "in JSON": json.dumps(key.public()).encode(), "as nothing": b"",
            }
            for form, secret in secrets.items():
                def sign(text, secret=secret):
                    return hmac.new(secret, text.encode(), hashlib.sha256).digest()
                yield f"the key of {key.algorithm} {form} as a secret", ALGORITHM, token(key.header(alg="HS256"), self.claims, sign)
                yield f"the same {form} said to be {key.algorithm}", SIGNATURE, token(key.header(), self.claims, sign)

    def rsa_signatures(self):
        """ModifiedPadding: signatures of the right key that only a check of the whole padding tells from right ones."""
        size, modulus = self.key.size, self.key.private.private_numbers().public_numbers.n
        text = self.good.rpartition(".")[0]
        info, digest = digest_info(text), hashlib.sha256(text.encode()).digest()

        def block(body: bytes, start=b"\0\1", fill=b"\xff", end=b"\0") -> bytes:
            return start + fill * (size - len(start) - len(end) - len(body)) + end + body

        assert self.key.power(block(info)) == from_base64url(self.good.split(".")[2])
        without_null = bytes.fromhex("302f300b0609608648016503040201") + b"\x04\x20" + digest
        blocks = {
            "block type 2": block(info, b"\0\2"), "block type 0": block(info, b"\0\0"), "zeros as padding": block(info, fill=b"\0"),
            "another byte as padding": block(info, fill=b"\xfe"), "another byte behind the padding": block(info, end=b"\1"),
            "no byte behind the padding": block(info, end=b""), "a byte behind the digest": block(info + b"\0"),
            "short padding, and the rest behind": b"\0\1" + b"\xff" * 8 + b"\0" + info + b"\xff" * (size - 11 - len(info)),
            "no padding": b"\0\1\0" + info + bytes(size - 3 - len(info)), "the digest alone": block(digest),
            "a digest without parameters": block(without_null),
            **{f"{name} as the digest": block(digest_info(text, name)) for name in ["md5", "sha1", "sha384", "sha512"]},
            "the name of sha1 with the digest of sha256": block(bytes.fromhex("3021300906052b0e03021a05000414") + digest[:20]),
            "a digest of other text": block(digest_info(text + "A")),
            "a digest with a bit changed": block(info[:-1] + bytes([info[-1] ^ 1])),
        }
        for name, padded in blocks.items():
            yield f"RSA with {name}", SIGNATURE, f"{text}.{base64url(self.key.power(padded))}"
        value = int.from_bytes(from_base64url(self.good.split(".")[2]), "big")
        for name, found in {
            "one": 1, "the modulus": modulus, "one less than the modulus": modulus - 1,
            "the modulus less the right number": modulus - value, "the right number and the modulus": value + modulus,
        }.items():
            signature = found.to_bytes(max(size, (found.bit_length() + 7) // 8), "big")
            yield f"RSA with {name}", SIGNATURE, f"{text}.{base64url(signature)}"
        pss = self.keys["PS256"]
        ways = {f"a salt of {salt} bytes": {"salt": salt} for salt in [0, 1, 20, 31, 33, 48, 64, size - 34]}
        ways |= {f"{digest.name} for all": {"digest": digest} for digest in [hashes.SHA1(), hashes.SHA384(), hashes.SHA512()]}
        ways |= {f"{digest.name} for its mask": {"mask": digest} for digest in [hashes.SHA1(), hashes.SHA384()]}
        for name, way in ways.items():
            yield f"PSS with {name}", SIGNATURE, token(pss.header(), self.claims, lambda text, way=way: pss.sign(text, **way))

    def ecdsa_signatures(self):
        for algorithm, order in ORDERS.items():
            key = self.keys[algorithm]
            size, header = key.size, key.header()
            digests = [hashes.SHA256(), hashes.SHA384()]
            digest, other_digest = digests if algorithm == "ES256" else digests[::-1]
            text = f"{part(header)}.{part(self.claims)}"
            r, s = self.numbers(text, algorithm)
            # rIsZero_sIsZero and so on
            special = {"0": 0, "1": 1, "n - 1": order - 1, "n": order}
            pairs = {f"{a} and {b}": (special[a], special[b]) for a in special for b in special}
            pairs["the largest numbers"] = (256 ** size - 1, 256 ** size - 1)
            pairs["the right numbers changed round"] = (int.from_bytes(s, "big"), int.from_bytes(r, "big"))
            pairs["a right number and 0"] = (int.from_bytes(r, "big"), 0)
            forged = {name: a.to_bytes(size, "big") + b.to_bytes(size, "big") for name, (a, b) in pairs.items()}
            forged |= {
                # SignatureTooLong, TrailingZeros, RisTooBig, SisTooBig, IntegerOverflow, BufferOverflow
                "zeros in front of both": b"\0" + r + b"\0" + s, "zeros behind both": r + b"\0" + s + b"\0",
                "a zero behind": r + s + b"\0", "a zero in front": b"\0" + r + s, "one byte less": (r + s)[:-1],
                "the first number alone": r, "both twice": r + s + r + s,
                "r and n": (int.from_bytes(r, "big") + order).to_bytes(size + 1, "big") + b"\0" + s,
                "s and n": b"\0" + r + (int.from_bytes(s, "big") + order).to_bytes(size + 1, "big"),
                "2 to the power of 256 and r": b"\1" + r + b"\0" + s, "2,000 zeros": bytes(1000) + r + bytes(1000) + s,
                "DER": key.private.sign(text.encode(), ec.ECDSA(digest)), "another digest": key.sign(text, other_digest),
            }
            for name, signature in forged.items():
                yield f"{algorithm} with {name}", SIGNATURE, f"{text}.{base64url(signature)}"

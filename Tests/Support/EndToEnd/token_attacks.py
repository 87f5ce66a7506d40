"""Tokens that must not be believed, and why each isn't: made afresh for each run, with keys that nobody had before.

Each attack has the words of its refusal, or several where chance decides which of its faults is found first. Attacks that are
drawn follow from LATCHKEY_TEST_SEED, except for the keys. Where Wycheproof has the same attack among its vectors of JSON Web
Signature, its name there is in the comment.

As a program, this prints the attacks on an issuer of its own at a moment that is given: see `main`.
"""

import argparse
import json
import os
import random
import sys
from typing import NamedTuple

from signature_attacks import SignatureAttacks
from token_refusals import (
    ALGORITHM, AUDIENCE, BAD_CLAIMS, BAD_HEADER, BAD_SIGNATURE, EARLY, EXPIRED, ISSUER, NO_KEY, NOT_COMPACT, OTHER_ALGORITHM,
    SIGNATURE, TOO_LONG, TWICE_IN_CLAIMS, TWICE_IN_HEADER, TYPE, UNKNOWN_KEY, in_header, malformed, missing)
from web_tokens import ORDERS, SigningKey, base64url, changed, from_base64url, part, token

ALGORITHMS = ["RS256", "PS256", "ES256", "ES384"]


class Attack(NamedTuple):
    name: str
    refusals: list[str]
    token: str


class Forge(SignatureAttacks):
    """Makes attacks on who believes tokens of these keys.

    - `keys`: one for each algorithm, which are named like it.
    - `claims`: those of a token that is believed: `iss`, `aud` and what else is needed. `iat` and `exp` are added.
    """

    def __init__(self, keys: dict[str, SigningKey], claims: dict, now: int):
        self.keys = keys
        self.now = now
        self.claims = {**claims, "iat": now, "exp": now + 300}
        self.seed = os.environ.get("LATCHKEY_TEST_SEED") or os.urandom(6).hex()
        self.random = random.Random(self.seed)
        self.key = keys["RS256"]
        self.good = self.key.token(self.claims)
        print(f"attacks on tokens: LATCHKEY_TEST_SEED={self.seed}", file=sys.stderr)

    def attacks(self) -> list[Attack]:
        """All of them. Each has a name of its own."""
        groups = [self.texts, self.headers, self.signatures, self.rsa_signatures, self.ecdsa_signatures, self.bad_claims,
                  self.times, self.drawn]
        found = [
            Attack(name, [refusals] if isinstance(refusals, str) else refusals, text)
            for group in groups for name, refusals, text in group()
        ]
        assert len({attack.name for attack in found}) == len(found)
        return found

    def genuine(self) -> list[tuple[str, str]]:
        """Names and tokens that are to be believed, so that whoever refuses everything is found out."""
        found = [(f"a token of {name}", key.token(self.claims)) for name, key in self.keys.items()]
        key = self.keys["ES256"]
        audiences = ["https://other.example.com", self.claims["aud"]]
        forms = {
            "an access token": key.header(typ="at+jwt"), "no type": key.header(typ=None),
            "a certificate's digest": key.header(x5t="a", **{"x5t#S256": "a"}), "an unknown member": key.header(new={"a": [1]}),
            # ValidSpacesInJsonHeader, ValidWhiteSpaceInJsonHeader
            "white space": json.dumps(key.header(), indent=1), "an escape": '{"\\u0061lg":"ES256","kid":"ES256"}',
        }
        found += [(f"{name} in the header", key.token(self.claims, header)) for name, header in forms.items()]
        found += [
            ("several audiences", key.token({**self.claims, "aud": audiences})),
            ("white space in the claims", key.token(json.dumps(self.claims, indent=2) + "\n")),
            ("an escape in the claims", key.token(json.dumps(self.claims).replace("/", "\\/"))),
            ("clocks that differ", key.token({**self.claims, "iat": self.now + 20, "nbf": self.now + 20})),
            # SpecialCaseEs256, valid: whoever has a token can make this second signature of it.
            ("the other signature of a curve", token(key.header(), self.claims, self.other_signature)),
        ]
        return found

    def other_signature(self, text: str) -> bytes:
        r, s = self.numbers(text, "ES256")
        return r + (ORDERS["ES256"] - int.from_bytes(s, "big")).to_bytes(32, "big")

    # The text

    def texts(self):
        head, claims, signature = self.good.split(".")
        text = f"{head}.{claims}"
        yield "nothing", NOT_COMPACT, ""  # rejectsEmptyString
        yield "dots alone", NOT_COMPACT, ".."
        yield "one part", NOT_COMPACT, head  # rejectsMissingHeaderSignatureAndSeparators
        yield "two parts", NOT_COMPACT, text  # rejectsMissingSignatureAndSeparator
        yield "claims and signature", NOT_COMPACT, f"{claims}.{signature}"  # rejectsMissingHeaderAndSeparator
        yield "no signature", NOT_COMPACT, f"{text}."  # rejectsMissingSignature
        yield "no header", NOT_COMPACT, f".{claims}.{signature}"  # rejectsMissingHeader
        yield "detached claims", NOT_COMPACT, f"{head}..{signature}"  # rejectsMissingPayload
        yield "claims alone", NOT_COMPACT, f".{claims}."  # rejectsMissingHeaderAndSignature
        yield "an empty fourth part", NOT_COMPACT, f"{self.good}."  # rejectsExtraEmptyComponent
        yield "a fourth part", NOT_COMPACT, f"{self.good}.{signature}"  # rejectsExtraComponent
        yield "the five parts of an encrypted token", NOT_COMPACT, f"{self.good}.AA.AA"
        json_form = {"payload": claims, "protected": head, "signature": signature}
        yield "JSON serialization", NOT_COMPACT, json.dumps(json_form)  # rejectsValidJsonSerialization
        yield "“Bearer” before it", BAD_HEADER, f"Bearer {self.good}"
        yield "white space before it", BAD_HEADER, f" {self.good}"
        yield "a line feed behind it", BAD_SIGNATURE, f"{self.good}\n"
        yield "spaces before the signature", BAD_SIGNATURE, f"{text}.    {signature}"  # rejectsSpacesInMac
        yield "spaces behind the header", BAD_HEADER, f"{head}    .{claims}.{signature}"  # spacesInHeader
        yield "spaces before the claims", BAD_CLAIMS, f"{head}.    {claims}.{signature}"  # spacesInPayload
        yield "a line feed before the claims", BAD_CLAIMS, f"{head}.\n{claims}.{signature}"
        yield "characters that aren't base64", BAD_HEADER, f"{head}####.{claims}.{signature}"  # invalidCharactersInHeader
        yield "such characters in the claims", BAD_CLAIMS, f"{head}.?{claims}.{signature}"  # invalidCharactersInPayload
        yield "such a character in the signature", BAD_SIGNATURE, f"{text}.?{signature[1:]}"
        yield "padding of the header", BAD_HEADER, f"{head}=.{claims}.{signature}"
        yield "padding of the claims", BAD_CLAIMS, f"{head}.{claims}=.{signature}"  # invalidBase64PaddingInPayload
        yield "padding of the signature", BAD_SIGNATURE, f"{self.good}=="  # invalidBase64Padding
        yield "the other alphabet", BAD_SIGNATURE, f"{text}.+/+/"
        yield "unused bits that aren't zero", BAD_SIGNATURE, f"{text}.AB"  # ModifiedUnusedBitsInPayload
        yield "an impossible length", BAD_SIGNATURE, f"{text}.AAAAA"
        yield "percent encoding", NOT_COMPACT, self.good.replace(".", "%2E")
        yield "a NUL", BAD_SIGNATURE, f"{self.good}\0"
        yield "a character that looks like a Latin one", BAD_HEADER, "е" + self.good
        yield "dots that look like ASCII's", NOT_COMPACT, self.good.replace(".", "．")
        yield "16,385 characters", TOO_LONG, self.good + "A" * (16_385 - len(self.good))
        yield "a megabyte of dots", TOO_LONG, "." * (1 << 20)
        yield "a header of 2 kB", BAD_HEADER, f"{'A' * 2048}.{claims}.AA"
        yield "claims of 17 kB", TOO_LONG, self.key.token({**self.claims, "x": "x" * 17_000})

    # The header

    def headers(self):
        for name, refusal, changes in [
            ("no algorithm", ALGORITHM, {"alg": None}), ("an empty algorithm", ALGORITHM, {"alg": ""}),
            *((f"the algorithm {name}", ALGORITHM, {"alg": name}) for name in [
                # rejectsNoneAlgorithmAndMissingSignature, and what else libraries took for it
                "none", "None", "NONE", "nOnE", "none ", "rs256", "RS256 ", " RS256", "RS256\0", "RSA256", "HS256", "HS384",
                "HS512", "PS384", "PS512", "RS384", "RS512", "RS1", "ES512", "ES256K", "EdDSA", "Ed25519", "ML-DSA-44", "RSA-OAEP",
                "dir", "A256GCM", "RS256,none", "*",
            ]),
            ("an algorithm that is a list", ALGORITHM, {"alg": ["RS256"]}),
            ("an algorithm that is a number", ALGORITHM, {"alg": 1}),
            ("an algorithm that is an object", ALGORITHM, {"alg": {"RS256": True}}),
            ("PSS for a key of the other padding", OTHER_ALGORITHM, {"alg": "PS256"}),
            ("two spellings of alg", in_header("alg"), {"ALG": "none"}),
            ("alg in upper case", in_header("alg"), {"alg": None, "ALG": "RS256"}),
            ("two spellings of kid", in_header("kid"), {"Kid": "x"}), ("two spellings of typ", in_header("typ"), {"TYP": "x"}),
            ("critical extensions", in_header("crit"), {"crit": ["exp"]}),
            ("no critical extensions", in_header("crit"), {"crit": []}),
            ("an unknown critical extension", in_header("crit"), {"crit": ["new"], "new": 1}),
            ("the address of a key set", in_header("jku"), {"jku": "https://evil.example/k"}),
            ("the issuer's own address of keys", in_header("jku"), {"jku": f"{self.claims['iss']}/.well-known/jwks.json"}),
            ("the address of a certificate", in_header("x5u"), {"x5u": "https://evil.example/c"}),
            ("a certificate of its own", in_header("x5c"), {"x5c": ["MIIB"]}),
            ("the issuer's key in it", in_header("jwk"), {"jwk": self.key.public()}),
            ("claims that aren't encoded", in_header("b64"), {"b64": False}),
            ("claims that are encoded", in_header("b64"), {"b64": True}),
            ("compression", in_header("zip"), {"zip": "DEF"}), ("encryption", in_header("enc"), {"enc": "A256GCM"}),
            ("a nested token", in_header("cty"), {"cty": "JWT"}),
            *((f"the parameter {name} of an encrypted token", in_header(name), {name: "x"}) for name in [
                "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"]),
            *((f"the type {name or 'without a name'}", TYPE, {"typ": name}) for name in [
                "", "JOSE", "jwt", "JWT ", "logout+jwt", "dpop+jwt", "secevent+jwt", "AT+JWT", "application/at+jwt", "JWE"]),
            ("a type that is a number", TYPE, {"typ": 1}), ("a type that is a list", TYPE, {"typ": ["JWT"]}),
            ("no key ID", NO_KEY, {"kid": None}), ("an empty key ID", NO_KEY, {"kid": ""}),
            ("a key ID that is a number", NO_KEY, {"kid": 0}),
            ("a key ID that is a list", NO_KEY, {"kid": ["RS256"]}),
            ("a key ID with a control character", NO_KEY, {"kid": "RS256\0"}),
            ("a key ID of 257 bytes", NO_KEY, {"kid": "k" * 257}), ("a key ID beyond ASCII", NO_KEY, {"kid": "RS256é"}),
            *((f"the key ID {name}", UNKNOWN_KEY, {"kid": name}) for name in [
                "../../../../dev/null", "' OR 1=1 --", "rs256", "RS256 ", "x-RS256", "$(id)", "__proto__", "0",
                "https://evil.example/k"]),
        ]:
            yield name, refusal, self.key.token(self.claims, self.key.header(**changes))
        none = token({"alg": "none"}, self.claims, b"")
        yield "the algorithm none without a signature", NOT_COMPACT, none
        mine = SigningKey("RS256", "ES256")
        # rejectsAttackerProvidedEmbeddedJwk
        yield "a key of its own", in_header("jwk"), mine.token(self.claims, mine.header(jwk=mine.public()))
        for name, refusal, text in [
            ("two algorithms", TWICE_IN_HEADER, '{"alg":"none","alg":"RS256","kid":"RS256"}'),
            ("two algorithms, one escaped", TWICE_IN_HEADER, '{"alg":"RS256","\\u0061lg":"none","kid":"RS256"}'),
            ("two key IDs", TWICE_IN_HEADER, '{"alg":"RS256","kid":"x","kid":"RS256"}'),
            ("an algorithm that is null", ALGORITHM, '{"alg":null,"kid":"RS256"}'),
            ("a type that is null", TYPE, '{"alg":"RS256","typ":null,"kid":"RS256"}'),
            ("a header that is a list", BAD_HEADER, '["alg","RS256"]'), ("a header that is text", BAD_HEADER, '"RS256"'),
            ("a header that is null", BAD_HEADER, "null"), ("an empty header", BAD_HEADER, " "),
            ("a header without members", ALGORITHM, "{}"),
            ("a header that isn't JSON", BAD_HEADER, "alg=RS256"), ("two headers", BAD_HEADER, '{"alg":"RS256"}{"alg":"none"}'),
            ("a header with a byte order mark", BAD_HEADER, '\ufeff{"alg":"RS256","kid":"RS256"}'),
            ("a header in UTF-16", BAD_HEADER, '{"alg":"RS256","kid":"RS256"}'.encode("utf-16")),
            ("a header that isn't UTF-8", BAD_HEADER, b'{"alg":"RS256","kid":"RS256\xff"}'),
            ("a header in quotes of JavaScript", BAD_HEADER, "{'alg':'RS256','kid':'RS256'}"),
            ("a header with a comment", BAD_HEADER, '{"alg":"RS256",/*"alg":"none",*/"kid":"RS256"}'),
            ("a header with a comma too many", BAD_HEADER, '{"alg":"RS256","kid":"RS256",}'),
            ("a header that is nested deep", BAD_HEADER, '{"a":' + "[" * 100 + "]" * 100 + "}"),
        ]:
            yield name, refusal, token(text, self.claims, self.key.sign)

    # The claims

    def bad_claims(self):
        issuer, audience = self.claims["iss"], self.claims["aud"]
        for name, refusal, changes in [
            ("no issuer", missing("iss"), {"iss": None}), ("an empty issuer", malformed("iss"), {"iss": ""}),
            ("an issuer that is a list", malformed("iss"), {"iss": [issuer]}),
            ("an issuer that is a number", malformed("iss"), {"iss": 1}),
            *((f"the issuer {form}", ISSUER, {"iss": text}) for form, text in {
                "with a slash": f"{issuer}/", "in upper case": issuer.upper(), "as a prefix": f"{issuer}.evil.example",
                "with a query": f"{issuer}?",
                "with a fragment": f"{issuer}#", "with a NUL": f"{issuer}\0", "with a space": f"{issuer} ",
                "with a line feed": f"{issuer}\n",
                "without a scheme": issuer.partition("//")[2], "with a user": issuer.replace("//", "//x@"),
                "with a dot": f"{issuer}.",
                "with a path": f"{issuer}/..", "with a character without width": f"{issuer}\u200b",
                "in fullwidth letters": issuer.replace("t", "ｔ"),
                "cut": issuer[:-1], "of somebody else": "https://evil.example",
            }.items()),
            ("no audience", missing("aud"), {"aud": None}), ("an empty audience", malformed("aud"), {"aud": ""}),
            ("an empty list of audiences", malformed("aud"), {"aud": []}),
            ("an audience that is an object", malformed("aud"), {"aud": {audience: 1}}),
            ("an audience that is a number", malformed("aud"), {"aud": 1}),
            ("an audience that is true", malformed("aud"), {"aud": True}),
            ("an audience in a list in a list", malformed("aud"), {"aud": [[audience]]}),
            ("33 audiences", malformed("aud"), {"aud": [audience] * 33}),
            ("a list with a number", malformed("aud"), {"aud": [audience, 1]}),
            ("a list with an empty text", malformed("aud"), {"aud": [audience, ""]}),
            *((f"the audience {form}", AUDIENCE, {"aud": text}) for form, text in {
                "with a slash": f"{audience}/", "in upper case": audience.upper(), "as a prefix": f"{audience}.evil.example",
                "cut": audience[:-1],
                "with a NUL": f"{audience}\0", "with a space": f" {audience}", "with a comma": f"{audience},x",
                "as one text of two": f"x {audience}",
                "as a pattern": "*", "of somebody else": "https://other.example.com", "as a list of others": ["a", "b"],
                "as the issuer": issuer, "with a character without width": f"{audience}\u2060",
            }.items()),
            ("a subject that is a number", malformed("sub"), {"sub": 1}), ("an empty subject", malformed("sub"), {"sub": ""}),
            ("a subject that is a list", malformed("sub"), {"sub": ["alice"]}),
            ("an ID that is a list", malformed("jti"), {"jti": []}),
            ("an ID that is a number", malformed("jti"), {"jti": 7}),
        ]:
            yield name, refusal, self.key.token(changed(self.claims, **changes))
        text = json.dumps(self.claims)
        body = text[1:-1]
        for name, refusal, claims in [
            ("claims that are a list", BAD_CLAIMS, "[]"), ("claims that are text", BAD_CLAIMS, '"x"'),
            ("claims that are null", BAD_CLAIMS, "null"),
            ("claims that aren't JSON", BAD_CLAIMS, "iss=x"), ("claims that are a token", BAD_CLAIMS, self.good),
            ("a NUL in a claim", BAD_CLAIMS, '{"iss":"\0"}'),
            ("claims twice", BAD_CLAIMS, text + text), ("claims without their end", BAD_CLAIMS, text[:-1]),
            ("claims in UTF-16", BAD_CLAIMS, text.encode("utf-16")),
            ("claims that aren't UTF-8", BAD_CLAIMS, b'{"x":"\xff",' + body.encode() + b"}"),
            ("half a character", BAD_CLAIMS, f'{{"x":"\\ud800",{body}}}'),
            ("a character in too many bytes", BAD_CLAIMS, b'{"x":"\xc0\xaf",' + body.encode() + b"}"),
            ("no claims", missing("iss"), "{}"), ("claims with a comma too many", BAD_CLAIMS, f"{{{body},}}"),
            ("claims with a comment", BAD_CLAIMS, f"{{{body}/**/}}"),
            ("claims that are nested deep", BAD_CLAIMS, '{"a":' + "[" * 2_000 + "]" * 2_000 + "}"),
            ("two subjects", TWICE_IN_CLAIMS, f'{{"sub":"a",{body},"sub":"b"}}'),
            ("two audiences apart", TWICE_IN_CLAIMS, f'{{{body},"aud":"x"}}'),
            ("two issuers, one escaped", TWICE_IN_CLAIMS, f'{{"\\u0069ss":"https://evil.example",{body}}}'),
            ("two ends", TWICE_IN_CLAIMS, f'{{{body},"exp":{self.now + 10_000}}}'),
            ("two of one name further in", TWICE_IN_CLAIMS, f'{{{body},"x":{{"a":1,"a":2}}}}'),
            ("two of one name in a list", TWICE_IN_CLAIMS, f'{{{body},"x":[{{"a":1,"a":2}}]}}'),
        ]:
            yield name, refusal, token(self.key.header(), claims, self.key.sign)

    def times(self):
        now = self.now
        for name, refusal, changes in [
            ("no expiry", missing("exp"), {"exp": None}), ("an expiry that is text", malformed("exp"), {"exp": str(now + 300)}),
            ("an expiry with a fraction", malformed("exp"), {"exp": now + 300.5}),
            ("an expiry in milliseconds", malformed("exp"), {"exp": now * 1000}),
            ("a huge expiry", malformed("exp"), {"exp": (1 << 63) - 1}),
            ("an expiry beyond 64 bits", malformed("exp"), {"exp": 10 ** 30}),
            ("a negative expiry", malformed("exp"), {"exp": -1}), ("an expiry of zero", malformed("exp"), {"exp": 0}),
            ("an expiry that is true", malformed("exp"), {"exp": True}),
            ("an expiry that is a list", malformed("exp"), {"exp": [now + 300]}),
            ("an expiry now", EXPIRED, {"exp": now}), ("an expiry a second ago", EXPIRED, {"exp": now - 1}),
            ("an expiry in 1970", EXPIRED, {"exp": 1}),
            ("not before in half an hour", EARLY, {"nbf": now + 1_800}),
            ("not before the year 9999", EARLY, {"nbf": 253_402_300_799}),
            ("not before as text", malformed("nbf"), {"nbf": "1"}), ("issued in half an hour", EARLY, {"iat": now + 1_800}),
            ("issued as text", malformed("iat"), {"iat": "1"}), ("issued before all time", malformed("iat"), {"iat": -5}),
            ("issued in milliseconds", malformed("iat"), {"iat": now * 1000}),
        ]:
            yield name, refusal, self.key.token(changed(self.claims, **changes))
        values = {
            "null": "null", "an exponent": "1.9e9", "a number beyond all": "1e400", "a whole number with a point": f"{now + 300}.0",
        }
        for name, value in values.items():
            text = json.dumps(self.claims).replace(f'"exp": {now + 300}', f'"exp": {value}')
            yield f"an expiry that is {name}", malformed("exp"), token(self.key.header(), text, self.key.sign)
        values = {
            "NaN": "NaN", "infinite": "Infinity", "in hexadecimal": "0x7fffffff", "with a plus": "+1900000000",
            "with a zero": "01900000000",
        }
        for name, value in values.items():
            text = json.dumps(self.claims).replace(f'"exp": {now + 300}', f'"exp": {value}')
            yield f"an expiry that is {name}", BAD_CLAIMS, token(self.key.header(), text, self.key.sign)

    # What chance makes

    def drawn(self):
        """Some hundred that differ from run to run."""
        draw = self.random
        for count in range(30):
            key = self.keys[draw.choice(ALGORITHMS)]
            head, claims, signature = key.token(self.claims).split(".")
            raw = bytearray(from_base64url(signature))
            raw[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
            yield f"drawn {count}: a bit of the signature changed", SIGNATURE, f"{head}.{claims}.{base64url(bytes(raw))}"
            raw = bytearray(from_base64url(claims))
            raw[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
            refusals = [BAD_CLAIMS, TWICE_IN_CLAIMS, SIGNATURE]
            yield f"drawn {count}: a bit of the claims changed", refusals, f"{head}.{base64url(bytes(raw))}.{signature}"
        for count in range(15):
            key = self.keys[draw.choice(ALGORITHMS)]
            letters = "".join(draw.choice("ABCEFGHIKLMNOPQRTUVWXYZ0123456789-") for _ in range(draw.randint(1, 12)))
            yield f"drawn {count}: an algorithm that nobody has", ALGORITHM, key.token(self.claims, key.header(alg=f"D{letters}"))
            yield f"drawn {count}: a key that nobody has", UNKNOWN_KEY, key.token(self.claims, key.header(kid=f"k{letters}"))
            name = draw.choice(["crit", "jku", "jwk", "x5u", "x5c", "b64", "cty", "enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"])
            spelling = "".join(draw.choice([letter, letter.upper()]) for letter in name)
            bad = key.token(self.claims, key.header(**{spelling: letters}))
            yield f"drawn {count}: {spelling} in the header", in_header(name), bad
            past, future = draw.randint(1, 10 ** draw.randint(1, 9)), draw.randint(600, 10 ** draw.randint(3, 9))
            bad = key.token({**self.claims, "exp": max(1, self.now - past)})
            yield f"drawn {count}: over {past} seconds ago", EXPIRED, bad
            bad = key.token({**self.claims, "nbf": self.now + future})
            yield f"drawn {count}: not before {future} seconds from now", EARLY, bad
            for claim, refusal in [("iss", ISSUER), ("aud", AUDIENCE)]:
                bad = key.token({**self.claims, claim: self.altered(self.claims[claim])})
                yield f"drawn {count}: another {claim}", refusal, bad
            claim = draw.choice(["iss", "aud", "exp"])
            yield f"drawn {count}: no {claim}", missing(claim), key.token(changed(self.claims, **{claim: None}))
            head, claims, signature = key.token(self.claims).split(".")
            raw = from_base64url(signature)
            length = draw.randrange(1, len(raw))
            bad = f"{head}.{claims}.{base64url(raw[:length])}"
            yield f"drawn {count}: {length} bytes of the signature", SIGNATURE, bad

    def altered(self, text: str) -> str:
        """The text with a character more, less or changed."""
        place = self.random.randrange(len(text))
        extra = self.random.choice("/.:-_ x0\t\u200b\u0301é")
        rest = self.random.choice([text[place:], text[place + 1:]])
        found = text[:place] + extra + rest
        return found if found != text else text + extra


def new_keys() -> dict[str, SigningKey]:
    return {name: SigningKey(name, name) for name in ALGORITHMS}


def main() -> None:
    """Prints, as JSON, an issuer's key set, genuine tokens and attacks at the moment --now."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--now", type=int, required=True, help="in seconds since 1970")
    parser.add_argument("--issuer", required=True)
    parser.add_argument("--audience", required=True)
    arguments = parser.parse_args()
    keys = new_keys()
    forge = Forge(keys, {"iss": arguments.issuer, "aud": arguments.audience, "sub": "alice"}, arguments.now)
    found = {
        "seed": forge.seed, "keySet": json.dumps({"keys": [key.public() for key in keys.values()]}),
        "genuine": [{"name": name, "token": text} for name, text in forge.genuine()],
        "attacks": [attack._asdict() for attack in forge.attacks()],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()

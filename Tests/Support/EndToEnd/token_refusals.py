"""The words with which `TokenError` of Sources/Tokens refuses a token."""

TOO_LONG = "the token is too long"
NOT_COMPACT = "the token isn't in compact form"
BAD_HEADER, BAD_CLAIMS, BAD_SIGNATURE = (f"the token's {name} can't be read" for name in ["header", "claims", "signature"])
TWICE_IN_HEADER, TWICE_IN_CLAIMS = (f"the token's {name} names something twice" for name in ["header", "claims"])
ALGORITHM = "the token's algorithm isn't accepted"
TYPE = "the token's type isn't accepted"
NO_KEY = "the token names no key"
UNKNOWN_KEY = "the token's key isn't among the issuer's"
OTHER_ALGORITHM = "the token's key is for another algorithm"
SIGNATURE = "the token's signature is wrong"
ISSUER = "the token is of another issuer"
AUDIENCE = "the token is for another audience"
EXPIRED = "the token has expired"
EARLY = "the token isn't valid yet"


def in_header(name: str) -> str:
    return f"the token's header has “{name}”"


def missing(name: str) -> str:
    return f"the token has no “{name}”"


def malformed(name: str) -> str:
    return f"the token's “{name}” can't be read"

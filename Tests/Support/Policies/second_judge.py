"""A second judge: principalmapper's simulator, for the part of the policy language that it reads as AWS documents it.

Its source (version 1.1.5) differs from AWS's documentation in these parts, so it isn't asked about them:
- resources are compared without regard to case, and `+`, `(`, `[` and their like in them are taken as regular expressions;
- variables are put into resources only, in every version of the language, without defaults or escapes; a default or an
  escape stays as it is, and so does a variable in a condition;
- `…NotLikeIfExists` and `ForAnyValue:` go by the whole list of a key's values, not value by value; `StringNotLike` is false
  without the key, `ForAnyValue:…IfExists` too;
- ARNs are compared without regard to case and as a whole, not part by part;
- names of operators have to be spelled as AWS does, and `NumericEqualsIfExists` is compared as if it were `…GreaterThan…`;
- numbers and truth values have to be strings;
- of several values, `…LessThan…` and `…GreaterThan…` see the first alone.
"""

import collections
import collections.abc
import functools
import json
import re

# principalmapper looks for these where older versions of Python had them.
for _name in ("Mapping", "MutableMapping", "OrderedDict"):
    if not hasattr(collections, _name):
        setattr(collections, _name, getattr(collections.abc, _name))

from principalmapper.querying.local_policy_simulation import policy_has_matching_statement  # noqa: E402
from principalmapper.util.case_insensitive_dict import CaseInsensitiveDict  # noqa: E402

OPERATORS = {
    "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike",
    "StringEqualsIfExists", "StringLikeIfExists", "Bool", "BoolIfExists", "IpAddress", "NotIpAddress", "NumericEquals",
    "NumericNotEquals", "NumericLessThan", "NumericGreaterThan", "DateLessThan", "DateGreaterThan", "Null",
}
ORDERS = {"NumericLessThan", "NumericGreaterThan", "DateLessThan", "DateGreaterThan"}
PLAIN = re.compile(r"[a-z0-9:/*.@_ -]*")
VARIABLE = re.compile(r"\$\{aws:(username|userid)\}")


def listed(value):
    return value if isinstance(value, list) else [value]


@functools.lru_cache(5_000)
def readable(document: str) -> dict | None:
    """The document, if both judges read every part of it alike; None otherwise."""
    document = json.loads(document)
    if document.get("Version") != "2012-10-17":
        return None
    for statement in listed(document["Statement"]):
        for resource in listed(statement.get("Resource", statement.get("NotResource"))):
            if not PLAIN.fullmatch(VARIABLE.sub("", resource)):
                return None
        for name, keys in statement.get("Condition", {}).items():
            if name not in OPERATORS:
                return None
            for key, values in keys.items():
                # The simulator compares the values of a list one by one, and a value of another type only with that type's
                # operators.
                if key.lower() in ("aws:calledvia", "aws:tagkeys"):
                    return None
                if name in ORDERS and len(listed(values)) > 1:
                    return None
                for value in listed(values):
                    if not isinstance(value, str) or "${" in value or not typed(name, value):
                        return None
                if name == "Null" and key.lower() == "s3:prefix":
                    return None  # The simulator takes an empty value for an absent one.
                if name != "Null" and typed_operator(name) != typed_key(key):
                    return None
    return document


def typed_operator(name: str) -> str:
    name = name.removeprefix("Not")
    return next((t for t in ("Numeric", "Date", "Bool", "Ip") if name.startswith(t)), "" if name != "Null" else "Null")


def typed_key(key: str) -> str:
    return {"aws:multifactorauthage": "Numeric", "s3:max-keys": "Numeric", "aws:tokenissuetime": "Date",
            "aws:currenttime": "Date", "aws:multifactorauthpresent": "Bool", "aws:securetransport": "Bool",
            "aws:sourceip": "Ip"}.get(key.lower(), "")


def typed(name: str, value: str) -> bool:
    kind = typed_operator(name)
    if kind == "Null" or kind == "Bool":
        return value in ("true", "false")
    if kind == "Numeric":
        return value.isdigit()
    return bool(value)


def is_allowed(documents, boundary, action, resource, context) -> bool | None:
    """Decides as policy_judge does; None for what principalmapper isn't asked about."""
    texts = [*documents, *([boundary] if boundary else [])]
    parsed = [readable(text) for text in texts]
    # A variable without a value stays as it is written, and so matches none of these resources.
    if None in parsed or not PLAIN.fullmatch(resource) or not PLAIN.fullmatch(context.get("aws:username", "")):
        return None
    keys = CaseInsensitiveDict({k: v for k, v in context.items() if isinstance(v, str)})
    bounds = [parsed] if not boundary else [parsed[:-1], parsed[-1:]]

    def any_matches(effect, bound):
        return any(policy_has_matching_statement(document, effect, action, resource, keys) for document in bound)

    return (not any(any_matches("Deny", bound) for bound in bounds)
            and all(any_matches("Allow", bound) for bound in bounds))

"""Decides requests as AWS's documentation of the policy language says, and uses none of Latchkey's code.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
Where the documentation can be read in two ways, a `Reading` says in which. Latchkey's roles must be right in all of them.
"""

import functools
import ipaddress
import json
import re
from dataclasses import dataclass
from datetime import datetime, timezone


@dataclass(frozen=True)
class Reading:
    # Documented: "If AWS cannot resolve a variable this might cause the entire statement to be invalid". Elsewhere: the value
    # is null.
    unresolved_voids_statement: bool
    # ForAnyValue is false without the key; …IfExists is true without it.
    any_value_if_exists: bool
    # Whether Bool "false" matches whatever is not "true".
    false_is_not_true: bool
    # Whether `*` is a wildcard in the default value of a variable.
    wild_defaults: bool
    # A variable is written `${key}` or `${key, 'default'}`: whether white space and missing quotation marks are accepted, and
    # what has no closing brace is text. If not, such a variable has no value.
    lenient_variables: bool
    # Documented: "You can't use a policy variable with other operators" than those for strings and ARNs. Whether variables are
    # replaced there all the same.
    variables_everywhere: bool
    # Whether a comparison with an empty list of values matches whatever is compared.
    nothing_matches_all: bool


READINGS = (Reading(False, True, False, False, True, True, False), Reading(True, False, True, True, False, False, True))

ESCAPES = ("*", "?", "$")


class Unresolved(Exception):
    pass


def listed(value):
    return value if isinstance(value, list) else [value]


def text(value) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


WRITTEN_VARIABLE = re.compile(r"[^\s,'](?:[^,']*[^\s,'])?(?:, '[^']*')?")


@functools.lru_cache(200_000)
def has_variable(pattern: str) -> bool:
    return any(part[0] == "variable" for lenient in (True, False) for part in parts(pattern, True, lenient))


@functools.lru_cache(200_000)
def parts(pattern: str, variables: bool, lenient: bool = True) -> tuple:
    """("text", characters), ("wild", "*" or "?"), ("literal", character), ("variable", key, default)."""
    found, i = [], 0
    while i < len(pattern):
        is_variable = variables and pattern.startswith("${", i)
        end = pattern.find("}", i) if is_variable else -1
        if is_variable and end < 0 and not lenient:
            found.append(("variable", "", None))
            break
        if end >= 0 and not lenient and "${" in pattern[i + 2 : end]:
            end = -1  # Of nested ones, the innermost is the variable.
        if end >= 0 and not lenient and not WRITTEN_VARIABLE.fullmatch(pattern[i + 2 : end]):
            found.append(("variable", "", None))
            i = end + 1
        elif end >= 0:
            name = pattern[i + 2 : end]
            if name in ESCAPES:
                found.append(("literal", name))
            else:
                key, comma, default = name.partition(",")
                default = default.strip().strip("'") if comma else None
                found.append(("variable", key.strip().lower(), default))
            i = end + 1
        else:
            kind = "wild" if pattern[i] in "*?" else "literal"
            found.append((kind, pattern[i]))
            i += 1
    return tuple(found)


def resolve(pattern: str, variables: bool, context: dict, reading: Reading) -> tuple:
    """The parts, with each variable replaced by its value. Raises Unresolved where a variable has none."""
    found = parts(pattern, variables, reading.lenient_variables)
    if not variables or not has_variable(pattern):
        return found
    resolved = []
    for part in found:
        if part[0] != "variable":
            resolved.append(part)
            continue
        value = context.get(part[1])
        if isinstance(value, str):
            resolved += [("literal", c) for c in value]
        elif part[2] is not None and value is None:
            resolved += [("wild" if reading.wild_defaults and c in "*?" else "literal", c) for c in part[2]]
        else:
            raise Unresolved(pattern)
    return tuple(resolved)


@functools.lru_cache(200_000)
def expression(found: tuple, ignore_case: bool = False) -> re.Pattern:
    wild = {"*": ".*", "?": "."}
    return re.compile("".join(wild[c] if kind == "wild" else re.escape(c) for kind, c in found),
                      re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def plain(found: tuple) -> str:
    return "".join(c for _, c in found)


@functools.lru_cache(200_000)
def arn_expressions(found: tuple) -> tuple | None:
    sections = [[]]
    for part in found:
        if part[1] == ":" and len(sections) < 6:
            sections.append([])
        else:
            sections[-1].append(part)
    return tuple(expression(tuple(section)) for section in sections) if len(sections) == 6 else None


def arn_matches(found: tuple, value: str) -> bool:
    values, patterns = value.split(":", 5), arn_expressions(found)
    return patterns is not None and len(values) == 6 and all(p.fullmatch(v) for p, v in zip(patterns, values))


def number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


@functools.lru_cache(10_000)
def instant(value: str) -> float | None:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=timezone.utc).timestamp()
    except ValueError:
        return number(value)


def in_network(value: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def ordered(parse, compare):
    def matches(found, value, reading):
        left, right = parse(value), parse(plain(found))
        return left is not None and right is not None and compare(left, right)
    return matches


COMPARISONS = {
    "stringequals": lambda f, v, r: plain(f) == v,
    "stringequalsignorecase": lambda f, v, r: plain(f).lower() == v.lower(),
    "stringlike": lambda f, v, r: expression(f).fullmatch(v) is not None,
    "arnequals": lambda f, v, r: arn_matches(f, v),
    "arnlike": lambda f, v, r: arn_matches(f, v),
    "bool": lambda f, v, r: (v.lower() == plain(f).lower()
                             or (r.false_is_not_true and plain(f).lower() == "false" and v.lower() != "true")),
    "binaryequals": lambda f, v, r: plain(f) == v,
    "ipaddress": lambda f, v, r: in_network(v, plain(f)),
}
for family, parse in (("numeric", number), ("date", instant)):
    COMPARISONS |= {
        f"{family}equals": ordered(parse, lambda a, b: a == b),
        f"{family}lessthan": ordered(parse, lambda a, b: a < b),
        f"{family}lessthanequals": ordered(parse, lambda a, b: a <= b),
        f"{family}greaterthan": ordered(parse, lambda a, b: a > b),
        f"{family}greaterthanequals": ordered(parse, lambda a, b: a >= b),
    }
NEGATIONS = {
    "stringnotequals": "stringequals", "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike", "arnnotequals": "arnequals", "arnnotlike": "arnlike", "notipaddress": "ipaddress",
    "numericnotequals": "numericequals", "datenotequals": "dateequals",
}


@functools.lru_cache(10_000)
def operator(name: str) -> tuple:
    """(quantifier, comparison or "null", negated, if exists)."""
    quantifier, colon, rest = name.lower().rpartition(":")
    if_exists = rest.endswith("ifexists")
    rest = rest.removesuffix("ifexists")
    assert quantifier in ("", "forallvalues", "foranyvalue"), name
    assert rest == "null" or rest in COMPARISONS or rest in NEGATIONS, name
    return quantifier, NEGATIONS.get(rest, rest), rest in NEGATIONS, if_exists


def condition_holds(name, key, patterns, variables, context, reading) -> bool:
    quantifier, comparison, negated, if_exists = operator(name)
    value = context.get(key.lower())
    resolved = []
    if not reading.variables_everywhere:
        variables = variables and comparison.startswith(("string", "arn"))
    for pattern in listed(patterns):
        try:
            resolved.append(resolve(text(pattern), variables, context, reading))
        except Unresolved:
            if reading.unresolved_voids_statement:
                raise
    if not listed(patterns) and reading.nothing_matches_all:
        return True
    if comparison == "null":
        return any((plain(found).lower() == "true") == (value is None) for found in resolved)
    if value is None:
        if quantifier == "forallvalues":
            return True
        if quantifier == "foranyvalue":
            return if_exists and reading.any_value_if_exists
        return if_exists or negated
    compare = COMPARISONS[comparison]
    holds = [any(compare(found, v, reading) for found in resolved) for v in listed(value)]
    if quantifier == "forallvalues":
        return all(hold != negated for hold in holds)
    if quantifier == "foranyvalue":
        return any(hold != negated for hold in holds)
    return any(holds) != negated


def applies(statement: dict, variables: bool, resource: str, context: dict, reading: Reading) -> bool:
    """Whether a statement about the action also matches the request's resource and conditions."""
    try:
        matches = False
        for pattern in listed(statement.get("Resource", statement.get("NotResource"))):
            try:
                # All are resolved, whichever matches first: one that can't be may void the statement.
                found = resolve(pattern, variables, context, reading)
                matches = expression(found).fullmatch(resource) or matches
            except Unresolved:
                if reading.unresolved_voids_statement:
                    raise
        if bool(matches) == ("NotResource" in statement):
            return False
        return all([condition_holds(name, key, patterns, variables, context, reading)
                    for name, keys in statement.get("Condition", {}).items() for key, patterns in keys.items()])
    except Unresolved:
        return False


@functools.lru_cache(200_000)
def matches_action(pattern: str, action: str) -> bool:
    return expression(parts(pattern, False), True).fullmatch(action) is not None


@functools.lru_cache(5_000)
def parsed(document: str) -> tuple[bool, list]:
    document = json.loads(document)
    return document.get("Version") == "2012-10-17", listed(document["Statement"])


@functools.lru_cache(50_000)
def about(document: str, effect: str, action: str) -> tuple[bool, list]:
    """The statements of one effect that match an action."""
    variables, statements = parsed(document)
    return variables, [
        statement for statement in statements if statement["Effect"] == effect
        and any(matches_action(a, action) for a in listed(statement.get("Action", statement.get("NotAction"))))
        != ("NotAction" in statement)]


def any_applies(effect: str, documents, action: str, resource: str, context: dict, reading: Reading) -> bool:
    for document in documents:
        variables, statements = about(document, effect, action)
        if any(applies(statement, variables, resource, context, reading) for statement in statements):
            return True
    return False


def is_allowed(documents, boundary: str | None, action: str, resource: str, context: dict, reading: Reading) -> bool:
    """Whether a principal may make the request.

    :param documents: the texts of all its policies.
    :param context: condition keys in lower case, each with its value or the list of its values.
    """
    request = (action, resource, context, reading)
    bounds = [documents] if boundary is None else [documents, [boundary]]
    return (not any(any_applies("Deny", bound, *request) for bound in bounds)
            and all(any_applies("Allow", bound, *request) for bound in bounds))

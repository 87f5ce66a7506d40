"""The policies in scripts/policies have what the code calls, and nothing else."""

import json
import re

from client import ROOT

# These need no permission. The second isn't signed; the last is the command line tool's, for people with an MFA device.
WITHOUT_PERMISSION = {"sts:GetCallerIdentity", "sts:AssumeRoleWithWebIdentity", "sts:GetSessionToken"}
# AWS asks for these where AssumeRole has a source identity or tags.
WITH_ASSUME_ROLE = {"sts:SetSourceIdentity", "sts:TagSession"}

# Targets that run with an administrator's own credentials.
ADMINISTRATION = {"Baseline", "latchkey"}


def called() -> set[str]:
    """The operations that Latchkey's servers can call."""
    found = set()
    for folder, service, pattern in [
        ("IAM", "iam", r'(?:form|Operation)\((?:\.iam, )?"([A-Z]\w+)"'), ("STS", "sts", r'form\("([A-Z]\w+)"'),
        ("DynamoDB", "dynamodb", r'call\(\s*"([A-Z]\w+)"')]:
        for path in (ROOT / "Sources/AWS" / folder).glob("*.swift"):
            found |= {f"{service}:{name}" for name in re.findall(pattern, path.read_text())}
    # What an administrator calls with the command line tool is none of the broker's.
    files = [path for path in (ROOT / "Sources").glob("**/*.swift") if path.relative_to(ROOT / "Sources").parts[0] not in ADMINISTRATION]
    text = re.sub(r"//.*", "", "\n".join(path.read_text() for path in files))
    calls = set(re.findall(r"(?<!func )\b([a-z]\w+)\(", text))
    return {each for each in found if each.startswith("sts:") or called_by(method(each.partition(":")[2]), each, calls)}


def called_by(name: str, operation: str, calls: set[str]) -> bool:
    """Whether a method is called, or one for a page of a list. Those of DynamoDB have other words too."""
    return not calls.isdisjoint({name, f"{name}Page"}) or operation.startswith("dynamodb:") and any(each.startswith(name) for each in calls)


def method(operation: str) -> str:
    """The name of the method that calls an operation: listMFADevices for ListMFADevices."""
    return operation[:1].lower() + operation[1:]


def test_the_broker_may_do_what_the_code_calls_and_nothing_else():
    statements = [each for name in ["broker", "mfa"]
                  for each in json.loads((ROOT / f"scripts/policies/{name}.json").read_text())["Statement"]]
    allowed = [action for statement in statements if statement["Effect"] == "Allow" for action in statement["Action"]]
    assert len(allowed) == len(set(allowed)) + 3  # The three that LookForRoles repeats.
    assert len(called()) > 40
    assert set(allowed) == called() - WITHOUT_PERMISSION | WITH_ASSUME_ROLE


def test_server_and_clients_may_use_the_key_as_the_code_does_and_for_one_server_alone():
    called = re.findall(r'call\(\s*"([A-Z]\w+)"', (ROOT / "Sources/AWS/KMS/KMS.swift").read_text())
    statements = {}
    for name in ["kms-server", "kms-client"]:
        [statement] = json.loads((ROOT / f"scripts/policies/{name}.json").read_text())["Statement"]
        statements[statement["Action"]] = statement
    assert set(statements) == {f"kms:{name}" for name in called}
    for statement in statements.values():
        assert statement["Effect"] == "Allow" and statement["Resource"] == "KEY_ARN"
        assert statement["Condition"] == {"StringEquals": {"kms:EncryptionContext:host": "SERVER_NAME"}}

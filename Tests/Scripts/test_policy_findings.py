"""parliament and cloudsplaining find nothing in the policies of scripts/policies, and in those that follow from
scripts/aws/account.yaml, that isn't explained here."""

import json
import subprocess

import pytest
from client import ROOT

WORDS = {
    "ACCESS_ROLES": "arn:aws:iam::123456789012:role/access/*",
    "ACCOUNT_ID": "123456789012",
    "APPLICATIONS_TABLE_NAME": "latchkey-applications",
    "BOUNDARY_NAME": "boundary",
    "BROKER_ARN": "arn:aws:iam::123456789012:role/latchkey-broker",
    "KEY_ARN": "arn:aws:kms:eu-west-1:123456789012:key/11111111-1111-1111-1111-111111111111",
    "REGION": "eu-west-1",
    "SERVER_NAME": "latchkey.example.com",
    "TOKENS_TABLE_NAME": "latchkey-tokens",
    "TABLE_NAME": "latchkey",
}
EXPLAINED = {
    ("applications", "CREDENTIALS_EXPOSURE"): "the session broker hands out sessions: that is what it is for",
    ("broker", "INVALID_ARN"): "the account of AWS's own policies is called aws, which parliament doesn't know",
    ("broker-boundary", "MISMATCHED_TYPE_BUT_USABLE"): "the boundary is one whole ARN, for which StringNotEquals is exact",
    ("kms-key", "InfrastructureModification"): "a key's own policy has to leave its administration to the account",
    ("kms-key", "PERMISSIONS_MANAGEMENT_ACTIONS"): "the account's administrators manage the key",
    ("kms-key", "RESOURCE_STAR"): "in a key's own policy, * is the key",
    ("kms-key", "ResourceExposure"): "the account's administrators manage the key",
    ("kms-key", "ServiceWildcard"): "in a key's own policy, kms:* is for the key alone",
    ("mfa", "PERMISSIONS_MANAGEMENT_ACTIONS"): "the page for MFA devices adds and removes people's devices",
    ("self-service", "CREDENTIALS_EXPOSURE"): "people make their own keys, with a second factor",
    ("self-service", "PERMISSIONS_MANAGEMENT_ACTIONS"): "people manage their own keys and devices, with a second factor",
    ("self-service", "PRIVILEGE_ESCALATION"): "a new access key is the person's own, and can do nothing by itself",
}
# What is said of the policies that are attached is the same.
EXPLAINED_IN_EXAMPLE = {
    ("group administrators", "CREDENTIALS_EXPOSURE"): "its members may assume the role admin",
    ("group everyone", "CREDENTIALS_EXPOSURE"): "its members may assume the role readonly, and as self-service",
    ("group everyone", "PERMISSIONS_MANAGEMENT_ACTIONS"): "as self-service",
    ("group everyone", "PRIVILEGE_ESCALATION"): "as self-service",
    ("role latchkey-broker", "INVALID_ARN"): "as broker",
    ("role latchkey-broker", "PERMISSIONS_MANAGEMENT_ACTIONS"): "as mfa",
}


def example(programs) -> dict[str, list[dict]]:
    """The policies that follow from scripts/aws/account.yaml, by what they are of. Neither judge reads the trust of roles, whom
    that lets in is decided by others in test_account_matrix.py."""
    report = json.loads(subprocess.run(
        [programs / "read-account", ROOT / "scripts/aws/account.yaml"], capture_output=True, text=True, check=True).stdout)
    found = {f"group {name}": [json.loads(text) for text in group["documents"]] for name, group in report["groups"].items()}
    found |= {f"role {name}": [json.loads(text) for text in role["rights"]["documents"]] for name, role in report["roles"].items()}
    assert sum(len(each) for each in found.values()) >= 8
    return found


@pytest.fixture(scope="module")
def findings(programs):
    program = ROOT / ".venv/policy-judges/bin/python"
    assert program.exists(), "no judges of policies: scripts/setup installs them"
    documents = {}
    for path in (ROOT / "scripts/policies").glob("*.json"):
        text = path.read_text()
        for word, value in WORDS.items():
            text = text.replace(word, value)
        documents[path.stem] = json.loads(text)
    for name, each in example(programs).items():
        documents |= {f"{name}, {number}": document for number, document in enumerate(each)}
    # A policy in which there is something to find, so that silence means something.
    documents["bad"] = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["iam:PutUserPolicy", "s3:Frobnicate"], "Resource": "*"}]}
    result = subprocess.run([program, ROOT / "Tests/Support/Policies/policy_findings.py"], input=json.dumps(documents),
                            capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


def test_both_judges_find_what_there_is_to_find(findings):
    assert {judge for judge, *_ in findings.pop("bad")} == {"parliament", "cloudsplaining"}


def test_nothing_is_found_that_is_not_explained_and_nothing_explained_that_is_not_found(findings):
    found = {(name.partition(",")[0], issue) for name, each in findings.items() if name != "bad" for _, issue, _ in each}
    assert found == EXPLAINED.keys() | EXPLAINED_IN_EXAMPLE.keys()

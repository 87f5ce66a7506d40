"""parliament and cloudsplaining find nothing in the policies of scripts/policies that isn't explained here."""

import json
import subprocess

import pytest
from client import ROOT

# These are of a key and of tables: they name principals, and both judges read policies of people and roles alone.
OF_RESOURCES = {"kms-key", "table"}
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
    ("mfa", "PERMISSIONS_MANAGEMENT_ACTIONS"): "the page for MFA devices adds and removes people's devices",
    ("self-service", "CREDENTIALS_EXPOSURE"): "people make their own keys, with a second factor",
    ("self-service", "PERMISSIONS_MANAGEMENT_ACTIONS"): "people manage their own keys and devices, with a second factor",
    ("self-service", "PRIVILEGE_ESCALATION"): "a new access key is the person's own, and can do nothing by itself",
}


@pytest.fixture(scope="module")
def findings():
    program = ROOT / ".venv/policy-judges/bin/python"
    assert program.exists(), "no judges of policies: scripts/setup installs them"
    documents = {}
    for path in (ROOT / "scripts/policies").glob("*.json"):
        if path.stem not in OF_RESOURCES:
            text = path.read_text()
            for word, value in WORDS.items():
                text = text.replace(word, value)
            documents[path.stem] = json.loads(text)
    # A policy in which there is something to find, so that silence means something.
    documents["bad"] = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["iam:PutUserPolicy", "s3:Frobnicate"], "Resource": "*"}]}
    result = subprocess.run([program, ROOT / "Tests/Support/Policies/policy_findings.py"], input=json.dumps(documents),
                            capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


def test_both_judges_find_what_there_is_to_find(findings):
    assert {judge for judge, *_ in findings.pop("bad")} == {"parliament", "cloudsplaining"}


def test_nothing_is_found_that_is_not_explained_and_nothing_explained_that_is_not_found(findings):
    found = {(name, issue) for name, each in findings.items() if name != "bad" for _, issue, _ in each}
    assert found == EXPLAINED.keys()

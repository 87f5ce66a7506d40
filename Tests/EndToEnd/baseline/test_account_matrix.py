"""Who may do what in the account of scripts/aws/account.yaml: each person, by each kind of credentials, decided by judges that
share no code with Latchkey.

The people are ann, who may become an administrator, and bob, who may not. Each of them comes
- by key: an access key, with which no second factor can be shown,
- by console: signed in with a password, or a session of GetSessionToken, without a second factor,
- by session: of GetSessionToken with a code of 100 seconds ago,
- by an old session: of a code of 20 hours ago,
- by role: a session of the role by which Latchkey mirrors them, with LATCHKEY_SSO_MFA absent or present.
"""

import json
import subprocess
from collections import Counter

import decisions
import policy_judge as judge
import pytest
import second_judge
from client import ROOT
from generated_accounts import ACCOUNT, ISSUED, Account, Policy

# What the rest of these policies of AWS's would add isn't asked about.
OF_AWS = {
    "AdministratorAccess": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    "job-function/ViewOnlyAccess": [{"Effect": "Allow", "Action": ["ec2:Describe*", "s3:ListBucket"], "Resource": "*"}],
    "SecurityAudit": [{"Effect": "Allow", "Action": ["iam:GetUser", "iam:ListUsers"], "Resource": "*"}],
}
KINDS = ["key", "console", "session", "old session", "role, absent", "role, present"]
GRANTED = {
    # What leads to a second factor, and the password.
    "iam:ListMFADevices on oneself": "key console session old-session role-absent role-present",
    "iam:GetUser on oneself": "key console session old-session role-absent role-present",
    "iam:ChangePassword on oneself": "key console session old-session role-absent role-present",
    "iam:GetAccountSummary": "key console session old-session role-absent role-present",
    # With a second factor.
    "iam:ListAccessKeys on oneself": "session old-session role-present",
    "iam:CreateAccessKey on oneself": "session old-session role-present",
    "iam:UpdateAccessKey on oneself": "session old-session role-present",
    # With a code of the last hour, and by nothing that the sign-on alone has shown.
    "iam:EnableMFADevice on oneself": "session",
    "iam:DeactivateMFADevice on oneself": "session",
    "iam:ResyncMFADevice on oneself": "session",
    "iam:CreateVirtualMFADevice any name": "session",
    "iam:DeleteVirtualMFADevice any name": "session",
    # Never.
    "iam:CreateLoginProfile on oneself": "",
    "iam:UpdateLoginProfile on oneself": "",
    "iam:CreateAccessKey on the other": "",
    "iam:ListMFADevices on the other": "",
    "iam:EnableMFADevice on the other": "",
    "iam:DeactivateMFADevice on the other": "",
    "iam:ListUsers": "",
    "iam:ListVirtualMFADevices": "",
    "iam:AddUserToGroup into administrators": "",
    "iam:AttachUserPolicy on oneself": "",
    "iam:DeleteUserPolicy on oneself": "",
    "s3:GetObject": "",
    "ec2:DescribeInstances": "",
}
# Roles, by what lets each person in.
ENTERED = {
    ("ann", "readonly"): "session role-present", ("bob", "readonly"): "session role-present",
    ("ann", "admin"): "session", ("bob", "admin"): "",
    ("ann", "latchkey-broker"): "", ("ann", "deploy"): "", ("ann", "support"): "",
}
IN_ROLES = {
    "readonly": {"ec2:DescribeInstances": True, "s3:GetObject": False, "ec2:TerminateInstances": False,
                 "iam:CreateUser": False, "sts:AssumeRole": False},
    "admin": {"ec2:DescribeInstances": True, "s3:GetObject": True, "ec2:TerminateInstances": True, "iam:CreateUser": True},
}
ISSUED_IDS = {"ann": "AIDAAAAAAAAAAAAAAAAAA", "bob": "AIDABBBBBBBBBBBBBBBBB"}
READINGS = judge.READINGS


@pytest.fixture(scope="module")
def file(programs):
    result = subprocess.run([programs / "read-account", ROOT / "scripts/aws/account.yaml"], capture_output=True, text=True,
                            check=True)
    report = json.loads(result.stdout)
    assert report["warnings"] == []
    return report


def policies(file: dict, person: str) -> list[tuple[str, str]]:
    """The group and the text of each of a person's policies."""
    return [(group, text) for group in file["people"][person]["groups"] for text in file["groups"][group]["documents"]]


def arn(file: dict, person: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:user{file['people'][person]['path']}{person}"


def context(file: dict, person: str, kind: str) -> dict:
    """The condition keys about the principal."""
    user = {"aws:username": person, "aws:userid": ISSUED_IDS[person], "aws:principalarn": arn(file, person),
            "aws:principaltype": "User", "aws:sourceip": "192.0.2.1", "aws:securetransport": "true"}
    session = {**user, "aws:tokenissuetime": ISSUED}
    match kind:
        case "key": return user
        case "console": return {**session, "aws:multifactorauthpresent": "false"}
        case "session": return {**session, "aws:multifactorauthpresent": "true", "aws:multifactorauthage": "100"}
        case "old session": return {**session, "aws:multifactorauthpresent": "true", "aws:multifactorauthage": "72000"}
    return {"aws:userid": f"AROAJJJJJJJJJJJJJJJJJ:{person}", "aws:principaltype": "AssumedRole",
            "aws:principalarn": f"arn:aws:iam::{ACCOUNT}:role/user-role/user_{person}", "aws:tokenissuetime": ISSUED,
            "aws:multifactorauthpresent": "false", "aws:sourceidentity": person, "aws:sourceip": "192.0.2.1",
            "aws:securetransport": "true"}


@pytest.fixture(scope="module")
def documents(file, programs):
    """The policies that decide for each person and kind."""
    found = {}
    for person in ("ann", "bob"):
        own = policies(file, person)
        for kind in KINDS[:4]:
            found[person, kind] = [text for _, text in own]
        for mfa in ("absent", "present"):
            account = Account(
                name=person, id=ISSUED_IDS[person], path=file["people"][person]["path"], mfa=mfa,
                tags=file["people"][person]["tags"],
                policies=[Policy(name=f"p{n}", document=text, group=group) for n, (group, text) in enumerate(own)])
            [plan] = decisions.plans(programs / "plan-role", [account.line()])
            assert "error" not in plan
            found[person, f"role, {mfa}"] = decisions.Role.of(account, plan).documents
    return found


def resource(file: dict, person: str, words: str) -> str:
    other = {"ann": "bob", "bob": "ann"}[person]
    return {
        "on oneself": arn(file, person), "on the other": arn(file, other), "any name": f"arn:aws:iam::{ACCOUNT}:mfa/phone",
        "into administrators": f"arn:aws:iam::{ACCOUNT}:group/baseline/administrators",
    }.get(words, "*" if not words else words)


def decide(texts, action, target, keys, counts=None) -> bool:
    """Both judges' decision: ours in each reading of AWS's documentation, and principalmapper's where it reads all of it."""
    found = {judge.is_allowed(texts, None, action, target, keys, reading) for reading in READINGS}
    assert len(found) == 1, (action, target, keys)
    [decision] = found
    # The guard denies nothing of what is asked here, and has an operator that principalmapper doesn't know.
    other = second_judge.is_allowed([text for text in texts if "OnlyLatchkey" not in text], None, action, target, keys)
    assert other in (None, decision), (action, target, keys)
    if counts is not None:
        counts[other is not None] += 1
    return decision


@pytest.mark.parametrize("person", ["ann", "bob"])
@pytest.mark.parametrize("kind", KINDS)
def test_people_have_exactly_what_the_table_says(file, documents, person, kind):
    keys = context(file, person, kind)
    name = kind.replace(", ", "-").replace(" ", "-")
    expected = {call: name in granted.split() for call, granted in GRANTED.items()}
    seen, counts = {}, Counter()
    for call in GRANTED:
        action, _, words = call.partition(" ")
        seen[call] = decide(documents[person, kind], action, resource(file, person, words), keys, counts)
    assert seen == expected, beside(expected, seen)
    assert counts[True] == len(GRANTED)


def beside(expected: dict[str, bool], seen: dict[str, bool]) -> str:
    """What was expected beside what was seen, a line for each call."""
    words = {True: "allowed", False: "denied"}
    lines = [f"{call:<42} {words[expected[call]]:<9} {words[seen[call]]:<9}{'' if seen[call] == expected[call] else '<--'}"
             for call in expected]
    return "\n".join(["", f"{'call':<42} expected  seen", *lines])


def trust(file: dict, role: str, action: str, keys: dict) -> bool:
    """Whether the trust of a role lets in a principal of the account."""
    document = json.loads(file["roles"][role]["trust"])
    own = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    statements = [{name: value for name, value in statement.items() if name != "Principal"} | {"Resource": "*"}
                  for statement in document["Statement"] if statement["Principal"] == own]
    text = json.dumps({"Version": document["Version"], "Statement": statements})
    return bool(statements) and decide([text], action, "*", keys)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("person, role", ENTERED)
def test_roles_let_in_exactly_those_of_the_table(file, documents, person, role, kind):
    keys = context(file, person, kind) | {"sts:sourceidentity": person}
    target = file["roles"][role]["arn"]
    actions = ["sts:AssumeRole"] + ["sts:SetSourceIdentity"] * kind.startswith("role")
    seen = all(decide(documents[person, kind], action, target, keys) and trust(file, role, action, keys) for action in actions)
    assert seen == (kind.replace(", ", "-").replace(" ", "-") in ENTERED[person, role].split())


def test_a_source_identity_is_the_person_s_own_name(file):
    keys = context(file, "ann", "session")
    assert trust(file, "readonly", "sts:SetSourceIdentity", keys | {"sts:sourceidentity": "ann"})
    assert not trust(file, "readonly", "sts:SetSourceIdentity", keys | {"sts:sourceidentity": "bob"})


def test_a_mirrored_session_brings_its_own_source_identity_alone(file):
    keys = context(file, "ann", "role, present")
    assert trust(file, "readonly", "sts:SetSourceIdentity", keys | {"sts:sourceidentity": "ann"})
    # It goes on with the session, whether it is repeated or not.
    assert trust(file, "readonly", "sts:SetSourceIdentity", keys)
    assert not trust(file, "readonly", "sts:SetSourceIdentity", keys | {"sts:sourceidentity": "bob"})
    # A session that has none, which Latchkey doesn't make, brings none.
    del keys["aws:sourceidentity"]
    assert trust(file, "readonly", "sts:AssumeRole", keys)
    assert not trust(file, "readonly", "sts:SetSourceIdentity", keys | {"sts:sourceidentity": "ann"})


@pytest.mark.parametrize("role", IN_ROLES)
def test_roles_have_what_they_are_for(file, role):
    rights = file["roles"][role]["rights"]
    texts = rights["documents"] + [
        json.dumps({"Version": "2012-10-17", "Statement": OF_AWS[each.partition(":policy/")[2]]}) for each in rights["others"]]
    keys = {"aws:principaltype": "AssumedRole", "aws:multifactorauthpresent": "false"}
    seen = {action: decide(texts, action, "*", keys) for action in IN_ROLES[role]}
    assert seen == IN_ROLES[role]

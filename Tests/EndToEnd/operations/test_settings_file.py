"""Programs that are given the settings file alone, as under cron or by hand."""

import json
import subprocess

import clean_roles
import pytest
from client import JSON
from people import BROKER


@pytest.fixture
def environment(stack, tmp_path):
    """The file has all settings, AWS's own variables too. The environment has only the file's name."""
    path = tmp_path / "latchkey.env"
    values = {name: value for name, value in stack.handler_environment().items() if name.startswith(("AWS_", "LATCHKEY_"))}
    assert "AWS_ACCESS_KEY_ID" in values and "AWS_ENDPOINT_URL" in values
    path.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    return {"LATCHKEY_SETTINGS_FILE": str(path)}


def ask(stack, environment, name, method, path, user):
    """The answer of a program as plain CGI."""
    request = {
        "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": method, "REQUEST_URI": path, "REMOTE_USER": user,
        "HTTP_ACCEPT": JSON, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
    }
    ended = subprocess.run([str(stack.programs / name)], env={**environment, **request}, stdin=subprocess.DEVNULL,
                           capture_output=True, text=True, timeout=60)
    head, _, body = ended.stdout.partition("\n\n")
    return head.splitlines()[0], json.loads(body)


def test_clean_roles(stack, people, environment):
    person = people.ordinary()
    assert person.assume_role().status == 200
    ended = clean_roles.run(stack, "--revoke", person.name, environment=environment)
    assert ended.returncode == 0, ended.stderr
    trust = person.mirror().role["AssumeRolePolicyDocument"]
    assert [statement["Principal"] for statement in trust["Statement"]] == [{"AWS": BROKER}]


def test_handlers(stack, people, environment):
    person = people.ordinary()
    status, found = ask(stack, environment, "ready", "GET", "/health/ready", "")
    assert status == "Status: 200 OK" and found["checks"]["identity"][0]["observedValue"] == BROKER
    status, found = ask(stack, environment, "keys", "GET", "/keys", person.name)
    assert status == "Status: 200 OK" and found["UserName"] == person.name
    status, found = ask(stack, environment, "console", "POST", "/api/assume-role", person.name)
    assert status == "Status: 200 OK" and found["AccessKeyId"].startswith("ASIA")


def test_the_environment_takes_precedence_over_the_file(stack, environment):
    ended = clean_roles.run(stack, environment={**environment, "AWS_ACCESS_KEY_ID": "AKIANOBODY"})
    assert ended.returncode == 69 and ended.stderr

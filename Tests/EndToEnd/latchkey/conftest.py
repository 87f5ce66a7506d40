"""The tool, with somebody's own credentials."""

import account
import pytest
from latchkey_tool import Server, Tool
from socks_server import SOCKSServer


@pytest.fixture(scope="module")
def anybody(stack, people):
    """An IAM user with an access key."""
    person = people.new(path="/staff/", inline={"tokens": account.document(account.allow("sts:GetWebIdentityToken"))})
    key = person.iam.create_access_key(UserName=person.name)["AccessKey"]
    stack.secrets.add(key["SecretAccessKey"])
    person.keys = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    return person


@pytest.fixture
def tool(stack, anybody, faults, tmp_path):
    """The tool with the keys of `anybody` in its environment. AWS is what `faults` spoils."""
    tool = Tool(stack.programs, tmp_path, faults.endpoint, stack.processes.log("latchkey"))
    tool.variables |= anybody.keys
    return tool


@pytest.fixture
def server():
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def socks():
    server = SOCKSServer()
    yield server
    server.stop()

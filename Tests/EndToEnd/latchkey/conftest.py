"""The tool, with somebody's own credentials."""

import account
import pytest
from latchkey_tool import Server, Tool
from oidc_provider import ProviderMock
from signing_in import Person
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


@pytest.fixture(scope="module")
def mock(stack, tmp_path_factory):
    mock = ProviderMock(tmp_path_factory.mktemp("mock"), stack.processes)
    yield mock
    mock.stop()


@pytest.fixture
def page(browser):
    """A browser in which nobody is signed in."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def person(tool, stack, tmp_path):
    person = Person(tool, tmp_path / "browser")
    yield person
    for kept in person.sign_ins():
        stack.secrets.update(kept[name] for name in ["access_token", "refresh_token", "id_token"] if name in kept)

"""What the end-to-end and the browser tests share: the whole stack, started once in each process that runs tests, with the
programs of `swift build`.

LATCHKEY_TEST_BIN names the folder of the programs (default: .build/debug).
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
sys.path.insert(0, str(TESTS.parent / "scripts" / "development"))
for folder in ["EndToEnd", "Policies"]:
    sys.path.insert(0, str(TESTS / "Support" / folder))

import account  # noqa: E402
from aws_proxy import AWSProxy  # noqa: E402
from client import ROOT, Person  # noqa: E402
from logs import secrets_in_logs  # noqa: E402
from people import People  # noqa: E402
from processes import wait_until  # noqa: E402
from stack import Stack  # noqa: E402


def pytest_collection_modifyitems(config, items):
    """Leaves the tests that `scripts/test NAME` names, and puts those marked `first` at the beginning."""
    names = [name.lower().replace(" ", "_") for name in os.environ.get("LATCHKEY_TEST_NAMES", "").splitlines()]
    if names:
        others = [item for item in items if not any(name in item.nodeid.lower() for name in names)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]
    items.sort(key=lambda item: item.get_closest_marker("first") is None)


@pytest.fixture(scope="session")
def programs() -> Path:
    folder = Path(os.environ.get("LATCHKEY_TEST_BIN", ROOT / ".build" / "debug"))
    if not (folder / "keys").exists():
        pytest.fail(f"{folder} has no programs: swift build, or name their folder in LATCHKEY_TEST_BIN")
    return folder


@pytest.fixture(scope="session")
def secrets(tmp_path_factory):
    """The secrets that no log may hold when everything has ended. Every test adds those that it was given."""
    given = set()
    yield given
    found = secrets_in_logs(given, tmp_path_factory.getbasetemp())
    assert not found, found


@pytest.fixture(scope="session")
def stack(programs, tmp_path_factory, secrets):
    """The whole of Latchkey, shared by all tests: what one of them leaves in the account is there for the next.

    Its handlers reach the stand-in for AWS through the proxy of `faults`; `stack.aws_endpoint` is the stand-in itself.
    """
    running = Stack(tmp_path_factory.mktemp("stack"), programs)
    secrets.update(running.secrets)
    running.secrets = secrets
    log = running.directory / "logs" / "proxy.log"
    running.proxy = AWSProxy(running.aws_port, running.web.federation_port, log, secrets)
    running.settings["AWS_ENDPOINT_URL"] = running.proxy.endpoint
    running.settings["LATCHKEY_SIGNIN_ENDPOINT"] = f"{running.proxy.endpoint}/federation"
    # A handler slows down when AWS throttles it, which happens in many tests: without this they would take ever longer.
    running.settings["LATCHKEY_IAM_RATE"] = "1000"
    # Of its own accord, iam-auth asks AWS for revocations, and tests count calls: here it serves nobody.
    del running.settings["LATCHKEY_IAM_AUTH_SERVERS"]
    running.start()
    yield running
    running.stop()
    running.proxy.stop()


@pytest.fixture
def faults(stack) -> AWSProxy:
    """The proxy in front of the stand-in for AWS. Whatever it was told to spoil passes again after the test."""
    yield stack.proxy
    stack.proxy.heal()


@pytest.fixture(scope="session")
def people(stack) -> People:
    """people.new(inline={...}) makes a person whom no other test knows."""
    return People(stack)


@pytest.fixture(autouse=True)
def retirement(request):
    """At the end of a test, clean-up has nothing to do for its people any more."""
    yield
    if "people" in request.fixturenames:
        request.getfixturevalue("people").retire()


@pytest.fixture
def second_console(stack):
    """A second process of `console`. nginx sends requests to both in turn, as it would with two nodes."""
    path = stack.directory / "sockets" / "console-2.sock"
    values = {**stack.handler_environment(), "LATCHKEY_LISTEN": str(path)}
    stack.processes.start("console-2", [str(stack.programs / "console")], values, stack.directory)
    wait_until(path.exists, 15, stack.processes)
    configuration = stack.web.prefix / "local" / "http.conf"
    before = configuration.read_text()
    first = f'upstream latchkey_console {{ server "unix:{stack.web.socket("console")}";'
    assert first in before
    configuration.write_text(before.replace(first, f"{first} server unix:{path};"))
    stack.reload_nginx()
    yield path
    configuration.write_text(before)
    stack.reload_nginx()
    stack.processes.stop("console-2")


@pytest.fixture
def restarted(stack):
    """restarted("console", LATCHKEY_X="1") gives a handler other settings until the test ends."""
    names = []

    def restart(name: str, **settings: str) -> None:
        names.append(name)
        stack.restart_handler(name, **settings)

    yield restart
    for name in names:
        stack.restart_handler(name)


@pytest.fixture(scope="session")
def alice(stack) -> Person:
    return Person(stack, "alice")


@pytest.fixture(scope="session")
def bob(stack) -> Person:
    return Person(stack, "bob")


@pytest.fixture(scope="session")
def carol(stack) -> Person:
    return Person(stack, "carol")


@pytest.fixture(scope="session")
def aws(stack):
    """aws("iam") is a client that may do everything, for arranging the account and looking at it."""
    return lambda service: account.client(service, stack.aws_endpoint)


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, as Playwright's own isn't installed."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    assert chromium, "no chromium: scripts/setup installs it"
    with sync_playwright() as playwright:
        # The browser reaches nothing but this machine. Chromium's sandbox doesn't work for root.
        options = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]
        options += ["--no-sandbox"] if os.geteuid() == 0 else []
        running = playwright.chromium.launch(executable_path=chromium, args=options)
        yield running
        running.close()


@pytest.fixture
def page_of(browser, stack):
    """page_of("alice") opens a browser window in which she is signed in."""
    contexts = []

    def open_page(name: str, **options):
        credentials = {"username": name, "password": stack.passwords[name]}
        contexts.append(browser.new_context(base_url=stack.base_url, http_credentials=credentials, **options))
        # A click waits for the page that it leads to, and a first login that AWS refuses takes half a minute.
        contexts[-1].set_default_timeout(60_000)
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()

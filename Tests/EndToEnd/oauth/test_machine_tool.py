"""The command line tool at the portal itself: from `latchkey login` to AWS's credentials, and out again."""

import datetime
import html
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

import boto3
import pytest
from client import ask
from latchkey_tool import Tool, terminal
from processes import wait_until

import account

# A browser that hands the page it should open to the test.
BROWSER = """#!/bin/sh
printf '%s' "$1" >{folder}/page.new && mv {folder}/page.new {folder}/page
"""


@pytest.fixture
def tool(stack, tmp_path):
    """The tool of somebody who has no key, whose browser is the test's."""
    (tmp_path / "browser").write_text(BROWSER.format(folder=tmp_path))
    (tmp_path / "browser").chmod(0o755)
    tool = Tool(stack.programs, tmp_path, stack.aws_endpoint, stack.processes.log("latchkey"))
    tool.variables |= {"BROWSER": str(tmp_path / "browser"), "LATCHKEY_SECRETS": "files"}
    path = tmp_path / ".config" / "latchkey" / "config.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"sign-ins": {"company": {"portal": stack.base_url}}, "profiles": {"work": {"sign-in": "company"}}}))
    yield tool
    for kept in (tmp_path / ".local" / "state" / "latchkey" / "sign-ins").glob("*.json"):
        tokens = json.loads(kept.read_text())
        stack.secrets.update(tokens[name] for name in ["access_token", "refresh_token"] if name in tokens)


def consent(person, path: str) -> str:
    """Says yes on the page that the portal shows, and returns where that leads."""
    [form, *_] = re.findall('<form method="post" action="/api/oauth/authorize">(.*?)</form>', person.page(path).text, re.S)
    fields = {name: html.unescape(value) for name, value in re.findall('name="([^"]*)" value="([^"]*)"', form)}
    assert fields["answer"] == "yes" and fields["client_id"] == "latchkey" and fields["machine"]
    return person.submit("/api/oauth/authorize", fields.pop("csrf"), **fields).headers["Location"]


def consented(tool, person, stack, process) -> None:
    """Does in the browser what the tool has somebody do at the portal."""
    wait_until(lambda: (tool.home / "page").exists() or process.poll() is not None, 60)
    assert process.poll() is None, process.communicate()
    page = Path(urllib.parse.unquote((tool.home / "page").read_text().removeprefix("file://"))).read_text()
    address = html.unescape(re.search(r'href="([^"]*)"', page).group(1))
    assert address.startswith(f"{stack.base_url}/api/oauth/authorize?")
    back = urllib.parse.urlsplit(consent(person, address.removeprefix(stack.base_url)))
    assert ask(f"http://{back.netloc}", "GET", f"{back.path}?{back.query}").status == 200


def test_somebody_without_a_key_signs_in_and_out(tool, people, stack):
    person = people.new(managed=["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"])
    login = tool.start("login")
    consented(tool, person, stack, login)
    output, errors = login.communicate(timeout=30)
    assert login.returncode == 0 and person.name in output, errors

    given = tool.run("credentials", "work")
    assert given.returncode == 0, given.stderr
    credentials = json.loads(given.stdout)
    stack.secrets.update([credentials["SecretAccessKey"], credentials["SessionToken"]])
    caller = boto3.client(
        "sts", endpoint_url=stack.aws_endpoint, region_name=account.REGION, aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"], aws_session_token=credentials["SessionToken"])
    assert caller.get_caller_identity()["Arn"].endswith(f":assumed-role/user_{person.name}/{person.name}")
    assert tool.run("roles").returncode == 0

    [machine] = person.send("GET", "/machines").json["machines"]
    assert machine["client"] == "latchkey" and machine["machine"]
    [signed_in] = json.loads(tool.run("status", "--json").stdout)["sign_ins"]
    assert signed_in["person"] == person.name
    ends = [datetime.datetime.fromisoformat(text) for text in (signed_in["expires_at"], machine["ends_at"])]
    assert abs(ends[0] - ends[1]) < datetime.timedelta(seconds=10)
    assert tool.run("logout").returncode == 0
    assert person.send("GET", "/machines").json == {"machines": []}


def test_a_new_colleague_types_one_command(tool, people, stack):
    person = people.new(managed=["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"])
    (tool.home / ".config" / "latchkey" / "config.yaml").unlink()
    with terminal("yes", "yes") as stdin:
        process = tool.start("configure", stack.base_url, stdin=stdin)
        consented(tool, person, stack, process)
        output, errors = process.communicate(timeout=30)
    assert process.returncode == 0 and output.endswith("You are signed in.\n"), errors
    environment = {**tool.environment({}), "AWS_PROFILE": "localhost", "AWS_REGION": account.REGION}
    result = subprocess.run([Path(sys.executable).parent / "aws", "s3", "ls"], env=environment, capture_output=True, text=True,
                            timeout=60)
    assert result.returncode == 0, result.stderr
    credentials = json.loads(tool.run("credentials", "localhost").stdout)
    stack.secrets.update([credentials["SecretAccessKey"], credentials["SessionToken"]])
    found = tool.run("doctor")
    assert found.returncode in (0, 78) and "localhost" in found.stdout, found


@pytest.fixture
def keyring(tool, tmp_path):
    """GNOME's keyring, unlocked, on a bus of its own, as on somebody's desktop."""
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    variables = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(runtime), "PATH": os.environ["PATH"]}
    bus = subprocess.run(["dbus-daemon", "--session", "--fork", "--print-address=1", "--print-pid=1"], env=variables,
                         capture_output=True, text=True, check=True)
    address, process = bus.stdout.split()
    variables["DBUS_SESSION_BUS_ADDRESS"] = address
    try:
        subprocess.run(["gnome-keyring-daemon", "--unlock", "--components=secrets"], env=variables, input="a password\n", text=True,
                       capture_output=True, check=True)
        # A call that comes before the keyring has its name on the bus would start a second one, which is locked.
        names = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.ListNames"]
        wait_until(lambda: "org.freedesktop.secrets" in subprocess.run(names, env=variables, capture_output=True, text=True).stdout,
                   60, what="keyring on the bus")
        tool.variables |= variables
        del tool.variables["LATCHKEY_SECRETS"]
        yield tool
    finally:
        # The keyring ends with its bus.
        os.kill(int(process), signal.SIGTERM)


def test_sign_in_rests_in_the_desktops_keyring(keyring, people, stack):
    def secret_tool(*arguments: str, text: str | None = None) -> str:
        command = ["secret-tool", *arguments, "application", "latchkey", "sign-in", "sign-in-company"]
        return subprocess.run(command, env=keyring.environment({}), input=text, capture_output=True, text=True, check=True).stdout

    def kept() -> dict:
        found = json.loads(secret_tool("lookup"))
        stack.secrets.update([found["access_token"], found["refresh_token"]])
        return found

    person = people.new(managed=["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"])
    login = keyring.start("login")
    consented(keyring, person, stack, login)
    output, errors = login.communicate(timeout=30)
    assert login.returncode == 0 and person.name in output, errors
    first = kept()
    for path in keyring.home.rglob("*"):
        if path.is_file():
            assert not any(first[name].encode() in path.read_bytes() for name in ["access_token", "refresh_token"]), path
    assert json.loads(keyring.run("status", "--json").stdout)["secrets"] == "the desktop's keyring (Secret Service)"

    # Another process finds it there, and what it renews is there too.
    secret_tool("store", "--label=x", text=json.dumps({**first, "access_token_end": "2026-01-01T00:00:00Z"}))
    given = keyring.run("credentials", "work")
    assert given.returncode == 0, given.stderr
    credentials = json.loads(given.stdout)
    stack.secrets.update([credentials["SecretAccessKey"], credentials["SessionToken"]])
    assert kept()["refresh_token"] != first["refresh_token"]

    assert keyring.run("logout").stdout == "Signed out at company.\n"
    assert "nobody is signed in" in keyring.run("status").stdout
    assert person.send("GET", "/machines").json == {"machines": []}


def test_ctrl_c_at_any_moment_of_a_renewal_leaves_the_sign_in(tool, people, stack):
    person = people.new()
    login = tool.start("login")
    consented(tool, person, stack, login)
    assert login.wait(timeout=30) == 0
    login.communicate()
    [path] = (tool.home / ".local" / "state" / "latchkey" / "sign-ins").glob("*.json")

    def make_due() -> None:
        kept = json.loads(path.read_text())
        stack.secrets.update([kept["access_token"], kept["refresh_token"]])
        path.write_text(json.dumps({**kept, "access_token_end": "2026-01-01T00:00:00Z"}))

    for milliseconds in range(0, 120, 6):
        make_due()
        process = tool.start("roles")
        time.sleep(milliseconds / 1_000)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    make_due()
    result = tool.run("roles")
    assert result.returncode == 0 and f"user_{person.name}" in result.stdout, result

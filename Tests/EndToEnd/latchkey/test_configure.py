"""latchkey configure: AWS's own tools with what it writes, and files as people have them."""

import os
import subprocess
import sys
from pathlib import Path

import botocore.configloader
import pytest
from latchkey_tool import Server, terminal

FILE = """\
sign-ins:
  company: {portal: "%s"}
profiles:
  work: {region: eu-west-1}
  other: {}
"""
COMMENTS = "# mine\r\n[default]\r\nregion = us-east-1\r\ns3 =\r\n  max_concurrent_requests = 10\r\n\r\n[profile \"a b\"] ; x\r\noutput: json"


@pytest.fixture
def portal():
    server = Server()
    server.answers["/latchkey.yaml"] = (200, {"Content-Type": "application/yaml"}, FILE % server.url)
    yield server
    server.stop()


def config(tool):
    return tool.home / ".aws" / "config"


def test_new_colleague_types_one_command(tool, portal):
    with terminal("yes", "no") as stdin:
        process = tool.start("configure", portal.url, stdin=stdin)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "Change it so? [yes/no]" in errors and "+ [profile work]" in output and "latchkey login company" in output
    assert config(tool).stat().st_mode & 0o777 == 0o600
    [kept] = (tool.home / ".config" / "latchkey" / "portals").glob("*.yaml")
    assert kept.read_text() == FILE % portal.url
    profiles = botocore.configloader.load_config(str(config(tool)))["profiles"]
    assert profiles["work"]["region"] == "eu-west-1"
    assert profiles["work"]["credential_process"].endswith("latchkey credentials work")
    # AWS's command line shows what the tool says when nobody is signed in.
    result = subprocess.run(["aws", "sts", "get-caller-identity", "--profile", "work"], capture_output=True, text=True,
                            env={**tool.environment(dict.fromkeys(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"})
    assert result.returncode != 0 and "latchkey login" in result.stderr, result.stderr


def test_every_other_byte_stays(tool, portal):
    config(tool).parent.mkdir(mode=0o700)
    real = tool.home / "dotfiles"
    real.write_bytes(COMMENTS.encode())
    real.chmod(0o640)
    config(tool).symlink_to(real)
    before = botocore.configloader.load_config(str(config(tool)))
    assert tool.run("configure", "--yes", portal.url).returncode == 0
    after = real.read_bytes()
    assert after.startswith(COMMENTS.encode() + b"\r\n\r\n[profile other]\r\ncredential_process = ")
    assert config(tool).is_symlink() and real.stat().st_mode & 0o777 == 0o640
    loaded = botocore.configloader.load_config(str(config(tool)))
    assert {name: loaded["profiles"].pop(name)["credential_process"].split()[-1] for name in ("work", "other")} == {
        "work": "work", "other": "other"}
    assert loaded == before
    # The second time there is nothing to do, and the file isn't touched.
    assert tool.run("configure", portal.url).stdout == "All is set up already.\n"
    assert real.read_bytes() == after


def test_what_the_portal_serves_by_now_is_set_up_when_somebody_wants_it(tool, portal):
    assert tool.run("configure", "--yes", portal.url).returncode == 0
    before = config(tool).read_bytes()
    assert tool.run("configure", "--update").stdout == "All is set up already.\n"
    portal.answers["/latchkey.yaml"] = (200, {}, FILE % portal.url + "  third: {region: eu-west-2}\n")
    updated = tool.run("configure", "--update", "--yes")
    assert updated.returncode == 0 and "3 profiles, with 1 sign-in" in updated.stdout, updated.stderr
    after = config(tool).read_bytes()
    assert after.startswith(before) and b"[profile third]" in after
    portal.answers["/latchkey.yaml"] = (503, {}, "")
    tool.fails(69, "503", "configure", "--update", "--yes")
    assert config(tool).read_bytes() == after


def test_full_disk_leaves_all_as_it_was(tool, portal):
    config(tool).parent.mkdir(mode=0o700)
    config(tool).write_bytes(COMMENTS.encode())
    # As on a full disk, writing ends in the middle.
    limit = ["bash", "-c", 'trap "" XFSZ; ulimit -f 0; exec "$0" "$@"', str(tool.program)]
    result = subprocess.run([*limit, "configure", "--yes", portal.url], env=tool.environment({}), capture_output=True, text=True,
                            cwd=tool.home)
    assert result.returncode == 73, result
    assert config(tool).read_bytes() == COMMENTS.encode()
    assert [path.name for path in config(tool).parent.iterdir()] == ["config"]


def test_many_at_once_each_write_or_say_that_they_did_not(tool, portal):
    processes = [tool.start("configure", "--yes", portal.url) for _ in range(20)]
    statuses = {process.wait(timeout=60) for process in processes}
    for process in processes:
        process.communicate()
    # 75: another one has changed the file meanwhile.
    assert statuses <= {0, 75} and 0 in statuses
    assert sorted(botocore.configloader.load_config(str(config(tool)))["profiles"]) == ["other", "work"]
    assert [path.name for path in config(tool).parent.iterdir()] == ["config"]


def test_ctrl_c_at_the_question_changes_nothing(tool, portal):
    ours, theirs = os.openpty()
    process = tool.start("configure", portal.url, stdin=theirs)
    text = ""
    while "[yes/no]" not in text:
        text += process.stderr.read(1)
    process.send_signal(2)
    assert process.wait(timeout=20) == -2
    process.communicate()
    os.close(ours)
    os.close(theirs)
    assert not config(tool).exists() and not (tool.home / ".config").exists()


def test_file_that_is_wrong_is_told_with_its_line(tool, portal):
    config(tool).parent.mkdir(mode=0o700)
    config(tool).write_text("[profile x]\nregion\n")
    tool.fails(78, "line 2", "configure", "--yes", portal.url)
    portal.answers["/latchkey.yaml"] = (200, {}, "profiles:\n  work: {sing-in: x}\n")
    tool.fails(78, "/latchkey.yaml, line 2", "configure", "--yes", portal.url)
    assert config(tool).read_text() == "[profile x]\nregion\n"


def test_without_a_terminal_it_says_what_to_do(tool, portal):
    result = tool.run("configure", portal.url)
    assert result.returncode == 64 and "--yes" in result.stderr
    assert not config(tool).exists()

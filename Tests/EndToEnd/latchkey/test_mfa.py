"""Profiles that need an MFA code: one prompt a session, and nothing of it on the screen."""

import json
import os
import pty
import re
import select
import signal
import stat
import termios
import time

import account
import pytest
from latchkey_tool import terminal

LIFE = 43_200


@pytest.fixture(scope="module")
def role(anybody):
    """A role that anybody may assume."""
    arn = f"arn:aws:iam::{account.ACCOUNT_ID}:role/{anybody.name}-mfa"
    trust = account.document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {
        "AWS": anybody.iam.get_user(UserName=anybody.name)["User"]["Arn"]}})
    anybody.iam.create_role(RoleName=f"{anybody.name}-mfa", AssumeRolePolicyDocument=trust, MaxSessionDuration=LIFE)
    anybody.iam.put_user_policy(UserName=anybody.name, PolicyName="assume-mfa",
                                PolicyDocument=account.document(account.allow("sts:AssumeRole", arn)))
    return arn


@pytest.fixture
def device(tool, role, anybody):
    """The device that the profiles of `tool` name: `admin`, and `long` for more than an hour."""
    device = f"arn:aws:iam::{account.ACCOUNT_ID}:mfa/{anybody.name}"
    tool.profile("base", aws_access_key_id=anybody.keys["AWS_ACCESS_KEY_ID"],
                 aws_secret_access_key=anybody.keys["AWS_SECRET_ACCESS_KEY"])
    tool.profile("admin", role_arn=role, source_profile="base", mfa_serial=device)
    tool.profile("long", role_arn=role, source_profile="base", mfa_serial=device, duration_seconds="7200")
    return device


def codes(faults, start: int) -> list[tuple[str, str]]:
    """The calls since then that had an MFA code, each with its code."""
    return [(call.operation, call.parameters["TokenCode"]) for call in faults.calls[start:] if "TokenCode" in call.parameters]


def test_one_code_opens_a_session_from_which_roles_are_assumed(tool, device, faults):
    start = len(faults.calls)
    with terminal("123456") as stdin:
        process = tool.start("whoami", "--profile", "admin", "--output", "json", stdin=stdin)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert json.loads(output)["kind"] == "role"
    # Standard error is a pipe here, as it is for a credential_process, so the terminal has the question as well.
    assert f"MFA code of {device}: " in errors
    assert "opened a session of yours for 1" in errors and "roles are assumed for up to an hour" in errors
    # There is nobody to ask any longer.
    for _ in range(2):
        result = tool.run("whoami", "--profile", "admin")
        assert (result.returncode, result.stderr) == (0, "")
    assert codes(faults, start) == [("sts:GetSessionToken", "123456")]
    [kept] = (tool.home / ".cache" / "latchkey" / "sessions").glob("*.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600 and stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_more_than_an_hour_takes_a_code_for_the_role_itself(tool, device, role, faults):
    start = len(faults.calls)
    result = tool.run("whoami", "--profile", "long", "--mfa-command", "echo 654321")
    assert result.returncode == 0, result.stderr
    # What AWS gives began a moment ago.
    assert re.search(f"opened the session of {role} itself for (2 h 0|1 h 59) min", result.stderr), result.stderr
    assert tool.run("whoami", "--profile", "long").returncode == 0
    assert codes(faults, start) == [("sts:AssumeRole", "654321")]


def test_code_comes_from_a_program(tool, device, faults):
    start = len(faults.calls)
    program = tool.home / "otp"
    program.write_text("#!/bin/sh\ntest -z \"$AWS_ACCESS_KEY_ID\" && echo \"AWS:me  111222\"\n")
    program.chmod(0o700)
    result = tool.run("whoami", "--profile", "admin", environment={"LATCHKEY_MFA_COMMAND": f"'{program}'"})
    assert result.returncode == 0, result.stderr
    assert codes(faults, start) == [("sts:GetSessionToken", "111222")]


@pytest.mark.parametrize(("command", "words"), [
    ("false", "the MFA command “false” failed"), ("echo 12345", "no code of six digits"), ("'", "open quote"),
    ("/nowhere/otp", "can't be run"),
])
def test_program_without_a_code_is_told(tool, device, faults, command, words):
    start = len(faults.calls)
    tool.fails(78, words, "whoami", "--profile", "admin", "--mfa-command", command)
    assert faults.calls[start:] == []


def test_nobody_to_ask_is_told_with_what_to_do(tool, device):
    tool.fails(78, "LATCHKEY_MFA_COMMAND can name a program", "whoami", "--profile", "admin")


def test_wrong_code_leaves_nothing(tool, device, faults):
    faults.fail("sts:GetSessionToken", "error", error=(
        403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code."))
    tool.fails(77, "invalid MFA one time pass code", "whoami", "--profile", "admin", "--mfa-command", "echo 123456")
    faults.heal()
    assert list((tool.home / ".cache").glob("**/*.json")) == []


def in_a_terminal(tool, *arguments: str) -> tuple[int, int]:
    """Starts the tool as a shell does, with a terminal that belongs to it; returns its process and our end."""
    process, ours = pty.fork()
    if process == 0:
        os.chdir(tool.home)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execve(tool.program, ["latchkey", *arguments], tool.environment({}))
    return process, ours


def read_until(ours: int, words: str) -> str:
    text, deadline = "", time.monotonic() + 30
    while words not in text:
        assert time.monotonic() < deadline, text
        if select.select([ours], [], [], 1)[0]:
            text += os.read(ours, 4_096).decode()
    return text


def is_shown(ours: int) -> bool:
    return bool(termios.tcgetattr(ours)[3] & termios.ECHO)


def wait_for_echo(ours: int, shown: bool) -> None:
    deadline = time.monotonic() + 30
    while is_shown(ours) != shown:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_code_is_not_shown(tool, device):
    process, ours = in_a_terminal(tool, "whoami", "--profile", "admin")
    try:
        text = read_until(ours, "MFA code of")
        wait_for_echo(ours, shown=False)
        os.write(ours, b"918273\n")
        text += read_until(ours, "region")
        assert "918273" not in text and is_shown(ours)
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    finally:
        os.close(ours)


def test_ctrl_c_at_the_question_leaves_the_terminal_as_it_was(tool, device, faults):
    start = len(faults.calls)
    process, ours = in_a_terminal(tool, "whoami", "--profile", "admin")
    # While this end is held, what the terminal is set to outlives the tool.
    slave = os.open(os.readlink(f"/proc/{process}/fd/0"), os.O_RDWR | os.O_NOCTTY)
    try:
        read_until(ours, "MFA code of")
        wait_for_echo(ours, shown=False)
        os.write(ours, b"12\x03")
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGINT
        assert is_shown(ours)
    finally:
        os.close(slave)
        os.close(ours)
    assert faults.calls[start:] == []

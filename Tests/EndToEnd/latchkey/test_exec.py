"""latchkey exec: a command with a profile's credentials, whose signals and status are its own."""

import json
import signal
import subprocess
import sys

import account
import pytest

SHOW = ["--", sys.executable, "-c", "import json, os; print(json.dumps(dict(os.environ)))"]


@pytest.fixture
def work(tool, anybody):
    """A profile `work`, while the environment has contradicting settings."""
    tool.profile("work", aws_access_key_id=anybody.keys["AWS_ACCESS_KEY_ID"],
                 aws_secret_access_key=anybody.keys["AWS_SECRET_ACCESS_KEY"], region="eu-west-1")
    tool.variables |= {"AWS_ACCESS_KEY_ID": "AKIAOTHER", "AWS_SECRET_ACCESS_KEY": "other", "AWS_SESSION_TOKEN": "other",
                       "AWS_PROFILE": "other"}
    return anybody


def test_command_has_the_credentials_and_nothing_that_contradicts(tool, work):
    result = tool.run("exec", "work", *SHOW)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert {name: value for name, value in found.items() if name.startswith(("AWS_", "LATCHKEY_"))} == {
        **work.keys, "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1", "LATCHKEY_PROFILE": "work",
        "AWS_ENDPOINT_URL": tool.variables["AWS_ENDPOINT_URL"], "AWS_EC2_METADATA_DISABLED": "true"}
    script = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
    result = tool.run("exec", "work", "--", sys.executable, "-c", script)
    assert result.stdout == f"arn:aws:iam::{account.ACCOUNT_ID}:user/staff/{work.name}\n", result.stderr


@pytest.mark.parametrize(("command", "status"), [
    (["true"], 0), (["sh", "-c", "exit 7"], 7), (["sh", "-c", "kill -TERM $$"], -signal.SIGTERM), (["/nowhere/x"], 127),
    (["no-such-program"], 127), (["/"], 126), (["/etc/passwd"], 126),
])
def test_status_is_the_command_s(tool, work, command, status):
    assert tool.run("exec", "work", "--", *command).returncode == status


def test_process_is_the_command_s(tool, work):
    # No shell stands between, and signals reach the command.
    process = tool.start("exec", "work", "--", sys.executable, "-c", """
import os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(42))
print(os.getpid(), sorted(int(fd) for fd in os.listdir("/proc/self/fd"))[:4], signal.pthread_sigmask(0, []), flush=True)
signal.pause()
""")
    line = process.stdout.readline()
    assert line == f"{process.pid} [0, 1, 2, 3] set()\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 42
    process.communicate()


def test_descriptors_of_the_shell_are_passed_on_and_none_of_the_tool_s(tool, work):
    script = f'exec 7</dev/null; exec "{tool.program}" exec work -- {sys.executable} -c ' \
             '"import os; print(sorted(map(int, os.listdir(\'/proc/self/fd\'))))"'
    result = subprocess.run(["bash", "-c", script], env=tool.environment({}), capture_output=True, text=True, cwd=tool.home)
    # The last one is that of the listing itself.
    assert result.stdout == "[0, 1, 2, 3, 7]\n", result.stderr


@pytest.mark.parametrize("server", [[], ["--server"]])
def test_core_limit_of_the_shell_is_the_command_s(tool, server):
    document = {"Version": 1, "AccessKeyId": "ASIAX", "SecretAccessKey": "secret", "SessionToken": "token",
                "Expiration": "2099-01-01T00:00:00Z"}
    (tool.home / "document").write_text(json.dumps(document))
    tool.profile("session", credential_process=f"cat {tool.home}/document")
    shell = ["bash", "-c", 'ulimit -S -c 8; ulimit -H -c 16; exec "$0" "$@"', str(tool.program)]
    result = subprocess.run([*shell, "exec", "session", *server, "--", "bash", "-c", "ulimit -S -c; ulimit -H -c"],
                            env=tool.environment({}), capture_output=True, text=True, timeout=60)
    assert result.stdout.split() == ["8", "16"], result.stderr


def test_script_without_an_interpreter_runs_as_in_a_shell(tool, work):
    script = tool.home / "script"
    script.write_text("echo $AWS_REGION $1\n")
    script.chmod(0o755)
    assert tool.run("exec", "work", "--", "./script", "x").stdout == "eu-west-1 x\n"


def test_wrong_use_is_told(tool, work):
    for arguments in [["work"], ["work", "env"], ["work", "--"]]:
        tool.fails(64, "see latchkey exec --help", "exec", *arguments)
    tool.fails(78, "there is no profile", "exec", "missing", "--", "true", environment={"AWS_ACCESS_KEY_ID": None})

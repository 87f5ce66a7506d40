"""latchkey exec --server: an endpoint that gives a command credentials while it lives."""

import json
import os
import pty
import select
import signal
import sys
import time
import urllib.error
import urllib.request

import account
import boto3
import pytest
from signing_in import portal, session

# Prints what the command is told, and then asks for credentials at each line that it reads.
ASK = """
import json, os, sys, urllib.request
print(json.dumps({name: value for name, value in os.environ.items() if name.startswith("AWS_")}), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def work(tool, anybody, stack):
    """A profile `work` with the credentials of a session, which ends."""
    sts = boto3.client("sts", endpoint_url=stack.aws_endpoint, region_name="us-east-1",
                       aws_access_key_id=anybody.keys["AWS_ACCESS_KEY_ID"],
                       aws_secret_access_key=anybody.keys["AWS_SECRET_ACCESS_KEY"])
    found = sts.get_session_token(DurationSeconds=3600)["Credentials"]
    stack.secrets |= {found["SecretAccessKey"], found["SessionToken"]}
    document = tool.home / "credentials.json"
    document.write_text(json.dumps({
        "Version": 1, "AccessKeyId": found["AccessKeyId"], "SecretAccessKey": found["SecretAccessKey"],
        "SessionToken": found["SessionToken"], "Expiration": found["Expiration"].isoformat()}))
    # Each call is counted.
    tool.profile("work", credential_process=f"sh -c 'echo x >> {tool.home}/calls; cat {document}'", region="eu-west-1")
    tool.variables |= {"AWS_ACCESS_KEY_ID": "AKIAOTHER", "AWS_SECRET_ACCESS_KEY": "other"}
    return found


@pytest.fixture
def served(tool, work, stack):
    """A command that runs, and what it was told."""
    process = tool.start("exec", "work", "--server", "--", sys.executable, "-c", ASK, stdin=-1)
    told = json.loads(process.stdout.readline())
    stack.secrets.add(told["AWS_CONTAINER_AUTHORIZATION_TOKEN"])
    yield told
    process.communicate("")
    assert process.returncode == 0


def ask(url: str, headers: dict[str, str], method: str = "GET") -> tuple[int, bytes, dict]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers, method=method), timeout=20) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def test_command_asks_as_in_a_container(tool, work):
    script = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'], boto3.Session().region_name)"
    result = tool.run("exec", "work", "--server", "--", sys.executable, "-c", script)
    assert result.stdout == f"{account.ACCOUNT_ID} eu-west-1\n", result.stderr


def test_who_has_the_token_gets_the_credentials_and_nobody_else(served, work):
    url, token = served["AWS_CONTAINER_CREDENTIALS_FULL_URI"], served["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
    assert "AWS_ACCESS_KEY_ID" not in served and url.startswith("http://127.0.0.1:")
    status, body, headers = ask(url, {"Authorization": token})
    found = json.loads(body)
    assert status == 200 and found["SecretAccessKey"] == work["SecretAccessKey"] and found["Token"] == work["SessionToken"]
    assert headers["Cache-Control"] == "no-store" and not [name for name in headers if name.startswith("Access-Control")]
    host = url.split("/")[2]
    port = host.split(":")[1]
    for attack, expected in [
        ({}, 401), ({"Authorization": ""}, 401), ({"Authorization": f"Bearer {token}"}, 401), ({"Authorization": token[:-1]}, 401),
        ({"Authorization": token + "x"}, 401), ({"Authorization": token, "Host": f"localhost:{port}"}, 421),
        ({"Authorization": token, "Host": f"evil.example:{port}"}, 421), ({"Authorization": token, "Host": "127.0.0.1"}, 421),
    ]:
        status, body, headers = ask(url, attack)
        assert status == expected, (attack, status)
        assert work["SecretAccessKey"].encode() not in body and work["SessionToken"].encode() not in body
    assert ask(url, {"Authorization": token}, "POST")[0] == 405
    assert ask(url + "/x", {"Authorization": token})[0] == 404


def test_token_is_in_no_arguments(served, tool):
    token = served["AWS_CONTAINER_AUTHORIZATION_TOKEN"].encode()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                assert token not in file.read()
        except OSError:
            pass  # it has ended meanwhile


def test_many_requests_make_the_credentials_once(served, tool):
    from concurrent.futures import ThreadPoolExecutor
    headers = {"Authorization": served["AWS_CONTAINER_AUTHORIZATION_TOKEN"]}
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: ask(served["AWS_CONTAINER_CREDENTIALS_FULL_URI"], headers)[0], range(60)))
    assert set(answers) == {200}
    assert (tool.home / "calls").read_text() == "x\n"


@pytest.mark.parametrize(("command", "status"), [
    (["true"], 0), (["sh", "-c", "exit 7"], 7), (["sh", "-c", "kill -KILL $$"], -signal.SIGKILL), (["no-such-program"], 127),
])
def test_status_is_the_command_s(tool, work, command, status):
    assert tool.run("exec", "work", "--server", "--", *command).returncode == status


def test_signal_to_the_tool_reaches_the_command(tool, work):
    process = tool.start("exec", "work", "--server", "--", sys.executable, "-c", """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(42))
print("ready", flush=True)
signal.pause()
""")
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 42
    process.communicate()


def test_job_control_is_as_without_it(tool, work):
    process, ours = pty.fork()
    if process == 0:
        os.chdir(tool.home)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.execve("/bin/bash", ["bash", "--norc", "-i"], tool.environment({"PS1": "$ ", "TERM": "dumb"}))
    seen = [""]

    def until(words: str) -> None:
        deadline = time.monotonic() + 30
        while words not in seen[0]:
            assert time.monotonic() < deadline, seen[0]
            if select.select([ours], [], [], 1)[0]:
                seen[0] += os.read(ours, 4_096).decode()
        seen[0] = seen[0].split(words, 1)[1]

    try:
        until("$ ")
        script = "trap 'echo $((60 + 6)) back' CONT; echo $((40 + 2)) begun; while :; do sleep 0.1; done"
        os.write(ours, f'"{tool.program}" exec work --server -- sh -c "{script}"\n'.encode())
        until("42 begun\r\n")
        os.write(ours, b"\x1a")
        until("Stopped")
        until("\n$ ")
        os.write(ours, b"fg\n")
        # By then it has the terminal, which Ctrl-C goes by.
        until("66 back\r\n")
        os.write(ours, b"\x03")
        until("\n$ ")
        os.write(ours, b"echo status=$?.\n")
        until("status=130.")
    finally:
        # The shell ends with its terminal, and all its jobs.
        os.kill(process, signal.SIGHUP)
        os.close(ours)
        os.waitpid(process, 0)


def test_key_that_does_not_end_needs_no_server(tool, anybody):
    tool.profile("key", aws_access_key_id=anybody.keys["AWS_ACCESS_KEY_ID"],
                 aws_secret_access_key=anybody.keys["AWS_SECRET_ACCESS_KEY"])
    tool.fails(78, "leave --server out", "exec", "key", "--server", "--", "true")


# Asks for credentials each time that it reads a line.
ASK_AGAIN = """
import json, os, sys, urllib.error, urllib.request
request = urllib.request.Request(os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
                                 headers={"Authorization": os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"]})
print("begun", flush=True)
for _ in sys.stdin:
    try:
        print(urllib.request.urlopen(request).read().decode(), flush=True)
    except urllib.error.HTTPError as error:
        print(error.read().decode(), flush=True)
"""


def test_command_has_new_credentials_when_its_old_ones_end(person, server):
    portal(person, server)
    # They are good for too short to be used.
    server.answers["/api/assume-role"] = session("ASIAFIRST", 50)
    process = person.start("exec", "work", "--server", "--", sys.executable, "-c", ASK_AGAIN, stdin=-1)
    assert process.stdout.readline() == "begun\n"

    def answer() -> dict:
        process.stdin.write("\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    # The sign-in has ended: AWS's tools show the person what to do, and they can do it meanwhile.
    server.answers["/api/assume-role"] = (401, {}, "")
    server.answers["/api/oauth/token"] = (400, {}, json.dumps({"error": "invalid_grant"}))
    refused = answer()
    assert refused["code"] == "CredentialsNotAvailable" and "run “latchkey login company”" in refused["message"]
    portal(person, server)
    server.answers["/api/assume-role"] = session("ASIASECOND")
    assert answer()["AccessKeyId"] == "ASIASECOND"
    # These are good for long: nobody is asked again.
    server.answers["/api/assume-role"] = (500, {}, "")
    assert answer()["AccessKeyId"] == "ASIASECOND"
    process.communicate("")
    assert process.returncode == 0

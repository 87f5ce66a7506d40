"""scripts/run starts everything, Ctrl-C stops it, and nothing is left behind."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import account
import boto3
import botocore.exceptions
import pytest
from client import ROOT, ask, secrets_in
from mfa_app import App
from people import BROKER
from processes import environment
from stack import Stack, free_port, is_free


class Run:
    def __init__(self, programs, state, secrets):
        self.secrets = secrets
        self.environment = None
        self.port, self.aws_port, self.state = free_port(), free_port(), state
        # Not by scripts/run itself, which only installs what is missing: the Python of the tests has everything.
        script = str(ROOT / "scripts" / "development" / "run.py")
        self.command = [sys.executable, script, "--programs", str(programs), "--state", str(state)]
        self.ports = ["--port", str(self.port), "--aws-port", str(self.aws_port)]

    def start(self, *options):
        self.process = subprocess.Popen(
            [*self.command, *self.ports, *options], env=self.environment, stdout=subprocess.PIPE, text=True,
            start_new_session=True)
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                self.people = dict(re.findall(r"^  ([\w-]+) +([a-z0-9-]{19})$", self.said, re.MULTILINE))
                self.secrets.update([*self.people.values(), (self.state / "secret").read_text()])
                self.secrets.update(re.findall(r"with the password (\S+)", self.said))
                return self
        pytest.fail(f"it ended: {self.said}")

    def children(self):
        """The processes whose parent is this run."""
        found = []
        for name in os.listdir("/proc"):
            try:
                with open(f"/proc/{name}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
            except (OSError, ValueError):
                continue
            if fields[1] == str(self.process.pid) and fields[0] != "Z":
                found.append(int(name))
        return found

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(20)


@pytest.fixture
def run(programs, tmp_path, secrets):
    # A path with a space, as people's folders may have.
    running = Run(programs, tmp_path / "the state", secrets)
    yield running
    if hasattr(running, "process"):
        running.process.kill()
        running.process.wait()


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_and_down(run, number):
    run.start()
    assert f"http://localhost:{run.port}/" in run.said
    assert set(run.people) == {"alice", "bob", "carol"}
    base_url = f"http://localhost:{run.port}"
    for name, password in run.people.items():
        assert ask(base_url, "GET", "/keys", (name, password), {"Accept": "application/json"}).status == 200
    children = run.children()
    assert len(children) == 10
    assert run.end(number) == 0
    assert not any(alive(pid) for pid in children)
    assert is_free(run.port) and is_free(run.aws_port)
    assert not (run.state / "environment").exists()


def test_the_commands_that_enter_the_site_work(run):
    run.start()
    request, page = re.findall(r"^    (\( \. .*/site/ \))$", run.said, re.MULTILINE)
    assert ask(f"http://localhost:{run.port}", "GET", "/site/").status == 401
    shown = subprocess.check_output(["bash", "-c", request], text=True)
    assert f"You are arn:aws:iam::{account.ACCOUNT_ID}:user/dave." in shown
    link = subprocess.check_output(["bash", "-c", page.replace(" open ", " open --print ")], text=True)
    assert link.startswith(f"http://localhost:{run.port}/auth/link/")
    run.secrets.update(re.findall(r"AWS_SECRET_ACCESS_KEY='?([^'\n]+)", (run.state / "dave").read_text()))


def test_the_story_of_two_tenants_goes_as_it_says(run):
    """Twice, because the first must leave nothing behind."""
    run.start()
    command = re.search(r"^Two tenants: +(\( .* \))$", run.said, re.MULTILINE)[1]
    for _ in range(2):
        told = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
        assert told.returncode == 0, told.stdout + told.stderr
        assert "ann reads yellow/report.txt: the figures of yellow" in told.stdout
        assert "ann reads blue/report.txt: AccessDenied" in told.stdout
    assert ask(f"http://localhost:{run.port}", "GET", "/applications", ("shop", "wrong")).status == 401
    run.secrets.update(re.findall(r"SHOP_PASSWORD=(\S+)", (run.state / "shop").read_text()))


def test_people_of_the_example_sign_in_at_the_portal_and_add_a_device(run):
    run.start()
    base_url, headers = f"http://localhost:{run.port}", {"Accept": "application/json", "Content-Type": "application/json"}
    command, url, password = re.search(
        r"^    (\( \. .* --adopt all .* \))\n    (\S+)/mfa, as ann with the password (\S+)$", run.said, re.MULTILINE).groups()
    assert url == base_url

    def send(method, path, person, members=None):
        answer = ask(base_url, method, path, person, headers, members and json.dumps(members))
        run.secrets.update(secrets_in(answer))
        return answer

    ann, bob = ("ann", password), ("bob", run.people["bob"])
    assert send("GET", "/mfa", ann).status == 403
    assert send("POST", "/api/assume-role", bob, {}).status == 200
    told = subprocess.run(["bash", "-c", command.replace(" apply ", " apply --yes ")], capture_output=True, text=True)
    end = f"The account {account.ACCOUNT_ID} is as the file says, with its tables in {account.REGION}.\n"
    assert told.returncode == 0 and told.stdout.endswith(end), told.stdout + told.stderr
    # Nobody of the portal's own has lost anything: what was taken over are policies and tables.
    adopted = {told.stdout.splitlines()[number - 1] for number, line in enumerate(told.stdout.splitlines()) if "is taken over" in line}
    assert {line.split("/")[0] for line in adopted} == {"~ policy", "~ table"}
    assert "user/bob" not in told.stdout
    assert send("POST", "/api/assume-role", bob, {}).status == 200
    # With the sign-on, ann adds a device; with a code of it, her own key has a session that may enter a role.
    begun = send("POST", "/mfa", ann, {"VirtualMFADeviceName": "phone"})
    assert begun.status == 201, begun.text
    app = App(begun.json["Base32StringSeed"])
    run.secrets.add(app.seed)
    enabled = send("POST", "/mfa/enable", ann, {"enrolment": begun.json["enrolment"], **app.fields()})
    assert enabled.status == 200, enabled.text
    made = send("POST", "/keys", ann, {})
    assert made.status == 201, made.text
    endpoint, key = f"http://127.0.0.1:{run.aws_port}", account.Key(made.json["AccessKeyId"], made.json["SecretAccessKey"])
    [device] = account.client("iam", endpoint, key).list_mfa_devices()["MFADevices"]
    sts, role = account.client("sts", endpoint, key), f"arn:aws:iam::{account.ACCOUNT_ID}:role/admin"
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        sts.assume_role(RoleArn=role, RoleSessionName="ann")
    given = sts.get_session_token(SerialNumber=device["SerialNumber"], TokenCode=app.now())["Credentials"]
    by_code = account.client("sts", endpoint, account.Key(given["AccessKeyId"], given["SecretAccessKey"]), given["SessionToken"])
    entered = by_code.assume_role(RoleArn=role, RoleSessionName="ann")["Credentials"]
    run.secrets.update(each[name] for each in (given, entered) for name in ("SecretAccessKey", "SessionToken"))
    again = subprocess.run(["bash", "-c", command.replace(" apply ", " plan ")], capture_output=True, text=True)
    assert again.returncode == 0, again.stdout + again.stderr


def test_the_example_of_an_account_is_set_up_in_an_empty_one(run):
    run.start()
    command = re.search(r"^An empty account: +(\( .* \))$", run.said, re.MULTILINE)[1]
    told = subprocess.run(["bash", "-c", command.replace(" apply ", " apply --yes ")], capture_output=True, text=True)
    end = f"The account 210987654321 is as the file says, with its tables in {account.REGION}.\n"
    assert told.returncode == 0 and told.stdout.endswith(end), told.stdout + told.stderr
    again = subprocess.run(["bash", "-c", command.replace(" apply ", " plan ")], capture_output=True, text=True)
    assert again.returncode == 0, again.stdout + again.stderr
    assert run.end(signal.SIGINT) == 0 and not (run.state / "account.yaml").exists()


def test_leaves_nothing_but_its_folder(run, tmp_path):
    """Tests scripts/run itself, and so scripts/setup, which finds everything installed."""
    folders = [tmp_path / "home", tmp_path / "temporary"]
    for folder in folders:
        folder.mkdir()
    run.command[:2] = [ROOT / "scripts" / "run"]
    run.environment = {**os.environ, "HOME": str(folders[0]), "TMPDIR": str(folders[1])}
    run.start()
    assert ask(f"http://localhost:{run.port}", "GET", "/health").status == 200
    assert run.end(signal.SIGINT) == 0
    assert [path for folder in folders for path in folder.rglob("*")] == []


def test_second_run_says_that_one_is_running(run):
    run.start()
    second = subprocess.run(run.command, capture_output=True, text=True)
    assert second.returncode == 1 and f"process {run.process.pid}" in second.stderr


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_impossible_port_is_named(run, port):
    result = subprocess.run([*run.command, "--port", port], env=run.environment, capture_output=True, text=True, timeout=60)
    assert result.returncode == 2 and port in result.stderr and "Traceback" not in result.stderr


def test_busy_port_is_named(run):
    other = free_port()
    occupant = subprocess.Popen([sys.executable, "-m", "http.server", str(other), "--bind", "127.0.0.1"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 10
        while is_free(other) and time.monotonic() < end:
            time.sleep(0.05)
        result = subprocess.run([*run.command, "--port", str(other)], capture_output=True, text=True)
        assert result.returncode == 1 and f"port {other} " in result.stderr and "--port" in result.stderr
    finally:
        occupant.kill()
        occupant.wait()


def test_end_of_one_program_ends_all(run):
    run.start()
    children = run.children()
    os.kill(children[2], signal.SIGKILL)
    assert run.process.wait(20) == 1
    assert not any(alive(pid) for pid in children)


def test_nothing_outlives_a_killed_run(run):
    run.start()
    children = run.children()
    run.end(signal.SIGKILL)
    end = time.monotonic() + 10
    while any(alive(pid) for pid in children) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(alive(pid) for pid in children)


def test_a_newcomer_changes_a_policy_and_the_role_follows(run):
    """With the key of the stand-in's root, which scripts/run tells."""
    run.start()
    [file] = re.findall(r"^As its root: +\( \. '(.*)'; aws ", run.said, re.MULTILINE)
    values = dict(re.findall(r"^export (\w+)=(.*)$", open(file).read(), re.MULTILINE))
    iam = boto3.client(
        "iam", endpoint_url=values["AWS_ENDPOINT_URL"], region_name=values["AWS_DEFAULT_REGION"],
        aws_access_key_id=values["AWS_ACCESS_KEY_ID"], aws_secret_access_key=values["AWS_SECRET_ACCESS_KEY"])
    base_url, bob = f"http://localhost:{run.port}", ("bob", run.people["bob"])
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    run.secrets.update(secrets_in(ask(base_url, "POST", "/api/assume-role", bob, headers, "{}")))
    iam.put_user_policy(UserName="bob", PolicyName="more", PolicyDocument=account.document(account.allow("sqs:SendMessage")))
    answer = ask(base_url, "POST", "/console", bob, headers, '{"recreate":true}')
    run.secrets.update(secrets_in(answer))
    assert answer.status == 200
    policies = [iam.get_role_policy(RoleName="user_bob", PolicyName=name)["PolicyDocument"]
                for name in iam.list_role_policies(RoleName="user_bob")["PolicyNames"]]
    assert "sqs:SendMessage" in str(policies)
    run.end(signal.SIGINT)
    assert not os.path.exists(file)


def test_an_operator_takes_lost_devices_away(run):
    run.start()
    [command] = re.findall(r"^MFA devices: .* somebody lost theirs: (.*)$", run.said, re.MULTILINE)
    said = subprocess.check_output(["bash", "-c", command], text=True)
    assert said == "bob has no MFA device, and adds a first one at /mfa by being signed in\n"
    run.end(signal.SIGINT)


@pytest.fixture(scope="module")
def real(tmp_path_factory, secrets):
    """The environment of somebody who has the broker's key for a real account, which the stand-in plays."""
    folder = tmp_path_factory.mktemp("real")
    for name in ["logs", "temporary"]:
        (folder / name).mkdir()
    stack = Stack(folder, folder)
    stack.start_stand_in()
    secrets.update(stack.secrets)
    # scripts/run must ignore a LATCHKEY_SECRET in its environment.
    yield {**environment(), "AWS_ENDPOINT_URL": stack.aws_endpoint, "AWS_ACCESS_KEY_ID": stack.broker.access_key_id,
           "AWS_SECRET_ACCESS_KEY": stack.broker.secret_access_key, "LATCHKEY_TABLE": account.TABLE,
           "AWS_EC2_METADATA_DISABLED": "true", "LATCHKEY_SECRET": "x" * 32}
    stack.stop()


def test_real_account(run, real):
    run.environment = real
    run.start("--aws", "--user", "alice", "--user", "bob")
    assert f"Acting as {BROKER}" in run.said and set(run.people) == {"alice", "bob"}
    for name, password in run.people.items():
        user, headers = (name, password), {"Accept": "application/json"}
        assert ask(f"http://localhost:{run.port}", "GET", "/keys", user, headers).json["UserName"] == name
        answer = ask(f"http://localhost:{run.port}", "POST", "/api/assume-role", user, headers)
        assert answer.status == 200
        run.secrets.update(secrets_in(answer))
    children = run.children()
    assert len(children) == 9 and not (run.state / "environment").exists()
    for path in run.state.rglob("*"):
        assert not path.is_file() or run.environment["AWS_SECRET_ACCESS_KEY"] not in path.read_text(errors="replace"), path
    assert run.end(signal.SIGTERM) == 0
    assert not any(alive(pid) for pid in children)


@pytest.mark.parametrize("without, words", [
    ("LATCHKEY_TABLE", "LATCHKEY_TABLE"), ("AWS_SECRET_ACCESS_KEY", "AWS can't be used"),
])
def test_real_account_that_cannot_be_used(run, real, without, words):
    values = {name: value for name, value in real.items() if name != without}
    result = subprocess.run([*run.command, *run.ports, "--aws", "--user", "alice"], env=values, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1 and words in result.stderr and "Traceback" not in result.stderr


def test_real_account_needs_somebody_who_signs_in(run, real):
    result = subprocess.run([*run.command, *run.ports, "--aws"], env=real, capture_output=True, text=True, timeout=60)
    assert result.returncode == 2 and "--user" in result.stderr


def test_setup_repairs_a_virtual_environment_that_was_interrupted(tmp_path):
    """Ctrl-C during the making of the virtual environment leaves one without pip."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    shutil.copy(ROOT / "scripts" / "setup", scripts)
    (scripts / "requirements.txt").touch()
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    result = subprocess.run([scripts / "setup", "--run"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / ".venv" / "requirements.txt").exists()

"""clean-roles with many records: it is killed, started twice, told to stop, and meets logins."""

import concurrent.futures
import json
import re
import signal
import subprocess
import time

import account
import clean_roles
import pytest
import records
from client import IS_LONG
from stack import Stack

ROLE_PATH = "/user-role/"
USER_PATH = "/at-scale/"
TRUST = account.document({
    "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account.ACCOUNT_ID}:user/service/latchkey-broker"},
    "Action": "sts:AssumeRole",
})
DOCUMENT = account.document(account.allow("s3:GetObject"))
READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


class World:
    """An account without handlers: roles, their records, and clean-roles."""

    def __init__(self, directory, programs):
        self.stack = Stack(directory, programs)
        self.stack._prepare()
        self.stack.start_stand_in()
        self.program = str(programs / "clean-roles")
        self.iam = account.client("iam", self.stack.aws_endpoint)
        self.table = account.client("dynamodb", self.stack.aws_endpoint)

    def add(self, names, expires_in=-60, inline=1, attached=1, have_left=False):
        """Makes roles and their records, and the users unless they have left."""
        def add_one(name):
            if not have_left:
                self.iam.create_user(UserName=name, Path=USER_PATH)
            role = f"user_{name}"
            arn = self.iam.create_role(
                RoleName=role, Path=ROLE_PATH, AssumeRolePolicyDocument=TRUST,
                Tags=[{"Key": "latchkey:mirror", "Value": f"AIDA/{name}"}])["Role"]["Arn"]
            for number in range(inline):
                self.iam.put_role_policy(RoleName=role, PolicyName=f"inline-{number}", PolicyDocument=DOCUMENT)
            if attached:
                self.iam.attach_role_policy(RoleName=role, PolicyArn=READ_ONLY)
            self.put(name, arn, expires_in)

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(add_one, names))

    def put(self, name, arn, expires_in=-60):
        item = {"username": {"S": name}, "role_arn": {"S": arn}, "expires_at": {"N": str(int(time.time()) + expires_in)}}
        secret = (self.stack.directory / "secret").read_text()
        self.table.put_item(TableName=account.TABLE, Item=records.sealed(item, secret))

    def start(self, *arguments):
        return clean_roles.start(self.stack, *arguments)

    def end(self, process, timeout=60):
        """Standard output and standard error of the process, once it has ended."""
        ended = clean_roles.end(self.stack, process, timeout)
        return ended.stdout, ended.stderr

    def run(self, *arguments, timeout=120):
        """Exit status, standard output and standard error of a run."""
        process = self.start(*arguments)
        output, errors = self.end(process, timeout)
        return process.returncode, output, errors

    def roles(self):
        pages = self.iam.get_paginator("list_roles").paginate(PathPrefix=ROLE_PATH)
        return {role["RoleName"].removeprefix("user_") for page in pages for role in page["Roles"]}

    def items(self):
        pages = self.table.get_paginator("scan").paginate(TableName=account.TABLE)
        return {item["username"]["S"]: item for page in pages for item in page["Items"]}

    def clear(self):
        """Deletes everything, so that each test begins with an empty account."""
        for name in self.items():
            self.table.delete_item(TableName=account.TABLE, Key={"username": {"S": name}})
        for page in self.iam.get_paginator("list_users").paginate(PathPrefix=USER_PATH):
            for user in page["Users"]:
                self.iam.delete_user(UserName=user["UserName"])
        for name in self.roles():
            role = f"user_{name}"
            for policy in self.iam.list_role_policies(RoleName=role)["PolicyNames"]:
                self.iam.delete_role_policy(RoleName=role, PolicyName=policy)
            for policy in self.iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
                self.iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
            self.iam.delete_role(RoleName=role)


@pytest.fixture(scope="module")
def account_alone(programs, tmp_path_factory, secrets):
    world = World(tmp_path_factory.mktemp("at-scale"), programs)
    secrets.update(world.stack.secrets)
    yield world
    world.stack.stop()


@pytest.fixture
def world(account_alone):
    account_alone.clear()
    return account_alone


def names(prefix, count):
    return [f"{prefix}-{number:04}" for number in range(count)]


def test_many_roles(world, tmp_path):
    old, gone = (950, 50) if IS_LONG else (190, 10)
    world.add(names("old", old), inline=0, attached=0)
    world.add(names("used", 50), expires_in=3600)
    world.add(names("gone", gone), expires_in=3600, inline=0, attached=0, have_left=True)
    metrics = tmp_path / "latchkey.prom"
    process = world.start("--rate", "1000", "--output", "json", "--metrics-file", str(metrics))
    output, errors = world.end(process, timeout=240)
    assert (process.returncode, errors) == (0, "")
    report = json.loads(output)
    assert (report["expired"], report["users_gone"], report["removed"]) == (old, gone, old + gone)
    assert (report["failed"], report["stayed"]) == (0, 0)
    assert {role["username"] for role in report["roles"]} == {*names("old", old), *names("gone", gone)}
    assert world.roles() == set(world.items()) == set(names("used", 50))

    text = metrics.read_text()
    assert metrics.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [metrics], "it left another file beside the metrics"
    values = dict(re.findall(r"^(latchkey_\w+) ([\d.]+)$", text, re.MULTILINE))
    assert values["latchkey_clean_roles_removed"] == str(old + gone)
    assert values["latchkey_clean_roles_users_gone"] == str(gone)
    assert abs(float(values["latchkey_clean_roles_last_success_timestamp_seconds"]) - time.time()) < 60
    assert float(values["latchkey_clean_roles_duration_seconds"]) > 0
    assert text.count("# HELP ") == text.count("# TYPE ") == len(values)


def test_killed_in_the_middle(world):
    everybody = names("old", 150)
    world.add(everybody)
    first = world.start("--rate", "100", "--concurrency", "8")
    while len(world.roles()) > 120:
        assert first.poll() is None
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    world.end(first)
    left = world.roles()
    assert 0 < len(left) <= 120
    assert left <= set(world.items()), "a role has lost its record"

    status, _, errors = world.run("--rate", "1000")
    assert status == 75 and "another run is under way" in errors
    status, output, errors = world.run("--rate", "1000", "--wait", "60")
    assert (status, errors) == (0, ""), output
    assert world.roles() == set()
    assert world.items() == {}


def test_two_at_once(world):
    world.add(names("old", 60), inline=0)
    runs = [world.start("--rate", "60") for _ in range(2)]
    outputs = [world.end(run) for run in runs]
    assert sorted(run.returncode for run in runs) == [0, 75], outputs
    idle = next(output for run, (output, _) in zip(runs, outputs) if run.returncode == 75)
    assert idle.startswith("0 expired, 0 removed")
    assert world.roles() == set() and world.items() == {}
    # The lease was given back when the run ended.
    assert world.run()[0] == 0


def test_told_to_stop(world):
    world.add(names("old", 100), inline=0, attached=0)
    run = world.start("--rate", "20", "--concurrency", "4")
    while len(world.roles()) > 90:
        time.sleep(0.05)
    run.send_signal(signal.SIGTERM)
    output, errors = world.end(run, timeout=10)
    assert run.returncode == 75 and "the next run goes on" in errors
    left = world.roles()
    assert left == set(world.items()), "a role and its record must go together"
    assert len(left) + output.count(": removed") == 100
    assert world.run("--rate", "1000")[0] == 0
    assert world.roles() == set() and world.items() == {}


def test_used_again_between_scan_and_removal(world):
    world.add(names("old", 60), inline=0, attached=0)
    run = world.start("--rate", "15", "--concurrency", "2", "--output", "json")
    while len(world.roles()) > 55:
        time.sleep(0.05)
    refreshed = set()
    for name in sorted(world.roles()):
        try:
            world.table.update_item(
                TableName=account.TABLE, Key={"username": {"S": name}}, UpdateExpression="SET expires_at = :at",
                ConditionExpression="attribute_exists(role_arn) AND attribute_not_exists(lease_owner)",
                ExpressionAttributeValues={":at": {"N": str(int(time.time()) + 3600)}})
            refreshed.add(name)
        except world.table.exceptions.ConditionalCheckFailedException:
            pass  # being removed already
    assert len(refreshed) > 20
    output, _ = world.end(run)
    report = json.loads(output)
    assert run.returncode == 0
    assert {role["username"] for role in report["roles"] if role["outcome"].startswith("stayed")} == refreshed
    assert world.roles() == set(world.items()) == refreshed


def test_foreign_roles_are_not_touched(world):
    for path, role in [("/", "admin"), ("/", "user_root"), (ROLE_PATH, "payroll"), (f"{ROLE_PATH}deeper/", "user_deep")]:
        arn = world.iam.create_role(RoleName=role, Path=path, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
        world.put(f"holder-of-{role}", arn)
    world.put("nonsense", "not an ARN")
    world.add(["zoe"])
    before = world.items()
    status, output, errors = world.run("--orphans")
    assert status == 1
    assert errors.count("\n") == 5
    assert "6 expired, 1 removed, 0 stayed, 5 failed" in output
    for role in ["admin", "user_root", "payroll", "user_deep"]:
        assert world.iam.get_role(RoleName=role)
    assert world.items() == {name: item for name, item in before.items() if name != "zoe"}
    for role in ["admin", "user_root", "payroll", "user_deep"]:
        world.iam.delete_role(RoleName=role)


def everything(world):
    details = world.iam.get_account_authorization_details(Filter=["Role", "LocalManagedPolicy"])
    del details["ResponseMetadata"]
    assert not details["IsTruncated"] and len(details["RoleDetailList"]) > 20
    return json.dumps([details, world.items()], default=str, sort_keys=True)


def test_dry_run_changes_nothing(world):
    world.add(names("old", 20))
    world.add(["used"], expires_in=3600)
    before = everything(world)
    status, output, _ = world.run("--dry-run", "--orphans")
    assert status == 0 and "20 expired, 20 would be removed, 0 stayed, 0 failed" in output
    assert output.count(": would be removed") == 20
    assert everything(world) == before


def test_policies_made_for_a_role_go_with_it(world):
    world.add(["zoe", "yan"])

    def policy(name, path=ROLE_PATH, versions=1):
        arn = world.iam.create_policy(PolicyName=name, Path=path, PolicyDocument=DOCUMENT)["Policy"]["Arn"]
        for _ in range(versions - 1):
            world.iam.create_policy_version(PolicyArn=arn, PolicyDocument=DOCUMENT, SetAsDefault=True)
        world.iam.attach_role_policy(RoleName="user_zoe", PolicyArn=arn)
        return arn

    own = [policy("latchkey-user_zoe-1", versions=4), policy("latchkey-user_zoe-2")]
    others = [policy("latchkey-elsewhere", path="/"), policy("team", path=ROLE_PATH)]
    shared = policy("latchkey-shared")
    world.iam.attach_user_policy(UserName="bob", PolicyArn=shared)
    status, output, errors = world.run()
    assert (status, errors) == (0, ""), output
    left = {policy["Arn"] for policy in world.iam.list_policies(Scope="Local")["Policies"]}
    assert not left & set(own)
    assert left >= {*others, shared}
    assert world.roles() == set()
    world.iam.detach_user_policy(UserName="bob", PolicyArn=shared)


def test_a_young_role_without_record_stays(world):
    world.add(["zoe"])
    world.table.delete_item(TableName=account.TABLE, Key={"username": {"S": "zoe"}})
    status, output, _ = world.run("--orphans")
    assert status == 0 and output.startswith("0 expired, 0 removed")
    assert world.roles() == {"zoe"}


def test_metrics_keep_the_last_success(world, tmp_path):
    metrics = tmp_path / "latchkey.prom"
    success = "latchkey_clean_roles_last_success_timestamp_seconds"

    def value(name):
        return re.search(rf"^{name} (.*)$", metrics.read_text(), re.MULTILINE)

    world.put("nonsense", "not an ARN")
    assert world.run("--metrics-file", str(metrics))[0] == 1
    assert value(success) is None and value("latchkey_clean_roles_exit_status")[1] == "1"
    world.clear()
    assert world.run("--metrics-file", str(metrics))[0] == 0
    good = value(success)[1]
    world.put("nonsense", "not an ARN")
    assert world.run("--metrics-file", str(metrics))[0] == 1
    assert value(success)[1] == good
    assert value("latchkey_clean_roles_failed")[1] == "1"
    for broken in ["nan", "inf", "-1", "1e300", "x"]:
        metrics.write_text(f"{success} {broken}\n")
        assert world.run("--metrics-file", str(metrics))[0] == 1
        assert value(success) is None
    # A file that turns out not to be writable after the run is told of, and what was done is done.
    world.add(names("old", 1))
    status, output, errors = world.run("--metrics-file", str(tmp_path / ("x" * 300)))
    assert status == 1 and "1 removed" in output and "can't be written: File name too long" in errors


def test_unreachable_and_wrong(world):
    broken = {**world.stack.handler_environment(), "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    for name in ["LATCHKEY_TABLE"]:
        without = {key: value for key, value in broken.items() if key != name}
        assert subprocess.run([world.program], env=without, capture_output=True).returncode == 78
    missing = {**world.stack.handler_environment(), "LATCHKEY_TABLE": "nowhere"}
    ended = subprocess.run([world.program], env=missing, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 69, ended.stderr
    for arguments in [["--rate", "0"], ["--concurrency", "65"], ["--wait", "-1"], ["--dry-run", "--metrics-file", "x"]]:
        assert world.run(*arguments)[0] == 64
    help_text = world.run("--help")[1]
    for status in ["0 ", "1 ", "64", "69", "75", "78"]:
        assert re.search(rf"^\s+{status}\s+when ", help_text, re.MULTILINE), status

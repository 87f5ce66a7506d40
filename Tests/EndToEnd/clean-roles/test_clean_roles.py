"""clean-roles, which a timer starts, removes expired roles and nothing else."""

import json
import os
import pty
import time

import account
import clean_roles
import pytest
import records
from people import BROKER

PAST, FUTURE = -100, 5000
# Makes roles look as if they had been made long ago.
OLD = (rb"<CreateDate>[^<]*", b"<CreateDate>2024-01-01T00:00:00Z")


@pytest.fixture
def clean(stack):
    """clean("--dry-run") runs the program in the stack's account."""

    def run(*arguments, settings=None, **options):
        environment = {**stack.handler_environment(), **(settings or {})}
        environment = {name: value for name, value in environment.items() if value is not None}
        return clean_roles.run(stack, *arguments, environment=environment, **options)

    return run


@pytest.fixture(scope="module", autouse=True)
def without_aws(stack):
    """A test that runs beside others, because it tries for a while before it gives up."""
    environment = {**stack.handler_environment(), "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    return clean_roles.start(stack, environment=environment)


@pytest.fixture(scope="module", autouse=True)
def settled(stack):
    """What the tests of other files left to do is done, so that the sums are of these tests alone."""
    assert clean_roles.run(stack).returncode == 0


@pytest.fixture
def expired(people):
    """expired() makes somebody whose role has expired."""

    def make():
        person = people.ordinary()
        assert person.assume_role().status == 200
        person.set_record(expires_at=int(time.time()) + PAST)
        return person

    return make


def test_removes_what_expired_alone(people, expired, clean):
    gone, fresh = [expired(), expired()], people.ordinary()
    assert fresh.assume_role().status == 200
    result = clean()
    assert result.returncode == 0, result.stderr
    for person in gone:
        assert person.mirror() is None and person.record() is None
        assert f"==> {person.name} ({person.role_arn}): removed" in result.stdout
    fresh.check_mirror()
    assert fresh.name not in result.stdout
    assert "2 expired, 2 removed, 0 stayed, 0 failed" in result.stdout.splitlines()[-1]
    assert gone[0].assume_role().status == 200
    gone[0].check_mirror()


def test_role_of_a_user_who_is_gone_is_removed_however_fresh(people, clean, faults):
    gone, there = people.ordinary(), people.ordinary("There.Person")
    for person in (gone, there):
        assert person.assume_role().status == 200
    gone.delete_user()
    # When the list of users can't be read to its end, nobody counts as gone.
    faults.page_size = 3
    for fault in ("truncate", "error"):
        faults.fail("iam:ListUsers", fault, error=(403, "AccessDenied", "no"), where=lambda p: "Marker" in p)
        result = clean()
        assert result.returncode == 69, result.stderr
        faults.heal()
        faults.page_size = 3
    gone_and_there = [gone.mirror().id, there.mirror().id]
    assert clean("--dry-run").returncode == 0
    assert [gone.mirror().id, there.mirror().id] == gone_and_there
    report = json.loads(clean("--output", "json").stdout)
    assert (report["users_gone"], report["removed"], report["expired"]) == (1, 1, 0)
    assert report["roles"] == [
        {"username": gone.name, "role_arn": gone.role_arn, "reason": "user-gone", "outcome": "removed"}]
    assert gone.mirror() is None and gone.record() is None
    there.check_mirror()
    assert there.record()


def test_open_sessions_lose_what_their_person_loses(people, clean):
    changed, same = people.ordinary(), people.ordinary()
    for person in (changed, same):
        assert person.assume_role().status == 200
    for name in changed.iam.list_user_policies(UserName=changed.name)["PolicyNames"]:
        changed.iam.delete_user_policy(UserName=changed.name, PolicyName=name)
    former, expiry = changed.mirror(), changed.record()["expires_at"]
    report = json.loads(clean("--output", "json", "--dry-run").stdout)
    entry = {"username": changed.name, "role_arn": changed.role_arn, "reason": "user-changed"}
    assert {**entry, "outcome": "would be updated"} in report["roles"] and report["updated"] == 0
    assert changed.mirror().statements == former.statements
    result = clean()
    assert result.returncode == 0, result.stderr
    assert f"==> {changed.name} ({changed.role_arn}): updated, its user has changed" in result.stdout
    assert same.name not in result.stdout
    changed.check_mirror()
    assert changed.mirror().id == former.id and changed.mirror().statements != former.statements
    assert changed.record()["expires_at"] == expiry
    # The next login has nothing left to do.
    assert changed.writes(changed.assume_role()) == []


def test_dry_run_says_so_and_removes_nothing(expired, clean):
    person = expired()
    for argument in ["--dry-run", "-n"]:
        result = clean(argument)
        assert result.returncode == 0 and "would be removed" in result.stdout and person.name in result.stdout
        person.check_mirror()
        assert person.record()
    clean()


def test_json(expired, clean):
    person = expired()
    report = json.loads(clean("--output", "json", "--dry-run").stdout)
    assert {k: report[k] for k in ("dry_run", "expired", "removed", "would_be_removed", "failed")} == {
        "dry_run": True, "expired": 1, "removed": 0, "would_be_removed": 1, "failed": 0}
    assert report["roles"] == [
        {"username": person.name, "role_arn": person.role_arn, "reason": "expired", "outcome": "would be removed"}]
    report = json.loads(clean("--output", "json").stdout)
    assert report["ms"] >= 0
    assert {k: report[k] for k in ("dry_run", "expired", "removed", "would_be_removed", "stayed", "failed")} == {
        "dry_run": False, "expired": 1, "removed": 1, "would_be_removed": 0, "stayed": 0, "failed": 0}
    assert report["roles"] == [
        {"username": person.name, "role_arn": person.role_arn, "reason": "expired", "outcome": "removed"}]


def test_role_refreshed_meanwhile_stays(expired, clean, faults):
    """The person logs in after the scan and before the removal."""
    person = expired()
    rule = faults.fail("dynamodb:Scan", "slow-answer", seconds=1)
    process = clean_roles.start(person.stack)
    while rule.seen < 4:
        time.sleep(0.01)
    time.sleep(0.3)
    assert person.assume_role().status == 200
    ended = clean_roles.end(person.stack, process)
    assert ended.returncode == 0
    assert f"==> {person.name} ({person.role_arn}): stayed" in ended.stdout
    person.check_mirror()


def test_a_role_that_is_expired_only_by_a_fast_clock_stays(expired, clean, faults):
    person = expired()
    faults.skew = -3600
    assert clean().returncode == 0
    person.check_mirror()
    faults.heal()
    assert clean().returncode == 0
    assert person.mirror() is None


def test_one_failure_does_not_stop_the_rest(expired, clean, faults):
    stuck, *others = [expired() for _ in range(3)]
    faults.fail("iam:DeleteRole", "error", error=(409, "DeleteConflict", "words of AWS"),
                where=lambda p: p["RoleName"] == stuck.role_name)
    result = clean("--concurrency", "1")
    assert result.returncode == 1
    assert "2 removed, 0 stayed, 1 failed" in result.stdout
    assert result.stderr.count("\n") == 1 and stuck.name in result.stderr
    assert "AWS refused iam:DeleteRole: DeleteConflict: words of AWS" in result.stderr
    for person in others:
        assert person.mirror() is None and person.record() is None
    assert stuck.mirror() is not None and stuck.record()
    faults.heal()
    # The next login restores what is left of the role, at once or when the lease has expired.
    stuck.set_record(lease_until=int(time.time()) - 1)
    assert stuck.assume_role().status == 200
    stuck.check_mirror()


def test_role_of_somebody_else_is_not_touched(people, clean):
    person = people.new()
    trust = account.document({"Effect": "Allow", "Principal": {"AWS": BROKER}, "Action": "sts:AssumeRole"})
    names = [f"foreign-{person.name}", f"user_foreign-{person.name}"]
    for name, path in zip(names, ["/user-role/", "/"]):
        role = person.iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=trust)["Role"]
        person.set_record(role_arn=role["Arn"], expires_at=int(time.time()) + PAST)
        result = clean()
        assert result.returncode == 1 and "1 failed" in result.stdout
        assert person.iam.get_role(RoleName=name)["Role"]["RoleId"] == role["RoleId"]
        assert person.record()
    # A role with the right name but another path isn't Latchkey's.
    person.set_record(role_arn=f"arn:aws:iam::{account.ACCOUNT_ID}:role/user-role/{names[1]}")
    assert clean().returncode == 0
    assert person.iam.get_role(RoleName=names[1])


def test_a_record_that_somebody_else_wrote_is_no_reason_to_remove_a_role(people, clean, faults):
    forged, named, other = people.ordinary(), people.ordinary(), people.ordinary()
    for person in (forged, named, other):
        assert person.assume_role().status == 200
    forged.set_record(expires_at=int(time.time()) + PAST, is_sealed=False)
    # Another person's role, in the record of somebody who is gone.
    named.set_record(role_arn=other.role_arn, expires_at=int(time.time()) + PAST, is_sealed=False)
    named.delete_user()
    report = json.loads(clean("--output", "json").stdout)
    assert sorted((role["username"], role["reason"], role["outcome"].split(":")[0]) for role in report["roles"]) == [
        (forged.name, "expired", "stayed"), (named.name, "expired", "stayed"), (named.name, "user-gone", "failed")]
    assert forged.mirror() and other.mirror()
    named.delete_record()
    # The next login compares the role anew, and says itself when it expires.
    assert "iam:ListAttachedUserPolicies" in forged.calls(forged.assume_role())
    assert clean().returncode == 0
    assert forged.mirror()
    # himeko's records are such, too: a role goes when IAM says that nobody uses it.
    forged.set_record(expires_at=int(time.time()) + PAST, is_sealed=False)
    faults.rewrites["iam:GetRole"] = OLD
    assert f"==> {forged.name} ({forged.role_arn}): removed" in clean().stdout
    assert forged.mirror() is None


def test_a_role_without_a_record_goes_unless_it_is_somebody_elses(people, clean, faults):
    person, name = people.ordinary(), f"user_foreign-{people.number()}"
    assert person.assume_role().status == 200
    person.table.delete_item(TableName=account.TABLE, Key={"username": {"S": person.name}})
    person.iam.create_role(
        RoleName=name, Path="/user-role/", AssumeRolePolicyDocument=account.document({
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{account.ACCOUNT_ID}:root"}}))
    faults.rewrites["iam:ListRoles"] = faults.rewrites["iam:GetRole"] = OLD
    report = json.loads(clean("--orphans", "--dry-run", "--output", "json").stdout)
    outcomes = {role["role_arn"].rpartition("/")[2]: role["outcome"] for role in report["roles"]}
    assert outcomes[person.role_name] == "would be removed"
    assert outcomes[name] == "left alone: nothing says that Latchkey made it"
    assert report["left_alone"] >= 1
    result = clean("--orphans")
    assert result.returncode == 0, result.stderr
    assert f"==> {person.name} ({person.role_arn}): removed, orphaned" in result.stdout
    assert f"/{name}): left alone: nothing says that Latchkey made it, orphaned" in result.stdout
    assert " left alone, 0 failed" in result.stdout
    assert person.mirror() is None
    person.iam.delete_role(RoleName=name)


def test_a_role_of_a_former_prefix_goes_and_its_successor_stays(people, clean, faults, restarted):
    person = people.ordinary()
    assert person.assume_role().status == 200
    restarted("console", LATCHKEY_ROLE_PREFIX="user_new_")
    assert person.assume_role().status == 200
    assert person.mirror()
    faults.rewrites["iam:ListRoles"] = faults.rewrites["iam:GetRole"] = OLD
    result = clean("--orphans")
    assert result.returncode == 0, result.stderr
    assert f"==> {person.name} ({person.role_arn}): removed, orphaned" in result.stdout
    assert person.mirror() is None
    successor = f"user_new_{person.name}"
    assert person.iam.get_role(RoleName=successor)
    assert person.record()["role_arn"]["S"].endswith(f"/{successor}") and "lease_owner" not in person.record()
    assert person.assume_role().status == 200


def test_policies_that_a_run_could_not_delete_go_as_orphans(people, clean, faults, tmp_path):
    person, other = people.packed(), people.packed()
    for somebody in (person, other):
        assert somebody.assume_role().status == 200
    left, used = person.own_policies(), other.own_policies()
    assert left and used
    for arn in left:
        person.iam.create_policy_version(PolicyArn=arn, PolicyDocument=account.document(account.allow("s3:Get*")))

    def policies() -> set[str]:
        return {policy["Arn"] for policy in person.iam.list_policies(Scope="Local")["Policies"]}

    # Role and record are removed, and the policies belong to nobody any more.
    person.set_record(expires_at=int(time.time()) + PAST)
    faults.fail("iam:DeletePolicy", "error", error=(403, "AccessDenied", "no"))
    assert clean().returncode == 1
    faults.heal()
    person.set_record(lease_until=int(time.time()) - 1)
    assert clean().returncode == 0
    assert person.mirror() is None and person.record() is None

    # The policies stay while they are young, because a login may be about to make their role.
    assert clean("--orphans").returncode == 0
    assert left <= policies()

    faults.rewrites["iam:ListPolicies"] = faults.rewrites["iam:GetPolicy"] = (
        rb"<UpdateDate>[^<]*", b"<UpdateDate>2024-01-01T00:00:00Z")
    faults.page_size = 2
    report = json.loads(clean("--orphans", "--dry-run", "--output", "json").stdout)
    assert left <= {p["policy_arn"] for p in report["policies"] if p["outcome"] == "would be removed"}
    assert left | used <= policies()
    metrics = tmp_path / "latchkey.prom"
    result = clean("--orphans", "--metrics-file", str(metrics))
    assert result.returncode == 0, result.stderr
    assert all(f"==> {arn}: removed, unused" in result.stdout for arn in left)
    count = report["unused_policies"]
    assert report["policies_that_would_be_removed"] == count == len(report["policies"])
    assert report["removed_policies"] == 0
    counted = "1 policy" if count == 1 else f"{count} policies"
    assert f"0 expired, 0 removed, {counted} unused, {count} removed, 0 stayed, 0 failed" in result.stdout
    for name in ["unused_policies", "removed_policies"]:
        assert f"\nlatchkey_clean_roles_{name} {count}\n" in metrics.read_text()
    assert not left & policies()
    assert other.own_policies() == used <= policies()
    other.check_whole()


def test_role_that_is_gone_already_is_no_failure(expired, clean):
    person = expired()
    person.iam.delete_role_policy(RoleName=person.role_name, PolicyName="latchkey-allow")
    person.iam.delete_role_policy(RoleName=person.role_name, PolicyName="latchkey-deny")
    for arn in person.mirror().attached:
        person.iam.detach_role_policy(RoleName=person.role_name, PolicyArn=arn)
    person.iam.delete_role(RoleName=person.role_name)
    assert clean().returncode == 0
    assert person.record() is None


def test_throttling_is_waited_out(expired, clean, faults):
    person = expired()
    faults.fail("iam:DetachRolePolicy", "throttle", 1, 2)
    faults.fail("dynamodb:Scan", "throttle", 1)
    assert clean().returncode == 0
    assert person.mirror() is None


def test_many_pages_and_several_at_once(people, clean, faults):
    """There are 40 records, and every page of a list has one member."""
    first = people.new()
    secret = (first.stack.directory / "secret").read_text()
    for n in range(40):
        name = f"bulk-{first.name}-{n}"
        role = first.iam.create_role(
            RoleName=f"user_{name}", Path="/user-role/", Tags=[{"Key": "latchkey:mirror", "Value": f"AIDA/{name}"}],
            AssumeRolePolicyDocument=account.document(
                {"Effect": "Allow", "Principal": {"AWS": BROKER}, "Action": "sts:AssumeRole"}))["Role"]["Arn"]
        for policy in ["a", "b"] if n < 3 else []:
            first.iam.put_role_policy(
                RoleName=f"user_{name}", PolicyName=policy, PolicyDocument=account.document(account.allow("s3:*")))
        item = {"username": {"S": name}, "role_arn": {"S": role}, "expires_at": {"N": "1000"}}
        first.table.put_item(TableName=account.TABLE, Item=records.sealed(item, secret))
    faults.page_size = 1
    result = clean("--concurrency", "8")
    assert result.returncode == 0, result.stderr
    assert "40 expired, 40 removed" in result.stdout
    assert not [r for r in first.iam.list_roles()["Roles"] if r["RoleName"].startswith(f"user_bulk-{first.name}-")]


def test_progress_is_for_terminals(expired, clean):
    expired()
    assert clean().stderr == ""
    person = expired()
    master, slave = pty.openpty()
    result = clean_roles.run(person.stack, stderr=slave)
    os.close(slave)
    assert result.returncode == 0 and b"1 removed" in os.read(master, 4096)
    os.close(master)


def test_missing_and_bad_settings_are_all_named(clean):
    result = clean(settings={"LATCHKEY_TABLE": None, "LATCHKEY_ROLE_PATH": "nonsense", "AWS_ENDPOINT_URL": "x"})
    assert result.returncode == 78
    assert "LATCHKEY_TABLE" in result.stderr and "LATCHKEY_ROLE_PATH" in result.stderr
    assert result.stdout == ""


def test_bad_arguments(clean):
    for arguments in [["--output", "xml"], ["--concurrency", "0"], ["--nonsense"]]:
        assert clean(*arguments).returncode == 64
    for arguments in [["--help"], ["--version"]]:
        assert clean(*arguments, settings={"LATCHKEY_TABLE": None}).returncode == 0


def test_aws_that_cannot_be_reached(stack, without_aws):
    ended = clean_roles.end(stack, without_aws, timeout=90)
    assert ended.returncode == 69
    assert ended.stdout == "" and ended.stderr.startswith("clean-roles: AWS can't be reached")
    assert "127.0.0.1" in ended.stderr and "notSent" not in ended.stderr and ended.stderr.count("\n") == 1


def test_metrics_file_that_cannot_be_written_is_refused_before_anything_is_done(expired, clean, tmp_path):
    person = expired()
    for file, reason in [
            (tmp_path / "missing" / "latchkey.prom", f"there is no folder {tmp_path}/missing"), (tmp_path, "it is a folder")]:
        result = clean("--metrics-file", str(file))
        assert (result.returncode, result.stdout) == (73, "")
        assert result.stderr == f"clean-roles: --metrics-file {file} can't be written: {reason}\n"
    person.check_mirror()
    assert person.record()
    assert clean("--metrics-file", str(tmp_path / "latchkey.prom")).returncode == 0
    assert person.mirror() is None and [path.name for path in tmp_path.iterdir()] == ["latchkey.prom"]

"""latchkey credentials: what AWS's command line and boto3 get by it, once for all who ask, and what they get when something fails."""

import concurrent.futures
import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import account
import pytest
from latchkey_tool import interrupt

AWS = Path(sys.executable).parent / "aws"


@pytest.fixture
def admin(person, mock, aws, request):
    """A role that somebody who signs in at the provider may open, and the tool with a profile for it."""
    iam, host = aws("iam"), mock.host
    # The provider's `aud` is a list, which the stand-in for AWS doesn't look into.
    trust = account.document({
        "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::{account.ACCOUNT_ID}:oidc-provider/{host}"},
        "Condition": {"StringEquals": {f"{host}:sub": "yellow"}},
    })
    name = f"direct-{request.node.name.split('[')[0][-40:]}".replace("_", "-")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="s3", PolicyDocument=account.document(account.allow("s3:ListAllMyBuckets")))
    person.configure({"mock": {"issuer": mock.issuer, "client-id": "tool"}}, {
        "admin": {"role-arn": role, "session-name": "sub", "region": account.REGION},
        "other": {"role-arn": role, "session-name": "sub", "region": account.REGION},
    })
    person.profile("admin", credential_process=f"{person.program} credentials admin", region=account.REGION)
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]:
        person.variables.pop(name, None)
    person.role = role
    yield person
    iam.delete_role_policy(RoleName=role.rpartition("/")[2], PolicyName="s3")
    iam.delete_role(RoleName=role.rpartition("/")[2])


def opening(faults, start: int) -> list:
    """The calls that open a session, from call number `start` on."""
    return [call for call in faults.since(start) if call.operation == "sts:AssumeRoleWithWebIdentity"]


def given(stack, text: str) -> dict:
    credentials = json.loads(text)
    stack.secrets.update(credentials[name] for name in ["SecretAccessKey", "SessionToken"])
    return credentials


def test_aws_command_line_and_boto3_work_as_the_person(admin, page, stack, faults):
    admin.sign_in(page, "yellow")
    start = len(faults.calls)
    environment = {**admin.environment({}), "AWS_PROFILE": "admin"}
    result = subprocess.run([AWS, "s3", "ls"], env=environment, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    caller = subprocess.run([AWS, "sts", "get-caller-identity", "--output", "json"], env=environment, capture_output=True,
                            text=True, timeout=60)
    assert json.loads(caller.stdout)["Arn"].endswith(f":assumed-role/{admin.role.rpartition('/')[2]}/yellow")
    script = "import boto3; print(boto3.Session(profile_name='admin').client('sts').get_caller_identity()['Arn'])"
    printed = subprocess.run([sys.executable, "-c", script], env=admin.environment({}), capture_output=True, text=True, timeout=60)
    assert printed.stdout.strip().endswith("/yellow"), printed.stderr
    # All three by one session.
    given(stack, admin.run("credentials", "admin").stdout)
    assert len(opening(faults, start)) == 1


def test_fifty_processes_that_ask_at_once_are_served_by_one_request(admin, page, stack, faults):
    admin.sign_in(page, "yellow")
    start = len(faults.calls)
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        results = list(pool.map(lambda _: admin.run("credentials", "admin"), range(50)))
    assert {(result.returncode, result.stderr) for result in results} == {(0, "")}
    assert len({given(stack, result.stdout)["AccessKeyId"] for result in results}) == 1
    assert len(opening(faults, start)) == 1


def test_a_failure_is_told_to_all_who_wait_for_it_by_one_request(admin, page, faults):
    admin.sign_in(page, "yellow")
    start = len(faults.calls)
    faults.fail("sts:AssumeRoleWithWebIdentity", "error", error=(400, "ExpiredTokenException", "Token expired"))
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        results = list(pool.map(lambda _: admin.run("credentials", "admin"), range(20)))
    assert {result.returncode for result in results} == {77}
    assert {result.stderr for result in results} == {"latchkey: the sign-in mock has expired: run “latchkey login mock”\n"}
    assert len(opening(faults, start)) < 20


def test_whoever_has_not_signed_in_is_told_by_aws_command_line_too(admin):
    message = "run “latchkey login mock”"
    admin.fails(77, message, "credentials", "admin")
    result = subprocess.run([AWS, "s3", "ls", "--profile", "admin"], env=admin.environment({}), capture_output=True, text=True,
                            timeout=60)
    assert result.returncode != 0 and message in result.stderr


def test_credentials_with_login_sign_in_first(admin, page, stack):
    output = admin.sign_in(page, "yellow", "credentials", "admin", "--login", "--output", "env")
    shell = subprocess.run(["sh", "-c", f"{output}\nprintenv AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION"],
                           capture_output=True, text=True, check=True)
    *secrets, region = shell.stdout.split()
    stack.secrets.update(secrets)
    assert region == account.REGION and len(secrets) == 2


def test_somebody_else_at_the_same_provider_is_refused(admin, page, stack):
    admin.sign_in(page, "yellow")
    given(stack, admin.run("credentials", "admin").stdout)
    # What yellow got isn't eve's.
    page.context.clear_cookies()
    admin.sign_in(page, "eve")
    admin.fails(77, "its trust policy has to name", "credentials", "admin")


def test_a_full_disk_leaves_what_was_there(admin, page, stack, tmp_path):
    admin.sign_in(page, "yellow")
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "none", small], check=True)
    try:
        environment = {"XDG_CACHE_HOME": str(small)}
        first = admin.run("credentials", "admin", environment=environment)
        given(stack, first.stdout)
        filler = os.open(small / "filler", os.O_WRONLY | os.O_CREAT)
        with contextlib.suppress(OSError):
            while True:
                os.write(filler, b"x" * 512)
        os.close(filler)
        # What was kept is still whole, and what can't be kept is given out.
        assert admin.run("credentials", "admin", environment=environment).stdout == first.stdout
        other = admin.run("credentials", "other", environment=environment)
        given(stack, other.stdout)
        assert other.returncode == 0 and "aren't kept" in other.stderr
        (small / "filler").unlink()
        again = admin.run("credentials", "other", environment=environment)
        given(stack, again.stdout)
        assert (again.returncode, again.stderr) == (0, "")
    finally:
        subprocess.run(["umount", small], check=True)


def test_ctrl_c_leaves_no_lock_behind(admin, page, stack, faults):
    admin.sign_in(page, "yellow")
    start = len(faults.calls)
    faults.fail("sts:AssumeRoleWithWebIdentity", "slow", 1, seconds=5)
    process = admin.start("credentials", "admin")
    status, output, _ = interrupt(process, lambda: len(opening(faults, start)) == 1)
    assert (status, output) == (-signal.SIGINT, "")
    given(stack, admin.run("credentials", "admin").stdout)


def test_a_provider_that_renews_no_token_for_aws_asks_for_a_sign_in(admin, page):
    admin.sign_in(page, "yellow")
    [path] = (admin.home / ".local" / "state" / "latchkey" / "sign-ins").glob("*.json")
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({**kept, "id_token_end": "2026-01-01T00:00:00Z"}))
    admin.fails(77, "renews no ID tokens: run “latchkey login mock”", "credentials", "admin")


def test_odd_names_and_files_are_legal(admin, page, stack):
    admin.sign_in(page, "yellow")
    path = admin.configuration
    configuration = json.loads(path.read_text())
    configuration["profiles"]["a name with 'quotes' & é"] = configuration["profiles"]["admin"]
    path.write_text(json.dumps(configuration))
    given(stack, admin.run("credentials", "a name with 'quotes' & é").stdout)
    with open(admin.home / ".aws" / "config", "a") as file:
        file.write("\r\n; a comment\r\n[profile  \"odd one\"]\r\nregion=\r\n\r\n[services x]\ns3 =\n  endpoint_url = http://127.0.0.1\n")
    admin.fails(78, "no AWS credentials", "credentials", "odd one")


def test_a_configuration_with_a_fault_is_told_with_its_line(admin):
    path = admin.configuration
    path.write_text("profiles:\n  admin: {role: x}\n")
    admin.fails(78, f"{path}, line 2: “sign-in” is missing", "credentials", "admin")

"""The account of scripts/aws/account.yaml, set up once: who works in it, with which credentials, and what they can't do.

Latchkey's handler `mfa` is the broker that the file makes, in this account. Root's key, of the administrator who applies the
file, is the only one that the stand-in for AWS doesn't check.
"""

import datetime
import json
import stat
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import account as of_stack
import boto3
import decisions
import pytest
from botocore.exceptions import ClientError
from client import ROOT
from gnupg import GnuPG
from latchkey_tool import Tool
from mfa_app import STEP_SECONDS, App
from mfa_people import add, begin
from test_account_matrix import GRANTED
from test_account_sessions import calls

# Beside ann, who may become an administrator, and bob, who may not. The middle one of them goes, and so does leo.
FURTHER = """
  cleo:
    groups: [everyone]
    pgp-key: {file: cleo.asc}
    console-password: true
    password-reset-required: true
    access-key: true
  gus: {path: /staff/, groups: [everyone], tags: {team: web}}
  leo: {groups: [everyone, administrators]}
"""
NAMES = ["ann", "bob", "cleo", "gus", "leo"]


@dataclass
class Human:
    """Somebody of the file with a key, and with a second factor as soon as one is asked for."""

    account: str
    endpoint: str
    name: str
    iam: object
    portal: object
    secrets: set
    used_step: int = field(default=0)

    def clients(self, credentials):
        def make(service):
            return boto3.client(
                service, endpoint_url=self.endpoint, region_name=of_stack.REGION,
                aws_access_key_id=credentials["AccessKeyId"], aws_secret_access_key=credentials["SecretAccessKey"],
                aws_session_token=credentials.get("SessionToken"))
        self.secrets |= {value for name, value in credentials.items() if name in ("SecretAccessKey", "SessionToken")}
        return make

    @property
    def bucket(self) -> str:
        return f"data-{self.account}"

    @cached_property
    def key(self) -> dict:
        return self.iam.create_access_key(UserName=self.name)["AccessKey"]

    @cached_property
    def by_key(self):
        return self.clients(self.key)

    @cached_property
    def by_password(self):
        """As in the console: a session that began without a second factor."""
        return self.clients(self.by_key("sts").get_session_token()["Credentials"])

    @cached_property
    def app(self) -> App:
        """Enrolled at Latchkey's page."""
        app = add(self.portal)
        self.secrets.add(app.seed)
        return app

    @property
    def serial(self) -> str:
        return f"arn:aws:iam::{self.account}:mfa/latchkey/{self.name}/phone"

    def code(self) -> str:
        """A code that is good now. Each is good once, and AWS takes the one before and the one after the present one too."""
        now = int(datetime.datetime.now().timestamp()) // STEP_SECONDS
        self.used_step = max(self.used_step + 1, now - 1)
        return self.app.code(self.used_step)

    @cached_property
    def by_code(self):
        """A session that began with a code."""
        return self.clients(self.by_key("sts").get_session_token(SerialNumber=self.serial, TokenCode=self.code())["Credentials"])

    def role_arn(self, role: str) -> str:
        return f"arn:aws:iam::{self.account}:role/{role}"

    def enters(self, make, role: str) -> bool:
        return decisions.is_let(lambda: make("sts").assume_role(RoleArn=self.role_arn(role), RoleSessionName=self.name))

    def in_role(self, role: str):
        return self.clients(self.by_code("sts").assume_role(
            RoleArn=self.role_arn(role), RoleSessionName=self.name)["Credentials"])


@pytest.fixture(scope="module")
def account(request):
    return str(500_000_000_000 + zlib.crc32(request.node.nodeid.encode()) % 1_000_000_000)


@pytest.fixture(scope="module")
def file(account):
    """The file of scripts/aws/account.yaml, with the names that this account has."""
    text = (ROOT / "scripts/aws/account.yaml").read_text().replace(of_stack.ACCOUNT_ID, account)
    text = text.replace("eu-central-1", of_stack.REGION)
    before, marker, after = text.partition("open-id-connect-providers:")
    return before + FURTHER.lstrip("\n") + "\n" + marker + after


@pytest.fixture(scope="module")
def administrator(stack, account, file, gnupg, tmp_path_factory):
    """The tool of who applies the file, and what it said."""
    home = tmp_path_factory.mktemp("administrator")
    tool = Tool(stack.programs, home, stack.proxy.endpoint, stack.processes.log("latchkey"))
    tool.variables |= {"AWS_ACCESS_KEY_ID": account, "AWS_SECRET_ACCESS_KEY": "test"}
    (home / "account.yaml").write_text(file)
    (home / "cleo.asc").write_text(gnupg.key("cleo"))
    tool.applied = tool.run("baseline", "apply", "--yes", "--secrets", "first-secrets")
    assert tool.applied.returncode == 0, tool.applied.stderr
    plan = tool.run("baseline", "plan")
    assert plan.returncode == 0, plan.stdout
    return tool


@pytest.fixture(scope="module")
def root(stack, account, administrator):
    return lambda service: boto3.client(
        service, endpoint_url=stack.aws_endpoint, region_name=of_stack.REGION, aws_access_key_id=account,
        aws_secret_access_key="test")


@pytest.fixture(scope="module")
def broker(stack, account, root):
    """The environment of Latchkey's programs on EC2, where they are the role that the file makes."""
    made = root("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/latchkey-broker", RoleSessionName="i-0123456789abcdef0")["Credentials"]
    stack.secrets |= {made["SecretAccessKey"], made["SessionToken"]}
    return {"AWS_ACCESS_KEY_ID": made["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": made["SecretAccessKey"],
            "AWS_SESSION_TOKEN": made["SessionToken"]}


@pytest.fixture(scope="module")
def humans(stack, account, root, broker, people):
    """The people of the file by their names, at a portal that is this account's."""
    before = dict(stack.passwords)
    root("s3").create_bucket(Bucket=f"data-{account}")
    root("s3").put_object(Bucket=f"data-{account}", Key="key", Body=b"secret")
    stack.restart_handler("mfa", **broker)
    yield {name: Human(account, stack.aws_endpoint, name, root("iam"), people.sign_in(name), stack.secrets) for name in NAMES}
    stack.restart_handler("mfa")
    stack.passwords.clear()
    stack.passwords.update(before)


@pytest.fixture
def ann(humans):
    return humans["ann"]


@pytest.fixture
def bob(humans):
    return humans["bob"]


def writes(proxy, start: int) -> list:
    reads = ("Get", "List", "Describe")
    return [call for call in proxy.since(start) if not call.operation.split(":")[1].startswith(reads)]


@pytest.mark.parametrize("kind", ["key", "console"])
def test_without_a_second_factor_people_have_what_leads_to_one(humans, kind):
    gus = humans["gus"]
    make = gus.by_key if kind == "key" else gus.by_password
    asked = calls(gus.name, gus.key["AccessKeyId"], make, gus.account, "ann")
    asked |= {"s3:GetObject": lambda: make("s3").get_object(Bucket=gus.bucket, Key="key")}
    assert {call: decisions.is_let(ask) for call, ask in asked.items()} == {
        call: kind in GRANTED[call].split() for call in asked}
    assert not any(gus.enters(make, role) for role in ["readonly", "admin", "latchkey-broker", "deploy", "support"])


def test_with_a_code_people_read_and_only_administrators_change(ann, bob):
    for human in (ann, bob):
        reader = human.in_role("readonly")
        assert decisions.is_let(reader("ec2").describe_instances) and decisions.is_let(reader("s3").list_buckets)
        assert not decisions.is_let(lambda: reader("ec2").terminate_instances(InstanceIds=["i-0123456789abcdef0"]))
        assert not decisions.is_let(lambda: reader("iam").create_user(UserName="made"))
        assert not decisions.is_let(lambda: reader("s3").get_object(Bucket=human.bucket, Key="key"))
    changer = ann.in_role("admin")
    changer("iam").create_user(UserName="made")
    changer("iam").delete_user(UserName="made")
    assert changer("s3").get_object(Bucket=ann.bucket, Key="key")["Body"].read() == b"secret"


def test_who_is_no_administrator_never_becomes_one(bob):
    # They come in where they may with the same session.
    assert bob.enters(bob.by_code, "readonly") and not bob.enters(bob.by_code, "admin")
    reader = bob.in_role("readonly")
    assert not bob.enters(reader, "admin")
    for make in (bob.by_code, reader):
        assert not decisions.is_let(lambda: make("iam").add_user_to_group(GroupName="administrators", UserName="bob"))


def test_an_administrator_without_a_code_enters_no_role(ann):
    assert ann.enters(ann.by_code, "admin")
    assert [ann.enters(make, role) for make in (ann.by_key, ann.by_password) for role in ("admin", "readonly")] == [False] * 4


def test_a_second_factor_is_enrolled_brought_into_line_and_replaced_by_who_has_one(humans):
    gus, serial = humans["gus"], {"UserName": "gus"}
    # The first comes from Latchkey's page; from AWS, nobody gets one by a key alone.
    assert not decisions.is_let(lambda: gus.by_key("iam").create_virtual_mfa_device(VirtualMFADeviceName="own"))
    device = {**serial, "SerialNumber": gus.serial}
    wrong = {"AuthenticationCode1": "000000", "AuthenticationCode2": "000001"}
    assert gus.app and [each["SerialNumber"] for each in gus.by_key("iam").list_mfa_devices(**serial)["MFADevices"]] == [gus.serial]
    for make in (gus.by_key, gus.by_password):
        iam = make("iam")
        assert not decisions.is_let(lambda: iam.create_virtual_mfa_device(VirtualMFADeviceName="own"))
        assert not decisions.is_let(lambda: iam.enable_mfa_device(**device, **wrong))
        assert not decisions.is_let(lambda: iam.resync_mfa_device(**device, **wrong))
        assert not decisions.is_let(lambda: iam.deactivate_mfa_device(**device))
        assert not decisions.is_let(lambda: iam.delete_virtual_mfa_device(SerialNumber=gus.serial))
    # Neither does Latchkey's page give one to who shows no code of the first.
    refused = begin(gus.portal, "tablet")
    assert refused.status == 403 and refused.json["type"].endswith(":mfa-proof-needed")
    iam = gus.by_code("iam")
    iam.resync_mfa_device(**device, **later(gus))
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName="tablet")["VirtualMFADevice"]
    tablet = App(made["Base32StringSeed"].decode())
    gus.secrets.add(tablet.seed)
    first, second = tablet.codes()
    iam.enable_mfa_device(**serial, SerialNumber=made["SerialNumber"], AuthenticationCode1=first, AuthenticationCode2=second)
    iam.deactivate_mfa_device(**device)
    iam.delete_virtual_mfa_device(SerialNumber=gus.serial)
    assert [each["SerialNumber"] for each in iam.list_mfa_devices(**serial)["MFADevices"]] == [made["SerialNumber"]]


def later(human: Human) -> dict[str, str]:
    """Two codes of an app whose clock is a little fast."""
    human.used_step += 3
    return {"AuthenticationCode1": human.app.code(human.used_step - 1), "AuthenticationCode2": human.app.code(human.used_step)}


def test_one_code_opens_a_session_from_which_a_role_is_had_for_an_hour(ann, faults, stack, tmp_path):
    tool = Tool(stack.programs, tmp_path, faults.endpoint, stack.processes.log("latchkey"))
    tool.profile("base", aws_access_key_id=ann.key["AccessKeyId"], aws_secret_access_key=ann.key["SecretAccessKey"])
    tool.profile("admin", role_arn=ann.role_arn("admin"), source_profile="base", mfa_serial=ann.serial, region=of_stack.REGION)
    stack.secrets.add(ann.key["SecretAccessKey"])
    code, start = None, len(faults.calls)
    code = ann.code()
    result = tool.run("credentials", "admin", "--mfa-command", f"echo {code}")
    assert result.returncode == 0, result.stderr
    made = json.loads(result.stdout)
    asked = [call for call in faults.calls[start:] if call.operation in ("sts:GetSessionToken", "sts:AssumeRole")]
    assert [(call.operation, call.parameters.get("TokenCode")) for call in asked] == [
        ("sts:GetSessionToken", code), ("sts:AssumeRole", None)]
    left = datetime.datetime.fromisoformat(made["Expiration"]) - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(minutes=59) < left <= datetime.timedelta(hours=1)
    identity = ann.clients(made)("sts").get_caller_identity()
    assert ":assumed-role/admin/" in identity["Arn"] and identity["Account"] == ann.account


def test_passwords_are_as_the_file_says_and_a_first_one_is_changed(root, humans):
    iam = root("iam")
    policy = iam.get_account_password_policy()["PasswordPolicy"]
    assert policy["MinimumPasswordLength"] == 14 and policy["PasswordReusePrevention"] == 24
    assert policy["AllowUsersToChangePassword"] and not policy["ExpirePasswords"] and "MaxPasswordAge" not in policy
    assert iam.get_login_profile(UserName="cleo")["LoginProfile"]["PasswordResetRequired"]
    # Nobody has a password without asking for one in the file, or gives one to anybody.
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_login_profile(UserName="ann")
    for make in (humans["cleo"].by_key, humans["ann"].by_code):
        for name in ("ann", "cleo"):
            new = {"UserName": name, "Password": "Correct-Horse-Battery-Staple-7"}
            assert not decisions.is_let(lambda: make("iam").create_login_profile(**new))
            assert not decisions.is_let(lambda: make("iam").update_login_profile(**new))


def test_a_person_alone_reads_their_first_secrets(administrator, root, account, gnupg, stack):
    folder = administrator.home / "first-secrets"
    found = {path.name: path for path in folder.iterdir()}
    assert set(found) == {f"{account}-cleo-password.asc", f"{account}-cleo-access-key.asc"}
    for path in found.values():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert f"gpg --decrypt ./{path.name}" in path.read_text()
    password = gnupg.run("--decrypt", str(found[f"{account}-cleo-password.asc"]))
    assert "https://example-corp.signin.aws.amazon.com/console\n" in password and "User name   cleo\n" in password
    text = gnupg.run("--decrypt", str(found[f"{account}-cleo-access-key.asc"]))
    given = dict(line.split(" = ") for line in text.splitlines() if " = " in line)
    secrets = {given["aws_secret_access_key"], password.split("Password    ")[1].split("\n")[0]}
    # At the end, the logs are searched for them.
    stack.secrets |= secrets
    other = GnuPG()
    try:
        other.key("mallory")
        for path in found.values():
            with pytest.raises(AssertionError, match="decryption failed"):
                other.run("--decrypt", str(path))
    finally:
        other.stop()
    said = administrator.applied.stdout + administrator.applied.stderr + "".join(
        path.read_text(errors="replace") for path in Path(administrator.home).rglob("*") if path.is_file())
    kept = "".join(json.dumps(root("dynamodb").scan(TableName=table)["Items"], default=str) for table in ["latchkey", "latchkey-tokens"])
    assert not any(secret in said + kept for secret in secrets)
    # The key is the one that AWS takes, and nothing is made twice.
    sts = boto3.client("sts", endpoint_url=stack.aws_endpoint, region_name=of_stack.REGION, **given)
    assert sts.get_caller_identity()["Arn"].endswith(":user/cleo")
    before = {path: path.read_bytes() for path in found.values()}
    assert administrator.run("baseline", "apply", "--yes", "--secrets", "first-secrets").returncode == 0
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_person_removed_from_the_middle_touches_nobody_else(administrator, humans, file, faults, root):
    cleo, others = humans["cleo"], [human for human in humans.values() if human.name in ("ann", "bob", "gus")]
    for human in (*others, cleo):
        assert human.key
    before = everything(root, [human.name for human in others])
    person = FURTHER[FURTHER.index("  cleo:"):FURTHER.index("  gus:")]
    (administrator.home / "account.yaml").write_text(file.replace(person, ""))
    try:
        assert administrator.run("baseline", "apply", "--yes", "--keep").stdout.startswith("The account ")
        assert root("iam").get_user(UserName="cleo")
        start = len(faults.calls)
        result = administrator.run("baseline", "apply", "--yes")
        assert result.returncode == 0, result.stderr
        written = writes(faults, start)
        assert written and all(call.parameters.get("UserName", "cleo") == "cleo" for call in written), written
        with pytest.raises(ClientError, match="NoSuchEntity"):
            root("iam").get_user(UserName="cleo")
        assert everything(root, [human.name for human in others]) == before
        assert all(decisions.is_let(human.by_key("sts").get_caller_identity) for human in others)
    finally:
        (administrator.home / "account.yaml").write_text(file)


def everything(root, names: list[str]) -> dict:
    """What IAM has of these people."""
    iam = root("iam")
    listed = iam.get_account_authorization_details(Filter=["User"])["UserDetailList"]
    return {user["UserName"]: (user, iam.list_access_keys(UserName=user["UserName"])["AccessKeyMetadata"],
                               iam.list_mfa_devices(UserName=user["UserName"])["MFADevices"])
            for user in listed if user["UserName"] in names}


def test_who_leaves_keeps_nothing(administrator, humans, root):
    leo, iam = humans["leo"], root("iam")
    session = leo.by_code
    iam.create_login_profile(UserName="leo", Password="correct-horse-battery-staple")
    assert leo.enters(session, "admin")
    result = administrator.run("baseline", "offboard", "--yes", "leo")
    assert result.returncode == 0 and "FAILED" not in result.stdout, (result.stdout, result.stderr)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_user(UserName="leo")
    assert leo.serial not in [each["SerialNumber"] for each in iam.list_virtual_mfa_devices()["VirtualMFADevices"]]
    for group in ("everyone", "administrators"):
        members = [user["UserName"] for user in iam.get_group(GroupName=group)["Users"]]
        assert "leo" not in members and "ann" in members
    for make in (leo.by_key, session):
        with pytest.raises(ClientError):
            make("iam").get_user(UserName="leo")


def test_administrators_change_nothing_until_they_choose_the_role(ann):
    for make in (ann.by_code, ann.in_role("readonly")):
        assert not decisions.is_let(lambda: make("iam").create_user(UserName="made"))
        assert not decisions.is_let(lambda: make("ec2").terminate_instances(InstanceIds=["i-0123456789abcdef0"]))
        assert not decisions.is_let(lambda: make("s3").put_object(Bucket=ann.bucket, Key="key", Body=b""))
    # They leave the role that reads for the one that changes by a code of their own, never through it.
    assert not ann.enters(ann.in_role("readonly"), "admin")
    assert decisions.is_let(ann.in_role("readonly")("ec2").describe_instances)


def test_people_see_their_own_and_too_much_is_told(administrator, ann, bob, root, file, account):
    iam = bob.by_code("iam")
    assert [key["AccessKeyId"] for key in iam.list_access_keys(UserName="bob")["AccessKeyMetadata"]] == [bob.key["AccessKeyId"]]
    assert [each["SerialNumber"] for each in iam.list_mfa_devices(UserName="bob")["MFADevices"]] == [bob.serial]
    assert ann.key and not decisions.is_let(lambda: iam.list_access_keys(UserName="ann"))
    for ask in [lambda: iam.list_mfa_devices(UserName="ann"), iam.list_virtual_mfa_devices, iam.list_users,
                lambda: iam.get_user(UserName="ann"), lambda: iam.get_access_key_last_used(AccessKeyId=ann.key["AccessKeyId"])]:
        assert not decisions.is_let(ask)
    groups = [f"group-{number}" for number in range(10)]
    policies = [f"policy-{number}" for number in range(11)]
    document = "{document: {Version: 2012-10-17, Statement: {Effect: Allow, Action: 's3:ListAllMyBuckets', Resource: '*'}}}"
    text = file.replace("\ngroups:\n", "\ngroups:\n" + "".join(f"  {name}: {{}}\n" for name in groups))
    text = text.replace("\npolicies:\n", "\npolicies:\n" + "".join(f"  {name}: {document}\n" for name in policies))
    text = text.replace("    groups: [everyone]\n    tags: {team: web}",
                        f"    groups: [everyone, {', '.join(groups)}]\n    managed-policies: [{', '.join(policies)}]")
    (administrator.home / "account.yaml").write_text(text)
    try:
        result = administrator.run("baseline", "apply", "--yes")
        assert result.returncode == 78, result.stdout
        for words in ["user/bob: 11 groups, and AWS allows 10", "user/bob: 11 managed policies, and AWS allows 10"]:
            assert words in result.stdout + result.stderr, result.stdout + result.stderr
        assert not {"group-0", "policy-0"} & {each for each in [
            *(group["GroupName"] for group in root("iam").list_groups()["Groups"]),
            *(policy["PolicyName"] for policy in root("iam").list_policies(Scope="Local")["Policies"])]}
    finally:
        (administrator.home / "account.yaml").write_text(file)

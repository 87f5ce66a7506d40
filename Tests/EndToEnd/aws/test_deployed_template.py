"""The account as the front page's one command makes it in the stand-in for AWS: Latchkey works with its principal, policies and
tables, whether a role or a user, and the tables outlive the stack."""

import json
import os
import re
import subprocess
import time

import account
import boto3
import botocore.exceptions
import iam_proof
import pytest
from client import JSON, ROOT
from fastcgi_client import fastcgi
from mfa_app import App
from processes import wait_until

NAME = "latchkey-of-template"
TABLES = {"Table": "of-template", "TokensTable": "of-template-tokens"}
APPLICATIONS = "of-template-applications"
ROLES = f"arn:aws:iam::{account.ACCOUNT_ID}:role/access/*"
BOUNDARY = f"arn:aws:iam::{account.ACCOUNT_ID}:policy/staff-boundary"


def documented(beginning: str, page: str = "README.md") -> str:
    """A page's command that begins so."""
    return re.search(rf"^ {{4,7}}({beginning} (?:.*\\\n)*.*)$", (ROOT / page).read_text(), re.MULTILINE).group(1)


class Deployment:
    """A stack in the account. Its names are its own, since the account has Latchkey's already."""

    def __init__(self, aws, endpoint: str, home, secrets: set[str]):
        self.aws, self.secrets, self.second = aws, secrets, 0
        self.environment = {
            "PATH": f"{ROOT}/.venv/bin:{os.environ['PATH']}", "HOME": str(home), "AWS_ENDPOINT_URL": endpoint,
            "AWS_REGION": account.REGION, "AWS_DEFAULT_REGION": account.REGION, "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }

    def run(self, command: str) -> subprocess.CompletedProcess:
        # AWS's command line names a change set by the second, and a name can't be taken twice.
        wait_until(lambda: int(time.time()) > self.second, 5)
        result = subprocess.run(
            ["bash", "-c", command], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60)
        if "deploy" in command:
            self.second = int(time.time())
        return result

    def deploy(self, **parameters: str) -> subprocess.CompletedProcess:
        command = documented("aws cloudformation deploy").replace("Principal=role", "")
        values = [f"'{name}={value}'" for name, value in parameters.items()]
        return self.run(" ".join([command, *values]) if values else command.replace("--parameter-overrides", ""))

    def make(self, **parameters: str) -> None:
        result = self.deploy(**{"BrokerName": NAME, **TABLES, **parameters})
        assert result.returncode == 0, result.stdout + result.stderr

    def settings(self) -> dict[str, str]:
        """The lines for latchkey.env."""
        lines = self.run(documented("aws cloudformation describe-stacks")).stdout.splitlines()
        return dict(line.split("=", 1) for line in lines)

    def output(self, name: str) -> str:
        [stack] = self.aws("cloudformation").describe_stacks(StackName="latchkey")["Stacks"]
        return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}[name]

    def delete(self) -> None:
        cloudformation = self.aws("cloudformation")
        iam = self.aws("iam")
        for key in keys_of(iam, NAME):
            iam.delete_access_key(UserName=NAME, AccessKeyId=key)
        cloudformation.delete_stack(StackName="latchkey")
        cloudformation.get_waiter("stack_delete_complete").wait(
            StackName="latchkey", WaiterConfig={"Delay": 1, "MaxAttempts": 30})

    def tables(self) -> set[str]:
        return {name for name in self.aws("dynamodb").list_tables()["TableNames"] if "of-template" in name}

    def variables(self, principal: str) -> dict[str, str]:
        """The key of the user, in the environment; for the role, what an instance has."""
        if principal == "user":
            made = self.aws("iam").create_access_key(UserName=NAME)["AccessKey"]
        else:
            made = self.aws("sts").assume_role(RoleArn=self.output("BrokerARN"), RoleSessionName="i-0123")["Credentials"]
        return self.environment_of(made)

    def environment_of(self, made: dict) -> dict[str, str]:
        names = {"AccessKeyId": "AWS_ACCESS_KEY_ID", "SecretAccessKey": "AWS_SECRET_ACCESS_KEY",
                 "SessionToken": "AWS_SESSION_TOKEN"}
        self.secrets.update(made[name] for name in ["SecretAccessKey", "SessionToken"] if name in made)
        return {variable: made[name] for name, variable in names.items() if name in made}


def client(service: str, stack, environment: dict[str, str]):
    return boto3.client(
        service, endpoint_url=stack.aws_endpoint, region_name=account.REGION,
        **{name.lower(): value for name, value in environment.items()})


def keys_of(iam, name: str) -> list[str]:
    try:
        return [each["AccessKeyId"] for each in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]]
    except iam.exceptions.NoSuchEntityException:
        return []


def documents(iam, principal: str) -> list[dict]:
    """The policies of the role or user."""
    arguments = {f"{principal.title()}Name": NAME}
    attached = getattr(iam, f"list_attached_{principal}_policies")(**arguments)["AttachedPolicies"]
    assert getattr(iam, f"list_{principal}_policies")(**arguments)["PolicyNames"] == []
    return [document(iam, each["PolicyArn"]) for each in attached]


def document(iam, arn: str) -> dict:
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]


def of_tests(name: str, principal: str) -> dict:
    """The policy that the tests run under, for the stack's names."""
    text = account.policy(name, TABLES["Table"])
    for word, value in [(account.APPLICATIONS_TABLE, APPLICATIONS), (account.TOKENS_TABLE, TABLES["TokensTable"]),
                        ("user/service/latchkey-broker", f"{principal}/{NAME}"), ("/latchkey-broker", f"/{NAME}")]:
        text = text.replace(word, value)
    return json.loads(text)


@pytest.fixture
def deployment(stack, aws, tmp_path):
    made = Deployment(aws, stack.aws_endpoint, tmp_path, stack.secrets)
    yield made
    made.delete()
    for name in made.tables():
        aws("dynamodb").delete_table(TableName=name)


def ask_iam_auth(stack, proof: str, server: str):
    return fastcgi(stack.web.socket("iam-auth"), [
        ("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/auth/verify"), ("HTTP_HOST", server), ("SERVER_NAME", "localhost"),
        ("HTTP_ACCEPT", JSON), ("LATCHKEY_PATH", "/"), ("LATCHKEY_REQUEST_URI", "/"), ("LATCHKEY_AUTHORIZATION", proof)])


def ask_broker(stack, method: str, value=None):
    body = b"" if value is None else json.dumps(value).encode()
    return fastcgi(stack.web.socket("broker"), [
        ("REQUEST_METHOD", method), ("REQUEST_URI", "/applications"), ("HTTP_HOST", "localhost"), ("REMOTE_USER", "of-template"),
        ("HTTP_ACCEPT", JSON), ("CONTENT_TYPE", JSON if body else ""), ("CONTENT_LENGTH", str(len(body)))], body)


@pytest.mark.parametrize("principal", ["role", "user"])
def test_latchkey_works_with_what_one_command_made(stack, restarted, people, aws, deployment, principal):
    deployment.make(Principal=principal)
    iam = aws("iam")
    assert documents(iam, principal) == [of_tests(name, principal) for name in ["broker", "iam-auth", "mfa"]]
    assert document(iam, deployment.output("Guard")) == of_tests("guard", principal)
    settings = deployment.settings()
    assert settings == {
        "LATCHKEY_TABLE": TABLES["Table"], "LATCHKEY_TOKENS_TABLE": TABLES["TokensTable"], "LATCHKEY_REGION": account.REGION,
        "LATCHKEY_BROKER_ARN": f"arn:aws:iam::{account.ACCOUNT_ID}:{principal}/{NAME}",
        "LATCHKEY_MFA_DEVICES": "managed", "LATCHKEY_USER_PATH": "/", "LATCHKEY_ROLE_PATH": "/user-role/", "LATCHKEY_ROLE_PREFIX": "user_"}
    if principal == "role":
        profile = iam.get_instance_profile(InstanceProfileName=NAME)["InstanceProfile"]
        assert [role["RoleName"] for role in profile["Roles"]] == [NAME]

    server = "localhost:1234"
    settings |= deployment.variables(principal)
    for handler in ["keys", "console", "ready", "mfa"]:
        restarted(handler, **settings)
    restarted("iam-auth", LATCHKEY_IAM_AUTH_SERVERS=server, **settings)
    assert stack.status("/health/ready") == 200, stack.body("/health/ready")
    person = people.new(inline={"a": account.document(account.allow("s3:GetObject"))})
    made = person.send("POST", "/keys", {})
    assert made.status == 201
    begun = person.send("POST", "/mfa", {"VirtualMFADeviceName": "phone"})
    assert person.send("POST", "/mfa/enable", {
        "enrolment": begun.json["enrolment"], **App(begun.json["Base32StringSeed"]).fields()}).status == 200
    assert person.assume_role().status == 200
    [trust] = iam.get_role(RoleName=person.role_name)["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"AWS": settings["LATCHKEY_BROKER_ARN"]}

    proof = iam_proof.proof(iam_proof.Key(made.json["AccessKeyId"], made.json["SecretAccessKey"]), server)
    stack.secrets.add(proof.split()[1])
    assert [ask_iam_auth(stack, proof, server).status for _ in range(2)] == [204, 401]


def test_everything_that_can_be_had_besides(stack, aws, deployment, people):
    deployment.make(Principal="user", UserPath="/people/", RoleBoundary=BOUNDARY, AccessRoles=f"{ROLES},{ROLES}a",
                    KMSServers="tools.example.com,wiki.example.com", ApplicationsTable=APPLICATIONS)
    iam = aws("iam")
    settings = deployment.settings()
    assert settings["LATCHKEY_USER_PATH"] == "/people/" and settings["LATCHKEY_ROLE_BOUNDARY"] == BOUNDARY
    decrypt, encrypt = ({
        "Effect": "Allow", "Action": action, "Resource": settings["LATCHKEY_IAM_AUTH_KMS_KEY"],
        "Condition": {"StringEquals": {"kms:EncryptionContext:host": ["tools.example.com", "wiki.example.com"]}},
    } for action in ["kms:Decrypt", "kms:Encrypt"])
    found = documents(iam, "user")
    assert of_tests("broker-boundary", "user") in found
    [applications] = [each for each in found if each["Statement"][0]["Sid"] == "KeepApplications"]
    assert applications["Statement"][1]["Resource"] == [ROLES, f"{ROLES}a"]
    assert settings["LATCHKEY_BROKER_ROLES"] == f"{ROLES},{ROLES}a"
    assert {"Sid": "DecryptTokens", **decrypt} in [each["Statement"][0] for each in found]
    assert document(iam, deployment.output("KMSClients"))["Statement"] == [{"Sid": "EncryptTokens", **encrypt}]

    broker = client("iam", stack, deployment.variables("user"))
    outside, inside = people.new(), people.new(path="/people/")
    assert broker.get_user(UserName=inside.name)
    role = {"RoleName": "user_bounded", "Path": "/user-role/", "AssumeRolePolicyDocument": account.document()}
    for call in [lambda: broker.get_user(UserName=outside.name), lambda: broker.create_role(**role)]:
        with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
            call()
    broker.create_role(**role, PermissionsBoundary=BOUNDARY)
    broker.delete_role(RoleName="user_bounded")


@pytest.mark.parametrize("principal", ["role", "user"])
def test_the_sample_role_is_an_applications_for_one_tenant_at_a_time(stack, restarted, aws, deployment, principal):
    broker = {"Principal": principal, "ApplicationsTable": APPLICATIONS, "AccessRoles": ROLES}
    deployment.make(**broker)
    [policy] = [each for each in documents(aws("iam"), principal) if each["Statement"][0]["Sid"] == "KeepApplications"]
    expected = of_tests("applications", principal)
    expected["Statement"][1]["Resource"] = [ROLES]
    assert policy == expected
    settings = deployment.settings()
    assert settings["LATCHKEY_APPLICATIONS_TABLE"] == APPLICATIONS and settings["LATCHKEY_BROKER_ROLES"] == ROLES
    own = deployment.variables(principal)
    restarted("broker", LATCHKEY_BROKER_KEY_HOSTS="issuer.example", **settings, **own)

    external_id = ask_broker(stack, "GET").json["external_id"]
    assert deployment.deploy(SampleExternalId=external_id, SampleBucket="documents").returncode == 0
    role = deployment.output("SampleRole")
    registered = ask_broker(stack, "POST", {
        "role_arn": role, "issuer": "https://issuer.example", "audience": "a", "tags": [{"tag": "TenantID", "claim": "tenant"}]})
    assert registered.status == 201, registered.text

    s3 = aws("s3")
    s3.create_bucket(Bucket="documents")
    for tenant in ["Yellow", "Blue"]:
        s3.put_object(Bucket="documents", Key=f"{tenant}/a", Body=tenant.encode())
    made = client("sts", stack, own).assume_role(
        RoleArn=role, RoleSessionName="ann", ExternalId=external_id, Tags=[{"Key": "TenantID", "Value": "Yellow"}])["Credentials"]
    session = client("s3", stack, deployment.environment_of(made))
    assert session.get_object(Bucket="documents", Key="Yellow/a")["Body"].read() == b"Yellow"
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        session.get_object(Bucket="documents", Key="Blue/a")


def test_updates_and_deletion_keep_the_tables_and_what_is_not_named(aws, deployment):
    deployment.make(Principal="user")
    aws("dynamodb").put_item(TableName=TABLES["Table"], Item={"username": {"S": "zoe"}})
    assert deployment.deploy(Table="of-template-2").returncode == 0
    assert deployment.settings()["LATCHKEY_TABLE"] == "of-template-2"
    assert deployment.settings()["LATCHKEY_TOKENS_TABLE"] == TABLES["TokensTable"]
    # An upgrade, also one that has nothing to change.
    settings = deployment.settings()
    upgrade = deployment.run(documented("aws cloudformation deploy", "scripts/README.md"))
    assert upgrade.returncode == 0 and deployment.settings() == settings, upgrade.stderr
    deployment.delete()
    assert deployment.tables() == {*TABLES.values(), "of-template-2"}
    assert aws("dynamodb").get_item(TableName=TABLES["Table"], Key={"username": {"S": "zoe"}})["Item"]

    deployment.make(Tables="existing")
    resources = aws("cloudformation").list_stack_resources(StackName="latchkey")["StackResourceSummaries"]
    assert {each["ResourceType"] for each in resources} == {
        "AWS::IAM::InstanceProfile", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role"}
    deployment.delete()
    assert aws("dynamodb").get_item(TableName=TABLES["Table"], Key={"username": {"S": "zoe"}})["Item"]


def test_a_first_deployment_that_fails_leaves_no_table_in_the_way(deployment, people):
    taken = people.new()
    assert deployment.deploy(**TABLES, Principal="user", BrokerName=taken.name).returncode != 0
    assert deployment.tables() == set()


@pytest.mark.parametrize("parameter, value", [
    ("Principal", "group"), ("BrokerName", "a b"), ("Table", "ab"), ("TokensTable", "a*"), ("ApplicationsTable", "a/b"),
    ("Tables", "kept"), ("UserPath", "people"), ("UserPath", "/*/"), ("RolePath", "/a"), ("RolePrefix", "*"),
    ("RolePrefix", "${aws:username}"), ("RoleBoundary", "staff-boundary"), ("KMSServers", "a,,b"), ("KMSServers", "*.example.com"),
    ("AccessRoles", "access/*"), ("AccessRoles", "*"), ("AccessRoles", f"{ROLES},arn:aws:iam::123456789012:user/b"),
    ("SampleExternalId", "a b"), ("SampleExternalId", "without-its-bucket"), ("SampleBucket", "A*")])
def test_a_value_that_would_widen_or_break_a_policy_is_refused(aws, parameter, value):
    cloudformation = aws("cloudformation")
    with pytest.raises(botocore.exceptions.ClientError, match=parameter):
        cloudformation.create_change_set(
            StackName="latchkey-refused", ChangeSetName="refused", ChangeSetType="CREATE", Capabilities=["CAPABILITY_NAMED_IAM"],
            TemplateBody=(ROOT / "scripts/aws/latchkey.yaml").read_text(),
            Parameters=[{"ParameterKey": parameter, "ParameterValue": value}])

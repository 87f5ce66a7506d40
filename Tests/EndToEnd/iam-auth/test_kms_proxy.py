"""latchkey proxy at servers of iam-auth-proxy's protocol: one that takes its example's steps, and our own."""

import datetime

import account
import boto3
import botocore.exceptions
import pytest
from iam_auth_example import ExampleServer
from latchkey_tool import Tool, running

REGION = "eu-central-1"
USER = f"arn:aws:iam::{account.ACCOUNT_ID}:user"


@pytest.fixture(scope="module")
def aws_as(stack):
    """aws_as("kms", credentials) is a client with temporary credentials, or with the root's."""

    def client(service, found=None):
        values = account.ROOT if found is None else {
            "aws_access_key_id": found["AccessKeyId"], "aws_secret_access_key": found["SecretAccessKey"],
            "aws_session_token": found["SessionToken"]}
        region = REGION if service == "kms" else account.REGION
        return boto3.client(service, endpoint_url=stack.aws_endpoint, region_name=region, **values)

    return client


@pytest.fixture(scope="module")
def key_id(aws_as):
    return aws_as("kms").create_key()["KeyMetadata"]["Arn"]


@pytest.fixture
def example(aws_as, key_id, stack):
    server = ExampleServer(aws_as, key_id, account.ACCOUNT_ID)
    yield server
    for handed in server.credentials:
        stack.secrets.update([handed["SecretAccessKey"], handed["SessionToken"]])
    stack.secrets.update(server.sessions)
    server.stop()


@pytest.fixture
def tool(stack, user, aws, key_id, tmp_path):
    """The tool of a user who may encrypt under the key, and whose Region is another."""
    key = user("iam-kate", "/staff/")
    document = account.document(account.allow("kms:Encrypt", key_id))
    aws("iam").put_user_policy(UserName="iam-kate", PolicyName="encrypt", PolicyDocument=document)
    tool = Tool(stack.programs, tmp_path, stack.proxy.endpoint, stack.processes.log("latchkey"))
    tool.variables |= {"AWS_ACCESS_KEY_ID": key.access_key_id, "AWS_SECRET_ACCESS_KEY": key.secret, "AWS_REGION": "us-east-1"}
    return tool


def test_one_token_signs_in_and_a_post_keeps_its_body(tool, example, key_id):
    with running(tool, "--allow", example.url, "--allow-kms-key", key_id) as proxy:
        arn = f"{USER}/staff/iam-kate"
        assert proxy.get("--data", "first", f"{example.url}/form?x=1") == (200, f"{arn} first")
        for _ in range(3):
            assert proxy.get(f"{example.url}/page") == (200, f"{arn} ")
        assert example.seen == [("POST", "/form", "first"), ("GET", "/auth", ""), ("POST", "/form", "first")] + [("GET", "/page", "")] * 3
        assert proxy.logged("credentials handed over", key_id)
        log = proxy.log
    [handed] = example.credentials
    assert handed["AccessKeyId"].startswith("ASIA") and handed.keys() == {"AccessKeyId", "Expiration", "SecretAccessKey", "SessionToken"}
    assert not any(handed[name] in log for name in ["SecretAccessKey", "SessionToken"])


@pytest.mark.parametrize("arguments", [
    ["--allow", "{url}"], ["--allow", "{url}", "--allow-kms-key", "{key}0"],
    ["--allow", "{url}", "--allow-kms-key", "arn:aws:kms:us-east-1:123456789012:key/1234abcd"],
])
def test_under_a_key_that_isnt_allowed_nothing_is_encrypted(tool, example, key_id, stack, arguments):
    start = len(stack.proxy.calls)
    with running(tool, *[text.format(url=example.url, key=key_id) for text in arguments]) as proxy:
        status, text = proxy.get("-i", f"{example.url}/page")
        assert status == 401 and "Please log in" in text and "--allow-kms-key" in text
    assert {call.operation for call in stack.proxy.since(start)} <= {"sts:GetCallerIdentity", "dynamodb:GetItem"}
    assert example.credentials == []


def test_a_server_that_isnt_allowed_isnt_even_reached(tool, example, key_id):
    with running(tool, "--allow-kms-key", key_id) as proxy:
        assert proxy.get(f"{example.url}/page")[0] == 403
    assert example.seen == []


def test_another_account_gets_nothing(tool, example, key_id):
    example.account_id = "210987654321"
    with running(tool, "--allow", example.url, "--allow-kms-key", key_id) as proxy:
        status, text = proxy.get("-i", f"{example.url}/page")
        assert status == 401 and "isn't one for the server" in text
        assert proxy.logged("no token", "210987654321")
    assert example.credentials == []


@pytest.fixture
def role_of_kate(role_session, aws, key_id):
    """The ARN of a role that kate's key assumes, and which may encrypt, and read tables."""
    role_session("kate-role", "kate")
    document = account.document(account.allow("kms:Encrypt", key_id), account.allow("dynamodb:ListTables"))
    aws("iam").put_role_policy(RoleName="kate-role", PolicyName="encrypt", PolicyDocument=document)
    assume = account.document(account.allow("sts:AssumeRole"), account.allow("kms:Encrypt", key_id))
    aws("iam").put_user_policy(UserName="iam-kate", PolicyName="encrypt", PolicyDocument=assume)
    return f"arn:aws:iam::{account.ACCOUNT_ID}:role/kate-role"


@pytest.mark.parametrize("way", ["option", "profile"])
def test_of_a_role_a_session_is_handed_over_that_may_do_nothing(
        tool, example, key_id, role_of_kate, aws, aws_as, tmp_path, way):
    arguments, variables = ["--assume-role-arn", role_of_kate, "--assume-role-session-name", "me"], {}
    if way == "profile":
        config = tmp_path / "aws-config"
        config.write_text(f"[profile kate]\nrole_arn = {role_of_kate}\nrole_session_name = me\n"
                          "credential_source = Environment\nduration_seconds = 3600\n")
        arguments, variables = ["--profile", "kate"], {"AWS_CONFIG_FILE": str(config)}
    with running(tool, "--allow", example.url, "--allow-kms-key", key_id, *arguments, environment=variables) as proxy:
        arn = f"arn:aws:sts::{account.ACCOUNT_ID}:assumed-role/kate-role/me"
        for _ in range(2):
            assert proxy.get("--data", "first", f"{example.url}/form?x=1") == (200, f"{arn} first")
    [handed] = example.credentials
    end = datetime.datetime.fromisoformat(handed["Expiration"])
    assert 600 < (end - datetime.datetime.now(datetime.UTC)).total_seconds() <= 900
    # The role may list tables; whoever holds the token may not.
    whole = aws("sts").assume_role(RoleArn=role_of_kate, RoleSessionName="me")["Credentials"]
    assert "TableNames" in aws_as("dynamodb", whole).list_tables()
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied|not authorized"):
        aws_as("dynamodb", handed).list_tables()


def test_sessions_that_were_given_are_never_handed_over(tool, example, key_id, role_session, aws):
    session = role_session("kate-role", "kate")
    variables = {"AWS_ACCESS_KEY_ID": session.access_key_id, "AWS_SECRET_ACCESS_KEY": session.secret, "AWS_SESSION_TOKEN": session.token}
    with running(tool, "--allow", example.url, "--allow-kms-key", key_id, environment=variables) as proxy:
        assert proxy.get(f"{example.url}/page")[0] == 401
        assert proxy.logged("no token", "“signed”")
    assert example.credentials == []


def test_a_server_that_refuses_makes_no_loop(tool, example, key_id, faults):
    example.context = {"salt": "x"}
    with running(tool, "--allow", example.url, "--allow-kms-key", key_id) as proxy:
        faults.fail("kms:Encrypt", "error", error=(400, "AccessDeniedException", "not allowed"))
        for _ in range(3):
            assert proxy.get(f"{example.url}/page")[0] == 401
        assert len([call for call in faults.calls if call.fault == "error"]) >= 1
        assert proxy.logged("no token", "kms:Encrypt")
    assert [path for _, path, _ in example.seen] == ["/page"] * 3


def test_our_own_server_is_entered_by_a_token_where_it_takes_nothing_else(tool, site, key_id, aws, stack, role_of_kate):
    """The proxy and iam-auth, of which neither takes anything but the protocol."""
    document = account.document(account.allow("kms:Decrypt", key_id))
    aws("iam").put_user_policy(UserName="latchkey-broker", PolicyName="decrypt", PolicyDocument=document)
    settings = {"LATCHKEY_IAM_AUTH_KMS_KEY": key_id, "LATCHKEY_IAM_AUTH_HTTP_SERVERS": site.name}
    try:
        for proofs, operations in [("kms", {"kms:Encrypt", "kms:Decrypt"}), ("signed,kms", set())]:
            site.restart(**settings, LATCHKEY_IAM_AUTH_PROOFS=proofs)
            start = len(stack.proxy.calls)
            with running(tool, "--allow", f"http://{site.name}", "--allow-kms-key", key_id) as proxy:
                for _ in range(2):
                    status, text = proxy.get("--data", "body", f"http://{site.name}/form?x=1")
                    assert status == 200 and f"{USER}/staff/iam-kate" in text and '"body": "body"' in text, text
            found = {call.operation for call in stack.proxy.since(start)}
            assert found & {"kms:Encrypt", "kms:Decrypt"} == operations
        site.restart(**settings, LATCHKEY_IAM_AUTH_PROOFS="kms", LATCHKEY_IAM_AUTH_MAPPING="arn")
        with running(tool, "--allow", f"http://{site.name}", "--allow-kms-key", key_id, "--assume-role-arn", role_of_kate) as proxy:
            status, text = proxy.get(f"http://{site.name}/page")
            assert status == 200 and ":assumed-role/kate-role/latchkey-" in text, text
    finally:
        site.restart()
        aws("iam").delete_user_policy(UserName="latchkey-broker", PolicyName="decrypt")

"""latchkey whoami: who AWS says that somebody is; and what holds for every command."""

import hashlib
import json
import os
import pty
import stat
import subprocess
import time

import account
import boto3
import pytest
from latchkey_tool import Server, interrupt, unused_port

COMMANDS = [
    "login", "logout", "status", "credentials", "exec", "console", "configure", "doctor", "roles", "whoami", "identity", "open",
    "proxy", "trust-policy",
]


def test_user_is_told_who_they_are(tool, anybody):
    result = tool.run("whoami")
    assert (result.returncode, result.stderr) == (0, "")
    facts = dict(line.split(maxsplit=1) for line in result.stdout.replace("unique ID", "id").splitlines())
    assert facts.pop("id").startswith("AIDA")
    assert facts == {
        "account": account.ACCOUNT_ID, "kind": "IAM user", "name": anybody.name, "path": "/staff/",
        "ARN": f"arn:aws:iam::{account.ACCOUNT_ID}:user/staff/{anybody.name}", "expires": "never",
        "from": "environment variables", "region": "us-east-1"}


def test_program_is_told_in_json(tool, anybody):
    who = json.loads(tool.run("whoami", "--output", "json", "--region", "eu-west-1").stdout)
    assert (who["account"], who["kind"], who["name"]) == (account.ACCOUNT_ID, "user", anybody.name)
    assert (who["temporary"], who["expires_at"], who["region"]) == (False, None, "eu-west-1")
    assert who["source"] == {"type": "environment"}


def test_profiles_of_aws_files_are_used_as_by_its_own_tool(tool, anybody, stack):
    role = f"arn:aws:iam::{account.ACCOUNT_ID}:role/{anybody.name}-tool"
    trust = account.document({"Effect": "Allow", "Principal": {"AWS": anybody.iam.get_user(UserName=anybody.name)["User"]["Arn"]},
                              "Action": "sts:AssumeRole"})
    anybody.iam.create_role(RoleName=f"{anybody.name}-tool", AssumeRolePolicyDocument=trust)
    anybody.iam.put_user_policy(UserName=anybody.name, PolicyName="assume",
                                PolicyDocument=account.document(account.allow("sts:AssumeRole", role)))
    tool.profile("base", aws_access_key_id=anybody.keys["AWS_ACCESS_KEY_ID"],
                 aws_secret_access_key=anybody.keys["AWS_SECRET_ACCESS_KEY"], region="eu-central-1")
    tool.profile("tool", role_arn=role, source_profile="base", role_session_name="session-1")
    tool.profile("process", credential_process=f"cat {tool.home}/credentials.json")
    (tool.home / "credentials.json").write_text(json.dumps({
        "Version": 1, "AccessKeyId": anybody.keys["AWS_ACCESS_KEY_ID"],
        "SecretAccessKey": anybody.keys["AWS_SECRET_ACCESS_KEY"], "Expiration": "2099-01-01T00:00:00Z"}))
    file = f"{tool.home}/.aws/config"

    who = json.loads(tool.run("whoami", "--profile", "base", "--output", "json").stdout)
    assert who["source"] == {"type": "shared-file", "profile": "base", "file": file} and who["region"] == "eu-central-1"

    who = json.loads(tool.run("whoami", "--profile", "tool", "--output", "json").stdout)
    assert (who["kind"], who["name"], who["session_name"]) == ("role", f"{anybody.name}-tool", "session-1")
    assert who["temporary"] and who["expires_at"] and who["unique_id"].startswith("AROA")
    assert who["source"] == {"type": "assumed-role", "profile": "tool", "role_arn": role,
                             "source": {"type": "shared-file", "profile": "base", "file": file}}

    keys = dict.fromkeys(anybody.keys)
    who = json.loads(tool.run("whoami", "--output", "json", environment={**keys, "AWS_PROFILE": "process"}).stdout)
    assert who["source"] == {"type": "credential-process", "profile": "process"}
    assert who["expires_at"] == "2099-01-01T00:00:00Z"


def test_profile_of_iam_identity_center_uses_the_sign_in_of_aws_own_tool(tool, server, anybody, stack):
    sts = boto3.client("sts", endpoint_url=stack.aws_endpoint, region_name="us-east-1",
                       aws_access_key_id=anybody.keys["AWS_ACCESS_KEY_ID"],
                       aws_secret_access_key=anybody.keys["AWS_SECRET_ACCESS_KEY"])
    found = sts.get_session_token()["Credentials"]
    stack.secrets |= {found["SecretAccessKey"], found["SessionToken"]}
    path = f"/federation/credentials?role_name=Developer&account_id={account.ACCOUNT_ID}"
    server.answers[path] = (200, {}, json.dumps({"roleCredentials": {
        "accessKeyId": found["AccessKeyId"], "secretAccessKey": found["SecretAccessKey"],
        "sessionToken": found["SessionToken"], "expiration": 4_070_908_800_000}}))
    tool.profile("dev", sso_session="company", sso_account_id=account.ACCOUNT_ID, sso_role_name="Developer")
    with open(tool.home / ".aws" / "config", "a") as file:
        file.write("[sso-session company]\nsso_region = eu-west-1\nsso_start_url = https://company.awsapps.com/start\n")
    portal = {"AWS_ENDPOINT_URL_SSO": server.url}
    tool.fails(78, "run “aws sso login --profile dev”", "whoami", "--profile", "dev", environment=portal)
    cache = tool.home / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    token = {"accessToken": "t0ken-of-the-portal", "expiresAt": "2099-01-01T00:00:00Z"}
    (cache / f"{hashlib.sha1(b'company').hexdigest()}.json").write_text(json.dumps(token))
    result = tool.run("whoami", "--profile", "dev", "--output", "json", environment=portal)
    assert result.returncode == 0, result.stderr
    who = json.loads(result.stdout)
    assert who["source"] == {"type": "sso", "profile": "dev", "account": account.ACCOUNT_ID, "role_name": "Developer"}
    assert (who["temporary"], who["expires_at"]) == (True, "2099-01-01T00:00:00Z")
    [asked] = server.asked(path)
    assert (asked.method, asked.headers["x-amz-sso_bearer_token"]) == ("GET", token["accessToken"])
    server.answers[path] = (401, {}, "{}")
    tool.fails(78, "has ended: run “aws sso login", "whoami", "--profile", "dev", environment=portal)


def test_each_way_to_have_no_credentials_is_told(tool, anybody):
    nobody = dict.fromkeys(anybody.keys)
    tool.fails(78, "no AWS credentials: none in the environment", "whoami", environment=nobody)
    tool.fails(78, "AWS_SECRET_ACCESS_KEY isn't", "whoami", environment={"AWS_SECRET_ACCESS_KEY": None})
    tool.fails(78, "there is no profile “nobody”", "whoami", "--profile", "nobody")
    tool.profile("broken", credential_process="false")
    tool.fails(78, "credential_process", "whoami", "--profile", "broken")
    (tool.home / ".aws" / "credentials").write_text("no section\n")
    tool.fails(78, "line 1", "whoami", environment=nobody)
    (tool.home / ".aws" / "credentials").unlink()
    past = {"AWS_SESSION_TOKEN": "t" * 20, "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"}
    tool.fails(77, "have expired: sign in again", "whoami", environment=past)


def test_credentials_that_aws_refuses_are_told(tool, faults):
    tool.fails(77, "AWS doesn't know the credentials (environment variables)", "whoami",
               environment={"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7NOBODY0"})
    tool.fails(77, "secret key", "whoami", environment={"AWS_SECRET_ACCESS_KEY": "wrong"})
    for code, words in {"ExpiredToken": "have expired", "InvalidClientTokenId": "doesn't know", "AccessDenied": "doesn't allow"}.items():
        faults.fail("sts:GetCallerIdentity", "error", error=(403, code, "words of AWS"))
        tool.fails(77, words, "whoami")
        faults.heal()


def test_aws_that_fails_is_told(tool, faults):
    for fault, status in {"503": 69, "throttle": 75, "html": 76}.items():
        faults.fail("sts:GetCallerIdentity", fault)
        tool.fails(status, "", "whoami")
        faults.heal()
    started = time.monotonic()
    tool.fails(69, "AWS can't be reached", "whoami", environment={"AWS_ENDPOINT_URL": f"http://127.0.0.1:{unused_port()}"})
    assert time.monotonic() - started < 20
    tool.fails(69, "AWS can't be reached", "whoami",
               environment={"AWS_ENDPOINT_URL_STS": f"http://127.0.0.1:{unused_port()}"})


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9.2\r\n", (200, {}, "<html>"), (302, {"Location": "http://evil.example/"}, ""),
                                    (200, {}, "x" * (5 << 20)), (418, {}, "{}")])
def test_something_else_in_place_of_aws_is_told(tool, server, answer):
    server.answers["/"] = answer
    result = tool.run("whoami", environment={"AWS_ENDPOINT_URL": server.url})
    assert result.returncode in (69, 76) and result.stdout == "" and result.stderr.count("\n") == 1, result.stderr
    assert result.stderr.startswith("latchkey: ")


@pytest.mark.parametrize("variables, words", [
    ({"AWS_ENDPOINT_URL": "nonsense"}, "AWS_ENDPOINT_URL must be"), ({"AWS_REGION": "moon"}, "AWS_REGION is “moon”"),
    ({"AWS_CA_BUNDLE": "/nowhere.pem"}, "/nowhere.pem can't be read"), ({"HTTPS_PROXY": "gopher://x"}, "proxy"),
    ({"AWS_USE_FIPS_ENDPOINT": "maybe"}, "AWS_USE_FIPS_ENDPOINT must be"),
])
def test_setting_that_cannot_be_used_is_told(tool, variables, words):
    tool.fails(78, words, "whoami", environment=variables)


def test_settings_of_the_handlers_mean_nothing_to_it(tool):
    result = tool.run("whoami", environment={"LATCHKEY_NONSENSE": "1", "LATCHKEY_REGION": "nowhere", "LATCHKEY_SETTINGS_FILE": "/no"})
    assert result.returncode == 0 and result.stderr == ""


@pytest.mark.parametrize("arguments", [["--nonsense"], ["nonsense"], ["whoami", "more"], ["identity"], ["open", "x"]])
def test_wrong_argument_is_one_line(tool, arguments):
    tool.fails(64, "--help)", *arguments)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples_and_needs_nothing(programs, name):
    for arguments in [[name, "--help"], ["help", name]]:
        result = subprocess.run([programs / "latchkey", *arguments], env={}, capture_output=True, text=True, timeout=60)
        assert result.returncode == 0 and result.stderr == ""
        assert f"USAGE: latchkey {name}" in result.stdout and "EXAMPLES\n" in result.stdout
        assert [line for line in result.stdout.splitlines() if len(line) > 80] == []


def test_help_names_the_commands(programs):
    for arguments in [[], ["--help"], ["help"]]:
        result = subprocess.run([programs / "latchkey", *arguments], env={}, capture_output=True, text=True, timeout=60)
        assert result.returncode == 0 and result.stderr == ""
        assert all(f"  {name} " in result.stdout for name in COMMANDS)
    version = subprocess.run([programs / "latchkey", "--version"], env={}, capture_output=True, text=True, timeout=60)
    assert version.returncode == 0 and version.stdout.count(".") == 2


def test_completions_load_in_bash(programs, tmp_path):
    script = subprocess.check_output([programs / "latchkey", "--generate-completion-script", "bash"], text=True)
    (tmp_path / "latchkey").write_text(script)
    asked = f"set -e; source {tmp_path}/latchkey; complete -p latchkey"
    assert "latchkey" in subprocess.check_output(["bash", "--norc", "-c", asked], text=True)
    for shell in ["zsh", "fish"]:
        script = subprocess.check_output([programs / "latchkey", "--generate-completion-script", shell], text=True)
        assert all(name in script for name in COMMANDS)


def test_ctrl_c_ends_it_quietly(tool):
    server = Server()
    server.answers["/"] = 30
    process = tool.start("whoami", environment={"AWS_ENDPOINT_URL": server.url})
    # A process that a signal ends has 128 and the signal's number as its status in a shell: 130.
    assert interrupt(process, lambda: server.seen) == (-2, "", "")
    server.stop()


def test_full_disk_is_told(tool):
    with open("/dev/full", "w") as full:
        process = tool.start("whoami", stdout=full)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 74 and errors.count("\n") == 1 and "standard output" in errors


def test_mfa_code_is_asked_for_once_a_session(tool, anybody):
    role, device = f"{anybody.name}-mfa", f"arn:aws:iam::{account.ACCOUNT_ID}:mfa/{anybody.name}"
    trust = account.document({"Effect": "Allow", "Principal": {"AWS": anybody.iam.get_user(UserName=anybody.name)["User"]["Arn"]},
                              "Action": "sts:AssumeRole"})
    arn = anybody.iam.create_role(RoleName=role, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    anybody.iam.put_user_policy(UserName=anybody.name, PolicyName="assume-mfa",
                                PolicyDocument=account.document(account.allow("sts:AssumeRole", arn)))
    tool.profile("keys", aws_access_key_id=anybody.keys["AWS_ACCESS_KEY_ID"],
                 aws_secret_access_key=anybody.keys["AWS_SECRET_ACCESS_KEY"])
    tool.profile("mfa", role_arn=arn, source_profile="keys", mfa_serial=device)
    tool.fails(78, "there is no terminal to ask", "whoami", "--profile", "mfa")
    terminal, stdin = pty.openpty()
    process = tool.start("whoami", "--profile", "mfa", stdin=stdin)
    os.close(stdin)
    os.write(terminal, b"123456\n")
    output, errors = process.communicate(timeout=60)
    os.close(terminal)
    assert process.returncode == 0 and errors.startswith(f"MFA code of {device}: "), errors
    assert "opened a session of yours" in errors and errors.count("\n") == 1
    assert f"assumed-role/{role}/" in output
    # The next command needs no code.
    again = tool.run("whoami", "--profile", "mfa")
    assert again.stderr == "" and f"assumed-role/{role}/" in again.stdout
    folder = tool.home / ".cache" / "latchkey" / "sessions"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}

"""The examples of Sources/broker/clients.md work as they stand, for an application that has a client certificate."""

import json
import os
import re
import subprocess
import sys

import account
import pytest
from client import ROOT
from stack import free_port
from test_credentials import OBJECTS

PAGE = (ROOT / "Sources" / "broker" / "clients.md").read_text()
SERVER = """
server {{
    listen 127.0.0.1:{port} ssl;
    server_name localhost;
    ssl_certificate local/certificate.pem;
    ssl_certificate_key local/certificate.pem.key;
    include sso/client-certificate.conf;
}}
"""
IAM_SERVER = SERVER.replace("include sso/client-certificate.conf;", "include iam/server.conf;\n    include iam/broker.conf;")
# Answers one request for each tenant's report, as a web server would have it do.
DRIVER = """
import json, sys
import example
for token in [None, *sys.argv[1:]]:
    for path in ["/yellow/report", "/blue/report"]:
        statuses = []
        sent = {} if token is None else {"HTTP_AUTHORIZATION": "Bearer " + token}
        body = example.application({**sent, "PATH_INFO": path}, lambda status, fields: statuses.append(status))
        print(json.dumps([statuses[0][:3], b"".join(body).decode().strip()]))
"""


def example(language: str) -> str:
    [code] = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return code


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The client certificate of the application `shop`, with its key in one file."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
         "-subj", "/CN=shop", "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"], check=True, capture_output=True)
    both = folder / "application.pem"
    both.write_text((folder / "certificate.pem").read_text() + (folder / "key.pem").read_text())
    return both


@pytest.fixture(scope="module")
def url(broker, stack, certificate):
    """Latchkey's own server, where client certificates sign in."""
    port = free_port()
    local = stack.web.prefix / "local"
    (local / "people.pem").write_text(certificate.read_text())
    before = (local / "http.conf").read_text()
    (local / "http.conf").write_text(before + SERVER.format(port=port))
    stack.reload_nginx()
    yield f"https://localhost:{port}"
    (local / "http.conf").write_text(before)
    stack.reload_nginx()


@pytest.fixture(scope="module")
def tokens(broker, issuer, url):
    """`shop` is registered with a role that reads the reports of its users' tenants. A token of each tenant."""
    role = broker.access_role(broker.service("shop").json["external_id"])
    broker.aws("iam").put_role_policy(
        RoleName=role.rpartition("/")[2], PolicyName="objects",
        PolicyDocument=account.document(account.allow("s3:GetObject", OBJECTS.replace("tenants/", "reports/"))))
    value = broker.registration(role, issuer=issuer.name, jwks_url=issuer.name + "/.well-known/jwks.json")
    assert broker.service("shop", "POST", value=value).status == 201
    s3 = account.client("s3", broker.stack.aws_endpoint)
    s3.create_bucket(Bucket="reports")
    made = []
    for tenant in ["yellow", "blue"]:
        s3.put_object(Bucket="reports", Key=f"{tenant}/report", Body=f"figures of {tenant}".encode())
        made.append(issuer.sign(issuer.claims(
            "arn:aws:iam::123456789012:role/x", "client-1", **{"sub": f"a@{tenant}.example", "custom:tenant_id": tenant})))
    broker.stack.secrets.update(token.rpartition(".")[2] for token in made)
    yield made
    assert broker.service("shop", "DELETE").status == 200


@pytest.fixture
def environment(broker, stack, url, certificate, tmp_path):
    return {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "LATCHKEY_URL": url, "CERTIFICATE": str(certificate),
        "KEY": str(certificate), "BUCKET": "reports", "AWS_ENDPOINT_URL": stack.aws_endpoint,
        "AWS_DEFAULT_REGION": account.REGION, "SSL_CERT_FILE": str(stack.web.certificate),
        "CURL_CA_BUNDLE": str(stack.web.certificate),
    }


def test_the_python_application_shows_users_the_reports_of_their_tenant(tokens, environment, tmp_path):
    (tmp_path / "example.py").write_text(example("python"))
    (tmp_path / "driver.py").write_text(DRIVER)
    shown = subprocess.run(
        [sys.executable, "driver.py", *tokens, tokens[0] + "x"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    refused = ["403", "This isn't yours, or isn't there."]
    assert [json.loads(line) for line in shown.stdout.splitlines()] == [
        refused, refused, ["200", "figures of yellow"], refused, refused, ["200", "figures of blue"], refused, refused]


def test_the_shell_script_serves_the_command_line_of_aws(tokens, environment, url, certificate, tmp_path):
    program, profile = tmp_path / "tenant-credentials", tmp_path / ".aws" / "config"
    program.write_text(
        example("sh").replace("https://latchkey.example.com", url).replace("/etc/app/application.pem", str(certificate)))
    program.chmod(0o700)
    (tmp_path / "token").write_text(tokens[0])
    profile.parent.mkdir()
    [line] = re.findall(r"^    credential_process = (.*)$", PAGE, re.MULTILINE)
    line = line.replace("/usr/local/bin/tenant-credentials", str(program)).replace("/run/app/token", str(tmp_path / "token"))
    profile.write_text(f"[profile tenant]\ncredential_process = {line}\n")

    def copied(tenant: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "awscli", "--profile", "tenant", "--endpoint-url", environment["AWS_ENDPOINT_URL"], "s3", "cp",
             f"s3://reports/{tenant}/report", "-"], env=environment, capture_output=True, text=True)

    # `s3 cp` asks for the head first, which has no body to say more than 403.
    assert copied("yellow").stdout == "figures of yellow"
    assert copied("blue").returncode != 0
    (tmp_path / "token").write_text(tokens[0] + "x")
    assert "isn't believed" in copied("yellow").stderr


def test_a_service_sends_the_token_as_a_bearer_token(broker, tokens, environment, url, certificate):
    def status(path: str, *more: str) -> str:
        return subprocess.run(
            ["curl", "--silent", "--cert", certificate, "--request", "POST", "--header", "@-", "--write-out", " %{http_code}",
             *more, url + path],
            env=environment, input=f"Accept: application/json\nAuthorization: Bearer {tokens[0]}\n", capture_output=True,
            text=True).stdout

    given = status("/credentials")
    assert given.endswith(" 200"), given
    answer = json.loads(given.rpartition(" ")[0])
    broker.stack.secrets.update([answer["SecretAccessKey"], answer["SessionToken"]])
    assert answer["tags"] == {"TenantID": "yellow"}
    both = status("/credentials", "--json", json.dumps({"token": "x"}))
    assert both.endswith(" 400") and "in the body and in the field" in both


@pytest.fixture
def iam_url(broker, stack):
    """A server with TLS for applications that prove IAM identities."""
    port, configuration = free_port(), stack.web.prefix / "local" / "http.conf"
    before = configuration.read_text()
    configuration.write_text(before + IAM_SERVER.format(port=port))
    stack.reload_nginx()
    stack.restart_handler("iam-auth", LATCHKEY_IAM_AUTH_SERVERS=f"{broker.name},localhost:{port}")
    yield f"https://localhost:{port}"
    configuration.write_text(before)
    stack.reload_nginx()
    stack.restart_handler("iam-auth", LATCHKEY_IAM_AUTH_SERVERS=broker.name)


def test_the_commands_begin_a_session_and_ask_with_its_cookie(broker, issuer, registered, environment, iam_url, tmp_path):
    key = broker.user()
    assert registered(key, issuer=issuer.name, jwks_url=issuer.name + "/.well-known/jwks.json").status == 201
    token = issuer.sign(issuer.claims("arn:aws:iam::123456789012:role/x", "client-1", **{"custom:tenant_id": "yellow"}))
    text = PAGE.partition("## Without a proof for each request\n")[2]
    commands = "\n".join(re.findall("^    (.*)$", text, re.MULTILINE))
    for word, value in [("https://apps.example.com", iam_url), ("/run/app/session", str(tmp_path / "session")), ("…", token)]:
        assert word in commands
        commands = commands.replace(word, value)
    path = f"{broker.stack.programs}:{environment['PATH']}"
    variables = {**environment, "PATH": path, "AWS_ACCESS_KEY_ID": key.access_key_id, "AWS_SECRET_ACCESS_KEY": key.secret}
    ran = subprocess.run(["sh", "-ec", commands], env=variables, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    # Before it stands what the answer to the proof says.
    answer = json.JSONDecoder().raw_decode(ran.stdout[ran.stdout.index('{"Version"'):])[0]
    session = tmp_path / "session"
    cookie = session.read_text().split("__Host-latchkey-iam")[1].split()[0]
    broker.stack.secrets.update([token.rpartition(".")[2], answer["SecretAccessKey"], answer["SessionToken"], cookie])
    assert answer["tags"] == {"TenantID": "yellow"} and session.stat().st_mode & 0o077 == 0

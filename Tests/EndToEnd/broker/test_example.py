"""The application of the broker's page, as it stands there, with users of two tenants."""

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request

import account
import pytest
from client import ROOT
from processes import wait_until
from stack import free_port

OBJECTS = "arn:aws:s3:::example/${aws:PrincipalTag/TenantID}/*"


def get(url: str, token: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.fixture
def example(broker, issuer, registered, programs, tmp_path):
    """The application, which runs on this machine; its address."""
    bucket = account.client("s3", broker.stack.aws_endpoint, account.Key("test", "test"))
    bucket.create_bucket(Bucket="example")
    for tenant in ["yellow", "blue"]:
        bucket.put_object(Bucket="example", Key=f"{tenant}/object", Body=tenant.encode())
    key = broker.user()
    made = registered(key, issuer=issuer.name, jwks_url=issuer.name + "/.well-known/jwks.json")
    assert made.status == 201, made.text
    broker.aws("iam").put_role_policy(
        RoleName=made.json["registration"]["role_arn"].rpartition("/")[2], PolicyName="objects",
        PolicyDocument=account.document(account.allow("s3:GetObject", OBJECTS)))
    [text] = re.findall(r"^```python\n(.*?)^```", (ROOT / "Sources/broker/README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert len(text.splitlines()) <= 30
    program = tmp_path / "example.py"
    program.write_text(text)
    port = free_port()
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path), "PORT": str(port), "BUCKET": "example",
        "BROKER": f"http://{broker.name}", "AWS_ACCESS_KEY_ID": key.access_key_id, "AWS_SECRET_ACCESS_KEY": key.secret,
        "AWS_REGION": account.REGION, "AWS_DEFAULT_REGION": account.REGION, "AWS_ENDPOINT_URL": broker.stack.aws_endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen([sys.executable, str(program)], env=environment, stderr=subprocess.DEVNULL) as process:

        def answers():
            try:
                return get(f"{url}/", "x")[0]
            except OSError:
                assert process.poll() is None

        wait_until(answers, 30)
        yield url
        process.terminate()


def test_each_tenants_user_gets_the_objects_of_the_tenant_and_no_others(broker, issuer, example):
    tokens = {}
    for tenant in ["yellow", "blue"]:
        changes = {"sub": f"user@{tenant}.example", "custom:tenant_id": tenant}
        tokens[tenant] = issuer.sign(issuer.claims("arn:aws:iam::123456789012:role/x", "client-1", **changes))
        broker.stack.secrets.add(tokens[tenant].rpartition(".")[2])
    for own, other in [("yellow", "blue"), ("blue", "yellow")]:
        assert get(f"{example}/{own}/object", tokens[own]) == (200, own.encode())
        assert get(f"{example}/{other}/object", tokens[own]) == (403, b"AccessDenied")
    status, body = get(f"{example}/yellow/object", tokens["yellow"] + "x")
    assert status == 401 and b"token-refused" in body

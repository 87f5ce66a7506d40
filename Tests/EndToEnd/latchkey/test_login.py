"""latchkey login, status and logout: with providers that others wrote, and Chromium as the person's browser."""

import html
import json
import os
import pty
import re
import signal
import subprocess
import sys
import urllib.parse
from pathlib import Path

import account
import axe
import boto3
import pytest
from latchkey_tool import interrupt
from oidc_provider import Glewlwyd
from processes import wait_until
from signing_in import ACCESS, REFRESH, portal
from stack import free_port
from web_tokens import from_base64url

LOGIN = """async ([name, password]) => (await fetch('/api/auth/', {method: 'POST', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({username: name, password: password})})).status"""


@pytest.fixture(scope="module")
def port() -> int:
    """Where browsers come back from glewlwyd, which has to know it."""
    return free_port()


@pytest.fixture(scope="module")
def provider(stack, port, tmp_path_factory):
    folder = tmp_path_factory.mktemp("provider") / "glewlwyd"
    provider = Glewlwyd(folder, stack.processes, f"http://127.0.0.1:{port}/callback")
    stack.secrets.update(provider.passwords.values())
    yield provider
    provider.stop()


def parameters(opened: str) -> dict[str, str]:
    """Those of the request that a browser brings to the provider."""
    page = Path(urllib.parse.unquote(opened.removeprefix("file://"))).read_text()
    address = html.unescape(re.search(r'href="([^"]*)"', page).group(1))
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))


def enter(page, provider: Glewlwyd, name: str) -> None:
    """Signs in at glewlwyd in the browser. Its page needs scripts of packages that aren't there; this does what they do."""
    page.wait_for_url("**/login.html?*")
    assert page.evaluate(LOGIN, [name, provider.passwords[name]]) == 200
    [back] = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)["callback_url"]
    page.goto(back + "&g_continue")


def ended(process) -> tuple[int, str, str]:
    output, errors = process.communicate(timeout=30)
    return process.returncode, output, errors


def test_somebody_signs_in_with_pkce_and_out_again(person, provider, port, page):
    person.configure({"glewlwyd": {"issuer": provider.issuer, "client-id": "tool", "port": str(port), "scopes": ["openid"]}})
    process = person.start("login")
    page.goto(person.opened(process))
    enter(page, provider, "yellow")
    page.wait_for_selector("h1")
    assert page.inner_text("h1") == "You are signed in" and "close this page" in page.inner_text("p")
    assert axe.faults(page) == []
    status, output, errors = ended(process)
    assert status == 0 and output.endswith(" is signed in at glewlwyd.\n"), errors
    address = re.search(r"^  (http://\S+)$", errors, re.M).group(1)
    assert "code_challenge_method=S256" in address and address.startswith(f"{provider.issuer}/auth?")
    [kept] = person.sign_ins()
    assert kept["issuer"] == provider.issuer and kept["refresh_token"] and kept["id_token"]
    for secret in [kept["refresh_token"], kept["id_token"], kept["access_token"]]:
        assert secret not in errors + output

    told = json.loads(person.run("status", "--json").stdout)
    assert [(each["name"], each["signed_in"]) for each in told["sign_ins"]] == [("glewlwyd", True)]
    assert ".local/state/latchkey/sign-ins" in told["secrets"]
    # A client without a secret may not revoke there.
    assert person.run("logout").stdout == "Signed out at glewlwyd on this machine. Its tokens end by themselves.\n"
    assert person.sign_ins() == []
    assert "nobody is signed in" in person.run("status").stdout


def test_awss_tools_work_for_who_is_signed_in_and_not_before(person, provider, port, page, aws, stack):
    host = provider.issuer.partition("://")[2]
    role = f"arn:aws:iam::{account.ACCOUNT_ID}:role/signed-in-people"
    person.configure({"glewlwyd": {"issuer": provider.issuer, "client-id": "tool", "port": str(port), "scopes": ["openid"]}},
                     {"admin": {"sign-in": "glewlwyd", "role-arn": role, "region": account.REGION}})
    person.profile("admin", credential_process=f"{person.program} credentials admin", region=account.REGION)
    command = [str(Path(sys.executable).parent / "aws"), "s3", "ls", "--profile", "admin"]
    before = subprocess.run(command, env=person.environment({}), capture_output=True, text=True, timeout=60)
    assert before.returncode != 0 and "run “latchkey login glewlwyd”" in before.stderr, before.stderr

    process = person.start("login", "admin")
    page.goto(person.opened(process))
    enter(page, provider, "yellow")
    page.wait_for_selector("h1:has-text('You are signed in')")
    assert ended(process)[0] == 0
    claims = json.loads(from_base64url(person.sign_ins()[0]["id_token"].split(".")[1]))
    trust = account.document({
        "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::{account.ACCOUNT_ID}:oidc-provider/{host}"},
        "Condition": {"StringEquals": {f"{host}:aud": "tool", f"{host}:sub": claims["sub"]}}})
    aws("iam").create_role(RoleName="signed-in-people", AssumeRolePolicyDocument=trust)
    aws("iam").put_role_policy(
        RoleName="signed-in-people", PolicyName="s3", PolicyDocument=account.document(account.allow("s3:ListAllMyBuckets")))
    aws("s3").create_bucket(Bucket="for-signed-in-people")
    after = subprocess.run(command, env=person.environment({}), capture_output=True, text=True, timeout=60)
    assert after.returncode == 0 and "for-signed-in-people" in after.stdout, after.stderr
    made = json.loads(person.run("credentials", "admin").stdout)
    stack.secrets.update([made["SecretAccessKey"], made["SessionToken"]])
    sts = boto3.client(
        "sts", region_name=account.REGION, endpoint_url=person.variables["AWS_ENDPOINT_URL"],
        aws_access_key_id=made["AccessKeyId"], aws_secret_access_key=made["SecretAccessKey"],
        aws_session_token=made["SessionToken"])
    # The session is named after the person.
    assert sts.get_caller_identity()["Arn"].endswith(f":assumed-role/signed-in-people/{claims['sub']}")
    assert "admin: credentials until " in person.run("status").stdout


def due(person) -> None:
    """Makes the ID token that is kept one that has expired."""
    [path] = (person.home / ".local" / "state" / "latchkey" / "sign-ins").glob("*.json")
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({**kept, "id_token_end": "2026-01-01T00:00:00Z"}))


def test_an_id_token_that_ends_is_renewed_where_the_provider_gives_another(person, mock, page, aws, stack):
    host = mock.issuer.partition("://")[2]
    profile = {"sign-in": "mock", "role-arn": f"arn:aws:iam::{account.ACCOUNT_ID}:role/renewed-people", "region": account.REGION}
    person.configure({"mock": {"issuer": mock.issuer, "client-id": "renewing"}}, {"admin": profile})
    trust = account.document({
        "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::{account.ACCOUNT_ID}:oidc-provider/{host}"},
        # The stand-in for AWS doesn't know an audience that is a list.
        "Condition": {"StringEquals": {f"{host}:sub": "frank"}}})
    aws("iam").create_role(RoleName="renewed-people", AssumeRolePolicyDocument=trust)
    person.sign_in(page, "frank")
    [first] = person.sign_ins()
    due(person)
    made = person.run("credentials", "admin")
    assert made.returncode == 0, made.stderr
    found = json.loads(made.stdout)
    [kept] = person.sign_ins()
    stack.secrets.update([found["SecretAccessKey"], found["SessionToken"], first["id_token"], kept["id_token"]])
    assert kept["id_token"] != first["id_token"] and kept["subject"] == "frank"
    assert kept["id_token_end"] > first["signed_in_at"]


def test_who_gets_no_id_token_for_a_refresh_token_signs_in_again(person, mock, page):
    profile = {"sign-in": "mock", "role-arn": f"arn:aws:iam::{account.ACCOUNT_ID}:role/any", "region": account.REGION}
    person.configure({"mock": {"issuer": mock.issuer, "client-id": "tool"}}, {"admin": profile})
    person.sign_in(page, "grace")
    due(person)
    person.fails(77, "renews no ID tokens: run “latchkey login mock”", "credentials", "admin")


def test_full_disk_is_told_before_anybody_signs_in(person, mock):
    person.configure({"mock": {"issuer": mock.issuer, "client-id": "tool"}})
    # As on a full disk, writing ends in the middle.
    limit = ["bash", "-c", 'trap "" XFSZ; ulimit -f 0; exec "$0" "$@"', str(person.program)]
    result = subprocess.run([*limit, "login"], env=person.environment({}), capture_output=True, text=True, timeout=60)
    assert result.returncode == 73 and "can't be written" in result.stderr and result.stderr.count("\n") == 1, result.stderr
    assert "browser" not in result.stderr and person.sign_ins() == []
    assert not (person.folder / "page").exists()


def test_no_page_of_a_link_is_left_when_somebody_is_signed_in(person, mock, page):
    person.configure({"mock": {"issuer": mock.issuer, "client-id": "tool"}})
    person.sign_in(page, "heidi")
    assert list((person.home / ".cache" / "latchkey").glob("open-*")) == []


def test_whoever_says_no_is_not_signed_in(person, mock, page):
    person.configure({"mock": {"issuer": mock.issuer, "client-id": "tool"}})
    process = person.start("login", "mock")
    asked = parameters(address := person.opened(process))
    page.goto(address)
    page.wait_for_selector("input[name=sub]")
    # The mock forgets the state when somebody says no, which then doesn't count.
    page.click("text=Deny")
    page.wait_for_selector("h1:has-text('This isn’t the sign-in')")
    page.goto(f"{asked['redirect_uri']}?error=access_denied&state={asked['state']}")
    assert page.inner_text("h1") == "You aren’t signed in"
    assert axe.faults(page) == []
    status, output, errors = ended(process)
    assert (status, output) == (77, "") and "access_denied" in errors and person.sign_ins() == []


def test_a_second_browser_that_answers_first_does_not_count(person, mock, page, browser):
    person.configure({"mock": {"issuer": mock.issuer, "client-id": "tool"}})
    process = person.start("login", "mock")
    page.goto(person.opened(process))
    page.wait_for_selector("input[name=sub]")
    [redirect] = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)["redirect_uri"]
    other = browser.new_context()
    stranger = other.new_page()
    for query in ["code=theirs&state=another", "error=access_denied", "code=theirs"]:
        assert stranger.goto(f"{redirect}?{query}").status == 400
        assert stranger.inner_text("h1") == "This isn’t the sign-in that was begun"
    other.close()
    page.fill("input[name=sub]", "carol")
    page.click("button:has-text('Authorize')")
    page.wait_for_selector("h1:has-text('You are signed in')")
    status, output, errors = ended(process)
    assert (status, output) == (0, "carol is signed in at mock.\n"), errors


@pytest.mark.parametrize("kind", ["address", "code"])
def test_browser_of_another_machine_brings_the_answer_by_hand(person, mock, page, kind):
    person.configure({"mock": {"issuer": mock.issuer, "client-id": "tool"}})
    ours, theirs = pty.openpty()
    log = person.home / "errors"
    with open(log, "w") as errors:
        process = person.start("login", "--remote", stdin=theirs, stderr=errors)
    wait_until(lambda: "Paste it here: " in log.read_text() or process.poll() is not None, 60)
    assert not (person.folder / "page").exists()
    page.goto(re.search(r"^  (http://\S+)$", log.read_text(), re.M).group(1))
    page.fill("input[name=sub]", "dave")
    with page.expect_request(re.compile(r"^http://127\.0\.0\.1:8400/")) as came_back:
        page.click("button:has-text('Authorize')")
    address = came_back.value.url
    [code] = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["code"]
    os.write(ours, b"\nsomething else\n")
    os.write(ours, f"{address if kind == 'address' else code}\n".encode())
    output, _ = process.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert (process.returncode, output) == (0, "dave is signed in at mock.\n"), log.read_text()


def test_code_is_entered_in_a_browser_of_another_machine(person, provider, page):
    person.configure({"glewlwyd": {"issuer": provider.issuer, "client-id": "tool", "scopes": ["openid"]}})
    log = person.home / "errors"
    with open(log, "w") as errors:
        process = person.start("login", "--remote", stderr=errors)
    wait_until(lambda: "compare the code" in log.read_text() or process.poll() is not None, 60)
    code = re.search(r"enter the code (\S+):", log.read_text()).group(1)
    page.goto(re.search(rf"^  (http://\S+{code})$", log.read_text(), re.M).group(1))
    enter(page, provider, "blue")
    status, output, _ = ended(process)
    assert status == 0 and output.endswith(" is signed in at glewlwyd.\n"), log.read_text()
    assert person.sign_ins()[0]["id_token"] and not (person.folder / "page").exists()


def test_implicit_flow_by_setting(person, provider, port, page):
    person.configure({"glewlwyd": {
        "issuer": provider.issuer, "client-id": "tool", "port": str(port), "scopes": ["openid"], "flow": "implicit"}})
    process = person.start("login")
    page.goto(person.opened(process))
    enter(page, provider, "blue")
    page.wait_for_selector("h1:has-text('You are signed in')")
    status, output, errors = ended(process)
    assert status == 0, errors
    [kept] = person.sign_ins()
    assert kept["id_token"] and "refresh_token" not in kept and "#" not in page.url


def test_nothing_is_left_of_a_sign_in_that_is_broken_off(person, mock):
    person.configure({"mock": {"issuer": mock.issuer, "client-id": "tool"}})
    process = person.start("login")
    status, output, _ = interrupt(process, lambda: (person.folder / "page").exists())
    assert (status, output) == (-signal.SIGINT, "") and person.sign_ins() == []


def test_without_a_browser_the_address_still_counts(person, mock, page):
    person.configure({"mock": {"issuer": mock.issuer, "client-id": "tool"}})
    log = person.home / "errors"
    with open(log, "w") as errors:
        process = person.start("login", environment={"BROWSER": "/nowhere"}, stderr=errors)
    wait_until(lambda: "no browser could be opened" in log.read_text(), 60)
    page.goto(re.search(r"^  (http://\S+)$", log.read_text(), re.M).group(1))
    page.fill("input[name=sub]", "erin")
    page.click("button:has-text('Authorize')")
    page.wait_for_selector("h1:has-text('You are signed in')")
    assert ended(process)[0] == 0


def test_nobody_is_asked_for_what_cannot_be_kept(person, mock):
    person.configure({"mock": {"issuer": mock.issuer, "client-id": "tool"}})
    person.fails(73, "/dev/full", "login", environment={"XDG_STATE_HOME": "/dev/full"})
    assert not (person.folder / "page").exists()


def test_without_a_sign_in_it_says_what_to_run(person, mock):
    person.fails(78, "latchkey configure", "login")
    person.configure({"mock": {"issuer": mock.issuer, "client-id": "tool"}})
    person.fails(78, "there are mock", "login", "nobody")
    person.configure({"mock": {"issuer": mock.issuer + "/other", "client-id": "tool"}})
    person.fails(76, "404", "login")
    person.configure({"mock": {"issuer": mock.issuer.replace("localhost", "127.0.0.1"), "client-id": "tool"}})
    assert person.run("status").returncode == 0


def test_fifty_processes_renew_a_sign_in_once(person, server):
    profiles = [f"profile-{number}" for number in range(10)]
    portal(person, server, profiles)
    running = [person.start("credentials", profiles[number % 10]) for number in range(50)]
    for process in running:
        status, output, errors = ended(process)
        assert status == 0 and json.loads(output)["AccessKeyId"] == "ASIAIOSFODNN7EXAMPLE", errors
    [renewed] = server.asked("/api/oauth/token")
    assert urllib.parse.parse_qs(renewed.body.decode()) == {
        "grant_type": ["refresh_token"], "refresh_token": [REFRESH[0]], "client_id": ["latchkey"]}
    assert {asked.headers["authorization"] for asked in server.asked("/api/assume-role")} == {f"Bearer {ACCESS}"}
    assert [kept["refresh_token"] for kept in person.sign_ins()] == [REFRESH[1]]


def test_who_signs_out_is_signed_out_at_the_portal_and_here(person, server):
    portal(person, server)
    assert json.loads(person.run("credentials").stdout)["SecretAccessKey"] == "secret"
    assert "work: credentials until " in person.run("status").stdout
    assert person.run("logout").stdout == "Signed out at company.\n"
    [revoked] = server.asked("/api/oauth/revoke")
    assert urllib.parse.parse_qs(revoked.body.decode())["token"] == [REFRESH[1]]
    person.fails(77, "run “latchkey login company”", "credentials")


def test_a_portal_that_is_down_ends_no_sign_in(person, server):
    portal(person, server)
    server.answers["/api/oauth/token"] = (503, {}, "")
    person.fails(69, "503", "credentials")
    server.answers["/api/oauth/token"] = (400, {}, json.dumps({"error": "invalid_grant"}))
    person.fails(77, "has ended the sign-in company: run “latchkey login company”", "credentials")
    server.answers["/api/oauth/token"] = (200, {}, "unused")
    person.fails(77, "run “latchkey login company”", "credentials")
    assert len(server.asked("/api/oauth/token")) == 2

"""latchkey proxy: how it starts, asks, and ends; and servers that it proves nothing to."""

import json
import signal
import socket
import threading

import account
import pytest
from latchkey_tool import RunningProxy, decode, running, terminal, unused_port
from processes import wait_until

COOKIE = "__Host-latchkey-iam"
SESSION = "s3ssion-of-the-server"


@pytest.fixture
def site(server):
    """A server that wants an IAM identity for `/page`, and opens a session for any proof."""
    server.challenge(server.name)
    server.answers["/auth/session"] = (200, {"Set-Cookie": f"{COOKIE}={SESSION}; Max-Age=600; Path=/; Secure; HttpOnly"}, "{}")
    return server


def proofs(server):
    return [seen.headers["authorization"] for seen in server.asked("/auth/session") if "authorization" in seen.headers]


def test_program_is_signed_in_and_sees_nothing_of_it(tool, site, anybody):
    with running(tool, "--allow", site.url) as proxy:
        # The server that is allowed is on this machine: no exception is made for it.
        assert proxy.lines == [f"export http_proxy={proxy.url}\n", f"export https_proxy={proxy.url}\n"]
        status, text = proxy.get("-i", f"{site.url}/page")
        assert status == 401, text  # the stand-in says no to everybody: it was asked once more, with the session
        assert [seen.headers.get("cookie") for seen in site.asked("/page")] == [None, f"{COOKIE}={SESSION}"]
        [proof] = proofs(site)
        assert decode(proof)["access_key_id"] == anybody.keys["AWS_ACCESS_KEY_ID"]
        assert SESSION not in text and COOKIE not in text
        log = proxy.log
    assert SESSION not in log and proof.split()[1] not in log
    assert f"user/staff/{anybody.name}" in log


@pytest.mark.parametrize("arguments", [[], ["--allow", "https://tools.example.com"], ["--allow", "https://other.example:8443"]])
def test_server_that_was_not_allowed_gets_no_proof(tool, site, socks, arguments):
    site.challenge("other.example")
    socks.port = site.port
    with running(tool, "--socks-proxy", socks.address, *arguments) as proxy:
        status, text = proxy.get("-i", "http://other.example/page")
        assert status == 401 and "unless you start the proxy with --allow https://other.example." in text, text
        assert proofs(site) == [] and len(site.asked("/page")) == 1


def test_server_of_this_machine_is_not_even_reached_unless_it_was_allowed(tool, site):
    with running(tool, "--allow", "https://tools.example.com") as proxy:
        status, text = proxy.get(f"{site.url}/page")
        assert status == 403 and "--allow" in text and site.seen == []


@pytest.mark.parametrize("challenge, reason", [
    ({"account": "210987654321"}, "isn't one for the server"), ({"name": "tools.example.com"}, "for another server than"),
    ({"proofs": "kms"}, "can't be proved"), ({"regions": "cn-north-1"}, "can't be proved"),
])
def test_server_that_can_take_no_proof_gets_none(tool, site, challenge, reason):
    """The 401 passes on as it came, with the reason beside it."""
    site.challenge(**{"name": site.name, **challenge})
    with running(tool, "--allow", site.url) as proxy:
        status, text = proxy.get("-i", f"{site.url}/page")
        assert status == 401 and f'Proxy-Status: latchkey; details="' in text and reason in text, text
        assert 'IAM realm="' in text and proofs(site) == [] and len(site.asked("/page")) == 1
        assert proxy.logged("notice", "no identity", f"server={site.url}")
        [request] = proxy.logged("info request", "status=401")
        assert f"method=GET server={site.url} status=401 bytes=" in request and " ms=" in request and "identity=none" in request


@pytest.mark.parametrize("fields", [
    ["Origin: https://evil.example"], ["Origin: null"], ["Sec-Fetch-Site: cross-site"], ["Referer: https://evil.example/x"],
    ["Sec-Fetch-Site: same-site"], ["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"],
])
def test_page_of_another_origin_proves_nothing(tool, site, fields):
    with running(tool, "--allow", site.url) as proxy:
        headers = [word for field in fields for word in ("-H", field)]
        status, text = proxy.get("-i", *headers, f"{site.url}/page")
        assert status == 401 and "from a page of another site" in text and proofs(site) == []
        # The session of the person's own programs doesn't go along either.
        site.answers["/open"] = (200, {}, "{}")
        proxy.get(f"{site.url}/page")
        for arguments in [[], headers]:
            proxy.get(*arguments, f"{site.url}/open")
        assert [seen.headers.get("cookie") for seen in site.asked("/open")] == [f"{COOKIE}={SESSION}", None]


def test_a_client_that_leaves_is_told_from_a_server_that_does(tool):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with running(tool, "--allow", url) as proxy:
            assert proxy.curl("-m", "1", f"{url}/page").returncode == 28
            wait_until(lambda: proxy.logged("refused", "status=499", "didn't wait"), 10)
            connection, _ = silent.accept()
            connection.close()
            closing = threading.Thread(target=lambda: silent.accept()[0].close())
            closing.start()
            assert proxy.get(f"{url}/page")[0] == 502
            closing.join()
            assert proxy.logged("refused", "status=502", "server closed")


def test_page_that_takes_the_proxy_for_a_site_gets_nothing(tool, site):
    """DNS rebinding: the browser believes that the name of the page leads here."""
    with running(tool, "--allow", site.url) as proxy:
        host, port = proxy.address.split(":")
        for request, status in {
            f"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n": 421,
            f"GET / HTTP/1.1\r\nHost: {proxy.address}\r\n\r\n": 421,
            f"GET {site.url}/page HTTP/1.1\r\nHost: evil.example\r\n\r\n": 400,
            f"GET {site.url}/page HTTP/1.1\r\n\r\n": 400,
            f"GET {site.url}/page HTTP/1.1\r\nHost: {site.name}\r\nHost: evil.example\r\n\r\n": 400,
            "CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: 169.254.169.254:80\r\n\r\n": 403,
            "GET http://169.254.169.254/latest/ HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n": 403,
            f"TRACE {site.url}/page HTTP/1.1\r\nHost: {site.name}\r\n\r\n": 405,
        }.items():
            with socket.create_connection((host, int(port)), timeout=20) as connection:
                connection.sendall(request.encode())
                answer = connection.makefile("rb").read().decode()
            assert answer.startswith(f"HTTP/1.1 {status} "), (request, answer)
            assert "access-control" not in answer.lower()
        assert site.seen == []


@pytest.fixture(scope="module")
def role(anybody):
    """A role that `anybody` may assume."""
    trust = account.document({"Effect": "Allow", "Principal": {"AWS": anybody.iam.get_user(UserName=anybody.name)["User"]["Arn"]},
                              "Action": "sts:AssumeRole"})
    arn = anybody.iam.create_role(RoleName=f"{anybody.name}-proxy", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    anybody.iam.put_user_policy(UserName=anybody.name, PolicyName="assume-proxy",
                                PolicyDocument=account.document(account.allow("sts:AssumeRole", arn)))
    return arn


def calls(faults, start, operation):
    """The parameters of the calls of an operation."""
    found = [call.parameters for call in faults.calls[start:] if call.operation == operation]
    return [{key: value for key, value in call.items() if key not in ("Action", "Version")} for call in found]


def test_role_is_assumed_with_all_that_was_asked_for(tool, site, role, faults):
    start = len(faults.calls)
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}]}
    (tool.home / "policy.json").write_text(json.dumps(policy, indent=4) + "\n")
    with running(tool, "--allow", site.url, "--assume-role-arn", role, "--assume-role-external-id", "partner/7",
                 "--assume-role-session-name", "me@proxy", "--assume-role-policy", "policy.json", "--session-duration", "15m",
                 "--region", "us-east-1") as proxy:
        proxy.get(f"{site.url}/page")
        assert f"assumed-role/{role.rpartition('/')[2]}/me@proxy" in proxy.log
    assert calls(faults, start, "sts:AssumeRole") == [{
        "RoleArn": role, "RoleSessionName": "me@proxy", "ExternalId": "partner/7", "DurationSeconds": "900",
        "Policy": json.dumps(policy, separators=(",", ":"))}]
    [proof] = proofs(site)
    assert decode(proof)["session_token"] and decode(proof)["region"] == "us-east-1"


def test_mfa_code_is_asked_for_once_a_session(tool, site, role, anybody, faults):
    device = f"arn:aws:iam::{account.ACCOUNT_ID}:mfa/{anybody.name}"
    arguments = ["--allow", site.url, "--assume-role-arn", role, "--mfa-serial-number", device]
    start = len(faults.calls)
    with terminal("123456") as stdin, running(tool, *arguments, stdin=stdin) as proxy:
        threads = [threading.Thread(target=proxy.get, args=[f"{site.url}/page"]) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert proxy.log.count("MFA code of") == 1
    # The next one needs no code while the session lasts.
    with running(tool, *arguments) as proxy:
        proxy.get(f"{site.url}/page")
    [call] = calls(faults, start, "sts:GetSessionToken")
    assert (call["SerialNumber"], call["TokenCode"]) == (device, "123456")
    assert all("TokenCode" not in call for call in calls(faults, start, "sts:AssumeRole"))


def test_mfa_code_may_be_given_and_a_session_of_the_user_be_opened(tool, site, anybody, faults):
    device = f"arn:aws:iam::{account.ACCOUNT_ID}:mfa/{anybody.name}"
    start = len(faults.calls)
    with running(tool, "--allow", site.url, "--mfa-serial-number", device, "--mfa-token-code", "654321",
                 "--session-duration", "900s") as proxy:
        proxy.get(f"{site.url}/page")
        assert "MFA code of" not in proxy.log and "654321" not in proxy.log
    assert calls(faults, start, "sts:GetSessionToken") == [
        {"DurationSeconds": "900", "SerialNumber": device, "TokenCode": "654321"}]
    [proof] = proofs(site)
    assert decode(proof)["session_token"]


def test_mfa_code_that_nobody_can_be_asked_for_is_told(tool):
    tool.fails(78, "there is no terminal to ask for it", "proxy", "--mfa-serial-number", "arn:aws:iam::123456789012:mfa/x")


def test_each_wrong_start_is_one_line(tool, anybody, faults):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        tool.fails(69, f"another program listens on {taken}", "proxy", "--bind", taken)
    tool.fails(64, "can be reached by others", "proxy", "--bind", "0.0.0.0:8080")
    tool.fails(64, "must begin with https://", "proxy", "--allow", "http://tools.example.com")
    tool.fails(64, "neither JSON nor a file", "proxy", "--assume-role-arn", "arn:aws:iam::123456789012:role/x",
               "--assume-role-policy", "nowhere.json")
    tool.fails(78, "no AWS credentials", "proxy", environment=dict.fromkeys(anybody.keys))
    tool.fails(77, "doesn't know", "proxy", environment={"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7NOBODY0"})
    role = ["--assume-role-arn", "arn:aws:iam::123456789012:role/x"]
    for code, status, words in [("AccessDenied", 77, "doesn't allow sts:AssumeRole"),
                                ("ValidationError", 78, "DurationSeconds exceeds the MaxSessionDuration")]:
        faults.fail("sts:AssumeRole", "error", error=(400, code, "the requested DurationSeconds exceeds the MaxSessionDuration"))
        tool.fails(status, words, "proxy", "--session-duration", "12h", *role)
        faults.heal()
    file = tool.home / ".config" / "latchkey" / "servers"
    file.parent.mkdir(parents=True)
    file.write_text("nonsense\n")
    tool.fails(78, f"{file}:1: not the URL", "proxy", "--bind", "127.0.0.1:0")


def test_aws_that_is_down_does_not_keep_it_from_starting(tool, site, faults):
    down = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{unused_port()}"}
    with running(tool, "--allow", site.url, environment=down) as proxy:
        assert proxy.logged("warning", "identity not known yet")
        status, text = proxy.get("-i", f"{site.url}/page")
        assert status == 401 and "The proxy's log says why" in text and proofs(site) == []
        assert proxy.logged("warning", "no proof", "AWS can't be reached")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_it_cleanly_though_requests_are_under_way(tool, site, sent):
    site.answers["/slow"] = 30
    proxy = RunningProxy(tool, "--allow", site.url)
    thread = threading.Thread(target=proxy.curl, args=[f"{site.url}/slow"])
    thread.start()
    wait_until(lambda: site.asked("/slow"), 20)
    assert proxy.stop(sent) == 0
    thread.join()
    assert proxy.log.splitlines()[-1].endswith("notice ended")


def test_log_is_objects_if_that_is_wanted(tool, site):
    site.answers["/page?code=s3cret-in-a-query"] = site.answers["/page"]
    with running(tool, "--allow", site.url, "--log-format", "json", "--log-level", "info") as proxy:
        proxy.get(f"{site.url}/page?code=s3cret-in-a-query")
        assert proxy.logged('"request"')
        lines = [json.loads(line) for line in proxy.log.splitlines()]
    [request] = [line for line in lines if line["message"] == "request"]
    assert (request["method"], request["server"], request["status"]) == ("GET", site.url, 401)
    assert request["bytes"] == 0 and request["ms"] >= 0 and "s3cret" not in json.dumps(lines)


def test_socks_server_resolves_the_names(tool, site, socks):
    with running(tool, "--socks-proxy", socks.address) as proxy:
        socks.port = site.port
        status, _ = proxy.get("http://only.known.there.example/other")
        assert status == 404 and socks.names == ["only.known.there.example"]
        assert site.asked("/other")[0].headers["host"] == "only.known.there.example"
        status, _ = proxy.get("--proxytunnel", "http://tunnel.example/other")
        assert status == 404 and socks.names[-1] == "tunnel.example"

"""latchkey proxy in front of a real site: nginx, iam-auth, and a STS that checks every signature."""

import http.client
import http.server
import json
import os
import re
import shutil
import stat
import subprocess
import threading

import account
import pytest
from latchkey_tool import Tool, running, terminal
from processes import wait_until
from socks_server import SOCKSServer
from stack import free_port

COOKIE = "__Host-latchkey-iam"
TLS_NAME = "tools.example.com"

SERVERS = """
server {{
    listen 127.0.0.1:{port};
    server_name localhost;
    access_log "{logs}/proxied.log" latchkey;
    client_max_body_size 10m;
    include iam/server.conf;
    location / {{
        include iam/protected.conf;
        proxy_set_header X-Remote-User $iam_user;
        proxy_set_header X-Arn $iam_arn;
        proxy_set_header Authorization "";
        proxy_set_header Cookie $latchkey_other_cookies;
        proxy_buffering off;
        proxy_pass http://127.0.0.1:{backend};
    }}
}}
server {{
    listen 127.0.0.1:{port};
    server_name {tls_name};
    access_log "{logs}/proxied.log" latchkey;
    include iam/server.conf;
    location / {{
        include iam/protected.conf;
        proxy_pass http://127.0.0.1:{backend};
    }}
}}
server {{
    listen 127.0.0.1:{tls_port} ssl;
    server_name {tls_name};
    ssl_certificate {folder}/server.pem;
    ssl_certificate_key {folder}/server.key;
    access_log "{logs}/proxied.log" latchkey;
    include iam/server.conf;
    location / {{
        include iam/protected.conf;
        proxy_set_header X-Remote-User $iam_user;
        proxy_set_header Host $http_host;
        proxy_set_header Authorization "";
        proxy_pass http://127.0.0.1:{backend};
    }}
}}
"""


class Backend(http.server.BaseHTTPRequestHandler):
    """The site: it tells what it was asked. `/stream` sends its end only when the test says so."""

    protocol_version = "HTTP/1.1"
    go_on = threading.Event()
    seen: list[str] = []

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append(f"{self.command} {self.path}")
        if self.path == "/stream":
            return self.stream()
        told = {"method": self.command, "path": self.path, "length": len(body), "headers": dict(self.headers.items())}
        answer = b"x" * (20 << 20) if self.path == "/large" else json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if self.path == "/page" else "application/json")
        self.send_header("Content-Length", str(len(answer)))
        if self.path == "/moved":
            self.send_header("Location", f"https://{self.headers['Host']}/report")
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET

    def stream(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", "10")
        self.end_headers()
        self.wfile.write(b"first")
        self.wfile.flush()
        self.go_on.wait(30)
        self.wfile.write(b"-last")

    def log_message(self, *_):
        pass


class Proxied:
    """The site's servers."""

    def __init__(self, port, tls_port, folder):
        self.port, self.tls_port, self.authorities = port, tls_port, folder / "server.pem"
        self.name, self.url = f"localhost:{port}", f"http://localhost:{port}"

    def restart(self, site, **settings):
        site.restart(LATCHKEY_IAM_AUTH_SERVERS=f"{site.name},{site.portal},{self.name},{TLS_NAME}", **settings)


@pytest.fixture(scope="module")
def proxied(stack, site, tmp_path_factory):
    """The site on servers of its own: over http on this machine, and over TLS by a name that only a SOCKS server knows."""
    folder = tmp_path_factory.mktemp("proxied")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", f"/CN={TLS_NAME}", "-addext", f"subjectAltName=DNS:{TLS_NAME}", "-keyout", folder / "server.key",
         "-out", folder / "server.pem"], check=True, capture_output=True)
    backend = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    found = Proxied(free_port(), free_port(), folder)
    found.restart(site)
    configuration = stack.web.prefix / "local" / "http.conf"
    before = configuration.read_text()
    configuration.write_text(before + SERVERS.format(
        port=found.port, tls_port=found.tls_port, tls_name=TLS_NAME, folder=folder, backend=backend.server_port,
        logs=stack.directory / "logs"))
    stack.reload_nginx()
    yield found
    configuration.write_text(before)
    stack.reload_nginx()
    site.restart()
    backend.shutdown()


@pytest.fixture
def tool(stack, user, tmp_path):
    key = user("person-with-the-proxy", "/staff/")
    tool = Tool(stack.programs, tmp_path, stack.settings["AWS_ENDPOINT_URL"], stack.processes.log("latchkey"))
    tool.variables |= {"AWS_ACCESS_KEY_ID": key.access_key_id, "AWS_SECRET_ACCESS_KEY": key.secret}
    return tool


@pytest.fixture
def proxy(tool, proxied):
    with running(tool, "--allow", proxied.url) as proxy:
        yield proxy


def test_get_is_signed_in_once_and_again_and_again(proxy, proxied):
    for number in range(3):
        status, body = proxy.get(f"{proxied.url}/report?code=s3cret-in-a-query")
        assert status == 200, body
        told = json.loads(body)
        assert (told["path"], told["headers"]["X-Remote-User"]) == ("/report?code=s3cret-in-a-query", "person-with-the-proxy")
        assert "Cookie" not in told["headers"] and "Authorization" not in told["headers"]
    wait_until(lambda: len(proxy.logged("info request")) == 3, 60)
    assert [re.search(r"identity=(\w+)", line)[1] for line in proxy.logged("info request")] == ["proved", "session", "session"]
    assert "s3cret" not in proxy.log and COOKIE not in proxy.log


def test_client_sees_neither_session_nor_proof(proxy, proxied):
    status, text = proxy.get("-i", f"{proxied.url}/report")
    assert status == 200 and COOKIE not in text and "Set-Cookie" not in text


@pytest.mark.parametrize("size", [0, 3, 100_000, 1_000_000])
def test_post_is_repeated_with_its_body(proxy, proxied, tmp_path, size):
    (tmp_path / "body").write_bytes(b"b" * size)
    status, body = proxy.get("--data-binary", f"@{tmp_path}/body", f"{proxied.url}/form")
    told = json.loads(body)
    assert (status, told["method"], told["length"]) == (200, "POST", size)
    assert told["headers"]["X-Remote-User"] == "person-with-the-proxy"


@pytest.mark.parametrize("fields", [[], ["-H", "Expect:"], ["-H", "Transfer-Encoding: chunked"]])
def test_large_body_is_sent_after_signing_in(proxy, proxied, tmp_path, fields):
    (tmp_path / "body").write_bytes(b"b" * 5_000_000)
    status, body = proxy.get(*fields, "--data-binary", f"@{tmp_path}/body", f"{proxied.url}/form")
    assert (status, json.loads(body)["length"]) == (200, 5_000_000)


def test_response_comes_as_the_server_sends_it(proxy, proxied):
    host, port = proxy.address.split(":")
    proxy.get(f"{proxied.url}/report")
    Backend.go_on.clear()
    connection = http.client.HTTPConnection(host, int(port), timeout=20)
    connection.request("GET", f"{proxied.url}/stream", headers={"Host": proxied.name})
    response = connection.getresponse()
    assert response.read(5) == b"first"
    Backend.go_on.set()
    assert response.read() == b"-last"
    connection.close()


def test_large_response_passes_whole(proxy, proxied, tmp_path):
    result = proxy.curl("-o", str(tmp_path / "large"), f"{proxied.url}/large")
    assert result.stdout == "\n200" and (tmp_path / "large").stat().st_size == 20 << 20


def test_session_does_not_go_with_requests_of_other_pages(proxy, proxied):
    assert proxy.get(f"{proxied.url}/report")[0] == 200
    for field in ["Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "Origin: null", "Referer: https://evil.example/"]:
        assert proxy.get("-H", field, f"{proxied.url}/report")[0] == 401, field
        assert proxy.get("-H", field, "--data", "x", f"{proxied.url}/report")[0] == 401, field
    assert proxy.get("-H", f"Origin: {proxied.url}", "--data", "x", f"{proxied.url}/report")[0] == 200


def test_page_that_hides_itself_gets_nothing_but_a_page_without_frames(proxy, proxied):
    """Over http, Chromium sends no word of a page with the referrer policy no-referrer."""
    browser = ["-H", "Accept-Language: en-US", "-A", "Mozilla/5.0 (X11; Linux x86_64)"]
    status, text = proxy.get("-i", *browser, f"{proxied.url}/script.js")
    assert status == 401 and "The request comes from a page of another site." in text
    # What shows a page can't be told from an address that was typed.
    status, text = proxy.get("-i", *browser, "-H", "Upgrade-Insecure-Requests: 1", f"{proxied.url}/page")
    assert status == 200 and "X-Frame-Options: SAMEORIGIN" in text
    assert proxy.get(*browser, f"{proxied.url}/script.js")[0] == 401, "nor does the session go along"
    assert "X-Frame-Options" not in proxy.get("-i", f"{proxied.url}/page")[1]


def test_link_of_another_site_has_the_session_and_shows_in_no_frame(proxy, proxied):
    """Over http, browsers don't tell a link from a frame."""
    assert proxy.get(f"{proxied.url}/report")[0] == 200
    link = ["-H", "Referer: https://wiki.example/", "-H", "Upgrade-Insecure-Requests: 1", "-H", "Accept-Language: en"]
    status, text = proxy.get("-i", *link, f"{proxied.url}/page")
    assert status == 200 and "X-Frame-Options: SAMEORIGIN" in text


def test_what_goes_through_a_tunnel_is_left_alone(proxy, proxied):
    status, text = proxy.get("--proxytunnel", "-i", f"{proxied.url}/report")
    assert status == 401 and "Proxy-Status" not in text
    assert proxy.logged("info tunnel", f"server={proxied.name}")


def test_role_proves_itself(tool, proxied, site, role_session, aws):
    role_session("proxy-role", "made-by-the-test")
    role = f"arn:aws:iam::{account.ACCOUNT_ID}:role/proxy-role"
    allowed = account.document(account.allow("sts:AssumeRole", role))
    aws("iam").put_user_policy(UserName="person-with-the-proxy", PolicyName="assume", PolicyDocument=allowed)
    proxied.restart(site, LATCHKEY_IAM_AUTH_MAPPING="arn")
    try:
        with running(tool, "--allow", proxied.url, "--assume-role-arn", role, "--assume-role-session-name", "me") as proxy:
            status, body = proxy.get(f"{proxied.url}/report")
        assert status == 200, proxy.log
        assert json.loads(body)["headers"]["X-Arn"].endswith(":assumed-role/proxy-role/me")
    finally:
        proxied.restart(site)


@pytest.fixture
def outside(tool, proxied):
    """outside("--allow", …) runs a proxy that reaches the site over TLS, by a name that only the SOCKS server knows."""
    socks = SOCKSServer()
    socks.ports = {80: proxied.port, 443: proxied.tls_port}

    def run(*arguments, trusted=True, **options):
        variables = {"AWS_CA_BUNDLE": str(proxied.authorities)} if trusted else {}
        return running(tool, "--socks-proxy", socks.address, *arguments, environment=variables, **options)

    run.names, run.authorities = socks.names, str(proxied.authorities)
    yield run
    socks.stop()


def test_http_goes_on_over_tls_by_a_name_that_the_socks_server_resolves(outside):
    with outside("--allow", f"https://{TLS_NAME}") as proxy:
        status, text = proxy.get("-i", f"http://{TLS_NAME}/moved")
        assert status == 200, (text, proxy.log)
        assert '"X-Remote-User": "person-with-the-proxy"' in text
        # Where the server leads to, the client gets there by the same way.
        assert f"Location: http://{TLS_NAME}/report" in text
        assert set(outside.names) == {TLS_NAME}
        assert proxy.logged("info request")
        [line] = proxy.logged("info request")
        assert f"server=https://{TLS_NAME} status=200" in line and "identity=proved" in line


def test_server_whose_certificate_nobody_knows_gets_nothing(outside):
    with outside("--allow", f"https://{TLS_NAME}", trusted=False) as proxy:
        assert proxy.get(f"http://{TLS_NAME}/report") == (502, "The server's certificate can't be trusted.\n")


def test_person_is_asked_once_and_remembered(outside, tool):
    file = tool.home / ".config" / "latchkey" / "servers"
    with terminal("yes") as stdin, outside(stdin=stdin) as proxy:
        for _ in range(2):
            assert proxy.get(f"https://{TLS_NAME}/report", "--cacert", outside.authorities)[0] == 401  # through a tunnel
            assert proxy.get(f"http://{TLS_NAME}/report")[0] == 200
        assert proxy.log.count(f"https://{TLS_NAME} wants to know who you are in AWS (account {account.ACCOUNT_ID})") == 1
    assert f"https://{TLS_NAME}" in file.read_text().splitlines() and stat.S_IMODE(file.stat().st_mode) == 0o600
    with outside() as proxy:
        assert proxy.get(f"http://{TLS_NAME}/report")[0] == 200


@pytest.mark.parametrize("answer, status", [("once", 200), ("no", 401), ("", 401), ("nonsense", 401)])
def test_other_answers_are_not_remembered(outside, tool, answer, status):
    with terminal(answer) as stdin, outside(stdin=stdin) as proxy:
        for _ in range(2):
            assert proxy.get(f"http://{TLS_NAME}/report")[0] == status
        assert proxy.log.count("wants to know") == 1
    assert not (tool.home / ".config" / "latchkey" / "servers").exists()


def test_signal_ends_it_while_it_asks(outside):
    with terminal() as stdin, outside(stdin=stdin) as proxy:
        thread = threading.Thread(target=proxy.curl, args=[f"http://{TLS_NAME}/report"])
        thread.start()
        wait_until(lambda: "wants to know" in proxy.log, 20)
        assert proxy.stop() == 0
        thread.join()


@pytest.fixture
def page(browser, proxy):
    """A page of Chromium that goes through the proxy, as people set it: with Chromium's own option."""
    options = [f"--proxy-server={proxy.address}", "--proxy-bypass-list=<-loopback>"]
    options += ["--no-sandbox"] if os.geteuid() == 0 else []
    through = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=options)
    yield through.new_page()
    through.close()


def test_page_opens_in_a_browser(page, proxied):
    page.goto(f"{proxied.url}/page")
    assert '"X-Remote-User": "person-with-the-proxy"' in page.content()
    told = page.evaluate("fetch('/report', {method: 'POST', body: 'abc'}).then(answer => answer.json())")
    assert (told["method"], told["length"], told["headers"]["X-Remote-User"]) == ("POST", 3, "person-with-the-proxy")
    assert page.context.cookies() == []


def test_page_of_another_site_gets_nothing_in_a_browser(page, proxy, proxied):
    page.goto(f"{proxied.url}/page")
    assert "GET /page" in Backend.seen
    # The same machine by another name is another site; the proxy refuses to go there, and that answer is a page as well.
    page.goto(f"http://127.0.0.1:{proxied.port}/")
    for attempt in [
        "fetch(URL, {mode: 'no-cors', credentials: 'include'}).then(answer => answer.type)",
        "fetch(URL, {mode: 'no-cors', credentials: 'include', method: 'POST', body: 'x'}).then(answer => answer.type)",
        "new Promise(done => { const image = new Image(); image.onerror = () => done('error'); image.src = URL })",
    ]:
        page.evaluate(attempt.replace("URL", f"'{proxied.url}/from-elsewhere'"))
    assert page.evaluate(f"fetch('{proxied.url}/from-elsewhere').then(() => 'read', () => 'refused')") == "refused"
    wait_until(lambda: len(proxy.logged("info request", f"server={proxied.url}", "status=401")) >= 4, 60)
    assert [seen for seen in Backend.seen if "/from-elsewhere" in seen] == []

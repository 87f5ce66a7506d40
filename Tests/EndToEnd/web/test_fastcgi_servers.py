"""The FastCGI module behind the web servers that people use, with fastcgi-echo as the handler.

FASTCGI_ECHO names the program (default: the debug build's); servers listen on free ports of loopback.
"""

import grp
import http.client
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from fastcgi_client import fastcgi, fastcgi_request

ROOT = Path(__file__).resolve().parents[3]
ECHO = os.environ.get("FASTCGI_ECHO", str(ROOT / ".build" / "debug" / "fastcgi-echo"))
FIRST_PORT = int(os.environ.get("LATCHKEY_TEST_PORT", "4100"))
IS_ROOT = os.geteuid() == 0


def free_port():
    for port in range(FIRST_PORT, FIRST_PORT + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("no free port")


def wait_for(condition, what, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"{what} did not happen within {seconds} s")


def accepts(address, family):
    with socket.socket(family) as probe:
        return probe.connect_ex(address) == 0


class Processes:
    """The processes of one test, with a directory. They end with the test."""

    def __init__(self):
        # Not in TMPDIR, which the web servers' users may not be allowed to enter.
        self.directory = Path(tempfile.mkdtemp(prefix="fastcgi-", dir="/tmp"))
        self.directory.chmod(0o755)
        self.running = []

    def start(self, *command, **options):
        log = open(self.directory / f"{Path(command[0]).name}.log", "ab")
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **options)
        log.close()
        self.running.append(process)
        return process

    def echo(self, *arguments):
        """fastcgi-echo, listening on a Unix socket that the web servers' group may use."""
        path = self.directory / "echo.sock"
        process = self.start(ECHO, str(path), *arguments)
        wait_for(lambda: accepts(str(path), socket.AF_UNIX), "listening")
        self.share(path)
        return path, process

    def share(self, path):
        if IS_ROOT:
            os.chown(path, -1, grp.getgrnam("www-data").gr_gid)

    def configure(self, name, text):
        path = self.directory / name
        path.write_text(text)
        return str(path)

    def serve(self, port, *command, **options):
        process = self.start(*command, **options)
        try:
            wait_for(lambda: accepts(("127.0.0.1", port), socket.AF_INET), f"{command[0]} listening")
        except AssertionError:
            logs = "".join(path.read_text(errors="replace") for path in self.directory.glob("*.log"))
            raise AssertionError(logs) from None
        return process

    def stop(self):
        for process in reversed(self.running):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        shutil.rmtree(self.directory)


@pytest.fixture
def processes():
    processes = Processes()
    yield processes
    processes.stop()


def ask(port, path, method="GET", body=None, headers=None, chunked=False):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body=body, headers=headers or {}, encode_chunked=chunked)
    response = connection.getresponse()
    answer = response.status, response.headers, response.read()
    connection.close()
    return answer


def nginx(processes, locations):
    port = free_port()
    directory = processes.directory
    temporary = "".join(
        f"{kind}_temp_path {directory}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    config = processes.configure("nginx.conf", f"""
        daemon off; pid {directory}/nginx.pid; error_log {directory}/nginx-error.log; worker_processes 1;
        {"user root;" if IS_ROOT else ""}
        events {{ worker_connections 512; }}
        http {{
            access_log off; {temporary} client_max_body_size 10m;
            upstream echo {{ server unix:{directory}/echo.sock; keepalive 8; }}
            server {{
                listen 127.0.0.1:{port};
                include /etc/nginx/fastcgi_params;
                {locations}
            }}
        }}""")
    processes.serve(port, "/usr/sbin/nginx", "-c", config, "-p", str(directory), "-e", f"{directory}/nginx-error.log")
    return port


NGINX_LOCATIONS = """
    location /close { fastcgi_pass echo; }
    location /keep { fastcgi_pass echo; fastcgi_keep_conn on; }
    location /stream { fastcgi_pass echo; fastcgi_request_buffering off; }
    location /keep-stream { fastcgi_pass echo; fastcgi_keep_conn on; fastcgi_request_buffering off; }
"""


def check(port, path, chunked=True):
    """Checks what must arrive through every web server."""
    for _ in range(5):
        assert ask(port, path)[::2] == (200, b"hello\n")
    status, headers, body = ask(port, path, "HEAD")
    assert (status, body) == (200, b"")
    body = os.urandom(60_000)
    assert ask(port, f"{path}?echo", "POST", body)[::2] == (200, body)
    assert ask(port, f"{path}?echo", "POST", b"")[::2] == (200, b"")
    if chunked:
        pieces = [body[:1], body[1:30_000], body[30_000:]]
        assert ask(port, f"{path}?echo", "POST", iter(pieces), {"Transfer-Encoding": "chunked"}, True)[::2] == (200, body)
    large = ask(port, f"{path}?large")
    assert (large[0], len(large[2])) == (200, 5 << 20)
    status, _, _ = ask(port, f"{path}?echo", "POST", os.urandom(1_000_000))
    assert status == 413
    parameters = ask(port, f"{path}?parameters", headers={"X-Test": "a b"})[2].decode()
    assert "HTTP_X_TEST=a b\n" in parameters and "REQUEST_METHOD=GET\n" in parameters
    assert ask(port, path)[::2] == (200, b"hello\n")


@pytest.mark.parametrize("path", ["/close", "/keep", "/stream", "/keep-stream"])
def test_nginx(processes, path):
    processes.echo()
    check(nginx(processes, NGINX_LOCATIONS), path)


def test_nginx_cut_off_upload(processes):
    processes.echo()
    port = nginx(processes, NGINX_LOCATIONS)
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"POST /stream?echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        time.sleep(0.2)
    assert ask(port, "/stream")[0] == 200


def test_nginx_over_tcp(processes):
    tcp = free_port()
    processes.serve(tcp, ECHO, f"127.0.0.1:{tcp}")
    port = nginx(processes, f"location / {{ fastcgi_pass 127.0.0.1:{tcp}; }}")
    check(port, "/")


def test_client_over_tcp_that_reads_nothing(processes):
    """A client that reads nothing must not hold up others, although its answer is larger than the kernel's buffers."""
    address = ("127.0.0.1", free_port())
    processes.serve(address[1], ECHO, f"{address[0]}:{address[1]}")
    with socket.socket() as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 500)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        client.connect(address)
        client.sendall(fastcgi_request([("QUERY_STRING", "echo")], b"x" * 60_000))
        # The beginning of the answer is here, so the rest is being sent.
        assert client.recv(1)
        assert fastcgi(address, [("QUERY_STRING", "echo")], b"y").body == b"y"


def test_lighttpd(processes):
    path, _ = processes.echo()
    port = free_port()
    config = processes.configure("lighttpd.conf", f"""
        server.modules = ("mod_fastcgi")
        server.bind = "127.0.0.1"
        server.port = {port}
        server.document-root = "{processes.directory}"
        server.upload-dirs = ("{processes.directory}")
        server.errorlog = "{processes.directory}/lighttpd-error.log"
        fastcgi.server = ("/" => (("socket" => "{path}", "check-local" => "disable")))
    """)
    processes.serve(port, "/usr/sbin/lighttpd", "-D", "-f", config)
    check(port, "/")


def test_apache(processes):
    path, _ = processes.echo()
    port = free_port()
    directory = processes.directory
    modules = "".join(
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"
        for name in ("mpm_event", "authz_core", "proxy", "proxy_fcgi"))
    config = processes.configure("apache.conf", f"""
ServerName localhost
ServerRoot {directory}
DefaultRuntimeDir {directory}
PidFile {directory}/apache.pid
ErrorLog {directory}/apache-error.log
Listen 127.0.0.1:{port}
{modules}
{"User www-data" if IS_ROOT else ""}
{"Group www-data" if IS_ROOT else ""}
ProxyPass "/" "unix:{path}|fcgi://localhost/"
""")
    processes.serve(port, "/usr/sbin/apache2", "-f", config, "-DFOREGROUND")
    check(port, "/")


def test_plain_cgi_by_fcgiwrap(processes):
    path = processes.directory / "fcgiwrap.sock"
    processes.start("/usr/sbin/fcgiwrap", "-s", f"unix:{path}")
    wait_for(lambda: accepts(str(path), socket.AF_UNIX), "listening")
    port = nginx(processes, f"location / {{ include /etc/nginx/fastcgi_params; fastcgi_pass unix:{path}; fastcgi_param SCRIPT_FILENAME {ECHO}; }}")
    check(port, "/")


def test_plain_cgi_by_hand():
    def run(body, **environment):
        return subprocess.run(
            [ECHO], input=body, env={"GATEWAY_INTERFACE": "CGI/1.1", **environment}, capture_output=True, timeout=10)

    answer = run(b"", REQUEST_METHOD="GET")
    assert answer.returncode == 0
    assert answer.stdout == b"Status: 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n"
    assert run(b"abc", QUERY_STRING="echo").stdout.endswith(b"\r\n\r\nabc")
    assert run(b"abcdef", QUERY_STRING="echo", CONTENT_LENGTH="3").stdout.endswith(b"\r\n\r\nabc")
    assert run(b"ab", QUERY_STRING="echo", CONTENT_LENGTH="3").stdout.startswith(b"Status: 400 ")
    assert run(b"x" * 70_000, QUERY_STRING="echo").stdout.startswith(b"Status: 413 ")
    assert run(b"", REQUEST_METHOD="HEAD").stdout.endswith(b"Content-Length: 6\r\n\r\n")


def test_a_program_without_a_socket_says_so():
    answer = subprocess.run([ECHO], stdin=subprocess.DEVNULL, env={}, capture_output=True, timeout=10)
    assert answer.returncode == 1
    assert b"nothing to serve" in answer.stdout


def test_socket_on_descriptor_0(processes):
    path = processes.directory / "echo.sock"
    process = processes.start("/usr/bin/spawn-fcgi", "-n", "-s", str(path), "--", ECHO)
    wait_for(lambda: accepts(str(path), socket.AF_UNIX), "listening")
    check(nginx(processes, NGINX_LOCATIONS), "/close")
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0
    # The program removes only sockets that it made itself.
    assert path.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stop_answers_what_is_under_way(processes, number):
    path, process = processes.echo()
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    port = nginx(processes, NGINX_LOCATIONS)
    assert ask(port, "/keep")[0] == 200
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/keep?sleep")
    time.sleep(0.3)
    process.send_signal(number)
    response = connection.getresponse()
    assert (response.status, response.read()) == (200, b"slept\n")
    assert process.wait(5) == 0
    assert not path.exists()


def test_stop_abandons_what_takes_too_long_and_says_so(processes):
    path, process = processes.echo()
    connection = http.client.HTTPConnection("127.0.0.1", nginx(processes, NGINX_LOCATIONS), timeout=10)
    connection.request("GET", "/close?hang")
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    assert process.wait(6) == 75
    assert connection.getresponse().status == 502


def test_kept_connections_are_shared(processes):
    """nginx keeps 32 connections open, and other clients are served all the same."""
    path, process = processes.echo()
    port = nginx(processes, NGINX_LOCATIONS)
    connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(32)]
    for connection in connections:
        connection.request("GET", "/keep?sleep")
    for connection in connections:
        assert connection.getresponse().read() == b"slept\n"
    start = time.monotonic()
    for _ in range(50):
        assert ask(port, "/close")[0] == 200
    assert time.monotonic() - start < 2

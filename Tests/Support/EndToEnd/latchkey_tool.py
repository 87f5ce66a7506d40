"""The command line tool as people run it, and a server that lets in whoever proves who they are, with any fault."""

import base64
import contextlib
import json
import os
import pty
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from processes import wait_until

ACCOUNT = "123456789012"
CODE = "c0de-that-opens-a-session"


class Tool:
    """Runs `latchkey` with a home of its own and AWS's variables alone."""

    def __init__(self, programs: Path, home: Path, endpoint: str, log: Path):
        self.program, self.home, self.log = programs / "latchkey", home, log
        self.variables = {
            "HOME": str(home), "PATH": os.environ["PATH"], "AWS_ENDPOINT_URL": endpoint, "AWS_EC2_METADATA_DISABLED": "true",
        }

    def environment(self, more: dict[str, str | None]) -> dict[str, str]:
        return {name: value for name, value in {**self.variables, **more}.items() if value is not None}

    def start(self, *arguments: str, environment: dict[str, str | None] = {}, **options) -> subprocess.Popen:
        return subprocess.Popen(
            [str(self.program), *arguments], env=self.environment(environment), text=True, cwd=self.home,
            # As in a terminal: what started the tests in the background may have had them ignore it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            # Nobody sits in front of it, even if the tests were started in a terminal.
            **{"start_new_session": True, "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options})

    def run(self, *arguments: str, environment: dict[str, str | None] = {}, timeout: float = 60):
        process = self.start(*arguments, environment=environment)
        try:
            output, errors = process.communicate(timeout=timeout)
        except BaseException:
            process.kill()
            raise
        # What goes to standard error is searched for secrets at the end of all tests.
        with open(self.log, "a") as log:
            log.write(errors)
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def fails(self, status: int, words: str, *arguments: str, **options) -> str:
        """Runs the tool, which has to fail with this status, and with one line that has these words."""
        result = self.run(*arguments, **options)
        assert result.returncode == status, (result.returncode, result.stdout, result.stderr)
        assert result.stdout == ""
        assert result.stderr.startswith("latchkey: ") and result.stderr.count("\n") == 1, result.stderr
        assert words in result.stderr, result.stderr
        for internal in ["Swift", "Error(", "CommandError", ".swift", "Fatal", "Optional"]:
            assert internal not in result.stderr, result.stderr
        return result.stderr

    def profile(self, name: str, **settings: str) -> None:
        """Adds a profile to the config file."""
        folder = self.home / ".aws"
        folder.mkdir(exist_ok=True)
        with open(folder / "config", "a") as file:
            file.write(f"[profile {name}]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items()))


class RunningProxy:
    """`latchkey proxy` on a port of its own. What it logs goes to a file."""

    def __init__(self, tool: Tool, *arguments: str, environment: dict[str, str | None] = {}, **options):
        self.tool, self.path = tool, tool.home / f"proxy-{unused_port()}.log"
        with open(self.path, "w") as log:
            self.process = tool.start(
                "proxy", "--bind", "127.0.0.1:0", *arguments, environment=environment, **{"stderr": log, **options})
        self.lines = [self.process.stdout.readline() for _ in range(2)]
        if not self.lines[1]:
            self.process.wait(timeout=30)
            raise AssertionError(f"latchkey proxy has ended: {self.log}")
        self.url = self.lines[0].strip().partition("=")[2]
        self.address = self.url.removeprefix("http://")

    @property
    def log(self) -> str:
        return self.path.read_text()

    def logged(self, *words: str) -> list[str]:
        """The lines of the log that have all these words. A request's line is written after its answer, so one is waited for."""
        found = []

        def look() -> bool:
            found[:] = [line for line in self.log.splitlines() if all(word in line for word in words)]
            return bool(found)

        wait_until(look, 20, what=f"line with {' and '.join(words)} in the log")
        return found

    def curl(self, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess:
        """Runs curl with this proxy; its standard output ends with the status in a line of its own."""
        command = ["curl", "-sS", "--proxy", self.url, "-w", "\n%{http_code}", *arguments]
        return subprocess.run(command, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=timeout)

    def get(self, *arguments: str) -> tuple[int, str]:
        """The status and the body of what curl gets."""
        result = self.curl(*arguments)
        assert result.returncode == 0, result.stderr
        body, _, status = result.stdout.rpartition("\n")
        return int(status), body

    def stop(self, sent: int = signal.SIGINT) -> int:
        """Ends it as Ctrl-C does; returns its status."""
        if self.process.poll() is None:
            self.process.send_signal(sent)
        try:
            status = self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.process.stdout.close()
        # It is searched for secrets at the end of all tests.
        with open(self.tool.log, "a") as log:
            log.write(self.log)
        return status


@contextlib.contextmanager
def running(tool: Tool, *arguments: str, **options):
    """A proxy that runs, and has to end well."""
    proxy = RunningProxy(tool, *arguments, **options)
    try:
        yield proxy
    finally:
        status = proxy.stop()
    assert status == 0


@contextlib.contextmanager
def terminal(*lines: str):
    """A terminal on which somebody has typed these lines."""
    ours, theirs = pty.openpty()
    os.write(ours, "".join(f"{line}\n" for line in lines).encode())
    try:
        yield theirs
    finally:
        os.close(ours)
        os.close(theirs)


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Server:
    """Answers `/auth/challenge` and `/auth/link` as a Latchkey server does, or as `answers` says for a path.

    An answer is a status, fields and a body; `bytes`, sent in place of HTTP; or seconds to wait before there is none.
    """

    def __init__(self):
        self.answers: dict[str, object] = {}
        self.seen: list[Seen] = []
        self._closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                outer.seen.append(Seen(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                answer = outer.answers[self.path] if self.path in outer.answers else outer.usual(self.path)
                self.close_connection = True
                if isinstance(answer, (int, float)):
                    outer._closing.wait(answer)
                    return
                if isinstance(answer, bytes):
                    self.wfile.write(answer)
                    return
                status, fields, text = answer
                data = text.encode()
                self.send_response(status)
                for name, value in fields.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do

            def log_message(self, *_):
                pass

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # the tool has gone away, as some answers make it do

        self._server = Listener(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.name = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.name}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def usual(self, path: str):
        if path == "/auth/challenge":
            return self.terms()
        if path == "/auth/link":
            return 200, {"Content-Type": "application/json"}, json.dumps({"url": f"{self.url}/auth/link/{CODE}"})
        return 404, {}, ""

    def terms(self, **members):
        terms = {"account": ACCOUNT, "server": self.name, "regions": ["eu-west-1", "us-east-1"], "proofs": ["signed", "token"]}
        return 200, {"Content-Type": "application/json"}, json.dumps({**terms, **members})

    def challenge(self, name: str, account: str = ACCOUNT, regions: str = "eu-west-1 us-east-1", proofs: str = "signed token"):
        """Has `/page` want an identity, as a server of that name does."""
        field = f'IAM realm="{account}", server="{name}", regions="{regions}", proofs="{proofs}"'
        self.answers["/page"] = (401, {"WWW-Authenticate": field}, "")

    def asked(self, path: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.path == path]

    def stop(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()


def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def decode(authorization: str) -> dict[str, str]:
    """The members of a signed identity."""
    scheme, _, encoded = authorization.partition(" ")
    assert scheme == "IAM" and "=" not in encoded
    return json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))


def ask_aws(proof: dict[str, str], server: str, endpoint: str) -> tuple[int, str]:
    """Puts a signed identity together again, as the server of that name does, and asks AWS whose it is."""
    token = proof.get("session_token")
    names = "content-type;host;x-amz-date" + (";x-amz-security-token" if token else "")
    scope = f"{proof['date'][:8]}/{proof['region']}/sts/aws4_request"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "Host": f"sts.{proof['region']}.amazonaws.com",
        "X-Amz-Date": proof["date"],
        **({"X-Amz-Security-Token": token} if token else {}),
        "X-Latchkey-Nonce": proof["nonce"],
        "X-Latchkey-Server": server,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={proof['access_key_id']}/{scope}, "
                         f"SignedHeaders={names};x-latchkey-nonce;x-latchkey-server, Signature={proof['signature']}",
    }
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    request = urllib.request.Request(f"{endpoint}/", data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def interrupt(process: subprocess.Popen, when) -> tuple[int, str, str]:
    """Sends what Ctrl-C sends, once `when()` is true; returns the status and what was printed."""
    deadline = time.monotonic() + 60
    while not when():
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=10)
    return process.returncode, output, errors

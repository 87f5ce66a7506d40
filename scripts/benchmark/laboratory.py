"""Runs everything that a measurement needs: the stand-in for AWS, nginx, the handlers and their peers."""

import contextlib
import functools
import grp
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import string
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence

import counting
import measure
from c_programs import PROGRAMS, compile_c
from processes import Processes, children, wait_until

HERE = pathlib.Path(__file__).parent
PORTS = ["latchkey_port", "c_port", "python_port", "waiting_front_port", "aws_port", "waiting_port", "cloud_port", "keys_port",
         "tls_port"]
# gunicorn's documentation advises threads for requests that wait. These are enough for 256 requests at once.
GUNICORN = ["--worker-class", "gthread", "--workers", "2", "--threads", "128", "--keep-alive", "60", "--graceful-timeout",
            "1", "--no-control-socket"]
# The programs in C that answer FastCGI, by the names of their sockets.
PEERS = {"c": "trivial", "login": "login"}
DEFAULT_RESPONSE = 'Content-Type: application/json\r\nCache-Control: no-store\r\n\r\n{"status":"ok"}'


class Laboratory:
    def __init__(
        self, processes: Processes, binaries: pathlib.Path, work: pathlib.Path, sockets: pathlib.Path,
        first_port: int, delay: float,
    ):
        self.processes, self.binaries, self.work, self.sockets, self.delay = processes, binaries, work, sockets, delay
        self.ports = {name: first_port + index for index, name in enumerate(PORTS)}
        # The name by which `iam-auth` knows the server.
        self.site = f"http://localhost:{self.ports['latchkey_port']}"
        self.handlers: dict[str, subprocess.Popen] = {}
        self.waiting: subprocess.Popen | None = None
        self.environment = {
            "PATH": os.environ["PATH"],
            "AWS_ACCESS_KEY_ID": "AKIABENCHMARK0000001",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.ports['aws_port']}",
            "LATCHKEY_TABLE": "latchkey",
            "LATCHKEY_SECRET": "0123456789abcdef0123456789abcdef0123456789abcdef",
            "LATCHKEY_SIGNIN_ENDPOINT": f"http://127.0.0.1:{self.ports['aws_port']}/federation",
            "LATCHKEY_AUDIT_FILE": str(work / "audit.log"),
            # Roles that were synced once stay current for the whole run.
            "LATCHKEY_SYNC_INTERVAL": "3600",
        }

    def start(self):
        """Compiles the C programs, and starts what every measurement needs."""
        self._write_response()
        for name in PROGRAMS:
            compile_c(name, self.work)

        self._start_delay_server("aws", "aws_port", self.delay)
        self._make_certificate()
        self._start_nginx()
        for name in (*PEERS, "console", "keys", "health", "ready"):
            try:
                self.handlers[name] = self.start_handler(name)
            except (OSError, RuntimeError) as error:
                print(f"{name}: {error}", file=sys.stderr)

    @functools.cached_property
    def python(self) -> subprocess.Popen:
        """The Flask portal, which starts when it is first used."""
        return self.start_python("python", "flask_portal:app")

    @functools.cached_property
    def verify_tokens(self) -> pathlib.Path:
        """A program of the tests, which scripts/build doesn't build."""
        subprocess.run(["swift", "build", "-c", "release", "--product", "verify-tokens"], cwd=HERE.parents[1], check=True,
                       stdout=sys.stderr)
        return HERE.parents[1] / ".build" / "release" / "verify-tokens"

    def start_python(self, name: str, application: str, **settings: str) -> subprocess.Popen:
        """Starts a peer under gunicorn."""
        process = self.processes.start(
            name,
            [sys.executable, "-m", "gunicorn", *GUNICORN, "--bind", f"unix:{self.sockets}/{name}.sock",
             "--chdir", HERE / "peers", application],
            {**self.environment, "PYTHONDONTWRITEBYTECODE": "1", **settings},
        )
        self._await_socket(process, name)
        return process

    def start_handler(self, name: str, wrapper: Sequence[object] = (), **settings: str) -> subprocess.Popen:
        """Starts a handler, or a program of PEERS. `wrapper` is a command that is given the program's command."""
        path = self.sockets / f"{name}.sock"
        if name in PEERS:
            path.unlink(missing_ok=True)
            command = [self.work / PEERS[name], path]
        else:
            command = [self.stripped(name) if wrapper else self.binaries / name]
        process = self.processes.start(
            name, [*wrapper, *command], {**self.environment, **settings, "LATCHKEY_LISTEN": str(path)}
        )
        # Under valgrind a program takes its time.
        self._await_socket(process, path.stem, 120 if wrapper else 15)
        return process

    def stripped(self, name: str) -> pathlib.Path:
        """A program without its debugging information, which valgrind can't read."""
        program = self.work / f"{name}-stripped"
        subprocess.run(["strip", "--strip-debug", "-o", program, self.binaries / name], check=True)
        return program

    def restart_handler(self, name: str, **settings: str) -> subprocess.Popen:
        """Starts the handler anew, so that its memory doesn't show what was measured before."""
        if name in self.handlers:
            self.processes.stop(self.handlers[name])
        self.handlers[name] = self.start_handler(name, **settings)
        return self.handlers[name]

    def session(self) -> str:
        """The cookie of a session with `iam-auth`, as a signed proof begins it."""
        proof = subprocess.run(
            [self.binaries / "latchkey", "identity", "--server", self.site, "--region", "us-east-1"],
            env=self.environment, check=True, capture_output=True, text=True).stdout.strip()
        request = urllib.request.Request(f"{self.site}/auth/session", method="POST", headers={"Authorization": proof})
        with urllib.request.urlopen(request) as answer:
            return answer.headers["Set-Cookie"].split(";")[0]

    def instructions(
        self, name: str, url: str, fields: dict[str, str], body: str | None = None, **settings: str
    ) -> float:
        """How many instructions a handler needs for one request of a page, to which `body` is posted if there is one."""
        return self.counts(name, lambda times: measure.ask_often(url, fields, times, body), 1_000, **settings).instructions

    def counts(self, name: str, ask: Callable[[int], object], times: int, first: Callable[[int], object] | None = None,
               **settings: str) -> counting.Counts:
        """What a handler, or a program of PEERS, does for one of so many requests. `ask` makes so many of them, and `first`
        those before them, where these are others."""
        out = self.work / f"{name}.callgrind"
        # Swift draws the seed of its hashes, so that no two runs would look names up in the same order.
        settings["SWIFT_DETERMINISTIC_HASHING"] = "1"
        with self.wrapped(name, counting.callgrind(out), **settings) as process:
            # The first requests of a process do what the others find done.
            (first or ask)(20)
            self.settle()
            with counting.between(process, out) as counts:
                ask(times)
        return counts / times

    def system_calls(self, name: str, ask: Callable[[float], int], few: float, many: float) -> float:
        """How many system calls a handler, or a program of PEERS, makes for one request. `ask` makes requests for so many seconds, and
        returns their number."""
        out, calls, asked = self.work / f"{name}.strace", [], []
        for seconds in (few, many):
            with self.wrapped(name, counting.strace(out)):
                asked.append(ask(seconds))
            calls.append(counting.system_calls(out))
        return (calls[1] - calls[0]) / (asked[1] - asked[0])

    @contextlib.contextmanager
    def wrapped(self, name: str, wrapper: Sequence[object], **settings: str) -> Iterator[int]:
        """Has the handler run by another program, which writes what it found when the block ends.

        Yields the process id of what runs it."""
        self.processes.stop(self.handlers.pop(name))
        process = self.start_handler(name, wrapper, **settings)
        # A program may call AWS on its own when it has started. These calls are in each run, and so aren't counted.
        self.settle()
        yield process.pid
        self.settle()
        # strace passes no signal on: its child is the program.
        under = children(process.pid)
        os.kill(under[0] if under else process.pid, signal.SIGTERM)
        process.wait(30)
        self.processes.stop(process)
        self.handlers[name] = self.start_handler(name, **settings)

    def start_proxy(self, server: int) -> tuple[subprocess.Popen, int]:
        """The proxy of the command line tool, which may go to `server`, a port of this machine; and its own port."""
        process = self.processes.start(
            "proxy", [self.binaries / "latchkey", "proxy", "--bind", "127.0.0.1:0", "--allow", f"http://127.0.0.1:{server}"],
            {**self.environment, "HOME": str(self.work)})

        def address() -> re.Match | None:
            return re.search(r"http_proxy=http://127\.0\.0\.1:(\d+)", (self.work / "proxy.log").read_text())

        wait_until(address, process, "the proxy")
        return process, int(address()[1])

    def start_waiting(self, milliseconds: float):
        """Starts the peer that does nothing but wait `milliseconds` for each request, in place of an earlier one."""
        if self.waiting:
            self.processes.stop(self.waiting)
        self.waiting = self._start_delay_server("waiting", "waiting_port", milliseconds)

    def url(self, port: str, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.ports[port]}{path}"

    def reset_calls(self):
        urllib.request.urlopen(self.url("aws_port", "/__depth/reset")).read()

    def calls(self) -> dict:
        """The AWS calls since the reset: their number, their depth, and the list of them."""
        return json.load(urllib.request.urlopen(self.url("aws_port", "/__depth/report")))

    def age(self, user: str):
        """Changes a user's role record as if the role was last synced long ago."""
        urllib.request.urlopen(self.url("aws_port", f"/__age?{user}")).read()

    def change(self, user: str):
        """Gives other policies to a user called few… or full…"""
        urllib.request.urlopen(self.url("aws_port", f"/__change?{user}")).read()

    def expired_users(self, make: int = 0) -> int:
        """Makes users whose roles have expired, and returns how many still have a role record."""
        return int(urllib.request.urlopen(self.url("aws_port", f"/__expired?{make}")).read())

    def settle(self):
        """Returns once no call to AWS has come for a while: requests of a load that has ended may still be under way."""
        before, now = -1, self.calls()["calls"]
        while now != before:
            time.sleep(0.3)
            before, now = now, self.calls()["calls"]

    def _write_response(self):
        """Writes the header from which the C programs take their response, which is that of `health`."""
        response = DEFAULT_RESPONSE
        if (self.binaries / "health").exists():
            answer = measure.run_cgi([self.binaries / "health"], {**self.environment, **measure.cgi("/health")})
            response = answer if answer.strip() else response
        literal = json.dumps(response, ensure_ascii=False)
        (self.work / "response.h").write_text(f"#define RESPONSE {literal}\n")

    def _start_delay_server(self, name: str, port: str, milliseconds: float) -> subprocess.Popen:
        number = self.ports[port]
        process = self.processes.start(name, [self.work / "delay-server", number, milliseconds], self.environment)
        wait_until(lambda: connects(socket.AF_INET, ("127.0.0.1", number)), process, f"{name} on port {number}")
        return process

    def _make_certificate(self):
        """Makes the certificate of `tls_port`, which is its own authority."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", self.work / "tls.key", "-out", self.work / "tls.pem"], check=True, capture_output=True)

    @property
    def over_tls(self) -> dict[str, str]:
        """The settings by which a program calls the stand-in for AWS over TLS."""
        endpoint = f"https://127.0.0.1:{self.ports['tls_port']}"
        return {"AWS_ENDPOINT_URL": endpoint, "LATCHKEY_SIGNIN_ENDPOINT": f"{endpoint}/federation",
                "LATCHKEY_CA_FILE": str(self.work / "tls.pem")}

    def _start_nginx(self):
        nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
        if not nginx:
            raise SystemExit("bench: nginx is missing; scripts/setup installs it")
        # Started by root, nginx would drop to a user that can't open the handlers' sockets.
        user = f"user {pwd.getpwuid(0).pw_name} {grp.getgrgid(0).gr_name};" if os.geteuid() == 0 else ""
        template = string.Template((HERE / "bench.nginx.conf").read_text())
        configuration = self.work / "nginx.conf"
        configuration.write_text(
            template.substitute(self.ports, work=self.work, sockets=self.sockets, user=user)
        )
        process = self.processes.start(
            "nginx", [nginx, "-p", self.work, "-c", configuration, "-e", self.work / "nginx-error.log"],
            self.environment,
        )
        front = ("127.0.0.1", self.ports["latchkey_port"])
        wait_until(lambda: connects(socket.AF_INET, front), process, "nginx")

    def _await_socket(self, process: subprocess.Popen, name: str, seconds: float = 15):
        path = str(self.sockets / f"{name}.sock")
        wait_until(lambda: connects(socket.AF_UNIX, path), process, name, seconds)


def connects(family: int, address) -> bool:
    with socket.socket(family) as attempt:
        return attempt.connect_ex(address) == 0

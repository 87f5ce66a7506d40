"""The kinds of measurements: a load by wrk, a single login, the start of a program."""

import http.client
import json
import os
import pathlib
import subprocess
import time
import urllib.parse

from processes import resident

HERE = pathlib.Path(__file__).parent


def load(url: str, connections: int, seconds: float, *arguments: str) -> float:
    """How many requests are answered with success per second, measured by wrk with one thread."""
    requests, microseconds = loaded(url, connections, seconds, *arguments)
    return requests / (microseconds / 1e6)


def loaded(url: str, connections: int, seconds: float, *arguments: str) -> tuple[int, int]:
    """How many requests are answered with success, and in how many microseconds."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "30s", "-s", HERE / "load.lua", url]
    if arguments:
        command += ["--", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(f"wrk: {ended.stderr or ended.stdout}")
    result = json.loads(ended.stdout.strip().splitlines()[-1])
    if result["failed"] > result["requests"] / 1000:
        raise RuntimeError(f"{result['failed']} of {result['requests']} requests failed at {url}")
    return result["requests"] - result["failed"], result["microseconds"]


class Person:
    """A person with a connection to a portal that stays open."""

    def __init__(self, port: int, user: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.fields = {"X-Remote-User": user, "Accept": "application/json", "Content-Type": "application/json"}
        self.connection.connect()

    def request(self, method: str, path: str, body: str | None = None) -> tuple[float, bytes]:
        """Milliseconds until the whole answer was read, and its body. Raises RuntimeError unless the status is 200."""
        started = time.perf_counter()
        self.connection.request(method, path, body, self.fields)
        answer = self.connection.getresponse()
        content = answer.read()
        elapsed = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {content[:200].decode(errors='replace')}")
        return elapsed, content

    def login(self) -> float:
        elapsed, content = self.request("POST", "/console", "{}")
        if "url" not in json.loads(content):
            raise RuntimeError(f"no url in the login's answer: {content[:200]!r}")
        return elapsed

    def assume_role(self) -> float:
        elapsed, content = self.request("POST", "/api/assume-role", "{}")
        if "SessionToken" not in json.loads(content):
            raise RuntimeError(f"no credentials in the answer: {content[:200]!r}")
        return elapsed


def ask_often(url: str, fields: dict[str, str], times: int, body: str | None = None):
    """Gets the page, or posts `body` to it, so many times over one connection. Raises RuntimeError unless each answer has a
    status of success."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    for _ in range(times):
        connection.request("POST" if body else "GET", parts.path, body, fields)
        answer = connection.getresponse()
        answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{url} answered {answer.status}")
    connection.close()


def cgi(path: str) -> dict[str, str]:
    """The environment variables of a plain CGI request."""
    return {
        "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_NAME": "localhost",
        "SERVER_PORT": "443", "REQUEST_SCHEME": "https", "REQUEST_METHOD": "GET", "REQUEST_URI": path,
        "DOCUMENT_URI": path, "SCRIPT_NAME": path, "QUERY_STRING": "", "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_USER": "warm-1", "HTTP_ACCEPT": "application/json",
    }


def run_cgi(command: list, environment: dict[str, str]) -> str:
    """The answer of the program."""
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True
    ).stdout.decode()


def start_to_exit(command: list, environment: dict[str, str], output: int) -> float:
    """Milliseconds from the start of a program to its end. Its output goes to the descriptor `output`."""
    words = [str(word) for word in command]
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, output, 1),
        (os.POSIX_SPAWN_DUP2, output, 2),
    ]
    started = time.perf_counter()
    pid = os.posix_spawn(words[0], words, environment, file_actions=actions)
    _, status = os.waitpid(pid, 0)
    elapsed = (time.perf_counter() - started) * 1000
    if status:
        raise RuntimeError(f"{words[0]} ended with wait status {status}")
    return elapsed


def processor_seconds(command: list, environment: dict[str, str]) -> float:
    """Seconds of a processor that a program takes, from its start to its end."""
    process = subprocess.Popen([str(word) for word in command], env=environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise RuntimeError(f"{command[0]} ended with status {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def run_to_end(command: list, environment: dict[str, str], output: pathlib.Path) -> tuple[float, float]:
    """Seconds from the start of a program to its end, and the most megabytes that it had resident.

    What wait4 tells of memory begins with that of this program, which the other one was while it was started."""
    most = 0.0
    with open(output, "wb") as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while process.poll() is None:
            most = max(most, resident(process.pid, "VmHWM"))
            time.sleep(0.005)
        elapsed = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with status {process.returncode}; see {output}")
    return elapsed, most

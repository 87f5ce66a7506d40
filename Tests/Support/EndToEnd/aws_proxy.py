"""A proxy in front of the stand-in for AWS: knows the operation of each request, and spoils those that a test chose.

It runs in a thread of the tests. Other requests are passed on unchanged, so that the stand-in can check their signatures.
"""

import base64
import html
import http.client
import json
import re
import socket
import struct
import threading
import time
import urllib.parse
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# How a rule can spoil a call. Only "lost" and "truncate" reach the stand-in: the call is carried out, and its answer doesn't
# arrive, or not whole.
FAULTS = ["throttle", "500", "503", "reset", "lost", "truncate", "html", "badjson"]
# A secret in an answer of IAM, STS or the console's sign-in.
SECRET = re.compile(rb'(?:<(?:SecretAccessKey|SessionToken)>|"SigninToken": *")([^<"]+)')
# A seed stands in an answer as the Base64 of what people are shown.
SEED = re.compile(rb"<Base32StringSeed>([^<]+)")


@dataclass
class Call:
    """One request as the proxy saw it. `parameters` are those of the form, or the members of the JSON object."""

    operation: str
    parameters: dict[str, str]
    fault: str | None
    status: int = 0
    begun: float = field(default_factory=time.monotonic)
    is_over: bool = False


@dataclass
class Rule:
    """Spoils calls: of those that match from now on, the nth ones, counted from 1; all of them where `nth` is None."""

    operation: str
    fault: str
    nth: set[int] | None
    where: Callable[[dict[str, str]], bool]
    seconds: float
    error: tuple[int, str, str] | None
    seen: int = 0
    applied: int = 0

    def takes(self, call: Call) -> bool:
        if self.operation not in (call.operation, "*") or not self.where(call.parameters):
            return False
        self.seen += 1
        if self.nth is not None and self.seen not in self.nth:
            return False
        self.applied += 1
        return True


# More pages than this would take too long where many tests have added to a list.
MOST_PAGES = 12

# No test deletes its policies, so the account must not seem to run out of room for them.
STANDING_REWRITES = {"iam:GetAccountSummary": (rb"(<key>PoliciesQuota</key>\s*<value>)\d+", rb"\g<1>100000")}


class AWSProxy:
    """Listens on `port`, and passes /federation on to the stand-in for the sign-in, everything else to the one for AWS.

    Every secret in an answer is added to `secrets`.
    """

    def __init__(self, aws_port: int, federation_port: int, log: Path, secrets: set[str], port: int = 0):
        self.aws_port, self.federation_port, self.log, self.secrets = aws_port, federation_port, log, secrets
        self.calls: list[Call] = []
        # How many members of an IAM list a page has, and more where there would be more than MOST_PAGES. The stand-in itself
        # answers every list whole.
        self.page_size: int | None = None
        # By operation: a pattern, and what replaces it in the answers.
        self.rewrites: dict[str, tuple[bytes, bytes]] = {}
        # By how many seconds the dates of answers are ahead, as if AWS's clock were.
        self.skew = 0
        self._rules: list[Rule] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.proxy = self
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fail(self, operation: str, fault: str, *nth: int, where=lambda _: True, seconds=0.0, error=None) -> Rule:
        """Spoils calls: `fault` is one of FAULTS, "slow", "slow-answer", "empty" or "error".

        A "slow" call reaches the stand-in after `seconds`; a "slow-answer" comes, and an answer is "lost", that much later.
        "empty" takes the members out of a list, as IAM does when it doesn't know them yet. With "error", `error` is the
        status, code and message of the answer.
        """
        rule = Rule(operation, fault, set(nth) or None, where, seconds, error)
        with self._lock:
            self._rules.append(rule)
        return rule

    def heal(self) -> None:
        """Passes everything on unchanged from now on."""
        with self._lock:
            self._rules.clear()
            self.rewrites.clear()
            self.page_size = None
            self.skew = 0

    def since(self, start: int) -> list[Call]:
        """The calls from number `start` on. The next call has the number len(proxy.calls)."""
        with self._lock:
            return self.calls[start:]

    def admit(self, call: Call) -> Rule | None:
        with self._lock:
            self.calls.append(call)
            rule = next((rule for rule in self._rules if rule.takes(call)), None)
        call.fault = rule.fault if rule else None
        return rule

    def note(self, call: Call) -> None:
        """Logs the call without its parameters and body, which can hold secrets."""
        line = {"operation": call.operation, "status": call.status, "fault": call.fault,
                "ms": round((time.monotonic() - call.begun) * 1000)}
        with self._lock, open(self.log, "a") as log:
            log.write(json.dumps(line) + "\n")
            call.is_over = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    proxy: AWSProxy

    def handle_error(self, request, client_address):
        pass  # the client has hung up


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_POST(self):
        proxy = self.server.proxy
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        operation, parameters = _identify(self.path, self.headers, body)
        call = Call(operation, parameters, None)
        rule = proxy.admit(call)
        try:
            if rule and rule.fault.startswith("slow") and rule.fault != "slow-answer":
                time.sleep(rule.seconds)
            elif rule and rule.fault not in ("lost", "truncate", "slow-answer", "empty"):
                self._go_wrong(rule, call)
                return
            status, headers, answer = self._forward(body)
            proxy.secrets.update(html.unescape(found.decode()) for found in SECRET.findall(answer))
            proxy.secrets.update(base64.b64decode(found).decode() for found in SEED.findall(answer))
            if rule and rule.fault in ("slow-answer", "lost"):
                time.sleep(rule.seconds)
            if rule and rule.fault == "lost":
                self._reset()
                return
            if rule and rule.fault == "empty":
                answer = re.sub(rb"<member>.*</member>", b"", answer, flags=re.DOTALL)
            if proxy.page_size and operation.startswith("iam:List"):
                answer = _page(answer, parameters, proxy.page_size)
            for rewrites in (STANDING_REWRITES, proxy.rewrites):
                if operation in rewrites:
                    answer = re.sub(*rewrites[operation], answer)
            call.status = status
            cut = len(answer) // 2 if rule and rule.fault == "truncate" else None
            date = self.date_time_string(time.time() + proxy.skew) if proxy.skew else headers.get("Date")
            self._answer(status, headers.get("Content-Type", "text/xml"), answer, date, cut)
        finally:
            proxy.note(call)

    def do_GET(self):
        status, headers, answer = self._forward(b"")
        self._answer(status, headers.get("Content-Type", "text/html"), answer, headers.get("Date"))

    def _forward(self, body):
        proxy = self.server.proxy
        port = proxy.federation_port if self.path.startswith(("/federation", "/oauth", "/page.html")) else proxy.aws_port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in ("connection", "content-length", "expect"):
                    connection.putheader(name, value)
            if self.command == "POST":
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def _go_wrong(self, rule: Rule, call: Call) -> None:
        service = call.operation.partition(":")[0]
        match rule.fault:
            case "throttle":
                self._error(call, service, 400, "ProvisionedThroughputExceededException" if service == "dynamodb"
                            else "Throttling", "Rate exceeded")
            case "500":
                self._error(call, service, 500, "InternalFailure", "words of AWS that nobody should see")
            case "503":
                self._error(call, service, 503, "ServiceUnavailable", "words of AWS that nobody should see")
            case "error":
                self._error(call, service, *rule.error)
            case "html":
                self._answer(200, "text/html", b"<!doctype html><title>Sign in to the wireless</title>")
            case "badjson":
                self._answer(200, "application/x-amz-json-1.0", b'{"Item": {"a": ')
            case "reset":
                self._reset()
            case _:
                raise ValueError(rule.fault)

    def _error(self, call: Call, service: str, status: int, code: str, message: str) -> None:
        call.status = status
        if service in ("iam", "sts"):
            text = (f'<ErrorResponse xmlns="https://{service}.amazonaws.com/doc/"><Error><Type>Sender</Type>'
                    f"<Code>{code}</Code><Message>{message}</Message></Error><RequestId>0</RequestId></ErrorResponse>")
            self._answer(status, "text/xml", text.encode())
        else:
            text = json.dumps({"__type": f"com.amazonaws.{service}#{code}", "message": message})
            self._answer(status, "application/x-amz-json-1.0", text.encode())

    def _answer(self, status, content_type, body, date=None, cut=None) -> None:
        self.send_response_only(status)
        self.send_header("Date", date or self.date_time_string())
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:cut])
        if cut is not None:
            self._close()

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._close()

    def _close(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.close()


def _identify(path: str, headers, body: bytes) -> tuple[str, dict[str, str]]:
    if path.startswith("/federation"):
        form = dict(urllib.parse.parse_qsl(body.decode()))
        return f"signin:{form.get('Action', '?')}", {}
    target = headers.get("X-Amz-Target")
    if target:
        members = {name: value if isinstance(value, str) else json.dumps(value) for name, value in json.loads(body).items()}
        service = "kms" if target.startswith("TrentService.") else target.partition("_")[0].lower()
        return f"{service}:{target.rpartition('.')[2]}", members
    form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
    service = re.search(r"/([a-z0-9-]+)/aws4_request", headers.get("Authorization", ""))
    return f"{service[1] if service else 'sts'}:{form.get('Action', '?')}", form


def _page(answer: bytes, parameters: dict[str, str], size: int) -> bytes:
    """Cuts one page out of a whole list. The Marker is the number of the first member of the page."""
    try:
        root = ET.fromstring(answer)
    except ET.ParseError:
        return answer
    namespace = re.match(r"\{.*?\}|", root.tag)[0]
    result = next((child for child in root if child.tag.endswith("Result")), None)
    if result is None:
        return answer
    members = next((child for child in result if len(child) and child[0].tag == namespace + "member"), None)
    if members is None:
        return answer
    start = int(parameters.get("Marker", 0))
    every = list(members)
    size = max(size, -(-len(every) // MOST_PAGES))
    for number, member in enumerate(every):
        if not start <= number < start + size:
            members.remove(member)
    truncated = result.find(namespace + "IsTruncated")
    if truncated is None:
        truncated = ET.SubElement(result, namespace + "IsTruncated")
    truncated.text = "false"
    if start + size < len(every):
        truncated.text = "true"
        ET.SubElement(result, namespace + "Marker").text = str(start + size)
    ET.register_namespace("", namespace[1:-1])
    return ET.tostring(root)

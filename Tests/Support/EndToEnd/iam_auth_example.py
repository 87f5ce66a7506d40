"""A server that takes the steps of iam-auth-proxy's example (hamstah/awstools, iam/auth-proxy/example-server.py)."""

import base64
import http.server
import json
import secrets
import threading
import urllib.parse


class ExampleServer:
    """`aws("kms", key)` is a client of boto3; without a key, with that of the account's root."""

    def __init__(self, aws, key_id: str, account_id: str):
        self.aws, self.key_id, self.account_id = aws, key_id, account_id
        self.context = {"salt": secrets.token_hex(16)}
        self.sessions: dict[str, str] = {}
        # The method and path of each request, without the query, and the body.
        self.seen: list[tuple[str, str, str]] = []
        # The credentials that were handed over.
        self.credentials: list[dict] = []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.example = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def sign_in(self, query: str) -> tuple[int, dict[str, str]]:
        arguments = dict(urllib.parse.parse_qsl(query))
        return_url = arguments.get("return_url", "/")
        if "token" not in arguments or not return_url.startswith("/"):
            return 403, {}
        try:
            found = self.aws("kms").decrypt(
                CiphertextBlob=base64.b64decode(arguments["token"]), EncryptionContext=self.context)
            handed = json.loads(found["Plaintext"])
            self.credentials.append(handed)
            arn = self.aws("sts", handed).get_caller_identity()["Arn"]
        except Exception:
            return 403, {}
        if arn.split(":")[4] != self.account_id:
            return 403, {}
        session = secrets.token_urlsafe(24)
        self.sessions[session] = arn
        return 302, {"Location": return_url, "Set-Cookie": f"session={session}; HttpOnly; Path=/"}


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        example = self.server.example
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        path, _, query = self.path.partition("?")
        example.seen.append((self.command, path, body))
        if path == "/auth":
            return self.answer(*example.sign_in(query))
        cookies = dict(pair.strip().partition("=")[::2] for pair in (self.headers["Cookie"] or "").split(";"))
        arn = example.sessions.get(cookies.get("session", ""))
        if arn is None:
            return self.answer(401, {
                "Iam-Auth-Kms-Encryption-Context": base64.b64encode(json.dumps(example.context).encode()).decode(),
                "Iam-Auth-Kms-Key-Id": example.key_id, "WWW-Authenticate": f'IAM realm="{example.account_id}"',
            }, "Please log in")
        return self.answer(200, {}, f"{arn} {body}")

    do_POST = do_GET

    def answer(self, status: int, headers: dict[str, str], body: str = "") -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass

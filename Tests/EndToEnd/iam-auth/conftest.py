"""A site of its own behind iam-auth, and Latchkey's own pages entered by it, on two nodes."""

import contextlib
import http.server
import json
import threading
from dataclasses import dataclass, field

import account
import iam_proof
import pytest
from client import Answer, ask
from fastcgi_client import fastcgi
from iam_proof import Key
from latchkey_tool import Tool
from stack import free_port


class Backend(http.server.BaseHTTPRequestHandler):
    """The site behind nginx: it answers with what it was told."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        told = {"path": self.path, "method": self.command, "body": self.rfile.read(length).decode(),
                "headers": list(self.headers.items())}
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass


SERVER = """
server {{
    listen 127.0.0.1:{port};
    server_name localhost;
    access_log "{logs}/tools.log" latchkey;
    include iam/server.conf;
    location / {{
        include iam/protected.conf;
        proxy_set_header X-Remote-User $iam_user;
        proxy_set_header X-Arn $iam_arn;
        proxy_set_header X-Account $iam_account;
        proxy_set_header X-Kind $iam_kind;
        proxy_set_header X-Unique-Id $iam_unique_id;
        proxy_set_header Authorization "";
        proxy_set_header Cookie $latchkey_other_cookies;
        proxy_pass http://127.0.0.1:{backend};
    }}
    # Locations that say which name they want, and what they lead on to.
    location /named/ {{
        location /named/arn/ {{
            include iam/protected-arn.conf;
            proxy_set_header X-Remote-User $iam_user;
            proxy_pass http://127.0.0.1:{backend};
            location /named/arn/inside/ {{
                proxy_pass http://127.0.0.1:{backend};
            }}
            location /named/arn/led/ {{
                error_page 404 = @by_user_name;
                return 404;
            }}
        }}
        location /named/user-name/ {{
            include iam/protected-user-name.conf;
            proxy_set_header X-Remote-User $iam_user;
            proxy_pass http://127.0.0.1:{backend};
        }}
        location /named/session-name/ {{
            include iam/protected-session-name.conf;
            proxy_set_header X-Remote-User $iam_user;
            proxy_pass http://127.0.0.1:{backend};
        }}
        location /named/email/ {{
            auth_request /auth/verify/email;
            include iam/identity.conf;
            include iam/refusals.conf;
            proxy_pass http://127.0.0.1:{backend};
        }}
        location /named/nothing/ {{
            auth_request /auth/verify/;
            include iam/identity.conf;
            include iam/refusals.conf;
            proxy_pass http://127.0.0.1:{backend};
        }}
    }}
    location @by_user_name {{
        include iam/protected-user-name.conf;
        proxy_set_header X-Remote-User $iam_user;
        proxy_pass http://127.0.0.1:{backend};
    }}
    # nginx asks again for each place that such a request is led on to.
    location /led/ {{
        include iam/protected.conf;
        error_page 404 = /led-on;
        try_files /nothing /nothing-either =404;
    }}
    location = /led-on {{
        include iam/protected.conf;
        proxy_set_header X-Remote-User $iam_user;
        proxy_pass http://127.0.0.1:{backend};
    }}
    # Other addresses of what stands below /admin/.
    rewrite ^/old/(.*)$ /admin/$1;
    location /pub/ {{
        rewrite ^/pub/inside/(.*)$ /admin/inside/$1 last;
        rewrite ^/pub/(.*)$ /admin/$1 last;
    }}
    location /twice/ {{
        include iam/protected.conf;
        rewrite ^/twice/(.*)$ /admin/inside/$1 last;
    }}
    location /fallback/ {{
        include iam/protected.conf;
        error_page 404 = /admin/x;
        recursive_error_pages on;
        return 404;
    }}
    location /admin {{
        include iam/protected.conf;
        proxy_pass http://127.0.0.1:{backend};
        location /admin/inside/ {{
            proxy_pass http://127.0.0.1:{backend};
        }}
    }}
    # Files, and an application in the browser whose every path is one file.
    location /files/ {{
        include iam/protected.conf;
        root {files};
        index index.html;
    }}
    location /app/ {{
        include iam/protected.conf;
        root {files};
        try_files $uri /files/index.html;
    }}
    location /uploads/ {{
        include iam/protected.conf;
        client_max_body_size 10m;
        proxy_pass http://127.0.0.1:{backend};
    }}
}}
server {{
    listen 127.0.0.1:{portal};
    server_name localhost;
    access_log "{logs}/portal.log" latchkey;
    include sso/iam.conf;
    include routes/errors.conf;
}}
"""


@dataclass
class Site:
    """The site, and who may prove what to it."""

    stack: object
    port: int
    portal_port: int
    users: dict[str, Key] = field(default_factory=dict)
    nodes: list[str] = field(default_factory=lambda: ["iam-auth", "iam-auth-2"])
    has_second: bool = False

    @property
    def name(self) -> str:
        """The server's name, as a proof has it."""
        return f"localhost:{self.port}"

    @property
    def portal(self) -> str:
        return f"localhost:{self.portal_port}"

    def proof(self, key: Key, server: str | None = None, **changes) -> str:
        made = iam_proof.proof(key, server or self.name, **changes)
        self.stack.secrets.add(made.split()[1])
        return made

    def ask(self, path="/", method="GET", proof=None, cookie=None, headers=(), body=None, portal=False) -> Answer:
        pairs = list(dict(headers).items() if isinstance(headers, dict) else headers)
        pairs += [("Authorization", proof)] if proof else []
        pairs += [("Cookie", cookie)] if cookie else []
        port = self.portal_port if portal else self.port
        answer = ask(f"http://localhost:{port}", method, path, None, pairs, body)
        for value in answer.headers.get_all("Set-Cookie") or []:
            if len(value := value.split(";")[0].partition("=")[2]) > 16:
                self.stack.secrets.add(value)
        return answer

    def session(self, key: Key, **options) -> str:
        """The cookie of a session that a proof has begun."""
        server = self.portal if options.get("portal") else self.name
        answer = self.ask("/auth/session", "POST", self.proof(key, server), **options)
        assert answer.status == 200, answer.text
        return answer.headers["Set-Cookie"].split(";")[0]

    def node(self, number: int, path: str, proof: str) -> int:
        """What one node answers to nginx's question about a path."""
        parameters = {
            "REQUEST_METHOD": "GET", "REQUEST_URI": "/auth/verify", "HTTP_HOST": self.name, "SERVER_NAME": "localhost",
            "SERVER_PORT": str(self.port), "LATCHKEY_PATH": path, "LATCHKEY_REQUEST_URI": path, "LATCHKEY_AUTHORIZATION": proof,
        }
        return fastcgi(self.stack.web.socket(self.nodes[number]), list(parameters.items())).status

    def restart(self, **settings: str) -> None:
        """Gives both nodes other settings."""
        values = {"LATCHKEY_IAM_AUTH_SERVERS": f"{self.name},{self.portal}", **settings}
        self.stack.restart_handler("iam-auth", **values)
        if self.has_second:
            self.stack.processes.stop("iam-auth-2")
        self.has_second = True
        listen = str(self.stack.web.socket("iam-auth-2"))
        environment = {**self.stack.handler_environment(), **values, "LATCHKEY_LISTEN": listen}
        self.stack.processes.start(
            "iam-auth-2", [str(self.stack.programs / "iam-auth")], environment, self.stack.directory)
        self.stack.wait_for_socket("iam-auth-2")


    @contextlib.contextmanager
    def down(self, **settings: str):
        """No iam-auth runs; afterwards both nodes do, with these settings."""
        for node in self.nodes:
            self.stack.processes.stop(node)
        try:
            yield
        finally:
            self.stack.start_handler("iam-auth")
            self.stack.wait_for_socket("iam-auth")
            self.has_second = False
            self.restart(**settings)
            # Each of nginx's workers asks a program that was down again after ten seconds. New ones ask at once.
            self.stack.reload_nginx()


@pytest.fixture(scope="module")
def site(stack):
    backend = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    site = Site(stack, free_port(), free_port())
    site.restart()
    configuration = stack.web.prefix / "local" / "http.conf"
    before = configuration.read_text()
    first = f'upstream latchkey_iam-auth {{ server "unix:{stack.web.socket("iam-auth")}";'
    assert first in before
    blocks = SERVER.format(
        port=site.port, portal=site.portal_port, backend=backend.server_port, logs=stack.directory / "logs",
        files=stack.directory / "files")
    files = stack.directory / "files"
    for page in ["files/index.html", "files/a b/index.html"]:
        (files / page).parent.mkdir(parents=True, exist_ok=True)
        (files / page).write_text(f"<p>{page}</p>")
    second = f'{first} server "unix:{stack.web.socket("iam-auth-2")}";'
    configuration.write_text(before.replace(first, second) + blocks)
    stack.reload_nginx()
    yield site
    configuration.write_text(before)
    stack.reload_nginx()
    stack.processes.stop("iam-auth-2")
    stack.restart_handler("iam-auth")
    backend.shutdown()


@pytest.fixture(scope="module")
def user(stack, site, aws):
    """user("alice", path="/staff/") is the key of an IAM user, which is made the first time."""

    def get(name: str, path: str = "/") -> Key:
        if name not in site.users:
            iam = aws("iam")
            try:
                iam.create_user(UserName=name, Path=path)
            except iam.exceptions.EntityAlreadyExistsException:
                pass
            made = iam.create_access_key(UserName=name)["AccessKey"]
            stack.secrets.add(made["SecretAccessKey"])
            site.users[name] = Key(made["AccessKeyId"], made["SecretAccessKey"])
        return site.users[name]

    return get


@pytest.fixture(scope="module")
def role_session(stack, aws):
    """role_session("deploy", "ci") are the credentials of a session of a role, which is made the first time."""

    def get(name: str, session: str) -> Key:
        iam = aws("iam")
        trust = account.document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}})
        try:
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
        except iam.exceptions.EntityAlreadyExistsException:
            pass
        found = aws("sts").assume_role(
            RoleArn=f"arn:aws:iam::{account.ACCOUNT_ID}:role/{name}", RoleSessionName=session)["Credentials"]
        stack.secrets.update([found["SecretAccessKey"], found["SessionToken"]])
        return Key(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])

    return get


@pytest.fixture
def tool(stack, site, user, aws, faults, tmp_path):
    """The command line tool with the keys of an IAM user, who may ask for tokens. AWS is what `faults` spoils."""
    key = user("person-with-the-tool", "/staff/")
    aws("iam").put_user_policy(
        UserName="person-with-the-tool", PolicyName="tokens",
        PolicyDocument=account.document(account.allow("sts:GetWebIdentityToken")))
    tool = Tool(stack.programs, tmp_path, faults.endpoint, stack.processes.log("latchkey"))
    tool.variables |= {"AWS_ACCESS_KEY_ID": key.access_key_id, "AWS_SECRET_ACCESS_KEY": key.secret}
    return tool


@pytest.fixture
def settings(site):
    """settings(LATCHKEY_X="1") gives both nodes other settings until the test ends."""
    changed = []

    def change(**values: str) -> None:
        changed.append(values)
        site.restart(**values)

    yield change
    if changed:
        site.restart()



"""A server on which applications prove to be IAM users and roles, two nodes of the broker, and roles for their users."""

import itertools
import json
from dataclasses import dataclass

import account
import iam_proof
import pytest
from client import Answer, ask
from fastcgi_client import fastcgi
from iam_proof import Key
from stack import free_port
from token_issuer import TokenIssuer

SERVER = """
server {{
    listen 127.0.0.1:{port};
    server_name localhost;
    access_log "{logs}/access.log" latchkey;
    include iam/server.conf;
    include iam/broker.conf;
}}
"""
# Names of one run are used once, whatever module has them.
NUMBERS = itertools.count(1)
ISSUER = "https://issuer.example/pool"
SETTINGS = {
    "LATCHKEY_BROKER_ROLES": "arn:aws:iam::*:role/access/*", "LATCHKEY_BROKER_KEY_HOSTS": "issuer.example",
    "LATCHKEY_BROKER_OPERATORS": "sso:admin",
}


@dataclass
class Broker:
    stack: object
    aws: object
    port: int
    # The host of an issuer on this machine.
    key_host: str
    has_second: bool = False

    @property
    def name(self) -> str:
        return f"localhost:{self.port}"

    def restart(self, **settings: str) -> None:
        """Starts both nodes again, with other settings."""
        values = {**SETTINGS, "LATCHKEY_BROKER_PRIVATE_KEY_HOSTS": self.key_host, **settings}
        self.stack.restart_handler("broker", **values)
        if self.has_second:
            self.stack.processes.stop("broker-2")
        self.has_second = True
        listen = str(self.stack.web.socket("broker-2"))
        environment = {**self.stack.handler_environment(), **values, "LATCHKEY_LISTEN": listen}
        self.stack.processes.start("broker-2", [str(self.stack.programs / "broker")], environment, self.stack.directory)
        self.stack.wait_for_socket("broker-2")

    def new_name(self) -> str:
        """A name that nobody had before."""
        return f"app{next(NUMBERS)}"

    def ask(self, key: Key | None, method="GET", path="/applications", value=None, **headers: str) -> Answer:
        """Asks through nginx, with a proof of the key's identity."""
        pairs = dict(headers)
        if key:
            pairs["Authorization"] = iam_proof.proof(key, self.name)
            self.stack.secrets.add(pairs["Authorization"].split()[1])
        body = value if isinstance(value, (str, bytes)) else None if value is None else json.dumps(value)
        if value is not None:
            pairs.setdefault("Content-Type", "application/json")
        return ask(f"http://localhost:{self.port}", method, path, None, pairs, body)

    def service(self, name: str, method="GET", path="/applications", value=None, node=0, **parameters: str) -> Answer:
        """Asks one node as nginx does for a service that the sign-on has named."""
        body = b"" if value is None else json.dumps(value).encode()
        given = {
            "REQUEST_METHOD": method, "REQUEST_URI": path, "QUERY_STRING": path.partition("?")[2],
            "HTTP_HOST": "localhost", "SERVER_NAME": "localhost", "CONTENT_LENGTH": str(len(body)), "REMOTE_USER": name,
            "CONTENT_TYPE": "application/json" if body else "", **parameters,
        }
        return fastcgi(self.stack.web.socket(["broker", "broker-2"][node]), list(given.items()), body)

    def user(self, name: str | None = None, path="/") -> Key:
        name = name or self.new_name()
        iam = self.aws("iam")
        iam.create_user(UserName=name, Path=path)
        made = iam.create_access_key(UserName=name)["AccessKey"]
        self.stack.secrets.add(made["SecretAccessKey"])
        return Key(made["AccessKeyId"], made["SecretAccessKey"])

    def role_session(self, name: str, session="ci", make=True) -> Key:
        """A session of the role as which an application acts."""
        if make:
            trust = account.document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}})
            self.aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)
        found = self.aws("sts").assume_role(
            RoleArn=f"arn:aws:iam::{account.ACCOUNT_ID}:role/{name}", RoleSessionName=session)["Credentials"]
        self.stack.secrets.update([found["SecretAccessKey"], found["SessionToken"]])
        return Key(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])

    def access_role(self, *external_ids: str, name: str | None = None, **changes) -> str:
        """Makes a role that lets Latchkey in with these ExternalIds, and returns its ARN."""
        statement = {
            "Effect": "Allow", "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
            "Principal": {"AWS": account.BROKER}, "Condition": {"StringEquals": {"sts:ExternalId": list(external_ids)}},
            **changes,
        }
        made = self.aws("iam").create_role(
            RoleName=name or self.new_name(), Path="/access/",
            AssumeRolePolicyDocument=account.document({k: v for k, v in statement.items() if v is not None}))
        return made["Role"]["Arn"]

    def registration(self, role: str, **changes) -> dict:
        return {
            "role_arn": role, "issuer": ISSUER, "audience": "client-1",
            "tags": [{"tag": "TenantID", "claim": "custom:tenant_id"}], **changes,
        }


@pytest.fixture(scope="module")
def issuer():
    """An issuer of tokens on this machine."""
    issuer = TokenIssuer()
    yield issuer
    issuer.stop()


@pytest.fixture(scope="module")
def broker(stack, aws, issuer):
    """Both nodes of the broker, behind nginx for IAM identities."""
    broker = Broker(stack, aws, free_port(), issuer.name.split("//")[1])
    stack.restart_handler("iam-auth", LATCHKEY_IAM_AUTH_SERVERS=broker.name)
    broker.restart()
    configuration = stack.web.prefix / "local" / "http.conf"
    before = configuration.read_text()
    first = f'upstream latchkey_broker {{ server "unix:{stack.web.socket("broker")}";'
    assert first in before
    both = f'{first} server "unix:{stack.web.socket("broker-2")}";'
    configuration.write_text(
        before.replace(first, both) + SERVER.format(port=broker.port, logs=stack.directory / "logs"))
    stack.reload_nginx()
    yield broker
    configuration.write_text(before)
    stack.reload_nginx()
    stack.processes.stop("broker-2")
    stack.restart_handler("broker")
    stack.restart_handler("iam-auth")


@pytest.fixture
def registered(broker):
    """registered(key) registers the application of a key with a role of its own, and returns the answer."""

    def register(key: Key, **changes) -> Answer:
        role = broker.access_role(broker.ask(key).json["external_id"])
        return broker.ask(key, "POST", value=broker.registration(role, **changes))

    return register


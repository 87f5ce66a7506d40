"""Two instances on one host, as scripts/install makes them, behind one nginx: each has an AWS account of its own."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import account
import pytest
from client import JSON, ROOT, ask, secrets_in
from fastcgi_client import fastcgi
from processes import environment, wait_until
from stack import Stack, free_port, is_free
from web import HANDLERS, nginx, write_passwords

SHARED = ("alice", "the same password in both")


@dataclass
class Instance:
    """An instance that was installed into `root`, and the account that it serves."""

    root: Path
    name: str
    host: str
    port: int
    account: Stack
    person: tuple[str, str] = ("", "")
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def web(self) -> Path:
        return self.root / "etc/nginx" / self.name

    def unit(self, kind: str) -> str:
        return (self.root / "lib/systemd/system" / f"{self.name}@.{kind}").read_text()

    def value(self, kind: str, key: str) -> list[str]:
        return re.findall(rf"^{key}=(.*)$", self.unit(kind), re.MULTILINE)

    def socket(self, handler: str) -> Path:
        [path] = self.value("socket", "ListenStream")
        return Path(f"{self.root}{path}".replace("%i", handler))

    def program(self, handler: str) -> Path:
        [path] = self.value("service", "ExecStart")
        return Path(f"{self.root}{path}".replace("%i", handler))

    def environment(self) -> dict[str, str]:
        """What systemd gives the programs: the files in their order, and the secret."""
        values = {}
        for path in self.value("service", "EnvironmentFile"):
            text = (self.root / path.removeprefix("-").removeprefix("/")).read_text()
            values |= dict(re.findall(r"^([A-Z_]+)=(.+)$", text, re.MULTILINE))
        [credential] = self.value("service", "LoadCredential")
        return environment(**values, LATCHKEY_SECRET_FILE=f"{self.root}{credential.removeprefix('secret:')}")

    def ask(self, method, path, user=None, headers=(("Accept", JSON),), body=None):
        return ask(f"http://{self.host}:{self.port}", method, path, user, list(headers), body)


def install(root: Path, programs: Path, *options: str) -> None:
    subprocess.run([ROOT / "scripts/install", "--programs", programs, *options], check=True, capture_output=True,
                   env={**environment(), "DESTDIR": str(root)})


def configure(instance: Instance) -> None:
    """What an administrator edits."""
    broker = instance.account.broker
    (instance.root / "etc" / instance.name / "latchkey.env").write_text(
        f"LATCHKEY_TABLE={account.TABLE}\nLATCHKEY_REGION={account.REGION}\nAWS_ENDPOINT_URL={instance.account.aws_endpoint}\n"
        f"AWS_ACCESS_KEY_ID={broker.access_key_id}\nAWS_SECRET_ACCESS_KEY={broker.secret_access_key}\n")
    local = instance.web / "local"
    (local / "server.conf").write_text(f"listen 127.0.0.1:{instance.port};\nserver_name {instance.host};\n")
    http = local / "http.conf"
    http.write_text(http.read_text().replace("unix:/run/", f"unix:{instance.root}/run/"))
    log = local / "log.conf"
    log.write_text(log.read_text().replace("/var/log/nginx/", f"{instance.root}/"))
    write_passwords(local / "passwords", dict([SHARED, instance.person]))
    enabled = instance.root / "etc/nginx/sites-enabled"
    enabled.mkdir(exist_ok=True)
    (enabled / instance.name).symlink_to(f"../sites-available/{instance.name}")


@pytest.fixture(scope="module")
def instances(programs, secrets):
    # Not in pytest's own folder, whose path can be too long for a socket.
    root = Path(tempfile.mkdtemp(prefix="latchkey-"))
    (root / "logs").mkdir()
    port, accounts, found = free_port(), [], []
    try:
        for name, options, person in [("latchkey", [], "first"), ("latchkey-dev", ["--instance", "dev"], "second")]:
            install(root, programs, *options)
            (root / name / "temporary").mkdir(parents=True)
            (root / name / "logs").mkdir()
            accounts.append(Stack(root / name, programs))
            accounts[-1].start_stand_in()
            account.client("iam", accounts[-1].aws_endpoint).create_user(UserName=person)
            found.append(Instance(root, name, f"{name}.localhost", port, accounts[-1], (person, f"password of {person}")))
            configure(found[-1])
            for handler in HANDLERS:
                socket = found[-1].socket(handler)
                socket.parent.mkdir(parents=True, exist_ok=True)
                values = {**found[-1].environment(), "LATCHKEY_LISTEN": str(socket)}
                accounts[-1].processes.start(handler, [str(found[-1].program(handler))], values, root)
                wait_until(socket.exists, 20, accounts[-1].processes)
        temporary = "".join(f"{kind}_temp_path {root}/nginx-{kind}; "
                            for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
        user = "user root;" if root.owner() == "root" else ""
        (root / "etc/nginx/nginx.conf").write_text(
            f"{user} daemon off; pid {root}/pid; error_log stderr; events {{}} "
            f"http {{ {temporary} access_log {root}/access.log; include sites-enabled/*; }}")
        accounts[0].processes.start(
            "nginx", [nginx(), "-e", "stderr", "-p", str(root), "-c", f"{root}/etc/nginx/nginx.conf"], environment(), root)
        wait_until(lambda: not is_free(port), 60, accounts[0].processes)
        yield found
        for running in accounts:
            secrets.update(running.secrets)
    finally:
        for running in accounts:
            running.stop()
        shutil.rmtree(root)


def test_each_serves_its_own_account(instances):
    for instance in instances:
        listing = instance.ask("GET", "/keys", instance.person)
        assert (listing.status, listing.json["UserName"]) == (200, instance.person[0])
        assert instance.ask("GET", "/health/ready").status == 200
        [other] = [each for each in instances if each is not instance]
        assert instance.ask("GET", "/keys", other.person).status == 401


def test_what_one_makes_is_not_in_the_other_account(instances, secrets):
    made = []
    for instance in instances:
        answer = instance.ask("POST", "/keys", SHARED, [("Accept", JSON), ("Content-Type", JSON)], "{}")
        assert answer.status == 201
        secrets.update(secrets_in(answer))
        made.append(answer.json["AccessKeyId"])
        role = instance.ask("POST", "/api/assume-role", SHARED, [("Accept", JSON), ("Content-Type", JSON)], "{}")
        assert role.status == 200
        secrets.update(secrets_in(role))
    for instance, id in zip(instances, made):
        keys = account.client("iam", instance.account.aws_endpoint).list_access_keys(UserName=SHARED[0])["AccessKeyMetadata"]
        assert [key["AccessKeyId"] for key in keys] == [id]


def test_a_program_believes_the_nginx_of_its_own_instance_alone(instances):
    first, second = instances
    named = [("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/keys"), ("HTTP_HOST", "x"), ("REMOTE_USER", SHARED[0])]
    for instance, others in [(first, second), (second, first)]:
        socket = instance.socket("keys")
        assert fastcgi(socket, named).status == 403
        own, other = (("LATCHKEY_GATEWAY_SECRET", each.environment()["LATCHKEY_GATEWAY_SECRET"]) for each in [instance, others])
        assert fastcgi(socket, [*named, other]).status == 403
        assert fastcgi(socket, [*named, own]).status == 200


def test_each_has_a_log_of_its_own(instances):
    for instance in instances:
        instance.ask("GET", f"/nowhere-{instance.name}?query", SHARED)
    # nginx writes a line after it has answered.
    logs = {instance.name: instance.root / f"{instance.name}.json" for instance in instances}
    wait_until(lambda: all('"path":"/nowhere-' in log.read_text() for log in logs.values()), 60)
    # The log of all of nginx would have the query.
    assert (instances[0].root / "access.log").read_text() == ""
    texts = {name: log.read_text() for name, log in logs.items()}
    for name, text in texts.items():
        assert [other for other in texts if f'"path":"/nowhere-{other}"' in text] == [name]

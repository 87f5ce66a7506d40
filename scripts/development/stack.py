"""Starts all of Latchkey on this machine, for scripts/run and the tests: a stand-in for AWS, the handlers and nginx."""

import http.client
import os
import secrets
import shutil
import signal
import socket
import ssl
import sys
from pathlib import Path

import account
from processes import ProcessFailed, Processes, environment, wait_until
from web import HANDLERS, Web

PASSWORD_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def new_password() -> str:
    return "-".join("".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(4)) for _ in range(4))


class Stack:
    """The stand-in for AWS, the handlers and nginx. All files that they write are in `directory`."""

    def __init__(
        self,
        directory: Path,
        programs: Path,
        port: int | None = None,
        aws_port: int | None = None,
        people: list[str] | None = None,
        tls: bool = False,
        sso: str = "basic",
        settings: dict[str, str] | None = None,
        stand_in: bool = True,
    ):
        self.directory = directory
        self.programs = programs
        self.stand_in = stand_in
        self.aws_port = aws_port or free_port()
        # Where the application of tenants.py publishes its keys while it runs.
        self.keys_port = free_port()
        self.passwords = {name: new_password() for name in people or list(account.PEOPLE)}
        self.web = Web(
            directory,
            port or free_port(),
            sso=sso,
            tls=tls,
            federation_port=free_port() if stand_in else None,
            passwords=self.passwords,
        )
        self.processes = Processes(directory / "logs")
        self.broker: account.Key | None = None
        # Secrets that no log may contain. The tests add those that they are given.
        self.secrets = set(self.passwords.values())
        self.settings = {
            "LATCHKEY_SECRET_FILE": str(directory / "secret"),
            **(self._stand_in_settings() if stand_in else {}),
            **(settings or {}),
        }

    @property
    def aws_endpoint(self) -> str:
        return f"http://127.0.0.1:{self.aws_port}"

    @property
    def base_url(self) -> str:
        return self.web.base_url

    def _stand_in_settings(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.aws_endpoint,
            "LATCHKEY_TABLE": account.TABLE,
            "LATCHKEY_TOKENS_TABLE": account.TOKENS_TABLE,
            "LATCHKEY_APPLICATIONS_TABLE": account.APPLICATIONS_TABLE,
            "LATCHKEY_BROKER_ROLES": account.ACCESS_ROLES,
            "LATCHKEY_BROKER_KEY_HOSTS": f"localhost:{self.keys_port}",
            "LATCHKEY_BROKER_PRIVATE_KEY_HOSTS": f"localhost:{self.keys_port}",
            "LATCHKEY_CA_FILE": str(self.web.certificate),
            "LATCHKEY_IAM_AUTH_SERVERS": f"localhost:{self.web.port}",
            "LATCHKEY_REGION": account.REGION,
            "LATCHKEY_SIGNIN_ENDPOINT": f"http://127.0.0.1:{self.web.federation_port}/federation",
        }

    def start(self, say=lambda text: None) -> None:
        """Starts everything, and returns when the handlers answer. If anything fails, nothing is left running."""
        try:
            self._prepare()
            if self.stand_in:
                say("Starting the stand-in for AWS")
                self.start_stand_in()
            say("Starting the handlers and nginx")
            for handler in HANDLERS:
                self.start_handler(handler)
            self.start_nginx()
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.processes.stop_all()

    def _prepare(self) -> None:
        for folder in ["logs", "sockets", "temporary"]:
            shutil.rmtree(self.directory / folder, ignore_errors=True)
            (self.directory / folder).mkdir(parents=True)
        self.directory.chmod(0o700)
        secret = self.directory / "secret"
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_hex(32))
        self.secrets.add(secret.read_text())
        self.web.write()

    def start_stand_in(self) -> None:
        """Starts ministack, which checks signatures and policies, and sets up the account of account.py in it."""
        ministack = [sys.executable, str(Path(__file__).parent / "aws_stand_in.py")]
        settings = account.stand_in_settings(self.aws_port, self.directory / "temporary")
        self.processes.start("ministack", ministack, environment(**settings), self.directory)
        wait_until(lambda: not is_free(self.aws_port), 20, self.processes, "AWS stand-in")
        account.create_table(self.aws_endpoint, self.settings["LATCHKEY_TABLE"])
        account.create_tokens_table(self.aws_endpoint, self.settings["LATCHKEY_TOKENS_TABLE"])
        account.create_applications_table(self.aws_endpoint, self.settings["LATCHKEY_APPLICATIONS_TABLE"])
        account.create_people(self.aws_endpoint, self.settings["LATCHKEY_TABLE"])
        self.broker = account.create_broker(self.aws_endpoint, self.settings["LATCHKEY_TABLE"])
        self.secrets.add(self.broker.secret_access_key)

    def handler_environment(self) -> dict[str, str]:
        """The environment of the handlers and of clean-roles."""
        if self.broker:
            credentials = {
                "AWS_ACCESS_KEY_ID": self.broker.access_key_id,
                "AWS_SECRET_ACCESS_KEY": self.broker.secret_access_key,
            }
            return environment(**credentials, **self.settings)
        own = {name: value for name, value in os.environ.items() if name.startswith(("AWS_", "LATCHKEY_"))}
        # This run has a secret file, and only one of the two settings may be set.
        own.pop("LATCHKEY_SECRET", None)
        return environment(HOME=os.environ.get("HOME", "/"), **{**own, **self.settings})

    def start_handler(self, name: str, **settings: str) -> None:
        """Starts a handler on its socket. `settings` replace those of the stack."""
        values = {**self.handler_environment(), **settings, "LATCHKEY_LISTEN": str(self.web.socket(name))}
        self.processes.start(name, [str(self.programs / name)], values, self.directory)

    def restart_handler(self, name: str, **settings: str) -> int:
        """Stops a handler and starts it again. Returns the exit status of the stopped one."""
        status = self.processes.stop(name)
        self.start_handler(name, **settings)
        self.wait_for_socket(name)
        return status

    def wait_for_socket(self, name: str) -> None:
        def listens() -> bool:
            with socket.socket(socket.AF_UNIX) as client:
                try:
                    client.connect(str(self.web.socket(name)))
                except OSError:
                    return False
            return True

        wait_until(listens, 15, self.processes, f"socket of {name}")

    def start_nginx(self) -> None:
        self.processes.start("nginx", self.web.command(), environment(), self.directory)
        wait_until(lambda: not is_free(self.web.port), 10, self.processes, "nginx")

    def reload_nginx(self) -> None:
        """Has nginx read its files again, and returns when all workers from before have ended."""
        master = self.processes.pid("nginx")
        children = Path(f"/proc/{master}/task/{master}/children")
        before = set(children.read_text().split())
        os.kill(master, signal.SIGHUP)
        wait_until(lambda: not before & set(children.read_text().split()), 10, self.processes, "new nginx workers")

    def wait_until_ready(self) -> None:
        for handler in HANDLERS:
            self.wait_for_socket(handler)
        try:
            wait_until(lambda: self.status("/health/ready") == 200, 30, self.processes, "good answer from /health/ready")
        except ProcessFailed as failure:
            raise ProcessFailed(f"{failure}\n{self.body('/health/ready')}\n{self.processes.tail('ready')}") from None

    def status(self, path: str) -> int:
        return self._get(path)[0]

    def body(self, path: str) -> str:
        return self._get(path)[1]

    def _get(self, path: str) -> tuple[int, str]:
        # By address, because a bare system doesn't have "localhost" in its hosts file.
        if self.web.tls:
            context = ssl.create_default_context(cafile=self.web.certificate)
            connection = http.client.HTTPSConnection("127.0.0.1", self.web.port, timeout=10, context=context)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=10)
        try:
            host = f"localhost:{self.web.port}"
            connection.request("GET", path, headers={"Accept": "application/json", "Host": host})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error)
        finally:
            connection.close()

    def logs(self) -> dict[str, str]:
        """What each program of the stack has logged so far, by its name."""
        return {path.stem: path.read_text(errors="replace") for path in sorted((self.directory / "logs").iterdir())}

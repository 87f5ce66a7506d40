"""An application that is registered with the broker, and its users' tokens.

ministack keeps the registration, and proves whose the role is. Sessions of the role come from the server that delays.
"""

import contextlib
import http.client
import itertools
import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from joserfc import jwk, jwt

from laboratory import HERE, Laboratory, connects
from processes import wait_until

sys.path.append(str(HERE.parent / "development"))
import account  # noqa: E402
from published_keys import published  # noqa: E402
from web import make_certificate  # noqa: E402


class Application:
    """`with Application(laboratory) as application:` runs what the broker needs, and registers one application."""

    # What nginx calls it.
    NAME = "bench"
    # The server that delays knows roles by names like this.
    ROLE = "user_bench"

    def __init__(self, laboratory: Laboratory):
        self.laboratory = laboratory
        self.cloud = f"http://127.0.0.1:{laboratory.ports['cloud_port']}"
        self.issuer = f"https://localhost:{laboratory.ports['keys_port']}"
        self.key = jwk.ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        self.certificate = laboratory.work / "certificate.pem"
        self.users = itertools.count(1)
        self.sts: http.client.HTTPConnection | None = None

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self._serve_keys(stack)
            self._start_cloud(stack)
            self.process = self.laboratory.restart_handler("broker", **self.settings)
            self._register()
            # From now on sessions come from the server that delays.
            delaying = self.laboratory.url("aws_port").removesuffix("/")
            account.client("iam", delaying).create_role(RoleName=self.ROLE, AssumeRolePolicyDocument="{}")
            self.settings["AWS_ENDPOINT_URL_STS"] = delaying
            self.restart()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    def restart(self):
        self.process = self.laboratory.restart_handler("broker", **self.settings)

    def token(self, user: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "bench", "sub": user, "tenant": f"tenant-{user}", "iat": now, "exp": now + 3600}
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)

    def body(self, user: str) -> str:
        """What is sent to `/credentials`."""
        return json.dumps({"token": self.token(user)})

    def new_user(self) -> str:
        return f"user-{next(self.users)}"

    def credentials(self, client, user: str) -> float:
        """Milliseconds until an answer with credentials was read, over a connection that stays open."""
        elapsed, content = client.request("POST", "/credentials", self.body(user))
        if json.loads(content)["tags"] != {"TenantID": f"tenant-{user}"}:
            raise RuntimeError(f"other tags in the answer: {content[:200]!r}")
        return elapsed

    def assume_role(self) -> float:
        """Milliseconds that STS takes, over a connection that stays open."""
        if not self.sts:
            self.sts = http.client.HTTPConnection("127.0.0.1", self.laboratory.ports["aws_port"], timeout=60)
        form = {"Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": self.role, "RoleSessionName": "bench"}
        started = time.perf_counter()
        self.sts.request("POST", "/", urllib.parse.urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})
        answer = self.sts.getresponse()
        content = answer.read()
        elapsed = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise RuntimeError(f"AssumeRole answered {answer.status}: {content[:200]!r}")
        return elapsed

    def start_python(self) -> subprocess.Popen:
        """The same service in Python, which knows this application alone."""
        key = self.laboratory.work / "key.json"
        key.write_text(json.dumps(self.key.as_dict(private=False)))
        return self.laboratory.start_python("python-broker", "flask_broker:app", BROKER_KEY_FILE=str(key),
                                            BROKER_ISSUER=self.issuer, BROKER_ROLE=self.role)

    def _serve_keys(self, stack: contextlib.ExitStack):
        make_certificate(self.certificate)
        keys = [self.key.as_dict(private=False)]
        stack.enter_context(published(keys, self.laboratory.ports["keys_port"], "/keys", self.certificate))

    def _start_cloud(self, stack: contextlib.ExitStack):
        laboratory, port = self.laboratory, self.laboratory.ports["cloud_port"]
        folder = laboratory.work / "cloud"
        folder.mkdir(exist_ok=True)
        process = laboratory.processes.start(
            "cloud", [sys.executable, HERE.parent / "development" / "aws_stand_in.py"],
            {"PATH": laboratory.environment["PATH"], **account.stand_in_settings(port, folder)})
        stack.callback(laboratory.processes.stop, process)
        wait_until(lambda: connects(2, ("127.0.0.1", port)), process, f"ministack on port {port}")
        account.create_applications_table(self.cloud)
        key = account.create_broker(self.cloud)
        self.settings = {
            "AWS_ENDPOINT_URL": self.cloud, "AWS_ACCESS_KEY_ID": key.access_key_id,
            "AWS_SECRET_ACCESS_KEY": key.secret_access_key, "LATCHKEY_CA_FILE": str(self.certificate),
            "LATCHKEY_BROKER_ROLES": account.ACCESS_ROLES, "LATCHKEY_BROKER_KEY_HOSTS": self.issuer.removeprefix("https://"),
            "LATCHKEY_BROKER_PRIVATE_KEY_HOSTS": self.issuer.removeprefix("https://"), "LATCHKEY_BROKER_RATE": "600",
        }

    def _register(self):
        trust = self._ask("GET", status=404)["trust_policy"]
        made = account.client("iam", self.cloud).create_role(
            RoleName=self.ROLE, Path="/access/", AssumeRolePolicyDocument=json.dumps(trust))
        self.role = made["Role"]["Arn"]
        self._ask("POST", {
            "role_arn": self.role, "issuer": self.issuer, "audience": "bench", "jwks_url": f"{self.issuer}/keys",
            "tags": [{"tag": "TenantID", "claim": "tenant"}]}, status=201)

    def _ask(self, method: str, value: dict | None = None, *, status: int) -> dict:
        request = urllib.request.Request(
            self.laboratory.url("latchkey_port", "/applications"), json.dumps(value).encode() if value else None,
            {"X-Remote-User": self.NAME, "Accept": "application/json", "Content-Type": "application/json"}, method=method)
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            answer = error
        content = answer.read()
        if answer.status != status:
            raise RuntimeError(f"{method} /applications answered {answer.status}: {content[:300]!r}")
        return json.loads(content)

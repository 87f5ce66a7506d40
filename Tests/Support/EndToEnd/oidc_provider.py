"""Providers of OpenID Connect that others wrote, on this machine: Debian's glewlwyd, and oidc-provider-mock of PyPI."""

import http.cookiejar
import json
import secrets
import sqlite3
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from processes import Processes, environment, wait_until
from stack import free_port, is_free
from web_tokens import SigningKey

REDIRECT = "http://127.0.0.1:1/signed-in"

# What the package would give to an installer of databases, and where it has its modules.
TABLES = Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
CONFIGURATION = """
port = {port}
bind_address = "127.0.0.1"
external_url = "http://127.0.0.1:{port}"
static_files_path = "/usr/share/glewlwyd/webapp"
static_files_mime_types = (
    {{ extension = ".html"; mime_type = "text/html"; }}, {{ extension = ".css"; mime_type = "text/css"; }},
    {{ extension = ".js"; mime_type = "application/javascript"; }}, {{ extension = ".json"; mime_type = "application/json"; }}
);
api_prefix = "api"
log_mode = "console"
log_level = "WARNING"
cookie_secure = false
session_key = "session"
admin_scope = "g_admin"
profile_scope = "g_profile"
user_module_path = "/usr/lib/glewlwyd/user"
user_middleware_module_path = "/usr/lib/glewlwyd/user_middleware"
client_module_path = "/usr/lib/glewlwyd/client"
user_auth_scheme_module_path = "/usr/lib/glewlwyd/scheme"
plugin_module_path = "/usr/lib/glewlwyd/plugin"
hash_algorithm = "SHA512"
database = {{ type = "sqlite3"; path = "{folder}/glewlwyd.db"; }};
"""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """Keeps cookies, and doesn't follow redirects."""

    def __init__(self, base: str):
        self.base = base
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), urllib.request.ProxyHandler({}), NoRedirects())

    def ask(self, method: str, path: str, value=None, form: dict | None = None):
        """The answer, with what it says as JSON, if it does, in `json`."""
        body = urllib.parse.urlencode(form).encode() if form is not None else None if value is None else json.dumps(value).encode()
        kind = "application/json" if form is None else "application/x-www-form-urlencoded"
        request = urllib.request.Request(self.base + path, body, {"Content-Type": kind}, method=method)
        try:
            answer = self._opener.open(request, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        text = answer.read()
        assert answer.status in (200, 302), f"{method} {path.partition('?')[0]}: {answer.status} {text[:300]}"
        answer.json = json.loads(text) if text.startswith((b"{", b"[")) else None
        return answer


class Glewlwyd:
    """Signs with RS256 for its client `rs` and with PS256 for `ps`, each token with its key's ID.

    It knows `yellow` and `blue`, each with a `custom:tenant_id` and a list of `groups`. All its files are in `directory`. Its
    client `tool` is a public one, which has to prove by S256 that it asked; it comes back at `redirect`.
    """

    def __init__(self, directory: Path, processes: Processes, redirect: str = REDIRECT):
        self.processes = processes
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.keys = self.new_keys()
        self.is_running = True
        # How many seconds tokens are valid.
        self.duration = 3_600
        self.people: dict[str, Browser] = {}
        directory.mkdir()
        with sqlite3.connect(directory / "glewlwyd.db") as database:
            database.executescript(TABLES.read_text())
        database.close()
        configuration = directory / "glewlwyd.conf"
        configuration.write_text(CONFIGURATION.format(port=self.port, folder=directory))
        processes.start("glewlwyd", ["glewlwyd", "--config-file", str(configuration)], environment(), directory)
        wait_until(lambda: not is_free(self.port), 60, processes)
        self.admin = Browser(self.base)
        # The password of the package's tables.
        self.admin.ask("POST", "/api/auth/", {"username": "admin", "password": "password"})
        self._add_property("user", "tenant", multiple=False)
        self._add_property("user", "groups", multiple=True)
        self._add_property("client", "sign_kid", multiple=False)
        self.admin.ask("POST", "/api/mod/plugin/", {"module": "oidc", "name": "oidc", **self._plugin()})
        for client in ["rs", "ps"]:
            self.admin.ask("POST", "/api/client/", {
                "client_id": client, "name": client, "confidential": False, "enabled": True, "redirect_uri": [REDIRECT],
                "authorization_type": ["id_token", "token"], "scope": [], "sign_kid": client})
        self.admin.ask("POST", "/api/client/", {
            "client_id": "tool", "name": "tool", "confidential": False, "enabled": True, "redirect_uri": [redirect],
            "authorization_type": ["code", "refresh_token", "device_authorization", "id_token"], "scope": [], "sign_kid": "rs",
            "token_endpoint_auth_method": ["none"]})
        self.passwords: dict[str, str] = {}
        for name in ["yellow", "blue"]:
            self._add_person(name, name.capitalize(), ["readers", f"{name}-team"])

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def issuer(self) -> str:
        return f"{self.base}/api/oidc"

    @staticmethod
    def new_keys() -> list[SigningKey]:
        return [SigningKey("rs", "RS256"), SigningKey("ps", "PS256")]

    def _plugin(self) -> dict:
        claims = {"custom:tenant_id": "tenant", "groups": "groups"}
        return {"display_name": "OpenID Connect", "parameters": {
            "iss": self.issuer, "jwt-type": "rsa", "jwt-key-size": "256", "jwks-show": True, "default-kid": self.keys[0].kid,
            "jwks-private": json.dumps({"keys": [key.with_private_part() for key in self.keys]}),
            "client-sign_kid-parameter": "sign_kid", "access-token-duration": self.duration, "refresh-token-duration": 3_600,
            "code-duration": 600, "refresh-token-rolling": False, "allow-non-oidc": False, "auth-type-code-enabled": True,
            "auth-type-token-enabled": True, "auth-type-id-token-enabled": True, "auth-type-implicit-enabled": True,
            "auth-type-password-enabled": False, "auth-type-client-enabled": False, "auth-type-refresh-enabled": True,
            "auth-type-device-enabled": True, "device-authorization-expiration": 600, "device-authorization-interval": 1,
            "pkce-allowed": True, "pkce-required": True, "pkce-method-plain-allowed": False,
            "introspection-revocation-allowed": True, "introspection-revocation-allow-target-client": True,
            "name-claim": "no", "email-claim": "no", "scope-claim": "no",
            "claims": [{"name": name, "user-property": property, "mandatory": True, "type": "string"} for name,
                property in claims.items()],
        }}

    def _add_property(self, module: str, name: str, multiple: bool) -> None:
        found = self.admin.ask("GET", f"/api/mod/{module}/database").json
        access = {"read": True, "write": True, "profile-read": True, "profile-write": False}
        found["parameters"]["data-format"][name] = {"multiple": multiple, **access}
        self.admin.ask("PUT", f"/api/mod/{module}/database", found)
        self.admin.ask("PUT", f"/api/mod/{module}/database/reset", {})

    def _add_person(self, name: str, tenant: str, groups: list[str]) -> None:
        password = self.passwords[name] = secrets.token_urlsafe(12)
        self.admin.ask("POST", "/api/user/", {
            "username": name, "password": password, "name": name, "enabled": True, "scope": ["openid"], "tenant": tenant,
            "groups": groups})
        browser = self.people[name] = Browser(self.base)
        browser.ask("POST", "/api/auth/", {"username": name, "password": password})
        for client in ["rs", "ps", "tool"]:
            browser.ask("PUT", f"/api/auth/grant/{client}", {"scope": "openid"})

    def change(self, keys: list[SigningKey] | None = None, duration: int | None = None) -> None:
        """Signs with other keys from now on, and publishes them alone; or gives tokens of another duration."""
        self.keys = keys or self.keys
        self.duration = duration or self.duration
        self.admin.ask("PUT", "/api/mod/plugin/oidc", self._plugin())
        self.admin.ask("PUT", "/api/mod/plugin/oidc/reset", {})

    def tokens(self, person: str, client: str = "rs") -> dict[str, str]:
        """What somebody's sign-in gives to the client: `id_token` and `access_token`."""
        query = {
            "response_type": "id_token token", "g_continue": "", "client_id": client, "redirect_uri": REDIRECT, "scope": "openid",
            "nonce": secrets.token_urlsafe(12), "state": "x"}
        answer = self.people[person].ask("GET", f"/api/oidc/auth?{urllib.parse.urlencode(query)}")
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["Location"]).fragment))

    def token(self, person: str, client: str = "rs") -> str:
        return self.tokens(person, client)["id_token"]

    def stop(self) -> None:
        self.is_running = False
        self.processes.stop("glewlwyd")


# The mock takes any secret; here it also takes clients without one, as providers do whose clients run on people's machines. And it
# gives the client "renewing" an ID token for a refresh token too (OpenID Connect Core 1.0, section 12.2), as most providers do.
MOCK = """
import datetime
import runpy
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from oidc_provider_mock import _app

class Renewal(_app.RefreshTokenGrant):
    def create_token_response(self):
        response = super().create_token_response()
        if self.request.client.get_client_id() == "renewing":
            self.request.authorization_code = None
            _app.OpenIDCode(False, datetime.timedelta(hours=1)).process_token(self, response)
        return response

_app.RefreshTokenGrant = Renewal
for grant in [AuthorizationCodeGrant, RefreshTokenGrant]:
    grant.TOKEN_ENDPOINT_AUTH_METHODS = [*grant.TOKEN_ENDPOINT_AUTH_METHODS, "none"]
runpy.run_module("oidc_provider_mock", run_name="__main__")
"""


class ProviderMock:
    """A lenient provider: anybody signs in by a name, `aud` is a list, and no token names its key."""

    def __init__(self, directory: Path, processes: Processes):
        self.processes = processes
        port = free_port()
        self.issuer = f"http://localhost:{port}"
        self.host = f"localhost:{port}"
        claims = json.dumps({"sub": "yellow", "custom:tenant_id": "Yellow"})
        command = [sys.executable, "-c", MOCK, "--port", str(port), "--user-claims", claims]
        processes.start("oidc-provider-mock", command, environment(), directory)
        wait_until(lambda: not is_free(port), 60, processes)

    def token(self, person: str, client: str) -> str:
        browser = Browser(self.issuer)
        query = {"response_type": "code", "client_id": client, "redirect_uri": REDIRECT, "scope": "openid", "state": "x"}
        answer = browser.ask("POST", f"/oauth2/authorize?{urllib.parse.urlencode(query)}", form={"sub": person})
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.headers["Location"]).query)["code"][0]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "client_id": client,
            "client_secret": "x"}
        return browser.ask("POST", "/oauth2/token", form=form).json["id_token"]

    def stop(self) -> None:
        self.processes.stop("oidc-provider-mock")

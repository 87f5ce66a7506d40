"""Signing in with a KMS token, through nginx: a client that takes iam-auth-proxy's steps, and what an attacker may try."""

import base64
import datetime
import json
import re
import secrets
import ssl
import subprocess
import urllib.parse
from dataclasses import dataclass

import account
import boto3
import pytest
from client import ask
from iam_auth_proxy import AuthProxyClient, written_by_go
from iam_proof import Key
from stack import free_port

USER = f"arn:aws:iam::{account.ACCOUNT_ID}:user"
REGION = "eu-central-1"
TLS_SERVER = """
server {{
    listen 127.0.0.1:{port} ssl;
    server_name localhost;
    ssl_certificate "{certificate}";
    ssl_certificate_key "{certificate}.key";
    access_log "{logs}/tools-tls.log" latchkey;
    include iam/server.conf;
    location / {{
        include iam/protected.conf;
        proxy_set_header X-Remote-User $iam_user;
        proxy_set_header Cookie $latchkey_other_cookies;
        proxy_pass http://127.0.0.1:{backend};
    }}
}}
"""


@dataclass
class KMSSite:
    site: object
    key_id: str
    other_key_id: str
    tls_port: int
    certificate: object
    settings: dict[str, str]
    clients: dict[str, AuthProxyClient]

    def ask(self, path, cookie=None, headers=(), method="GET", tls=False):
        pairs = [*headers, *([("Cookie", cookie)] if cookie else [])]
        if not tls:
            return self.site.ask(path, method, headers=pairs)
        context = ssl.create_default_context(cafile=self.certificate)
        return ask(f"https://localhost:{self.tls_port}", method, path, None, pairs, None, context)

    def host(self, tls=False):
        return f"localhost:{self.tls_port}" if tls else self.site.name

    def context(self, tls=False) -> dict[str, str]:
        return json.loads(base64.b64decode(self.ask("/", tls=tls).headers["Iam-Auth-Kms-Encryption-Context"]))

    def location(self, name, path, tls=False) -> str:
        """Where the client leads a browser that asks for a path and has no session."""
        answer = self.ask(path, tls=tls)
        location = self.clients[name].location(self.host(tls), path, answer.status, answer.headers)
        assert location.startswith(f"//{self.host(tls)}/auth?return_url=")
        return location.removeprefix(f"//{self.host(tls)}")

    def auth(self, token, return_url="/", **options):
        query = urllib.parse.urlencode({"return_url": return_url, "token": token})
        return self.ask(f"/auth?{query}", **options)

    def token(self, name, content=None, **changes) -> str:
        """A token of credentials for fifteen minutes, or of another content, in the context of now."""
        client = self.clients[name]
        content = client.session() if content is None else content
        return client.token(changes.get("key_id", self.key_id), changes.get("context", self.context()), content)


def reason(answer):
    assert answer.headers["Set-Cookie"] is None and answer.headers["Location"] is None
    assert answer.headers["Iam-Auth-Kms-Key-Id"] is None
    return answer.json.get("reason")


def policy(name: str, **values: str) -> str:
    text = (account.POLICIES / f"{name}.json").read_text()
    for placeholder, value in {"ACCOUNT_ID": account.ACCOUNT_ID, "BROKER_ARN": account.BROKER, **values}.items():
        text = text.replace(placeholder, value)
    return json.dumps(json.loads(text))


@pytest.fixture(scope="module")
def kms(stack, site, user, aws, tmp_path_factory):
    def client(service, key: Key | None = None):
        values = account.ROOT if key is None else {
            "aws_access_key_id": key.access_key_id, "aws_secret_access_key": key.secret, "aws_session_token": key.token}
        region = REGION if service == "kms" else account.REGION
        return boto3.client(service, endpoint_url=stack.aws_endpoint, region_name=region, **values)

    document = policy("kms-key")
    keys = [client("kms").create_key(Policy=document)["KeyMetadata"]["Arn"] for _ in range(2)]
    assert all(f":kms:{REGION}:{account.ACCOUNT_ID}:key/" in key for key in keys)
    tls_port = free_port()
    iam = aws("iam")
    for name, who in {"kms-server": "latchkey-broker", "kms-client": "iam-kate"}.items():
        if name == "kms-client":
            user(who, "/staff/")
        for server in [site.name, f"localhost:{tls_port}"]:
            document = policy(name, KEY_ARN=keys[0], SERVER_NAME=server)
            iam.put_user_policy(UserName=who, PolicyName=f"{name}-{server.replace(':', '-')}", PolicyDocument=document)
    # Somebody whose policies let them encrypt anything under any key, as an attacker may.
    user("iam-mallory")
    everything = account.document(account.allow("kms:*"))
    iam.put_user_policy(UserName="iam-mallory", PolicyName="kms", PolicyDocument=everything)

    certificate = tmp_path_factory.mktemp("tls") / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", f"{certificate}.key", "-out",
         str(certificate)], check=True, capture_output=True)
    configuration = stack.web.prefix / "local" / "http.conf"
    before = configuration.read_text()
    backend = re.search(r"proxy_pass http://127\.0\.0\.1:(\d+);", before)[1]
    configuration.write_text(before + TLS_SERVER.format(
        port=tls_port, certificate=certificate, backend=backend, logs=stack.directory / "logs"))
    stack.reload_nginx()
    settings = {
        "LATCHKEY_IAM_AUTH_PROOFS": "signed,kms", "LATCHKEY_IAM_AUTH_KMS_KEY": keys[0],
        "LATCHKEY_IAM_AUTH_SERVERS": f"{site.name},{site.portal},localhost:{tls_port}",
        "LATCHKEY_IAM_AUTH_HTTP_SERVERS": site.name,
    }
    site.restart(**settings)
    clients = {name: AuthProxyClient(client, user(name), stack.secrets) for name in ["iam-kate", "iam-mallory"]}
    yield KMSSite(site, *keys, tls_port, certificate, settings, clients)
    configuration.write_text(before)
    stack.reload_nginx()
    site.restart()


@pytest.fixture
def changed(kms):
    """changed(LATCHKEY_X="1") gives both nodes other settings until the test ends."""
    yield lambda **values: kms.site.restart(**{**kms.settings, **values})
    kms.site.restart(**kms.settings)


class TestSigningIn:
    @pytest.mark.parametrize("path", [
        "/", "/private", "/report?x=1&y=a%20b", "/a/b;c?q=%2F%3D&r=+&s=a|b", "/search?q={%22a%22:[1]}", "/x?return_url=//evil.example",
    ])
    def test_the_client_lands_on_the_page_with_its_query(self, kms, path):
        answer = kms.ask(kms.location("iam-kate", path))
        assert answer.status == 302, answer.text
        cookie = answer.headers["Set-Cookie"]
        assert re.fullmatch(r"latchkey-iam-plain=[\w-]+; Max-Age=\d+; Path=/; HttpOnly; SameSite=Lax", cookie)
        told = kms.ask(answer.headers["Location"], cookie.split(";")[0]).json
        headers = dict(told["headers"])
        assert headers["X-Arn"] == f"{USER}/staff/iam-kate" and headers["X-Remote-User"] == "iam-kate"
        assert "Cookie" not in headers or "latchkey" not in headers["Cookie"]
        assert urllib.parse.unquote(told["path"]) == urllib.parse.unquote(path)

    def test_over_tls_the_cookie_is_bound_to_it(self, kms):
        answer = kms.ask(kms.location("iam-kate", "/private?x=1", tls=True), tls=True)
        assert (answer.status, answer.headers["Location"]) == (302, "/private?x=1")
        cookie = answer.headers["Set-Cookie"]
        assert re.fullmatch(r"__Host-latchkey-iam=[\w-]+; Max-Age=\d+; Path=/; Secure; HttpOnly; SameSite=Lax", cookie)
        kms.site.stack.secrets.add(cookie.split(";")[0].partition("=")[2])
        assert kms.ask("/private", cookie.split(";")[0], tls=True).status == 200
        assert kms.ask("/private", cookie.split(";")[0]).status == 401

    def test_the_challenge_is_exactly_what_the_protocol_has(self, kms):
        answer = kms.ask("/private")
        assert answer.status == 401
        [challenge] = answer.headers.get_all("WWW-Authenticate")
        assert re.search('IAM realm="([^"]+)"', challenge)[1] == account.ACCOUNT_ID
        assert answer.headers.get_all("Iam-Auth-Kms-Key-Id") == [kms.key_id]
        [field] = answer.headers.get_all("Iam-Auth-Kms-Encryption-Context")
        context = json.loads(base64.b64decode(field, validate=True))
        assert context.keys() == {"host", "expires", "nonce"} and context["host"] == kms.site.name
        remaining = int(context["expires"]) - datetime.datetime.now(datetime.timezone.utc).timestamp()
        assert 250 < remaining <= 610 and re.fullmatch(r"[\w-]{22}", context["nonce"])

    def test_every_node_says_the_same_and_takes_what_another_began(self, kms):
        assert len({json.dumps(kms.context(), sort_keys=True) for _ in range(6)}) <= 2
        for _ in range(4):
            assert kms.ask(kms.location("iam-kate", "/")).status == 302

    def test_without_a_return_url_it_leads_to_the_first_page(self, kms):
        answer = kms.ask("/auth?token=" + urllib.parse.quote(kms.token("iam-kate"), safe=""))
        assert (answer.status, answer.headers["Location"]) == (302, "/")

    def test_latchkeys_own_pages_are_entered_in_the_same_way(self, kms):
        site = kms.site
        answer = site.ask("/keys", portal=True)
        # The portal has no TLS here, and isn't among the servers that are meant to have none.
        assert answer.status == 401 and answer.headers["Iam-Auth-Kms-Key-Id"] is None
        site.restart(**{**kms.settings, "LATCHKEY_IAM_AUTH_HTTP_SERVERS": f"{site.name},{site.portal}"})
        try:
            assert site.ask("/keys", portal=True).headers["Iam-Auth-Kms-Key-Id"] == kms.key_id
        finally:
            site.restart(**kms.settings)

    def test_logging_out_ends_it(self, kms):
        answer = kms.ask(kms.location("iam-kate", "/"))
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        out = kms.ask("/auth/logout", cookie, method="POST", headers=[("Accept", "application/json")])
        assert out.headers["Set-Cookie"] == "latchkey-iam-plain=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"

    def test_a_change_of_the_secret_breaks_no_login_under_way(self, kms, changed, tmp_path):
        location = kms.location("iam-kate", "/private")
        new = tmp_path / "secret"
        new.write_text(secrets.token_hex(32))
        kms.site.stack.secrets.add(new.read_text())
        old = kms.site.stack.settings["LATCHKEY_SECRET_FILE"]
        before = kms.context()["nonce"]
        changed(LATCHKEY_SECRET_FILE=str(new), LATCHKEY_FORMER_SECRETS_FILE=old)
        assert kms.context()["nonce"] != before
        assert kms.ask(location).status == 302
        location = kms.location("iam-kate", "/private")
        changed()
        assert reason(kms.ask(location)) == "context"

    def test_where_it_is_off_nothing_of_it_is_there(self, kms, changed):
        location = kms.location("iam-kate", "/private")
        kms.site.restart()
        answer = kms.ask("/private")
        assert answer.status == 401 and answer.headers["Iam-Auth-Kms-Key-Id"] is None
        assert answer.headers["Iam-Auth-Kms-Encryption-Context"] is None
        assert "kms" not in answer.headers["WWW-Authenticate"]
        assert kms.ask(location).status == 404
        changed()

    def test_the_server_uses_the_credentials_for_one_call(self, kms, stack):
        location = kms.location("iam-kate", "/")
        # Each node asks once who it is itself.
        assert {kms.ask("/").status for _ in range(4)} == {401}
        start = len(stack.proxy.calls)
        assert kms.ask(location).status == 302
        operations = [call.operation for call in stack.proxy.since(start) if call.operation != "dynamodb:GetItem"]
        assert operations.count("sts:GetCallerIdentity") == 1 and operations.count("dynamodb:UpdateItem") == 1
        assert 1 <= operations.count("kms:Decrypt") <= 2
        assert set(operations) == {"sts:GetCallerIdentity", "dynamodb:UpdateItem", "kms:Decrypt"}


def content(kms, **changes):
    """The plaintext of a token with changed members; None leaves one out."""
    members = json.loads(written_by_go(kms.clients["iam-mallory"].session()))
    members = {name: value for name, value in {**members, **changes}.items() if value is not None}
    return kms.token("iam-mallory", json.dumps(members).encode())


def context(kms, **changes):
    members = {name: value for name, value in {**kms.context(), **changes}.items() if value is not None}
    return kms.token("iam-mallory", context=members)


def timestamp(seconds):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def flipped(token, position):
    blob = bytearray(base64.b64decode(token))
    blob[position] ^= 1
    return base64.b64encode(bytes(blob)).decode()


def own_key(kms):
    """A user's own key, which has no token and no end."""
    key = kms.clients["iam-mallory"].key
    return content(kms, AccessKeyId=key.access_key_id, SecretAccessKey=key.secret, SessionToken=None, Expiration=None)


ATTACKS = {
    # Another context: of another server, another time, or made up.
    "in no context": (lambda k: context(k, host=None, expires=None, nonce=None), "context"),
    "for another server": (lambda k: context(k, host="wiki.example.com"), "context"),
    "for the other server of this program": (lambda k: k.token("iam-mallory", context=k.context(tls=True)), "context"),
    "for the server in capital letters": (lambda k: context(k, host=k.site.name.upper()), "context"),
    "with a later end": (lambda k: context(k, expires=str(int(k.context()["expires"]) + 3_000)), "context"),
    "with an end long ago": (lambda k: context(k, expires="1700000000"), "context"),
    "without an end": (lambda k: context(k, expires=None), "context"),
    "with another nonce": (lambda k: context(k, nonce="A" * 22), "context"),
    "without a nonce": (lambda k: context(k, nonce=None), "context"),
    "with a further member": (lambda k: context(k, salt="x"), "context"),
    # Another key, or no ciphertext.
    "under another key": (lambda k: k.token("iam-mallory", key_id=k.other_key_id), "context"),
    "that isn't encrypted": (lambda k: base64.b64encode(written_by_go(k.clients["iam-mallory"].session())).decode(), "context"),
    "of random bytes": (lambda k: base64.b64encode(secrets.token_bytes(400)).decode(), "context"),
    "of one byte": (lambda k: "AA==", "context"),
    "with its head changed": (lambda k: flipped(k.token("iam-mallory"), 40), "context"),
    # Another content.
    "of nothing": (lambda k: k.token("iam-mallory", b" "), "content"),
    "of a text": (lambda k: k.token("iam-mallory", b"x"), "content"),
    "of a list": (lambda k: k.token("iam-mallory", b"[]"), "content"),
    "of an ARN": (lambda k: k.token("iam-mallory", json.dumps({"Arn": f"{USER}/iam-kate"}).encode()), "content"),
    "of a user's own key": (own_key, "content"),
    "of credentials without a token": (lambda k: content(k, SessionToken=None), "content"),
    "of credentials without an end": (lambda k: content(k, Expiration=None), "content"),
    "of credentials with a further member": (lambda k: content(k, Version="1"), "content"),
    "of credentials whose end is a number": (lambda k: content(k, Expiration=1), "content"),
    "of a session token with a line break": (lambda k: content(k, SessionToken="x" * 16 + "\r\nX-Evil: 1"), "content"),
    "of a key ID with a line break": (lambda k: content(k, AccessKeyId="ASIAIOSFODNN7EXAMPLE\n"), "content"),
    "of a key ID that is a scope": (lambda k: content(k, AccessKeyId="ASIA/20260101/us-east-1/sts/aws4_request"), "content"),
    # Credentials that aren't, or aren't any more.
    "of credentials that have expired": (lambda k: content(k, Expiration=timestamp(-1)), "expired"),
    "of credentials for twelve hours": (lambda k: k.token("iam-mallory", k.clients["iam-mallory"].session(43_200)), "duration"),
    "of credentials until next year": (lambda k: content(k, Expiration=timestamp(31_536_000)), "duration"),
    "of credentials of nobody": (lambda k: content(k, AccessKeyId="ASIAIOSFODNN7EXAMPLE"), "credentials"),
    "with another secret": (lambda k: content(k, SecretAccessKey="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "credentials"),
    "with another session token": (lambda k: content(k, SessionToken="IQoJb3JpZ2luX2VjEXAMPLETOKEN"), "credentials"),
    # Another spelling of base64.
    "without padding": (lambda k: padded(k).rstrip("="), "malformed"),
    "in base64url": (lambda k: base64.urlsafe_b64encode(b"\xff\xfe" * 150).decode(), "malformed"),
    "with a line break": (lambda k: k.token("iam-mallory") + "\n", "malformed"),
    "with a space": (lambda k: " " + k.token("iam-mallory"), "malformed"),
    "longer than any": (lambda k: base64.b64encode(bytes(6_147)).decode(), "malformed"),
    "empty": (lambda k: "", "malformed"),
}


def padded(kms):
    """A token whose base64 has padding."""
    for length in range(3):
        token = kms.token("iam-mallory", b" " * length + written_by_go(kms.clients["iam-mallory"].session()))
        if token.endswith("="):
            return token
    raise AssertionError("no length has padding")


@pytest.mark.parametrize("name", ATTACKS)
def test_a_bad_token_signs_nobody_in(kms, name):
    make, expected = ATTACKS[name]
    answer = kms.auth(make(kms))
    if answer.status == 414:
        # nginx itself refuses an address that is longer than it takes.
        return
    assert answer.status == 403, answer.text
    assert reason(answer) == expected, answer.text


class TestOnce:
    def test_a_token_is_taken_once_whichever_node_it_comes_to(self, kms):
        location = kms.location("iam-kate", "/")
        answers = [kms.ask(location) for _ in range(5)]
        assert [answer.status for answer in answers] == [302, 403, 403, 403, 403]
        assert {reason(answer) for answer in answers[1:]} == {"replayed"}

    def test_the_same_credentials_in_another_token_are_the_same(self, kms):
        session = kms.clients["iam-kate"].session()
        assert kms.auth(kms.token("iam-kate", session)).status == 302
        assert reason(kms.auth(kms.token("iam-kate", session))) == "replayed"
        spaced = b" " + written_by_go(session)
        assert reason(kms.auth(kms.token("iam-kate", spaced))) == "replayed"

    def test_of_many_at_once_one_gets_in(self, kms):
        import concurrent.futures

        location = kms.location("iam-kate", "/")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            statuses = sorted(pool.map(lambda _: kms.ask(location).status, range(8)))
        assert statuses == [302] + [403] * 7


class TestWhoIsLetIn:
    def test_another_account_is_turned_away(self, kms, changed):
        changed(LATCHKEY_IAM_AUTH_ACCOUNT="210987654321")
        answer = kms.auth(kms.token("iam-kate"))
        assert answer.status == 403 and answer.headers["Set-Cookie"] is None
        assert answer.json["type"].endswith("identity-not-allowed")

    def test_only_named_arns_are_let_in_and_the_others_spend_nothing(self, kms, changed):
        changed(LATCHKEY_IAM_AUTH_ALLOW=f"{USER}/staff/*")
        token = kms.token("iam-mallory")
        for _ in range(2):
            answer = kms.auth(token)
            assert answer.status == 403 and answer.json["type"].endswith("identity-not-allowed")
        assert kms.auth(kms.token("iam-kate")).status == 302

    def test_nobody_but_latchkey_decrypts_and_people_encrypt_for_the_server_alone(self, kms):
        import botocore.exceptions

        token = kms.token("iam-mallory")
        decrypt = kms.clients["iam-mallory"].aws("kms", kms.clients["iam-mallory"].key).decrypt
        with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
            decrypt(KeyId=kms.key_id, CiphertextBlob=base64.b64decode(token), EncryptionContext=kms.context())
        for changes in [{"context": {**kms.context(), "host": "evil.example"}}, {"key_id": kms.other_key_id}]:
            with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
                kms.token("iam-kate", **changes)

    def test_nobodys_session_is_replaced_by_somebody_elses(self, kms):
        cookie = kms.ask(kms.location("iam-kate", "/")).headers["Set-Cookie"].split(";")[0]
        location = kms.location("iam-mallory", "/")
        assert reason(kms.ask(location, cookie)) == "session"
        assert kms.ask(location).status == 302

    @pytest.mark.parametrize("origin", ["cross-site", "same-site"])
    def test_no_other_site_signs_a_browser_in(self, kms, origin):
        location = kms.location("iam-mallory", "/")
        assert reason(kms.ask(location, headers=[("Sec-Fetch-Site", origin)])) == "cross-site"
        assert kms.ask(location, headers=[("Sec-Fetch-Site", "none")]).status == 302


RETURNS = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "http://evil.example/", "https:evil.example",
    "javascript:alert(1)", "data:text/html,x", "/%2f/evil.example", "/%5cevil.example", "/a/../..//evil.example", "/\tx", "/\nx",
    "/x\r\nSet-Cookie: a=b", "/%0d%0aSet-Cookie:a", "evil.example", "@evil.example", "/.//evil.example", "?//evil.example", " /x", "/x#y",
    "http://{name}/", "/é", "/" + "a" * 3_000, "", "/x?y=\r\nSet-Cookie: a=b", "/x?\x00", "/\u0301/evil.example", "private",
]


@pytest.mark.parametrize("address", RETURNS)
def test_a_return_url_that_leads_elsewhere_is_refused(kms, address):
    answer = kms.auth("AAAA", address.format(name=kms.site.name))
    assert answer.status == 403 and reason(answer) == "return-url"


@pytest.mark.parametrize("query", [
    "", "?", "?token", "?return_url=/x", "?Token=AAAA", "?token=AAAA&token=AAAA", "?token=AAAA&x=1", "?token=%ff",
    "?token=AAAA&return_url=/x&return_url=//evil.example", "?token=AAAA&RETURN_URL=//evil.example", "?token=AAAA;return_url=/x",
])
def test_a_request_of_another_form_is_refused(kms, query):
    answer = kms.ask(f"/auth{query}")
    assert answer.status in (400, 403) and answer.headers["Set-Cookie"] is None


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_get_signs_in(kms, method):
    location = kms.location("iam-kate", "/")
    answer = kms.ask(location, method=method)
    assert answer.status in (204, 405) and answer.headers["Set-Cookie"] is None
    assert kms.ask(location).status == 302


class TestOutage:
    @pytest.mark.parametrize("operation", ["kms:Decrypt", "sts:GetCallerIdentity", "dynamodb:UpdateItem"])
    @pytest.mark.parametrize("fault", ["500", "503", "reset", "html", "throttle"])
    def test_the_answer_is_503_and_no_loop(self, kms, faults, operation, fault):
        location = kms.location("iam-kate", "/")
        faults.fail(operation, fault)
        answer = kms.ask(location)
        assert answer.status == 503 and answer.headers["Retry-After"] and answer.headers["Set-Cookie"] is None
        assert answer.headers["WWW-Authenticate"] is None and answer.headers["Iam-Auth-Kms-Key-Id"] is None

    def test_a_token_that_wasnt_spent_stays_good(self, kms, faults):
        location = kms.location("iam-kate", "/")
        faults.fail("kms:Decrypt", "503")
        assert kms.ask(location).status == 503
        faults.heal()
        assert kms.ask(location).status == 302

    @pytest.mark.parametrize("code", ["AccessDeniedException", "DisabledException", "NotFoundException", "KMSInvalidStateException"])
    def test_a_key_that_cant_be_used_is_told(self, kms, faults, code):
        location = kms.location("iam-kate", "/")
        faults.fail("kms:Decrypt", "error", error=(400, code, "words of AWS that nobody should see"))
        answer = kms.ask(location)
        assert answer.status == 502 and "words of AWS" not in answer.text and answer.headers["Set-Cookie"] is None
        if code.startswith("Access"):
            assert answer.json["permission"] == "kms:Decrypt"

    def test_when_iam_auth_is_down_the_token_is_in_no_log(self, kms):
        location = kms.location("iam-kate", "/")
        with kms.site.down(**kms.settings):
            answer = kms.ask(location)
            assert answer.status == 502 and answer.json["type"].endswith("program-unavailable")
        assert kms.ask(kms.location("iam-kate", "/")).status == 302


def test_no_token_is_in_a_log(kms, stack):
    location = kms.location("iam-kate", "/")
    token = urllib.parse.parse_qs(location.partition("?")[2])["token"][0]
    for _ in range(2):
        kms.ask(location)
    for name, text in stack.logs().items():
        assert token[:40] not in text and urllib.parse.quote(token[:60], safe="") not in text, name

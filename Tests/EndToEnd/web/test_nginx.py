"""What nginx tells a handler, whom it lets through, and where it sends everybody else.

fastcgi_echo.py stands in for the handlers and answers with what nginx sent, so that only nginx's configuration is tested.
"""

import base64
import os
import re
import shutil
import ssl
import subprocess
import urllib.parse
from collections import Counter

import pytest
from client import ROOT, ask
from nginx_echo import ALICE, BROWSER, RENEWED, parameters, values
from processes import Processes, environment, wait_until
from stack import free_port, is_free
from web import Web

NGINX = ROOT / "nginx"


class TestBasic:
    def test_nobody_gets_past_without_a_password(self, basic):
        before = basic.log("access").count('"status":401')
        for path in ["/", "/keys", "/keys/AKIA", "/console", "/api/assume-role", "/assume-role", "/roles", "/x", "//keys"]:
            for method in ["GET", "POST", "DELETE", "OPTIONS"]:
                for user in [None, ("alice", "wrong"), ("bob", ""), ("", "")]:
                    assert basic.ask(path, method, user).status == 401, (method, path, user)
        lines = basic.log("access").splitlines()
        assert sum('"status":401' in line for line in lines) > before
        assert all('"handler":""' in line for line in lines if '"status":401' in line)

    def test_name_reaches_the_handler_once(self, basic):
        assert values(basic.ask(user=ALICE), "REMOTE_USER") == ["alice"]

    def test_no_parameter_is_sent_twice(self, basic):
        answer = basic.ask("/keys?a=1", "POST", ALICE, [("Content-Type", "text/plain"), ("X-A", "1")], "x")
        assert [name for name, count in Counter(name for name, _ in parameters(answer)).items() if count > 1] == []

    @pytest.mark.parametrize(
        "name", ["Remote-User", "Remote_User", "X-Remote-User", "REMOTE-USER", "Http-Remote-User", "X-Auth-Request-User"]
    )
    def test_a_header_is_never_the_name(self, basic, name):
        assert basic.ask(headers=[(name, "bob")]).status == 401
        answer = basic.ask(user=ALICE, headers=[(name, "bob"), (name, "mallory")])
        assert values(answer, "REMOTE_USER") == ["alice"]
        assert all(key.startswith("HTTP_") for key, value in parameters(answer) if value in ("bob", "mallory"))

    def test_what_signs_in_elsewhere_ends_at_nginx(self, basic):
        headers = [("Cookie", "session=" + "c" * 20_000), ("Proxy", "http://192.0.2.1"), ("Proxy-Authorization", "x")]
        answer = basic.ask(user=ALICE, headers=headers)
        for name in ["HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_PROXY"]:
            assert values(answer, name) in ([], [""])
        assert "secret-of-alice" not in answer.text and "YWxpY2U6" not in answer.text

    def test_request_id_is_the_one_of_the_log(self, basic):
        answer = basic.ask(user=ALICE, headers=[("X-Request-ID", "forged"), ("Request-Id", "forged")])
        [request_id] = values(answer, "REQUEST_ID")
        assert re.fullmatch("[0-9a-f]{32}", request_id)
        assert basic.logged(answer)

    def test_log_has_no_query(self, basic):
        answer = basic.ask("/?relay=where-somebody-goes", user=ALICE)
        assert "where-somebody-goes" not in basic.logged(answer)
        assert "where-somebody-goes" not in basic.log("access")

    def test_path_and_query_arrive_whole(self, basic):
        answer = basic.ask("/keys/a%2Fb?x=%26&y=1", user=ALICE)
        assert values(answer, "REQUEST_URI") == ["/keys/a%2Fb?x=%26&y=1"]
        assert values(answer, "QUERY_STRING") == ["x=%26&y=1"]

    @pytest.mark.parametrize("handler, path", [("keys", "/keys"), ("keys", "/keys/AKIA/active"), ("console", "/"),
                                               ("console", "/api/assume-role"), ("console", "/nowhere")])
    def test_paths_go_to_their_handler(self, basic, handler, path):
        assert f"{handler}.sock" in basic.logged(basic.ask(path, user=ALICE))

    def test_our_name_is_ours_whatever_the_client_says(self, tls):
        context = ssl.create_default_context(cafile=tls.web.certificate)
        for headers in [[], [("Host", f"evil.example:{tls.web.port}")], [("X-Forwarded-Host", "evil.example")]]:
            answer = tls.ask(user=ALICE, headers=headers, context=context)
            assert values(answer, "HTTP_HOST") == [f"localhost:{tls.web.port}"]

    def test_a_port_that_is_none_counts_for_nothing(self, basic):
        for port in ["0", "00080", "65536", "99999", "100000", "8x"]:
            answer = basic.ask("/keys", user=ALICE, headers=[("Host", f"localhost:{port}")])
            assert values(answer, "HTTP_HOST") == ["localhost"], port
        for port in ["1", "80", "9999", "10000", "59999", "60000", "65535"]:
            answer = basic.ask("/keys", user=ALICE, headers=[("Host", f"localhost:{port}")])
            assert values(answer, "HTTP_HOST") == [f"localhost:{port}"], port

    def test_other_names_lead_to_ours(self, basic):
        answer = basic.ask("/keys?a=1", user=ALICE, headers=[("Host", f"127.0.0.1:{basic.web.port}")])
        assert (answer.status, answer.headers["Location"]) == (302, f"{basic.web.base_url}/keys?a=1")

    def test_nothing_is_compressed(self, basic):
        assert basic.ask(user=ALICE, headers=[("Accept-Encoding", "gzip")]).headers["Content-Encoding"] is None

    def test_body_arrives_and_too_large_a_one_does_not(self, basic):
        answer = basic.ask("/keys", "POST", ALICE, [], "b" * 100_000)
        assert len(answer.json["body"]) == 100_000
        assert basic.ask("/keys", "POST", ALICE, [], "b" * 200_000).status == 413

    def test_health_needs_no_name_and_tells_none(self, basic):
        for path in ["/health", "/health/ready"]:
            answer = basic.ask(path, user=("alice", "wrong"), headers=[("Remote-User", "bob")])
            assert values(answer, "REMOTE_USER") == []

    def test_ready_is_for_listed_addresses(self, echo_factory):
        echo = echo_factory()
        (echo.web.prefix / "local" / "health-clients.conf").write_text("allow 192.0.2.1;\ndeny all;\n")
        echo.start()
        assert echo.ask("/health/ready").status == 403
        assert echo.ask("/health").status == 200

    def test_plain_http_says_nothing_of_hsts(self, basic):
        assert basic.ask(user=ALICE).headers["Strict-Transport-Security"] is None


class TestTLS:
    def context(self, tls, version=None):
        context = ssl.create_default_context(cafile=tls.web.certificate)
        if version:
            context.minimum_version = context.maximum_version = version
        return context

    @pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
    def test_current_versions_and_hsts(self, tls, version):
        for path, user in [("/keys", ALICE), ("/keys", None), ("/health", None)]:
            answer = tls.ask(path, user=user, context=self.context(tls, version))
            assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=63072000"]
        answer = tls.ask(user=ALICE, context=self.context(tls, version))
        assert values(answer, "HTTPS") == ["on"] and values(answer, "REQUEST_SCHEME") == ["https"]

    @pytest.mark.filterwarnings("ignore::DeprecationWarning")
    @pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
    def test_older_versions_are_refused(self, tls, version):
        context = self.context(tls, version)
        # At its default level OpenSSL wouldn't offer these versions, and nginx wouldn't have to refuse them.
        context.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.raises(ssl.SSLError, match="(?i)alert protocol version"):
            tls.ask(context=context)


@pytest.mark.parametrize("kind", ["auth-request", "authelia", "oauth2-proxy"])
class TestAuthRequest:
    def test_name_of_the_sign_in_reaches_the_handler(self, echoes, kind):
        answer = echoes(kind).ask("/keys?a=1", headers=[("Cookie", "session=alice")])
        assert values(answer, "REMOTE_USER") == ["alice"]
        assert values(answer, "HTTP_COOKIE") in ([], [""])
        assert [name for name, count in Counter(name for name, _ in parameters(answer)).items() if count > 1] == []

    def test_a_header_of_the_client_is_never_the_name(self, echoes, kind):
        forged = [("Remote-User", "bob"), ("X-Auth-Request-User", "bob"), ("Remote_User", "bob")]
        assert echoes(kind).ask(headers=forged).status == 401
        answer = echoes(kind).ask(headers=[("Cookie", "session=alice"), *forged])
        assert values(answer, "REMOTE_USER") == ["alice"]
        # The sign-on lets the request pass without a name, so the handler gets none and answers 401.
        answer = echoes(kind).ask(headers=[("Cookie", "session=nameless"), *forged])
        assert values(answer, "REMOTE_USER") in ([], [""])

    def test_the_sign_in_hears_nothing_that_the_client_made_up(self, echoes, kind, sso_server):
        names = ["Remote-User", "Remote-Groups", "Remote_User", "X-Remote-User", "X-Auth-Request-User",
                 "X-Auth-Request-Redirect", "X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Groups",
                 "X-Forwarded-Access-Token", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
                 "X-Forwarded-Uri", "X-Forwarded-Method", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Real-IP",
                 "X-Original-URL", "X-Original-Method", "X-Original-URI", "Forwarded", "X-Client-IP", "True-Client-IP"]
        sso_server.seen.clear()
        paths = ["/keys", "/oauth2/sign_in"] if kind == "oauth2-proxy" else ["/keys"]
        for path in paths:
            for cookie in ["session=alice", "session=none"]:
                headers = [("Cookie", cookie), ("User-Agent", "tester"), BROWSER, *((name, "forged") for name in names)]
                echoes(kind).ask(path, headers=headers)
        assert len(sso_server.seen) >= 2 * len(paths)
        for path, headers in sso_server.seen:
            assert [name for name, value in headers.items() if "forged" in value] == [], path
            assert headers["Cookie"].startswith("session=") and headers["User-Agent"] == "tester"
            assert headers["X-Forwarded-For"] == "127.0.0.1"

    def test_credentials_for_the_sign_in_reach_it(self, echoes, kind, sso_server):
        sso_server.seen.clear()
        echoes(kind).ask(headers=[("Authorization", "Bearer token"), ("Cookie", "a=1"), ("Cookie", "session=alice")])
        [(_, headers)] = sso_server.seen
        assert headers["Authorization"] == "Bearer token" and headers["Cookie"] == "a=1; session=alice"

    def test_basic_credentials_are_no_name(self, echoes, kind):
        answer = echoes(kind).ask(user=("bob", "x"), headers=[("Cookie", "session=nameless")])
        assert values(answer, "REMOTE_USER") in ([], [""])

    def test_deep_link_survives_the_sign_in(self, echoes, kind):
        path = "/?relay=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3%2Fhome%3Fregion%3Deu-west-1%26tab%3D2&x=1&rd=//evil"
        answer = echoes(kind).ask(path, headers=[BROWSER])
        assert answer.status == 302
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.headers["Location"]).query)
        assert (query.get("rd") or query["state"]) == [echoes(kind).web.base_url + path]

    def test_programs_get_401_and_no_redirect(self, echoes, kind):
        for method, accept in [("GET", "application/json"), ("GET", "*/*"), ("POST", "text/html")]:
            answer = echoes(kind).ask("/keys", method, headers=[("Accept", accept)])
            assert answer.status == 401 and answer.headers["Location"] is None

    def test_somebody_barred_is_told_so(self, echoes, kind):
        assert echoes(kind).ask(headers=[("Cookie", "session=barred"), BROWSER]).status == 403

    def test_nobody_reaches_the_handler(self, echoes, kind):
        for path in ["/", "/keys", "/console", "/api/assume-role", "/nowhere", "/KEYS", "/./keys", "/x/../keys"]:
            assert echoes(kind).ask(path).status == 401
        refused = [line for line in echoes(kind).log("access").splitlines() if '"status":401' in line]
        assert refused and not any(".sock" in line for line in refused)

    def test_check_is_not_open_to_clients(self, echoes, kind):
        path = "/oauth2/auth" if kind == "oauth2-proxy" else "/latchkey-sso"
        assert echoes(kind).ask(path, headers=[("Cookie", "session=alice")]).status == 404

    def test_large_cookies_reach_the_sign_in(self, echoes, kind):
        cookie = "groups=" + "g" * 20_000 + "; session=alice"
        assert values(echoes(kind).ask(headers=[("Cookie", cookie)]), "REMOTE_USER") == ["alice"]

    def test_body_stays_away_from_the_sign_in(self, echoes, kind, sso_server):
        sso_server.seen.clear()
        answer = echoes(kind).ask("/keys", "POST", headers=[("Cookie", "session=alice")], body="a=1")
        assert answer.json["body"] == "a=1"
        assert all(headers.get("Content-Length") in (None, "0") for _, headers in sso_server.seen)


@pytest.fixture(scope="module")
def renewing(echo_factory, sso_server):
    """renewing(path, session) asks with a session that oauth2-proxy renews."""
    upstream = f"upstream latchkey_sso {{ server 127.0.0.1:{sso_server.server_port}; }}\n"
    echo = echo_factory(sso="oauth2-proxy", sso_server=upstream, tls=True).start()
    context = ssl.create_default_context(cafile=echo.web.certificate)
    return lambda path, session: echo.ask(path, headers=[("Cookie", f"session={session}")], context=context)


class TestRenewedSession:
    """Whatever becomes of a request, the cookies of a session that oauth2-proxy renewed reach the browser: the former
    ones may be good for nothing any more."""

    @pytest.mark.parametrize("status", [200, 204, 302, 403, 404, 503])
    @pytest.mark.parametrize("session, cookies", RENEWED.items())
    def test_every_cookie_is_passed_on(self, renewing, status, session, cookies):
        answer = renewing(f"/keys?status={status}", session)
        assert answer.status == status
        assert answer.headers.get_all("Set-Cookie", []) == cookies
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=63072000"]

    def test_nobody_gets_the_cookies_of_the_one_before(self, renewing):
        for _ in range(3):
            assert renewing("/keys", "parts").headers.get_all("Set-Cookie") == RENEWED["parts"]
            assert renewing("/keys", "alice").headers.get_all("Set-Cookie") is None

    def test_every_cookie_is_passed_on_when_no_program_answers(self, echo_factory, sso_server):
        upstream = f"upstream latchkey_sso {{ server 127.0.0.1:{sso_server.server_port}; }}\n"
        echo = echo_factory(sso="oauth2-proxy", sso_server=upstream).start()
        echo.processes.stop("keys")
        for session, cookies in RENEWED.items():
            answer = echo.ask(headers=[("Cookie", f"session={session}")])
            assert answer.status == 502 and answer.headers.get_all("Set-Cookie", []) == cookies


KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    folder = tmp_path_factory.mktemp("authority")
    openssl("req", "-x509", *KEY, "-subj", "/CN=People", "-keyout", folder / "ca.key", "-out", folder / "ca.pem")
    return folder


@pytest.fixture(scope="module")
def certified(echo_factory, authority):
    echo = echo_factory(sso="client-certificate", tls=True)
    shutil.copy(authority / "ca.pem", echo.web.prefix / "local" / "people.pem")
    return echo.start()


@pytest.fixture(scope="module")
def certified_by_email(echo_factory, authority):
    echo = echo_factory(sso="client-certificate", tls=True)
    shutil.copy(authority / "ca.pem", echo.web.prefix / "local" / "people.pem")
    path = echo.web.prefix / "sso" / "client-certificate.conf"
    text = path.read_text()
    assert text.count("REMOTE_USER $latchkey_certificate_name;") == 1
    path.write_text(text.replace("REMOTE_USER $latchkey_certificate_name;", "REMOTE_USER $latchkey_certificate_email;"))
    return echo.start()


class TestClientCertificate:
    def name(self, certified, authority, subject, signed=True):
        """The REMOTE_USER of somebody with a certificate for `subject`."""
        context = ssl.create_default_context(cafile=certified.web.certificate)
        if subject:
            certificate, key = authority / "person.pem", authority / "person.key"
            signer = ["-CA", authority / "ca.pem", "-CAkey", authority / "ca.key"] if signed else []
            request = ["req", "-x509", *KEY, "-multivalue-rdn", "-utf8", "-subj", subject, *signer]
            openssl(*request, "-addext", "basicConstraints=CA:FALSE", "-keyout", key, "-out", certificate)
            context.load_cert_chain(certificate, key)
        answer = certified.ask(context=context)
        return answer.status if answer.status != 200 else (values(answer, "REMOTE_USER") or [""])[0]

    @pytest.mark.parametrize("subject, name", [
        ("/CN=alice", "alice"),
        ("/O=Example/CN=alice", "alice"),
        ("/CN=alice/O=Example", "alice"),
        ("/O=Example/CN=a.l-i_ce@example.com", "a.l-i_ce@example.com"),
        ("/O=Example", ""),
        ("/CN=alice/CN=bob", ""),
        ("/O=x,CN=bob", ""),
        ("/O=CN=bob", ""),
        ("/O=x,CN=bob/CN=alice", ""),
        ("/CN=alice+UID=5", ""),
        # RFC 2253 writes a plus and a comma of a value with a backslash before it.
        (r"/CN=name.surname\+aws", "name.surname+aws"),
        (r"/O=Example/CN=name\+a\+b@example.com", "name+a+b@example.com"),
        ("/CN=surname,name", "surname,name"),
        (r"/CN=\+alice", "+alice"),
        (r"/CN=alice\+", "alice+"),
        (r"/CN=" + r"a\+" * 4, "a+" * 4),
        (r"/CN=alice\+CN=bob", ""),
        (r"/CN=alice;bob", ""),
        (r"/CN=alice\\bob", ""),
        (r"/O=x\\/CN=alice", "alice"),
        ("/CN=alice/O=x\\\\", "alice"),
        (r"/O=x\\,CN=bob", ""),
        (r"/CN=alice/O=x\\,CN=bob", ""),
        ("/CN=" + r"a\+" * 5, ""),
        ("/CN=alice bob", ""),
        ("/CN=" + "a" * 64, "a" * 64),
        ("/CN=ålice", ""),
    ])
    def test_name_is_the_one_common_name(self, certified, authority, subject, name):
        assert self.name(certified, authority, subject) == name

    @pytest.mark.parametrize("subject, name", [
        ("/O=Example/emailAddress=alice@example.com", "alice@example.com"),
        (r"/CN=Alice/emailAddress=alice\+aws@example.com", "alice+aws@example.com"),
        ("/emailAddress=" + "a" * 60 + "@mail.example.com", "a" * 60 + "@mail.example.com"),
        ("/emailAddress=alice@example.com/emailAddress=bob@example.com", ""),
        ("/CN=x,emailAddress=bob@example.com", ""),
        ("/CN=alice", ""),
    ])
    def test_name_is_the_one_address(self, certified_by_email, authority, subject, name):
        assert self.name(certified_by_email, authority, subject) == name

    def test_no_certificate_is_no_name(self, certified, authority):
        assert self.name(certified, authority, None) == ""

    def test_certificate_of_somebody_elses_authority_is_refused(self, certified, authority):
        assert self.name(certified, authority, "/CN=alice", signed=False) == 400

    def test_revoked_certificate_is_refused(self, echo_factory, authority, tmp_path):
        """ssl_crl beside the include in local/sso.conf, as client-certificate.conf says."""
        echo = echo_factory(sso="client-certificate", tls=True)
        local = echo.web.prefix / "local"
        shutil.copy(authority / "ca.pem", local / "people.pem")
        people = {name: self.issued(authority, tmp_path / name) for name in ["alice", "bob"]}
        (tmp_path / "index").touch()
        (tmp_path / "ca.conf").write_text(
            f"[ca]\ndefault_ca=people\n[people]\ndatabase={tmp_path}/index\ndefault_md=sha256\n"
            f"default_crl_days=2\ncertificate={authority}/ca.pem\nprivate_key={authority}/ca.key\n")
        openssl("ca", "-config", tmp_path / "ca.conf", "-revoke", people["bob"][0])
        openssl("ca", "-config", tmp_path / "ca.conf", "-gencrl", "-out", local / "people.crl")
        with open(local / "sso.conf", "a") as file:
            file.write("ssl_crl local/people.crl;\n")
        echo.start()
        for name, status in [("alice", 200), ("bob", 400)]:
            context = ssl.create_default_context(cafile=echo.web.certificate)
            context.load_cert_chain(*people[name])
            assert echo.ask(context=context).status == status, name

    def issued(self, authority, path):
        """The files of a certificate and its key."""
        certificate, key = path.with_suffix(".pem"), path.with_suffix(".key")
        openssl("req", "-x509", *KEY, "-subj", f"/CN={path.name}", "-CA", authority / "ca.pem", "-CAkey",
                authority / "ca.key", "-addext", "basicConstraints=CA:FALSE", "-keyout", key, "-out", certificate)
        return certificate, key

    @pytest.mark.parametrize("path, field, passed", [
        ("/credentials", "Bearer a.b.c", True),
        ("/credentials?jwt=x", "bearer a.b.c", True),
        ("//%63redentials", "Bearer a.b.c", True),
        ("/credentials", "Basic YWxpY2U6c2VjcmV0", False),
        ("/credentials", "Negotiate a.b.c", False),
        ("/credentials", "Bearer", False),
        ("/CREDENTIALS", "Bearer a.b.c", False),
        ("/credentials/", "Bearer a.b.c", False),
        ("/credentials%0A", "Bearer a.b.c", False),
        ("/credentials:Bearer%20x", "Basic YWxpY2U6c2VjcmV0", False),
        ("/applications", "Bearer a.b.c", False),
        ("/keys", "Bearer a.b.c", False),
        ("/", "Bearer a.b.c", False),
    ])
    def test_a_users_token_goes_to_the_broker_alone(self, certified, path, field, passed):
        context = ssl.create_default_context(cafile=certified.web.certificate)
        for method in ["GET", "POST"]:
            answer = certified.ask(path, method, headers=[("Authorization", field)], context=context)
            assert [value for value in values(answer, "HTTP_AUTHORIZATION") if value] == ([field] if passed else [])
            # Nor under another name.
            assert passed or field not in [value for _, value in parameters(answer)]

    def test_health_needs_no_certificate(self, certified):
        context = ssl.create_default_context(cafile=certified.web.certificate)
        assert certified.ask("/health", context=context).status == 200


@pytest.mark.parametrize("path", ["/credentials", "/credentials:Bearer%20x", "/applications", "/keys", "/"])
def test_nothing_of_a_password_goes_to_a_program(basic, path):
    told = base64.b64encode(":".join(ALICE).encode()).decode()
    for fields in [[], [("Authorization", "Bearer a.b.c")]]:
        for method in ["GET", "POST"]:
            answer = basic.ask(path, method, ALICE, fields)
            if answer.status != 200:
                # With two such fields, nginx takes the first, or none.
                assert fields and answer.status in [400, 401]
                continue
            assert not any(values(answer, "HTTP_AUTHORIZATION"))
            for word in [told, ALICE[1], "a.b.c"]:
                assert word not in answer.text, word


class TestTokens:
    """Requests with an access token go by it to `console`, at a few paths. The programs here let everybody in, and name nobody."""

    TOKEN = ("Authorization", "Bearer latchkey_access_x")

    @pytest.mark.parametrize("path", ["/api/roles", "/api/assume-role", "/roles", "/assume-role", "/api/roles?x=1"])
    def test_a_token_goes_to_the_program_by_its_own_way(self, basic, path):
        answer = basic.ask(path, "POST", headers=[self.TOKEN, ("Remote-User", "bob")], body="{}")
        assert answer.status == 200
        assert values(answer, "REQUEST_URI") == [path] and values(answer, "REMOTE_USER") == [""]
        # Programs aren't told the token, and JSON that isn't called so is.
        assert "latchkey_access_x" not in answer.text and values(answer, "CONTENT_TYPE") == ["application/json"]
        typed = basic.ask(path, "POST", headers=[self.TOKEN, ("Content-Type", "text/plain")], body="{}")
        assert values(typed, "CONTENT_TYPE") == ["text/plain"]

    @pytest.mark.parametrize("path", ["/", "/keys", "/console", "/machines", "/api/oauth/authorize", "/api/roles/", "/api/rolesx",
                                      "/applications", "/latchkey-by-token/x/api/roles"])
    @pytest.mark.parametrize("field", ["Bearer latchkey_access_x", "bearer latchkey_access_x"])
    def test_a_token_opens_no_other_path(self, basic, path, field):
        assert basic.ask(path, headers=[("Authorization", field)]).status in [401, 404]

    @pytest.mark.parametrize("path", ["/latchkey-token", "/latchkey-by-token/api/roles", "/latchkey-by-token/keys", "/api/oauth/verify"])
    def test_what_nginx_asks_itself_is_closed(self, basic, path):
        for method in ["GET", "POST", "TRACE"]:
            answer = basic.ask(path, method, headers=[self.TOKEN])
            assert answer.status in [401, 404, 405], method

    def test_what_is_closed_is_told_as_every_other_address_that_is_not_there(self, basic):
        for path in ["/latchkey-token", "/latchkey-by-token/api/roles", "/latchkey-by-token/x"]:
            answer = basic.ask(path, headers=[self.TOKEN, ("Accept", "application/json")])
            assert answer.status == 404 and answer.json["type"] == "urn:latchkey:problem:not-found", path

    def test_configuration_that_is_not_there_is_no_error_for_the_log(self, basic):
        before = basic.log("nginx")
        assert basic.ask("/latchkey.yaml").status == 404
        # The next line of the log would come after it.
        basic.ask("/latchkey-error/x")
        assert "latchkey.yaml" not in basic.log("nginx")[len(before):]

    @pytest.mark.parametrize("field", ["Bearer x", "Basic latchkey_access_x", "latchkey_access_x", "Bearerlatchkey_access_x"])
    def test_what_is_no_such_token_goes_to_the_sign_in(self, basic, field):
        answer = basic.ask("/api/roles", headers=[("Authorization", field)])
        assert answer.status in [400, 401] and (answer.status == 400 or answer.headers["WWW-Authenticate"] == 'Basic realm="Latchkey"')

    def test_who_is_signed_in_goes_on_without_a_token(self, basic):
        answer = basic.ask("/api/roles", user=ALICE)
        assert values(answer, "REMOTE_USER") == [ALICE[0]] and values(answer, "LATCHKEY_TAGS") == []

    @pytest.mark.parametrize("path", ["/.well-known/oauth-authorization-server", "/api/oauth/token", "/api/oauth/revoke"])
    def test_what_programs_ask_without_a_sign_in_names_nobody(self, basic, path):
        answer = basic.ask(path, headers=[("Remote-User", "bob"), ("X-Machine-User", "bob")])
        assert answer.status == 200 and values(answer, "REMOTE_USER") == []


class TestFiles:
    """Rules for every shipped file, which a new file has to keep too."""

    def files(self):
        return [path for path in sorted(NGINX.rglob("*")) if path.is_file()]

    def directives(self, path):
        return [line.strip() for line in path.read_text().splitlines() if line.strip() and not line.strip().startswith("#")]

    def test_nothing_lets_people_past_the_sign_in(self):
        for path in self.files():
            for line in self.directives(path):
                assert not re.match(r"(satisfy\s+any|auth_basic\s+off|auth_request\s+off)", line), f"{path}: {line}"

    def test_remote_user_stands_with_its_authentication(self):
        for path in self.files():
            text = "\n".join(self.directives(path))
            if "$remote_user" in text:
                # The limits count by the name that somebody claims, and tell it to nobody.
                assert path.name == "basic.conf" or path.name == "limits.conf" and "fastcgi_param" not in text
            assert text.count("fastcgi_param REMOTE_USER") == (1 if path.parent.name == "sso" else 0), path

    def test_routes_keep_what_they_inherit(self):
        for path in sorted((NGINX / "routes").iterdir()):
            text = "\n".join(self.directives(path))
            if path.name not in ("health.conf", "errors.conf", "tokens.conf"):
                assert "fastcgi_param" not in text and "add_header" not in text, path

    def test_only_named_locations_return_or_rewrite(self):
        for path in sorted((NGINX / "sso").iterdir()):
            text = "\n".join(self.directives(path))
            if path.name == "bearer.conf":
                # What leads to its location from the server block authenticates nobody, and the location is closed otherwise.
                protected = text[text.index("location ^~ /latchkey-by-token/ {") : text.index("fastcgi_pass latchkey_console;")]
                assert protected.split("\n")[1:3] == ["internal;", "auth_request /latchkey-token;"]
            else:
                protected = text[text.index("location / {") : text.index("include protected.conf;")]
            assert not re.search(r"^(return|rewrite|if|set)\b", protected, re.MULTILINE), path

    def test_runs_as_it_is(self, tmp_path):
        """The shipped files work; only the port and the two places outside the folder that nginx writes to are changed."""
        port = free_port()
        shutil.copytree(NGINX, tmp_path / "nginx")
        for name, before, after in [
            ("main.conf", "pid /run/", f"pid {tmp_path}/"), ("log.conf", "/var/log/nginx/", f"{tmp_path}/"),
            ("server.conf", "127.0.0.1:8080;", f"127.0.0.1:{port};"),
        ]:
            path = tmp_path / "nginx" / "local" / name
            assert path.read_text().count(before) == 1
            path.write_text(path.read_text().replace(before, after))
        if os.geteuid() != 0:
            kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            with open(tmp_path / "nginx" / "local" / "http.conf", "a") as file:
                file.writelines(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in kinds)
        processes = Processes(tmp_path)
        processes.start("nginx", [*Web(tmp_path, port).command(), "-g", "daemon off;"], environment(), tmp_path)
        try:
            wait_until(lambda: not is_free(port), 60, processes, "nginx")
            for path in ["/", "/keys", "/api/assume-role"]:
                answer = ask(f"http://localhost:{port}", "GET", path)
                assert answer.status == 401 and answer.headers["WWW-Authenticate"] == 'Basic realm="Latchkey"'
            # 502, because no handler runs here.
            assert ask(f"http://localhost:{port}", "GET", "/health").status == 502
        finally:
            assert processes.stop("nginx") == 0

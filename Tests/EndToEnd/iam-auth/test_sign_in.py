"""How people and programs sign in by an IAM identity, through nginx, with a STS that checks every signature."""

import html
import json
import re
import shlex
import subprocess
import sys
import time
import urllib.parse

import account
import pytest
from client import BROWSER, FORM, JSON, ROOT
from iam_proof import Key
from processes import environment, wait_until

USER = f"arn:aws:iam::{account.ACCOUNT_ID}:user"


def header(answer, name):
    return next((value for key, value in answer.json["headers"] if key.lower() == name.lower()), None)


class TestProof:
    def test_who_proves_nothing_is_told_what_to_prove(self, site):
        answer = site.ask("/report?x=1")
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == (
            f'IAM realm="{account.ACCOUNT_ID}", server="{site.name}", regions="us-east-1", proofs="signed"')
        assert answer.json["type"] == "urn:latchkey:problem:identity-not-proved"
        assert answer.json["command"] == f"latchkey open 'http://{site.name}/report?x=1'"
        challenge = site.ask("/auth/challenge")
        assert challenge.json == {
            "account": account.ACCOUNT_ID, "server": site.name, "regions": ["us-east-1"], "proofs": ["signed"]}

    def test_one_request_with_a_proof_reaches_the_site_as_the_user(self, site, user):
        answer = site.ask("/report/a%20b?x=1&y=%2f", proof=site.proof(user("iam-alice")))
        assert answer.status == 200
        assert answer.json["path"] == "/report/a%20b?x=1&y=%2f"
        assert header(answer, "X-Remote-User") == "iam-alice"
        assert header(answer, "X-Arn") == f"{USER}/iam-alice"
        assert header(answer, "X-Account") == account.ACCOUNT_ID
        assert header(answer, "X-Kind") == "user"
        assert re.fullmatch("AIDA[A-Z0-9]+", header(answer, "X-Unique-Id"))
        # The site doesn't get the proof.
        assert header(answer, "Authorization") is None

    def test_a_post_with_a_proof_keeps_its_body(self, site, user):
        answer = site.ask("/report", "POST", site.proof(user("iam-alice")), body="b" * 100_000)
        assert (answer.json["method"], len(answer.json["body"])) == ("POST", 100_000)

    def test_a_user_at_a_path_has_the_name_alone(self, site, user):
        answer = site.ask(proof=site.proof(user("iam-carol", "/staff/eu/")))
        assert header(answer, "X-Remote-User") == "iam-carol"
        assert header(answer, "X-Arn") == f"{USER}/staff/eu/iam-carol"

    def test_headers_of_the_client_never_say_who_it_is(self, site, user):
        forged = [(name, "mallory") for name in [
            "X-Iam-User", "X-Remote-User", "Latchkey-Authorization", "LATCHKEY_COOKIE", "X-Arn", "Remote-User"]]
        assert site.ask(headers=forged).status == 401
        answer = site.ask(proof=site.proof(user("iam-alice")), headers=forged)
        assert header(answer, "X-Remote-User") == "iam-alice"
        assert header(answer, "X-Arn") == f"{USER}/iam-alice"

    def test_the_lines_of_the_page_make_a_proof(self, site, user, stack, tmp_path):
        [lines] = re.findall(r"```python\n(.*?)```", (ROOT / "nginx/iam.md").read_text(), re.DOTALL)
        script = tmp_path / "proof.py"
        script.write_text(lines)
        assert len([line for line in lines.splitlines() if line.strip()]) <= 20
        key = user("iam-alice")
        values = environment(
            AWS_ACCESS_KEY_ID=key.access_key_id, AWS_SECRET_ACCESS_KEY=key.secret, AWS_DEFAULT_REGION="us-east-1")
        made = subprocess.check_output([sys.executable, str(script), site.name], env=values, text=True).strip()
        stack.secrets.add(made.split()[1])
        answer = site.ask(proof=made)
        assert header(answer, "X-Remote-User") == "iam-alice"

    def test_temporary_credentials_of_a_user_are_the_user(self, site, user, stack):
        import boto3

        key = user("iam-alice")
        sts = boto3.client("sts", endpoint_url=stack.aws_endpoint, region_name="us-east-1",
                           aws_access_key_id=key.access_key_id, aws_secret_access_key=key.secret)
        found = sts.get_session_token()["Credentials"]
        stack.secrets.update([found["SecretAccessKey"], found["SessionToken"]])
        temporary = Key(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
        answer = site.ask(proof=site.proof(temporary))
        assert answer.status in (200, 403)
        if answer.status == 200:
            assert header(answer, "X-Kind") == "user"

    def test_a_proof_is_taken_once_on_two_nodes(self, site, user):
        for _ in range(4):
            proof = site.proof(user("iam-alice"))
            assert [site.node(0, "/", proof), site.node(1, "/", proof), site.node(0, "/", proof)] == [204, 401, 401]
            proof = site.proof(user("iam-alice"))
            assert [site.node(1, "/", proof), site.node(0, "/", proof)] == [204, 401]

    def test_a_proof_is_good_for_all_that_one_request_is_led_on_to(self, site, user):
        for _ in range(4):
            proof = site.proof(user("iam-alice"))
            assert header(site.ask("/led/x", proof=proof), "X-Remote-User") == "iam-alice"
            assert site.ask("/led/x", proof=proof).status == 401

    def test_of_many_at_once_one_is_taken(self, site, user):
        import concurrent.futures

        proof = site.proof(user("iam-alice"))
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            found = list(pool.map(lambda number: site.node(number % 2, "/", proof), range(16)))
        assert sorted(found) == [204] + [401] * 15


class TestRefusal:
    """What whoever is refused sees: in a browser a page that says what to do, elsewhere a problem."""

    def ask(self, site, path, **options):
        answer = site.ask(path, headers={"Accept": BROWSER}, **options)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8" and "unsafe" not in answer.headers["Content-Security-Policy"]
        return answer

    def commands(self, answer):
        return [html.unescape(found) for found in re.findall("<pre>(.*?)</pre>", answer.text)]

    @pytest.mark.parametrize("portal", [False, True])
    def test_a_browser_is_told_how_to_come_in(self, site, portal):
        answer = self.ask(site, "/report?month=5&year=2026", portal=portal)
        name = site.portal if portal else site.name
        assert answer.status == 401 and answer.headers["WWW-Authenticate"].startswith("IAM realm=")
        assert self.commands(answer) == [f"latchkey open 'http://{name}/report?month=5&year=2026'"]
        assert "month=5&amp;year=2026" in answer.text
        assert self.commands(self.ask(site, "/", portal=portal)) == [f"latchkey open http://{name}"]

    @pytest.mark.parametrize("path", [
        "/<script>alert(1)</script>", "/\"onload=alert(1)", "/x?q=<script>", "/%3Cscript%3E", "/x'><script>", "/&lt;script&gt;", "/$(id)`id`",
        "/x;id", "/x?$latchkey_path", "/$request_id", "/\\x", "/<!--", "/{{7*7}}", "/" + "&" * 3_000, "/" + "a" * 7_000,
    ])
    def test_nothing_of_the_address_gets_out_of_the_page_or_the_command(self, site, path):
        answer = self.ask(site, path)
        assert answer.status in (400, 401)
        assert "<script" not in answer.text and "onload=alert" not in answer.text.replace("&quot;onload", "")
        for command in self.commands(answer):
            words = shlex.split(command)
            assert words[:2] == ["latchkey", "open"] and len(words) == 3 and words[2].startswith(f"http://{site.name}")
            assert words[2] in (f"http://{site.name}", f"http://{site.name}{path}".replace("'", "%27"))
        assert site.ask(path).json["status"] == answer.status

    def test_who_may_not_enter_is_told_who_they_are(self, site, user, settings):
        cookie = site.session(user("iam-alice"))
        settings(LATCHKEY_IAM_AUTH_ALLOW=f"{USER}/staff/*")
        answer = self.ask(site, "/x", cookie=cookie)
        assert answer.status == 403 and f"<code>{USER}/iam-alice</code>" in answer.text
        assert self.commands(answer) == [f"latchkey open --profile NAME http://{site.name}/x"]
        problem = site.ask("/x", cookie=cookie).json
        assert (problem["type"], problem["arn"]) == ("urn:latchkey:problem:identity-not-allowed", f"{USER}/iam-alice")

    def test_the_log_has_the_clients_own_method(self, site, stack):
        path = f"/logged-{time.monotonic_ns()}"
        for method in ["GET", "POST", "DELETE", "TRACE"]:
            site.ask(path, method)
        log = stack.directory / "logs" / "tools.log"
        found = lambda: [line for line in map(json.loads, log.read_text().splitlines()) if line["path"] == path]
        wait_until(lambda: len(found()) == 4, 60)
        assert [line["method"] for line in found()] == ["GET", "POST", "DELETE", "TRACE"]

    def test_why_a_session_is_over_is_told(self, site, user):
        answer = self.ask(site, "/x", cookie="__Host-latchkey-iam=x")
        assert answer.status == 401 and "valid here" in answer.text
        assert site.ask("/x", cookie="__Host-latchkey-iam=x").json["detail"].startswith("Your session isn't valid here.")

    def test_that_aws_is_down_is_told(self, site, user, faults):
        proof = site.proof(user("iam-alice"))
        faults.fail("sts:GetCallerIdentity", "503")
        answer = self.ask(site, "/x", proof=proof)
        assert answer.status == 503 and "AWS can&#39;t be reached" in answer.text and answer.headers["Retry-After"] == "10"
        assert self.commands(answer) == []
        problem = site.ask("/x", proof=proof).json
        assert (problem["type"], problem["status"], problem["retry_after"]) == ("urn:latchkey:problem:aws-unavailable", 503, 10)

    def test_what_fails_behind_the_sign_in_has_nginxs_own_words(self, site, user):
        cookie = site.session(user("iam-alice"))
        answer = site.ask("/auth/link/" + "x" * 40_000, cookie=cookie, headers={"Accept": BROWSER})
        assert answer.status in (400, 414) and self.commands(answer) == []


class TestSession:
    def test_a_session_needs_no_call_to_aws(self, site, user, faults):
        cookie = site.session(user("iam-alice"))
        for operation in ["sts:GetCallerIdentity", "dynamodb:UpdateItem"]:
            faults.fail(operation, "503")
        answer = site.ask("/x?y=1", cookie=f"a=1; {cookie}; b=2")
        assert header(answer, "X-Remote-User") == "iam-alice"
        assert answer.json["path"] == "/x?y=1"
        # The site gets its own cookies, and not the one that signs in.
        assert header(answer, "Cookie").replace(" ", "") == "a=1;b=2"

    @pytest.mark.parametrize("cookies, passed", [
        ("{}", None), ("{}; b=2", "b=2"), ("a=1; {}", "a=1"), ("a=1;\t{}; b=2", "a=1;b=2"), ("a=1;{};b=2", "a=1;b=2"),
        # Names and values of others that hold its name.
        ("x{}x; {}", "x__Host-latchkey-iam=x"), ("a=__Host-latchkey-iam=1; {}; b=2", "a=__Host-latchkey-iam=1;b=2"),
        ("a=1; x{}x; {}; __Host-latchkey-iam-x=3", "a=1;x__Host-latchkey-iam=x;__Host-latchkey-iam-x=3"),
    ])
    def test_the_site_never_gets_the_cookie(self, site, user, cookies, passed):
        cookie = site.session(user("iam-alice"))
        answer = site.ask(cookie=cookies.replace("x{}x", "x__Host-latchkey-iam=x").format(cookie))
        got = header(answer, "Cookie")
        assert (got.replace(" ", "") if got else None) == passed

    def test_the_cookie_is_as_it_should_be(self, site, user):
        answer = site.ask("/auth/session", "POST", site.proof(user("iam-alice")))
        assert re.fullmatch(
            r"__Host-latchkey-iam=[\w-]+; Max-Age=28800; Path=/; Secure; HttpOnly; SameSite=Lax", answer.headers["Set-Cookie"])
        assert set(answer.json) == {"arn", "account", "kind", "expires_at"}
        assert "no-store" in answer.headers["Cache-Control"]

    def test_the_sign_in_is_in_the_audit_record_before(self, site, user, stack):
        site.session(user("iam-alice"))
        lines = [line for node in site.nodes for line in stack.processes.log(node).read_text().splitlines()]
        records = [json.loads(line) for line in lines if '"record":"audit"' in line]
        assert any(record["action"] == "iam-sign-in" and record["caller"] == f"{USER}/iam-alice" for record in records)

    def test_every_node_takes_the_cookie(self, site, user):
        cookie = site.session(user("iam-alice"))
        assert {site.ask(cookie=cookie).status for _ in range(6)} == {200}

    def test_logging_out_takes_the_cookie_away(self, site, user):
        cookie = site.session(user("iam-alice"))
        answer = site.ask("/auth/logout", "POST", cookie=cookie, headers={"Accept": JSON})
        assert answer.status == 204
        assert answer.headers["Set-Cookie"].startswith("__Host-latchkey-iam=; Max-Age=0;")
        for own in [{}, {"Origin": f"http://{site.name}"}, {"Origin": f"http://{site.name}", "Sec-Fetch-Site": "same-origin"}]:
            assert site.ask("/auth/logout", "POST", cookie=cookie, headers={"Accept": "*/*", **own}).status == 204
        page = {"Accept": BROWSER, "Origin": f"http://{site.name}", "Content-Type": FORM}
        answer = site.ask("/auth/logout", "POST", cookie=cookie, headers=page, body="")
        assert (answer.status, answer.headers["Location"]) == (303, "/")

    def test_a_copy_of_the_cookie_is_worth_nothing_after_logging_out(self, site, user):
        cookie, other = site.session(user("iam-alice")), site.session(user("iam-alice"))
        assert site.ask("/auth/logout", "POST", cookie=cookie, headers={"Accept": JSON}).status == 204
        wait_until(lambda: {site.ask(cookie=cookie).status for _ in range(4)} == {401}, 10)
        assert 'error="revoked"' in site.ask(cookie=cookie).headers["WWW-Authenticate"]
        site.restart()
        assert {site.ask(cookie=cookie).status for _ in range(4)} == {401}
        # It was that session alone.
        assert {site.ask(cookie=other).status for _ in range(4)} == {200}

    def test_logging_out_works_while_the_table_is_down(self, site, user, faults):
        cookie = site.session(user("iam-alice"))
        faults.fail("dynamodb:UpdateItem", "503")
        answer = site.ask("/auth/logout", "POST", cookie=cookie, headers={"Accept": JSON})
        assert answer.status == 204 and answer.headers["Set-Cookie"].startswith("__Host-latchkey-iam=; Max-Age=0;")
        faults.heal()
        wait_until(lambda: {site.ask(cookie=cookie).status for _ in range(4)} == {401}, 15)

    def test_no_other_site_logs_anybody_out(self, site, user):
        for headers in [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]:
            answer = site.ask("/auth/logout", "POST", headers={"Content-Type": FORM, **headers}, body="")
            assert answer.status == 403 and answer.headers["Set-Cookie"] is None
            assert site.ask("/auth/logout", "POST", headers=headers).status == 403

    def test_a_session_ends(self, site, user, settings):
        settings(LATCHKEY_IAM_AUTH_SESSION_DURATION="60", LATCHKEY_SECRET_FILE=site.stack.settings["LATCHKEY_SECRET_FILE"])
        answer = site.ask("/auth/session", "POST", site.proof(user("iam-alice")))
        assert "Max-Age=60;" in answer.headers["Set-Cookie"] or "Max-Age=59;" in answer.headers["Set-Cookie"]


class TestLink:
    def link(self, site, key, return_url="/report?x=1"):
        answer = site.ask("/auth/link", "POST", site.proof(key), headers={"Content-Type": JSON},
                          body=json.dumps({"return_url": return_url}))
        assert answer.status == 200, answer.text
        url = urllib.parse.urlsplit(answer.json["url"])
        assert (url.scheme, url.netloc) == ("http", site.name)
        site.stack.secrets.add(url.path.rsplit("/", 1)[1])
        return url.path

    def press(self, site, path, **headers):
        return site.ask(path, "POST", headers={
            "Accept": BROWSER, "Content-Type": FORM, "Origin": f"http://{site.name}", "Sec-Fetch-Site": "same-origin",
            **headers}, body="")

    def test_the_button_signs_in_and_leads_on(self, site, user):
        path = self.link(site, user("iam-alice"))
        page = site.ask(path, headers={"Accept": BROWSER})
        assert page.status == 200 and '<form method="post">' in page.text
        answer = self.press(site, path)
        assert (answer.status, answer.headers["Location"]) == (303, "/report?x=1")
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        assert header(site.ask("/report?x=1", cookie=cookie), "X-Remote-User") == "iam-alice"

    def test_looking_at_a_link_spends_nothing(self, site, user):
        path = self.link(site, user("iam-alice"))
        for method in ["GET", "HEAD", "OPTIONS"] * 3:
            assert site.ask(path, method, headers={"Accept": BROWSER}).headers["Set-Cookie"] is None
        assert self.press(site, path).status == 303

    def test_a_link_is_good_once(self, site, user):
        path = self.link(site, user("iam-alice"))
        assert [self.press(site, path).status for _ in range(3)] == [303, 403, 403]

    def test_no_other_site_presses_the_button(self, site, user):
        path = self.link(site, user("iam-alice"))
        for headers in [{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
                        {"Origin": "null", "Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]:
            answer = self.press(site, path, **headers)
            assert answer.status == 403 and answer.headers["Set-Cookie"] is None
        assert self.press(site, path).status == 303

    def test_a_link_of_one_server_is_none_of_another(self, site, user):
        path = self.link(site, user("iam-alice"))
        answer = site.ask(path, "POST", portal=True, headers={
            "Accept": BROWSER, "Content-Type": FORM, "Origin": f"http://{site.portal}"}, body="")
        assert answer.status == 403 and answer.headers["Set-Cookie"] is None

    @pytest.mark.parametrize("code", ["x", "A" * 43, "A" * 42 + "=", "..%2f", "A" * 2000, "%00", "é"])
    def test_a_code_that_is_none_signs_nobody_in(self, site, code):
        answer = self.press(site, f"/auth/link/{urllib.parse.quote(code, safe='%')}")
        assert answer.status in (400, 403) and answer.headers["Set-Cookie"] is None


    def test_when_iam_auth_is_down_the_code_is_in_no_log(self, site, user, stack):
        path = self.link(site, user("iam-alice"))
        with site.down():
            answer = site.ask(path, headers={"Accept": JSON})
            assert answer.status == 502 and answer.json["type"].endswith("program-unavailable")
        for name, text in stack.logs().items():
            assert path not in text, name

class TestPortal:
    """keys and console, entered as the IAM user."""

    def test_keys_and_console_are_entered_as_the_user(self, site, user):
        key = user("iam-alice")
        answer = site.ask("/keys", portal=True, proof=site.proof(key, site.portal), headers={"Accept": JSON})
        assert answer.status == 200 and answer.json["UserName"] == "iam-alice"
        assert key.access_key_id in answer.text
        cookie = site.session(key, portal=True)
        answer = site.ask("/", portal=True, cookie=cookie, headers={"Accept": JSON})
        assert answer.json["UserName"] == "iam-alice"

    def test_nobody_gets_past_without(self, site):
        for path in ["/", "/keys", "/keys/AKIA", "/console", "/api/assume-role", "/roles", "/x", "//keys", "/auth/../keys"]:
            for method in ["GET", "POST", "DELETE"]:
                answer = site.ask(path, method, portal=True)
                assert answer.status == 401, (path, method)
                assert answer.headers["WWW-Authenticate"].startswith("IAM realm=")

    def test_a_role_is_turned_away(self, site, role_session):
        proof = site.proof(role_session("iam-alice", "iam-alice"), site.portal)
        assert site.ask("/keys", portal=True, proof=proof).status == 403


def test_a_port_that_is_none_isnt_taken_for_a_failure(site, user):
    cookie = site.session(user("iam-alice"))
    for portal in [False, True]:
        answer = site.ask(cookie=cookie, portal=portal, headers={"Host": "localhost:99999"})
        assert answer.status == 403 and answer.json["type"] == "urn:latchkey:problem:server-unknown"


class TestNames:
    """A location of nginx says which name it wants."""

    ROLE = f"arn:aws:sts::{account.ACCOUNT_ID}:assumed-role/iam-alice/iam-alice"

    def names(self, site, **options):
        """The name that the site is told in each location, or the status of who is turned away."""
        answers = {path: site.ask(f"/named/{path}", **options)
                   for path in ["arn/", "arn/inside/x", "user-name/", "session-name/", "email/", "nothing/"]}
        assert all(answer.status in (200, 403) for answer in answers.values()), options
        return {path: header(answer, "X-Remote-User") or answer.status if answer.status == 200 else 403
                for path, answer in answers.items()}

    def test_each_location_has_its_own_whatever_the_setting_says(self, site, user, role_session, settings):
        arn = f"{USER}/staff/eu/iam-carol"
        person = site.session(user("iam-carol", "/staff/eu/"))
        for setting in ["user-name", "session-name", "arn"]:
            settings(LATCHKEY_IAM_AUTH_MAPPING=setting, LATCHKEY_IAM_AUTH_ALLOW="arn:aws:*:*:*:*")
            role = site.session(role_session("iam-alice", "iam-alice"))
            refused = {"email/": 403, "nothing/": 403}
            assert self.names(site, cookie=person) == {
                "arn/": arn, "arn/inside/x": arn, "user-name/": "iam-carol", "session-name/": 403, **refused}
            assert self.names(site, cookie=role) == {
                "arn/": self.ROLE, "arn/inside/x": self.ROLE, "user-name/": 403, "session-name/": "iam-alice", **refused}

    def test_what_a_location_leads_on_to_has_the_name_that_it_wants_itself(self, site, user, role_session):
        person, role = site.session(user("iam-alice")), site.session(role_session("iam-alice", "iam-alice"))
        assert header(site.ask("/named/arn/led/x", cookie=person), "X-Remote-User") == "iam-alice"
        assert site.ask("/named/arn/led/x", cookie=role).status == 403

    def test_names_of_sessions_need_a_list_in_a_location_too(self, site, role_session):
        answer = site.ask("/named/session-name/", cookie=site.session(role_session("iam-alice", "iam-alice")))
        assert answer.status == 403 and answer.json["type"] == "urn:latchkey:problem:mapping-refused"

    def test_a_word_that_is_no_mapping_spends_no_proof(self, site, user):
        proof = site.proof(user("iam-alice"))
        for path in ["/named/email/", "/named/nothing/"]:
            answer = site.ask(path, proof=proof)
            assert answer.status == 403 and answer.json["type"] == "urn:latchkey:problem:mapping-refused"
        assert header(site.ask("/named/user-name/", proof=proof), "X-Remote-User") == "iam-alice"

    @pytest.mark.parametrize("path", [
        "/auth/verify", "/auth/verify/", "/auth/verify/arn", "/auth//verify/arn", "/auth/%76erify/arn",
        "/auth/verify/arn?x", "/x/../auth/verify/arn", "/auth/verify%2farn", "/auth/verifyarn"])
    def test_nobody_else_asks_what_nginx_asks(self, site, user, path):
        answer = site.ask(path, cookie=site.session(user("iam-alice")), headers={"Latchkey-Mapping": "arn"})
        assert answer.status == 404 and answer.headers["X-Iam-Arn"] is None, path

    def test_a_client_cant_say_which_name(self, site, user):
        answer = site.ask(cookie=site.session(user("iam-alice")), headers={
            "Latchkey-Mapping": "arn", "LATCHKEY_MAPPING": "arn", "X-Iam-Mapping": "arn"})
        assert header(answer, "X-Remote-User") == "iam-alice"

    def test_the_portal_has_the_users_name_whatever_the_setting_says(self, site, user, role_session, settings):
        settings(LATCHKEY_IAM_AUTH_MAPPING="arn")
        answer = site.ask("/keys", portal=True, proof=site.proof(user("iam-alice"), site.portal), headers={"Accept": JSON})
        assert answer.status == 200 and answer.json["UserName"] == "iam-alice"
        proof = site.proof(role_session("iam-alice", "iam-alice"), site.portal)
        assert site.ask("/keys", portal=True, proof=proof).status == 403


class TestWhoIsLetIn:
    def test_a_role_of_a_users_name_is_never_the_user(self, site, user, role_session, settings):
        user("iam-alice")
        session = role_session("iam-alice", "iam-alice")
        assert site.ask(proof=site.proof(session)).status == 403
        settings(LATCHKEY_IAM_AUTH_MAPPING="arn")
        answer = site.ask(proof=site.proof(session))
        arn = f"arn:aws:sts::{account.ACCOUNT_ID}:assumed-role/iam-alice/iam-alice"
        assert (header(answer, "X-Remote-User"), header(answer, "X-Kind")) == (arn, "role")
        assert re.fullmatch("AROA[A-Z0-9]+", header(answer, "X-Unique-Id"))
        settings(LATCHKEY_IAM_AUTH_MAPPING="session-name",
                 LATCHKEY_IAM_AUTH_ALLOW=f"arn:aws:sts::{account.ACCOUNT_ID}:assumed-role/iam-alice/*,{USER}/*")
        assert header(site.ask(proof=site.proof(session)), "X-Remote-User") == "iam-alice"
        assert site.ask(proof=site.proof(user("iam-alice"))).status == 403

    def test_only_named_arns_are_let_in_and_the_setting_counts_for_sessions(self, site, user, settings):
        cookie = site.session(user("iam-alice"))
        settings(LATCHKEY_IAM_AUTH_ALLOW=f"{USER}/staff/*")
        assert site.ask(proof=site.proof(user("iam-alice"))).status == 403
        assert site.ask(proof=site.proof(user("iam-carol", "/staff/eu/"))).status == 200
        assert site.ask(cookie=cookie).status == 403

    def test_another_account_is_turned_away(self, site, user, settings):
        settings(LATCHKEY_IAM_AUTH_ACCOUNT="210987654321")
        assert site.ask(proof=site.proof(user("iam-alice"))).status == 403
        assert 'realm="210987654321"' in site.ask().headers["WWW-Authenticate"]

    def test_a_server_that_isnt_named_takes_nothing(self, site, user, settings):
        cookie = site.session(user("iam-alice"))
        site.stack.restart_handler("iam-auth", LATCHKEY_IAM_AUTH_SERVERS="other.example.com")
        assert site.node(0, "/", site.proof(user("iam-alice"))) == 403
        site.restart()
        assert site.ask(cookie=cookie).status == 200

    def test_without_a_list_of_servers_nobody_is_let_in(self, site, user):
        site.stack.restart_handler("iam-auth", LATCHKEY_IAM_AUTH_SERVERS="")
        assert site.node(0, "/", site.proof(user("iam-alice"))) == 403
        site.restart()


class TestRules:
    RULES = """rules:
  - hosts: ["{name}"]
    paths: [/admin/*]
    allow:
      - {{kind: user, name: iam-alice}}
  - paths: [/closed/*]
    allow: none
  - allow:
      - {{kind: user}}
"""

    @pytest.fixture
    def rules(self, site, settings, tmp_path):
        path = tmp_path / "rules.yaml"
        path.write_text(self.RULES.format(name=site.name))
        settings(LATCHKEY_IAM_AUTH_RULES_FILE=str(path))
        return path

    def test_rules_say_who_enters_which_path(self, site, user, rules):
        alice, bob = site.session(user("iam-alice")), site.session(user("iam-bob"))
        for path, expected in {"/": (200, 200), "/x": (200, 200), "/admin/x": (200, 403), "/admin": (200, 403),
                               "/closed/x": (403, 403)}.items():
            assert (site.ask(path, cookie=alice).status, site.ask(path, cookie=bob).status) == expected, path

    @pytest.mark.parametrize("path", [
        "//admin/x", "/x/../admin/x", "/x/%2e%2e/admin/x", "/%61dmin/x", "/admin%2fx", "/x/..%2fadmin/x", "/./admin/x",
        "/ADMIN/x", "/Admin", "/admin;/x", "/x;/../admin/x", "/%2fadmin/x", "/admin%00", "/x/%5c..%5cadmin", "/admin/x%0a",
        "/%2561dmin/x", "/admin./x", "/admin%20/x", "/admin/x?y=../../z", "/x//../admin", "/admin/../admin/x",
        "/\\admin", "/x%2f..%2fadmin", "/admin/%2e", "/closed/../admin/x", "/aDmIn/%78",
    ])
    def test_no_spelling_of_a_path_gets_around_a_rule(self, site, user, rules, path):
        answer = site.ask(path, cookie=site.session(user("iam-bob")))
        assert answer.status in (400, 403), answer.text

    def test_a_changed_file_counts_and_a_bad_one_doesnt(self, site, user, rules, stack):
        bob = site.session(user("iam-bob"))
        assert site.ask("/admin/x", cookie=bob).status == 403
        rules.write_text("rules:\n  - allow: all\n")
        wait_until(lambda: {site.ask("/admin/x", cookie=bob).status for _ in range(4)} == {200}, 15)
        rules.write_text("rules:\n  - allow: all\n  - allow: nobody\n")
        wait_until(lambda: all("line 3" in stack.processes.log(node).read_text() for node in site.nodes), 15)
        assert {site.ask("/admin/x", cookie=bob).status for _ in range(4)} == {200}
        rules.write_text("rules:\n  - allow: none\n")
        wait_until(lambda: {site.ask("/", cookie=bob).status for _ in range(4)} == {403}, 15)

    def test_a_fault_at_the_start_is_told_with_its_line(self, stack, tmp_path):
        path = tmp_path / "rules.yaml"
        path.write_text("rules:\n  - allow: all\n    path: [/x]\n")
        values = {**stack.handler_environment(), "LATCHKEY_IAM_AUTH_RULES_FILE": str(path)}
        ended = subprocess.run([str(stack.programs / "iam-auth")], env=values, capture_output=True, text=True, timeout=20)
        assert ended.returncode == 78 and f"{path}”: line 3: “path” means nothing here" in ended.stderr


class TestRevocation:
    def revoke(self, stack, who, **settings):
        values = {**stack.handler_environment(), **settings}
        return subprocess.run(
            [str(stack.programs / "iam-auth"), "--revoke", who], env=values, capture_output=True, text=True, timeout=60)

    def test_a_revoked_user_is_out_within_seconds_on_every_node_and_may_come_back(self, site, user, stack):
        cookie, other = site.session(user("iam-dora")), site.session(user("iam-alice"))
        ended = self.revoke(stack, f"{USER}/iam-dora")
        assert ended.returncode == 0, ended.stderr
        begun = time.monotonic()
        wait_until(lambda: {site.ask(cookie=cookie).status for _ in range(4)} == {401}, 10)
        assert time.monotonic() - begun < 6
        assert 'error="revoked"' in site.ask(cookie=cookie).headers["WWW-Authenticate"]
        assert site.ask(cookie=other).status == 200
        wait_until(lambda: site.ask(proof=site.proof(user("iam-dora"))).status == 200, 15)
        assert site.ask(cookie=site.session(user("iam-dora"))).status == 200
        assert site.ask(cookie=cookie).status == 401

    def test_a_pattern_and_a_unique_id_are_taken(self, site, user, stack):
        cookie = site.session(user("iam-eve"))
        unique = header(site.ask(cookie=cookie), "X-Unique-Id")
        assert self.revoke(stack, unique).returncode == 0
        wait_until(lambda: {site.ask(cookie=cookie).status for _ in range(4)} == {401}, 10)
        cookie = site.session(user("iam-frank"))
        assert self.revoke(stack, f"{USER}/iam-fr*").returncode == 0
        wait_until(lambda: {site.ask(cookie=cookie).status for _ in range(4)} == {401}, 10)

    def test_two_at_once_both_count(self, site, user, stack):
        import concurrent.futures

        names = [f"iam-many-{number}" for number in range(6)]
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            found = list(pool.map(lambda name: self.revoke(stack, f"{USER}/{name}").returncode, names))
        assert found == [0] * 6
        [item] = [page for page in [stack_item(stack)] if page]
        assert set(f"{USER}/{name}" for name in names) <= set(item["revoked_at"]["M"])

    @pytest.mark.parametrize("change", ["gone", "emptied", "older", "of another kind"])
    def test_who_writes_the_table_brings_no_session_back(self, site, user, stack, aws, change):
        table, begun, name = aws("dynamodb"), int(time.time()), f"iam-{change.replace(' ', '-')}"
        ended, other = site.session(user(name)), site.session(user("iam-alice"))
        older = stack_item(stack)
        assert self.revoke(stack, f"{USER}/{name}").returncode == 0
        wait_until(lambda: {site.ask(cookie=ended).status for _ in range(4)} == {401}, 10)
        wait_until(lambda: int(time.time()) > begun + 1, 5)
        item = {
            "gone": None, "emptied": {**stack_item(stack), "revoked_at": {"M": {}}}, "older": older,
            "of another kind": {"id": {"S": "revocations"}, "version": {"S": "x"}},
        }[change]
        if item:
            table.put_item(TableName=account.TOKENS_TABLE, Item=item)
        else:
            table.delete_item(TableName=account.TOKENS_TABLE, Key={"id": {"S": "revocations"}})
        # Nobody knows who was told to leave: everybody proves again who they are.
        wait_until(lambda: {site.ask(cookie=other).status for _ in range(4)} == {401}, 15)
        site.restart()
        assert {site.ask(cookie=cookie).status for cookie in [ended, other] * 4} == {401}
        assert site.ask(cookie=site.session(user("iam-alice"))).status == 200
        assert any("the record of revocations" in stack.processes.log(node).read_text() for node in site.nodes)

    def test_what_is_no_principal_is_refused_and_a_table_that_is_down_is_told(self, stack, faults):
        for who in ["", "alice", "*", "arn:aws:iam"]:
            ended = self.revoke(stack, who)
            assert ended.returncode == 64 and "takes the ARN" in ended.stderr
        faults.fail("dynamodb:UpdateItem", "503")
        ended = self.revoke(stack, f"{USER}/iam-nobody")
        assert ended.returncode == 69 and "nothing was revoked" in ended.stderr


def stack_item(stack):
    table = account.client("dynamodb", stack.aws_endpoint)
    return table.get_item(TableName=account.TOKENS_TABLE, Key={"id": {"S": "revocations"}}, ConsistentRead=True).get("Item")


class TestOutage:
    @pytest.mark.parametrize("operation", ["sts:GetCallerIdentity", "dynamodb:UpdateItem"])
    @pytest.mark.parametrize("fault", ["500", "503", "reset", "html", "throttle"])
    def test_new_proofs_get_503_and_who_has_a_session_stays_in(self, site, user, faults, operation, fault):
        cookie, proof = site.session(user("iam-alice")), site.proof(user("iam-alice"))
        faults.fail(operation, fault)
        before = len(faults.calls)
        answer = site.ask(proof=proof)
        assert answer.status == 503 and answer.headers["Retry-After"]
        # No loop: neither for the client, nor of calls to AWS.
        assert "Location" not in answer.headers and "WWW-Authenticate" not in answer.headers
        assert len([call for call in faults.since(before) if call.operation == operation]) <= 12
        assert site.ask(cookie=cookie).status == 200
        faults.heal()
        # What wasn't spent for sure isn't taken either way twice.
        assert site.ask(proof=site.proof(user("iam-alice"))).status == 200

    def test_while_revocations_cant_be_read_sessions_go_on(self, site, user, faults):
        cookie = site.session(user("iam-alice"))
        faults.fail("dynamodb:GetItem", "503")
        for _ in range(5):
            assert site.ask(cookie=cookie).status == 200
            time.sleep(1)

    def test_a_node_that_never_read_the_revocations_lets_no_session_in(self, site, user, faults):
        cookie = site.session(user("iam-alice"))
        faults.fail("dynamodb:GetItem", "503")
        site.restart()
        assert site.ask(cookie=cookie).status == 503
        faults.heal()
        wait_until(lambda: site.ask(cookie=cookie).status == 200, 15)

    def test_when_iam_auth_is_down_nobody_gets_in(self, site, user):
        cookie = site.session(user("iam-alice"))
        with site.down():
            assert site.ask(cookie=cookie).status == 503
            assert site.ask().json["type"] == "urn:latchkey:problem:sign-on-unavailable"
            page = site.ask(headers={"Accept": BROWSER})
            assert page.status == 503 and "can't be reached" in page.text and "<pre>" not in page.text


def test_no_proof_is_in_a_log(site, user, stack):
    proof = site.proof(user("iam-alice"))
    site.ask(proof=proof)
    site.ask(proof=proof)
    for name, text in stack.logs().items():
        assert proof.split()[1][:40] not in text, name



"""Bad input gets the right status and words that say what is wrong, and changes nothing."""

import json
import os
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from client import BROWSER, FORM, JSON
from fastcgi_client import fastcgi
from processes import environment, wait_until

POSTS = ["/keys", "/console", "/api/assume-role", "/assume-role"]


@pytest.fixture(scope="module")
def person(people):
    """Somebody with one key and no role. After each test it must still be so."""
    person = people.new()
    [id] = [person.send("POST", "/keys", {}).json["AccessKeyId"]]
    yield person
    assert person.key_ids() == [id]


@pytest.fixture(autouse=True)
def nothing_changed(person):
    yield
    assert len(person.key_ids()) == 1 and person.mirror() is None and person.record() is None


def problem(answer, status, kind=None):
    assert answer.status == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["status"] == status and answer.json["type"].startswith("urn:latchkey:problem:")
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]
    if kind:
        assert answer.json["type"].endswith(f":{kind}")
    return answer.json


class TestRouting:
    @pytest.mark.parametrize("path", [
        "/nonsense", "/keys/a/b/c", "/keys//", "//keys/", "/console/x", "/api", "/api/assume-role/", "/.git/config",
        "/keysandmore", "//", "/health/other"])
    def test_unknown_path(self, person, path):
        problem(person.send("GET", path), 404, "not-found")

    @pytest.mark.parametrize("accept", [JSON, BROWSER])
    def test_slash_too_many_leads_to_the_page(self, person, accept):
        for path, place in [("/keys/", "/keys"), ("/keys/?a=%26", "/keys?a=%26"), ("/console/role/", "/console/role")]:
            answer = person.ask("GET", path, {"Accept": accept})
            assert (answer.status, answer.headers["Location"]) == (308, place)

    def test_address_of_a_form_leads_people_to_the_page(self, person):
        for path, place in [("/console", "/"), ("/console?relay=a%26", "/?relay=a%26"), ("/console/revoke", "/"),
                            ("/keys/AKIA0000000000000000", "/keys")]:
            answer = person.page(path)
            assert (answer.status, answer.headers["Location"]) == (303, place)

    def test_unknown_path_is_a_page_to_people(self, person):
        answer = person.page("/nonsense")
        assert answer.status == 404 and answer.headers["Content-Type"] == "text/html; charset=utf-8"

    @pytest.mark.parametrize("path", ["/%", "/%zz", "/%ff", "/a%00b", "/%2e%2e/etc/passwd", "/x/../../etc/passwd"])
    def test_malformed_path(self, person, path):
        assert person.send("GET", path).status in (400, 404)

    @pytest.mark.parametrize("method, path, allowed", [
        ("DELETE", "/keys", "GET, HEAD, POST"), ("GET", "/console", "POST"), ("GET", "/api/assume-role", "POST"),
        ("PUT", "/keys/AKIA0000000000000000", "PATCH, DELETE"), ("POST", "/", "GET, HEAD"), ("POST", "/roles", "GET, HEAD"),
        ("GET", "/keys/AKIA0000000000000000/active", "POST, DELETE"), ("TRACK", "/keys", "GET, HEAD, POST"),
        ("TRACE", "/keys?a=1", "GET, HEAD, POST"), ("TRACE", "/console", "POST"), ("CONNECT", "/", "GET, HEAD"),
        ("TRACE", "/health", "GET, HEAD"),
    ])
    def test_wrong_method(self, person, method, path, allowed):
        answer = person.send(method, path, {} if method in ("POST", "PUT") else None)
        assert answer.status == 405
        named = {m.strip() for m in answer.headers["Allow"].split(",")} - {"OPTIONS"}
        assert named == set(allowed.split(", "))
        problem(answer, 405)

    @pytest.mark.parametrize("path", ["/", "/keys", "/roles", "/nonsense"])
    def test_head_has_no_body(self, person, path):
        get, head = (person.ask(method, path, {"Accept": BROWSER}) for method in ("GET", "HEAD"))
        assert (head.status, head.body) == (get.status, b"")
        assert head.headers["Content-Type"] == get.headers["Content-Type"]

    @pytest.mark.parametrize("accept", ["text/plain", "image/png", "text/html;q=0, application/json;q=0"])
    def test_unacceptable(self, person, accept):
        for method, path in [("GET", "/keys"), ("GET", "/"), ("POST", "/keys"), ("POST", "/console"), ("GET", "/roles")]:
            body = "{}" if method == "POST" else None
            answer = person.ask(method, path, {"Accept": accept, "Content-Type": JSON}, body)
            assert answer.status == 406, (method, path)

    @pytest.mark.parametrize("path", ["/keys", "/"])
    @pytest.mark.parametrize("accept, type", [
        ("*/*", JSON), ("text/html;q=0.2, application/json;q=0.8", JSON), ("text/html", "text/html"), (None, JSON),
        ("application/json;q=0.5, text/html", "text/html"), ("text/*", "text/html"), (BROWSER, "text/html")])
    def test_acceptable(self, person, path, accept, type):
        answer = person.ask("GET", path, {"Accept": accept} if accept else {})
        assert answer.status == 200 and answer.headers["Content-Type"].startswith(type)


class TestBodies:
    @pytest.mark.parametrize("body", [
        "", "{", "[]", "null", '"x"', '{"relay":1}', '{"recreate":"yes"}', '{"relay":"a","relay":"b"}', "\xff", "{}{}",
        "[" * 10_000, '{"DurationSeconds":7200}'])
    def test_malformed_json(self, person, body):
        answer = person.ask("POST", "/console", {"Accept": JSON, "Content-Type": JSON}, body.encode("latin-1"))
        told = problem(answer, 400, "malformed-request")
        assert told["member"]

    @pytest.mark.parametrize("path, body, member", [
        ("/console", '{"recreate":"yes"}', "recreate"), ("/console", '{"recreate":false,"recreate":false}', "recreate"),
        ("/api/assume-role", '{"more":1,"more":1}', "more"),
        ("/api/assume-role", '{"DurationSeconds":7200}', "DurationSeconds"), ("/console/revoke", '{"UserName":"a"}', "UserName"),
        ("/keys", '{"access_key_ids":[],"access_key_ids":["AKIA0000000000000000"]}', "access_key_ids")])
    def test_malformed_json_names_the_member(self, person, path, body, member):
        answer = person.ask("POST", path, {"Accept": JSON, "Content-Type": JSON}, body)
        assert problem(answer, 400, "malformed-request")["member"] == member

    @pytest.mark.parametrize("form, member", [
        ("a=%zz", "a"), ("%ff=1", "form"), ("relay=a&relay=b", "relay"), ("&".join(f"m{n}=1" for n in range(200)), "form")])
    def test_malformed_form(self, person, form, member):
        answer = person.ask("POST", "/console", {"Accept": JSON, "Content-Type": FORM}, form)
        assert problem(answer, 400)["member"] == member

    def test_malformed_query(self, person):
        assert problem(person.send("GET", "/?relay=%zz"), 400)["member"] == "relay"

    @pytest.mark.parametrize("path", POSTS)
    def test_too_large(self, person, path):
        answer = person.ask("POST", path, {"Accept": JSON, "Content-Type": JSON}, "x" * 70_000)
        problem(answer, 413, "body-too-large")

    def test_far_too_large_is_refused_by_nginx(self, person, stack):
        for accept in [JSON, "*/*"]:
            answer = person.ask("POST", "/keys", {"Accept": accept, "Content-Type": JSON}, "x" * 200_000)
            told = problem(answer, 413, "body-too-large")
            wait_until(lambda: told["request_id"] in stack.logs()["access"], 60, stack.processes)
        page = person.ask("POST", "/keys", {"Accept": BROWSER, "Content-Type": FORM}, "x" * 200_000)
        assert page.status == 413 and page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert page.headers["X-Request-Id"] in page.text and "The request is too large" in page.text
        for answer in [answer, page]:
            assert answer.headers["Cache-Control"] == "no-store" and "nginx" not in answer.text

    @pytest.mark.parametrize("type", ["text/plain", "multipart/form-data; boundary=x", "application/xml", "nonsense"])
    def test_other_types(self, person, type):
        for path in POSTS:
            assert person.ask("POST", path, {"Accept": JSON, "Content-Type": type}, "{}").status in (400, 403, 415)

    def test_unknown_method_of_a_form(self, person):
        answer = person.submit("/keys", person.token("/keys"), {"Accept": JSON}, _method="TRACE")
        assert problem(answer, 400)["member"] == "_method"

    def test_page_tells_people(self, person):
        answer = person.page("/?relay=http://x")
        assert answer.status == 400 and "“http://x”" in answer.text and answer.headers["Content-Type"].startswith("text/html")


class TestIdentity:
    """These requests are made at the handler's socket, because no web server would send them."""

    def ask(self, stack, handler, *more, method="GET", path="/keys", body=b""):
        parameters = [("GATEWAY_INTERFACE", "CGI/1.1"), ("REQUEST_METHOD", method), ("REQUEST_URI", path),
                      ("SERVER_PROTOCOL", "HTTP/1.1"), ("HTTP_HOST", "localhost"), ("QUERY_STRING", ""),
                      ("HTTP_ACCEPT", JSON), ("CONTENT_LENGTH", str(len(body)) if body else "")]
        if body:
            parameters.append(("CONTENT_TYPE", JSON))
        return fastcgi(stack.web.socket(handler), [*parameters, *more], body)

    @pytest.mark.parametrize("named, fault", [
        ([], "missing"), ([("REMOTE_USER", "")], "empty"), ([("REMOTE_USER", "alice")] * 2, "duplicated"),
        ([("REMOTE_USER", "alice"), ("REMOTE_USER", "")], "duplicated"), ([("REMOTE_USER", "a" * 65)], "malformed"),
        ([("REMOTE_USER", "alice bob")], "malformed"), ([("REMOTE_USER", "alice\n")], "malformed"),
        ([("REMOTE_USER", "alice/../bob")], "malformed"), ([("REMOTE_USER", "al\udcffice")], "malformed"),
        ([("REMOTE_USER", "аlice")], "malformed"), ([("REMOTE_USER", "alice\0")], "malformed"),
        ([("REMOTE_USER", "alice\0bob")], "malformed"), ([("REMOTE_USER", "\0")], "malformed"),
        ([("REMOTE_USER\0", "alice")], "missing"), ([("REMOTE_USER=alice", "")], "missing"),
        ([("REMOTE_USER", "alice"), ("REMOTE_USER", "alice\0bob")], "duplicated"),
        ([("HTTP_REMOTE_USER", "alice")], "missing"), ([("HTTP_X_REMOTE_USER", "alice")], "missing"),
        ([("remote_user", "alice")], "missing"), ([("REMOTE-USER", "alice")], "missing"),
        ([("REMOTE_IDENT", "alice")], "missing"),
    ])
    def test_no_name_is_401(self, stack, named, fault):
        for handler, method, path in [
            ("keys", "GET", "/keys"), ("keys", "POST", "/keys"), ("console", "GET", "/"), ("console", "GET", "/roles"),
            ("console", "POST", "/console"), ("console", "POST", "/api/assume-role"),
        ]:
            answer = self.ask(stack, handler, *named, method=method, path=path, body=b"{}" if method == "POST" else b"")
            assert answer.status == 401, (handler, path, answer.text)
            told = answer.json
            assert told["type"].endswith(":not-signed-in") and fault in told["detail"]
            assert '"status":401' in stack.processes.log(handler).read_text()

    @pytest.mark.parametrize("path, method, status, more", [
        ("/nonsense", "GET", 404, []), ("/keys", "PUT", 405, []), ("/keys?a=%zz", "GET", 400, []),
        ("/keys/%zz", "GET", 400, []), ("/keys", "GET", 400, [("HTTP_HOST", "b a d")]),
        ("/keys", "POST", 413, [("CONTENT_LENGTH", "70000")]), ("/keys", "POST", 400, [("CONTENT_LENGTH", "7")]),
        ("/keys", "GET", 400, [("HTTP_X", "x" * 70_000)]),
    ])
    def test_refused_requests_are_logged_like_others_and_people_get_a_page(self, stack, path, method, status, more):
        path, _, query = path.partition("?")
        for accept, type in [(BROWSER, "text/html; charset=utf-8"), (JSON, "application/problem+json")]:
            id = os.urandom(16).hex()
            named = {"REQUEST_ID": id, "REMOTE_USER": "mallory@evil.example", "REQUEST_METHOD": method,
                     "REQUEST_URI": path, "QUERY_STRING": query, "HTTP_HOST": "localhost", "HTTP_ACCEPT": accept}
            answer = fastcgi(stack.web.socket("keys"), [*named.items(), *more])
            assert (answer.status, answer.headers["Content-Type"]) == (status, type), answer.text
            assert answer.headers["X-Request-Id"] == id and id in answer.text
            line = self.line(stack, "keys", id)
            assert (line["status"], line["method"], line["caller"]) == (status, method, "mallory@evil.example")
            if path == "/keys" and method != "PUT" and "HTTP_HOST" not in dict(more) and not query:
                assert line["route"] == "/keys"

    def test_name_that_is_refused_is_in_the_log(self, stack, restarted):
        restarted("keys", LATCHKEY_USER_MAPPING="email", LATCHKEY_USER_DOMAINS="example.com")
        id = os.urandom(16).hex()
        answer = self.ask(stack, "keys", ("REMOTE_USER", "mallory@evil.example"), ("REQUEST_ID", id))
        assert answer.status == 403
        assert self.line(stack, "keys", id)["caller"] == "mallory@evil.example"

    def line(self, stack, handler, id):
        [line] = [line for line in stack.processes.log(handler).read_text().splitlines() if id in line]
        return json.loads(line)

    def test_a_good_name_is_accepted_at_the_socket(self, stack, person):
        answer = self.ask(stack, "keys", ("REMOTE_USER", person.name))
        assert answer.status == 200 and answer.json["UserName"] == person.name

    @pytest.mark.parametrize("name, value", [
        ("REQUEST_METHOD", "GET\0"), ("REQUEST_URI", "/keys\0"), ("HTTP_HOST", "localhost\0"),
        ("CONTENT_LENGTH", "2\0"), ("CONTENT_TYPE", "application/\0json"), ("QUERY_STRING", "csrf\0=%\0")])
    def test_other_parameters_that_a_c_string_would_cut_short(self, stack, person, name, value):
        named = {"REQUEST_METHOD": "POST", "REQUEST_URI": "/keys", "HTTP_HOST": "localhost", "HTTP_ACCEPT": JSON,
                 "CONTENT_TYPE": JSON, "REMOTE_USER": person.name, name: value}
        problem(fastcgi(stack.web.socket("keys"), [*named.items()], b"{}"), 400)

    def test_other_parameters_that_come_twice(self, stack, person):
        for extra in [("REQUEST_METHOD", "POST"), ("REQUEST_URI", "/"), ("HTTP_HOST", "evil")]:
            assert self.ask(stack, "keys", ("REMOTE_USER", person.name), extra).status == 400

    def test_gateway_secret(self, stack, restarted, person):
        secret = "g" * 40
        stack.secrets.add(secret)
        restarted("keys", LATCHKEY_GATEWAY_SECRET=secret)
        user = ("REMOTE_USER", person.name)
        assert self.ask(stack, "keys", user).status == 403
        assert self.ask(stack, "keys", user, ("LATCHKEY_GATEWAY_SECRET", "x" * 40)).status == 403
        assert self.ask(stack, "keys", user, *[("LATCHKEY_GATEWAY_SECRET", secret)] * 2).status == 403
        assert self.ask(stack, "keys", user, ("HTTP_LATCHKEY_GATEWAY_SECRET", secret)).status == 403
        assert self.ask(stack, "keys", user, ("LATCHKEY_GATEWAY_SECRET", secret)).status == 200
        assert person.send("GET", "/keys").status == 403

    def test_garbage_on_the_socket_hurts_nobody(self, stack, person):
        for handler in ["keys", "console", "health", "ready"]:
            for garbage in [b"", b"\0", b"GET / HTTP/1.1\r\n\r\n", b"\x01\x01\0\1\xff\xff\0\0", os.urandom(4000)]:
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.connect(str(stack.web.socket(handler)))
                    connection.sendall(garbage)
        assert person.send("GET", "/keys").status == 200
        stack.processes.check()


class TestForgery:
    def requests(self, person):
        [id] = person.key_ids()
        return [("POST", "/keys"), ("POST", "/console"), ("POST", "/api/assume-role"), ("POST", "/assume-role"),
                ("DELETE", f"/keys/{id}"), ("PATCH", f"/keys/{id}"), ("DELETE", f"/keys/{id}/active"),
                ("POST", f"/keys/{id}/active")]

    @pytest.mark.parametrize("headers", [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://localhost"}, {"Origin": "http://localhost:1"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"}])
    def test_other_sites(self, person, headers):
        token = person.token("/keys")
        for method, path in self.requests(person):
            for type, body in [(JSON, '{"Status":"Inactive"}'), (FORM, f"csrf={token}&Status=Inactive")]:
                answer = person.ask(method, path, {"Accept": JSON, "Content-Type": type, **headers}, body)
                problem(answer, 403, "forged-request")

    def test_forms_without_a_good_token(self, person, bob, stack):
        own = {"Origin": stack.base_url, "Sec-Fetch-Site": "same-origin"}
        good = person.token("/keys")
        expiry, code = good.split(".")
        for token in [None, "", "x", bob.token("/keys"), f"{int(expiry) + 1}.{code}", f"{expiry}.{'0' * 64}", good[:-1],
                      f"1.{code}", f"{expiry}.{code}.x", good.upper() if good.upper() != good else "y"]:
            body = "Status=Inactive" + ("" if token is None else f"&csrf={token}")
            for method, path in self.requests(person):
                answer = person.ask(method, path, {"Accept": JSON, "Content-Type": FORM, **own}, body)
                problem(answer, 403, "forged-request")
        stack.secrets.add(bob.token("/keys"))

    def test_post_without_body_from_a_browser(self, person, stack):
        for headers in [{}, {"Origin": stack.base_url, "Accept": BROWSER}, {"Accept": BROWSER},
                        {"Referer": f"{stack.base_url}/", "Accept": JSON}]:
            for path in POSTS:
                if path.endswith("role") and headers.get("Accept") == BROWSER:
                    continue  # answered with 406 in any case
                assert person.ask("POST", path, headers).status in (403, 406), (path, headers)

    def test_method_of_a_form_needs_the_token_too(self, person, stack):
        [id] = person.key_ids()
        answer = person.ask("POST", f"/keys/{id}", {"Content-Type": FORM, "Accept": JSON}, "_method=DELETE")
        problem(answer, 403)

    def test_by_get_nothing_changes(self, person):
        [id] = person.key_ids()
        for path in [f"/keys/{id}?_method=DELETE", f"/keys/{id}/active", "/console?recreate=1"]:
            assert person.send("GET", path).status in (404, 405)

    def test_page_says_what_to_do(self, person):
        answer = person.ask("POST", "/keys", {"Accept": BROWSER, "Content-Type": FORM}, "csrf=x")
        assert answer.status == 403 and "load the page again" in answer.text


class TestAnswers:
    def test_every_page_is_shut_to_others(self, person):
        for path, status in [("/", 200), ("/keys", 200), ("/nonsense", 404)]:
            answer = person.page(path)
            assert answer.status == status
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"

    def test_what_is_shown_is_escaped(self, person):
        link = "https://console.aws.amazon.com/?a='&b=1"
        page = person.page("/?relay=" + link.replace("&", "%26").replace("'", "%27")).text
        assert "?a='&b" not in page and "&amp;b=1" in page
        for path in ["/%3Cscript%3Ealert(1)%3C/script%3E", "/?relay=%22%3E%3Cscript%3E"]:
            assert "<script>alert" not in person.page(path).text and '"><script>' not in person.page(path).text

    def test_busy_handler_says_so(self, person, faults, restarted):
        restarted("keys", LATCHKEY_MAX_REQUESTS="2")
        faults.fail("iam:ListAccessKeys", "slow", seconds=0.7)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: person.send("GET", "/keys"), range(8)))
        assert {answer.status for answer in answers} == {200, 503}
        for answer in answers:
            if answer.status == 503:
                assert answer.headers["Retry-After"] and problem(answer, 503, "too-busy")
                assert person.request(answer)["caller"] == person.name

    def test_one_person_does_not_take_a_handler_from_others(self, person, bob, faults, restarted):
        restarted("keys", LATCHKEY_MAX_REQUESTS="40", LATCHKEY_MAX_REQUESTS_PER_CALLER="4")
        faults.fail("iam:ListAccessKeys", "slow", seconds=2)
        with ThreadPoolExecutor(60) as pool:
            many = [pool.submit(person.send, "GET", "/keys") for _ in range(60)]
            time.sleep(0.5)
            assert bob.send("GET", "/keys").status == 200
            answers = [request.result() for request in many]
        refused = [answer for answer in answers if answer.status == 429]
        assert [answer.status for answer in answers].count(200) + len(refused) == 60 and len(refused) >= 40
        for answer in refused:
            assert answer.headers["Retry-After"] == "1" and problem(answer, 429, "too-many-requests")
            assert person.request(answer)["caller"] == person.name


def test_settings_that_are_missing_are_all_named(stack):
    for name, needed in {"keys": ["LATCHKEY_SECRET"], "console": ["LATCHKEY_SECRET", "LATCHKEY_TABLE"],
                         "ready": ["LATCHKEY_TABLE"]}.items():
        result = subprocess.run(
            [str(stack.programs / name)], capture_output=True, text=True, timeout=10,
            env=environment(LATCHKEY_LISTEN="nonsense", LATCHKEY_MAX_BODY="many", LATCHKEY_LOG_LEVEL="loud"))
        assert result.returncode == 78
        for word in [*needed, "LATCHKEY_LISTEN", "LATCHKEY_MAX_BODY", "LATCHKEY_LOG_LEVEL"]:
            assert word in result.stderr, (name, word)

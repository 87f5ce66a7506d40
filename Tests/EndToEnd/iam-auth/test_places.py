"""Which server and which path a rule is about, whatever the client says and wherever nginx leads the request."""

import json

import pytest
from processes import wait_until

RULES = """rules:
  - paths: [/admin/*, /app/admin/*]
    allow:
      - {kind: user, name: iam-alice}
  - allow: all
"""


@pytest.fixture
def rules(site, settings, tmp_path):
    """rules(TEXT) has both nodes follow these rules until the test ends."""

    def follow(text: str) -> None:
        path = tmp_path / "rules.yaml"
        path.write_text(text)
        settings(LATCHKEY_IAM_AUTH_RULES_FILE=str(path))

    return follow


class TestPort:
    """Two servers of one host: a client can write the one and connect to the other."""

    def test_a_proof_for_another_port_is_none_here(self, site, user):
        lie = {"Host": site.portal}
        answer = site.ask("/secret", headers=lie, proof=site.proof(user("iam-alice"), site.portal))
        assert answer.status == 403 and answer.json["type"] == "urn:latchkey:problem:server-unknown"
        assert site.ask("/secret", headers=lie, proof=site.proof(user("iam-alice"))).status == 403
        assert site.ask("/auth/session", "POST", site.proof(user("iam-alice"), site.portal), headers=lie).status == 403

    def test_a_session_of_another_port_is_none_here(self, site, user):
        cookie = site.session(user("iam-alice"), portal=True)
        assert site.ask("/secret", headers={"Host": site.portal}, cookie=cookie).status == 403
        assert site.ask("/secret", cookie=cookie).status == 401

    def test_the_rules_of_another_port_dont_count_here(self, site, user, rules):
        rules(f"""rules:
  - hosts: ["{site.name}"]
    allow:
      - {{kind: user, name: iam-alice}}
  - hosts: ["{site.portal}"]
    allow: all
""")
        assert site.ask("/secret", proof=site.proof(user("iam-bob"))).status == 403
        assert site.ask("/secret", headers={"Host": site.portal}, proof=site.proof(user("iam-bob"), site.portal)).status == 403
        assert site.ask("/secret", proof=site.proof(user("iam-alice"))).status == 200

    def test_the_only_server_of_a_host_may_have_another_port_outside(self, site, user, settings):
        """As behind a load balancer that passes TLS through, or a mapped port of a container."""
        settings(LATCHKEY_IAM_AUTH_SERVERS="localhost:1443")
        outside = {"Host": "localhost:1443"}
        assert site.ask("/x", headers=outside, proof=site.proof(user("iam-alice"), "localhost:1443")).status == 200
        assert site.ask("/x", proof=site.proof(user("iam-alice"))).status == 403


class TestPath:
    @pytest.mark.parametrize("path, page", [
        ("/files/", "files/index.html"), ("/files/a%20b/", "files/a b/index.html"), ("/app/", "files/index.html"),
        ("/app/any/where", "files/index.html")])
    def test_what_nginx_leads_to_a_file_is_let_in(self, site, user, rules, path, page):
        rules(RULES)
        proof = site.proof(user("iam-bob"))
        assert site.ask(path, proof=proof).text == f"<p>{page}</p>"
        assert site.ask(path, cookie=site.session(user("iam-bob"))).text == f"<p>{page}</p>"

    @pytest.mark.parametrize("path", [
        "/pub/x", "/old/x", "/fallback/x", "/pub/inside/x", "/old/inside/x", "/twice/x", "/admin/x", "/admin/inside/x"])
    def test_no_way_of_nginxs_leads_past_a_rule(self, site, user, rules, path):
        rules(RULES)
        for options in [{"cookie": site.session(user("iam-bob"))}, {"proof": site.proof(user("iam-bob"))}]:
            answer = site.ask(path, **options)
            assert answer.status == 403 and answer.json["type"] == "urn:latchkey:problem:identity-not-allowed"
        answer = site.ask(path, proof=site.proof(user("iam-alice")))
        assert answer.status == 200 and answer.json["path"].startswith("/admin/")

    def test_the_path_that_was_asked_counts_as_well_as_that_where_it_leads(self, site, user, rules):
        rules(RULES)
        bob, alice = site.session(user("iam-bob")), site.session(user("iam-alice"))
        for path in ["/app/admin/", "/app/admin/none"]:
            assert (site.ask(path, cookie=bob).status, site.ask(path, cookie=alice).status) == (403, 200)
        rules(RULES.replace("/app/admin/*", "/files/*"))
        # What is led to a file that bob may not read.
        assert (site.ask("/app/", cookie=bob).status, site.ask("/app/", cookie=alice).status) == (403, 200)

    @pytest.mark.parametrize("path", [
        "/pub/%2e%2e/admin/x", "/pub//x", "/old/%2561", "/files/%2e/", "/files//", "/app/x;y", "/pub/..%2fx", "/PUB/../ADMIN/x"])
    def test_what_is_led_on_has_to_be_plain_too(self, site, user, rules, path):
        rules(RULES)
        assert site.ask(path, cookie=site.session(user("iam-bob"))).status == 403


class TestUpload:
    @pytest.mark.parametrize("chunked", [False, True])
    def test_a_locations_own_limit_counts(self, site, user, chunked):
        size = 3_000_000
        body = b"x" * size
        headers = {"Transfer-Encoding": "chunked"} if chunked else {}
        if chunked:
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (size, body)
        answer = site.ask("/uploads/x", "POST", cookie=site.session(user("iam-alice")), headers=headers, body=body)
        assert answer.status == 200
        assert site.ask("/uploads/x", "POST", headers=headers, body=body).status == 401
        assert site.ask("/x", "POST", cookie=site.session(user("iam-alice")), body=b"x" * size).status == 413

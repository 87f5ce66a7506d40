"""How much nginx lets one address ask, with the limits as they are shipped, and how it knows an address and the scheme
behind a load balancer."""

import shutil
import ssl
import time
import urllib.parse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from client import ROOT
from nginx_echo import ALICE, BROWSER, values

BALANCED = "set_real_ip_from 127.0.0.1;\nreal_ip_header X-Forwarded-For;\nreal_ip_recursive on;\n"


@pytest.fixture(scope="module")
def limited_factory(echo_factory):
    """nginx with the limits as they are shipped. It takes the client's address from X-Forwarded-For, so that a test can
    be many."""

    def make(**options):
        echo = echo_factory(server=BALANCED, **options)
        shutil.copy(ROOT / "nginx/local/limits.conf", echo.web.prefix / "local" / "limits.conf")
        return echo.start()

    return make


@pytest.fixture(scope="module")
def limited(limited_factory):
    return limited_factory()


def ask(echo, address, path="/keys", user=None, **options):
    return echo.ask(path, user=user, headers=[("X-Forwarded-For", address), ("Accept", "application/json")], **options)


def asked(echo, number, address, path="/keys", user=lambda index: None):
    """The statuses of many requests, and how long they took."""
    begun = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda index: ask(echo, address, path, user(index)), range(number)))
    for answer in answers:
        if answer.status == 429:
            assert answer.headers["Content-Type"] == "application/problem+json" and answer.headers["Retry-After"] == "1"
            assert answer.json["type"] == "urn:latchkey:problem:too-many-requests"
    return [answer.status for answer in answers], time.monotonic() - begun


class TestPasswords:
    def test_guesses_at_one_name_are_bounded(self, limited):
        statuses, seconds = asked(limited, 400, "192.0.2.1", user=lambda index: ("alice", f"guess-{index}"))
        assert set(statuses) == {401, 429}
        assert statuses.count(401) <= 32 + seconds

    def test_guesses_at_many_names_are_bounded(self, limited):
        statuses, seconds = asked(limited, 800, "192.0.2.2", user=lambda index: (f"name-{index}", "password"))
        assert set(statuses) == {401, 429}
        assert statuses.count(401) <= 101 + 20 * seconds

    def test_names_that_nobody_has_share_a_bound(self, limited):
        statuses, seconds = asked(limited, 200, "192.0.2.3", user=lambda index: ("n" * 100 + str(index), "password"))
        assert statuses.count(401) <= 32 + seconds

    def test_the_right_password_is_no_way_around(self, limited):
        statuses, seconds = asked(limited, 200, "192.0.2.4", user=lambda index: ALICE if index % 2 else ("alice", "no"))
        assert statuses.count(200) + statuses.count(401) <= 32 + seconds

    def test_somebody_elses_guesses_keep_nobody_out(self, limited):
        asked(limited, 200, "192.0.2.5", user=lambda index: ("alice", "no"))
        assert ask(limited, "192.0.2.6", user=ALICE).status == 200

    def test_a_page_with_its_parts_is_within_the_bound(self, limited):
        for _ in range(5):
            statuses, _ = asked(limited, 6, "192.0.2.7", user=lambda index: ALICE)
            assert set(statuses) == {200}


class TestRequests:
    @pytest.mark.parametrize("kind", ["basic", "auth-request", "authelia", "oauth2-proxy", "client-certificate"])
    def test_every_sign_in_is_behind_the_bound(self, kind):
        text = (ROOT / f"nginx/sso/{kind}.conf").read_text()
        assert text.count("include protected.conf;") == 1
        assert "limit_req zone=" in (ROOT / "nginx/protected.conf").read_text()

    def test_more_than_a_hundred_at_a_moment_are_refused(self, limited):
        statuses, seconds = asked(limited, 600, "192.0.2.20")
        assert set(statuses) == {401, 429}
        assert statuses.count(401) <= 101 + 20 * seconds

    def test_another_address_is_not_concerned(self, limited):
        asked(limited, 200, "192.0.2.21")
        assert ask(limited, "192.0.2.22").status == 401

    def test_it_is_over_in_a_moment(self, limited):
        asked(limited, 300, "192.0.2.23")
        time.sleep(1)
        assert ask(limited, "192.0.2.23").status == 401

    def test_requests_at_once_are_bounded(self, limited_factory, sso_server):
        upstream = f"upstream latchkey_sso {{ server 127.0.0.1:{sso_server.server_port}; }}\n"
        echo = limited_factory(sso="auth-request", sso_server=upstream)

        def slow(index):
            headers = [("X-Forwarded-For", "192.0.2.24"), ("Cookie", "session=alice")]
            return echo.ask("/keys?seconds=6", headers=headers).status

        with ThreadPoolExecutor(91) as pool:
            slow_ones = pool.map(slow, range(90))
            time.sleep(1)
            assert ask(echo, "192.0.2.27", user=None).status == 401
            statuses = list(slow_ones)
        assert Counter(statuses) == {200: 64, 429: 26}

    def test_health_is_not_bounded(self, limited):
        """A load balancer must not take a node for dead because many people come through it."""
        statuses, _ = asked(limited, 300, "192.0.2.25", "/health")
        assert set(statuses) == {200}

    def test_listed_addresses_are_not_bounded(self, echo_factory):
        echo = echo_factory(server=BALANCED)
        text = (ROOT / "nginx/local/limits.conf").read_text()
        assert "    # 192.0.2.0/24 1;\n" in text
        (echo.web.prefix / "local" / "limits.conf").write_text(text.replace("# 192.0.2.0/24 1;", "192.0.2.0/24 1;"))
        echo.start()
        statuses, _ = asked(echo, 300, "192.0.2.1")
        assert set(statuses) == {401}
        statuses, _ = asked(echo, 300, "198.51.100.1")
        assert 429 in statuses

    def test_no_line_of_the_error_log_has_a_query(self, limited):
        asked(limited, 300, "192.0.2.26", "/?relay=where-somebody-goes")
        assert "where-somebody-goes" not in limited.log("nginx")


@pytest.fixture(scope="module")
def balanced(echo_factory):
    return echo_factory(server=BALANCED).start()


class TestBalancer:
    """Behind a load balancer that ends TLS, as local/server.conf says."""

    HEADERS = [("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Port", "443")]

    def test_scheme_and_address_are_those_of_the_client(self, balanced):
        answer = balanced.ask(user=ALICE, headers=self.HEADERS)
        for name, value in [("HTTPS", "on"), ("REQUEST_SCHEME", "https"), ("REMOTE_ADDR", "192.0.2.7")]:
            assert values(answer, name) == [value]
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=63072000"]
        assert '"address":"192.0.2.7"' in balanced.logged(answer)
        assert balanced.ask(headers=self.HEADERS).headers["Strict-Transport-Security"] == "max-age=63072000"

    def test_an_address_that_the_client_made_up_is_none(self, balanced):
        headers = [("X-Forwarded-For", "203.0.113.9, 192.0.2.7"), ("X-Forwarded-Proto", "https")]
        assert values(balanced.ask(user=ALICE, headers=headers), "REMOTE_ADDR") == ["192.0.2.7"]

    def test_a_client_without_tls_is_one(self, balanced):
        for scheme in ["http", "HTTPS?", "https, http", "http, https", ""]:
            headers = [("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", scheme)]
            answer = balanced.ask(user=ALICE, headers=headers)
            assert values(answer, "REQUEST_SCHEME") == ["http"] and values(answer, "HTTPS") == []
            assert answer.headers["Strict-Transport-Security"] is None

    def test_nobody_else_is_believed(self, basic, tls):
        answer = basic.ask(user=ALICE, headers=self.HEADERS)
        assert values(answer, "REQUEST_SCHEME") == ["http"] and values(answer, "REMOTE_ADDR") == ["127.0.0.1"]
        context = ssl.create_default_context(cafile=tls.web.certificate)
        answer = tls.ask(user=ALICE, headers=[("X-Forwarded-Proto", "http")], context=context)
        assert values(answer, "REQUEST_SCHEME") == ["https"] and values(answer, "HTTPS") == ["on"]

    @pytest.mark.parametrize("kind", ["auth-request", "authelia", "oauth2-proxy"])
    def test_the_way_back_from_the_login_page_is_https(self, echo_factory, sso_server, kind):
        upstream = f"upstream latchkey_sso {{ server 127.0.0.1:{sso_server.server_port}; }}\n"
        echo = echo_factory(sso=kind, sso_server=upstream, server=BALANCED).start()
        sso_server.seen.clear()
        answer = echo.ask("/keys?a=1", headers=[*self.HEADERS, BROWSER])
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.headers["Location"]).query)
        assert (query.get("rd") or query["state"]) == [f"https://localhost:{echo.web.port}/keys?a=1"]
        for _, headers in sso_server.seen:
            assert headers["X-Forwarded-For"] == "192.0.2.7"
            assert headers.get("X-Forwarded-Proto") in (("https",) if kind == "oauth2-proxy" else (None,))

    def test_the_lines_to_write_are_in_the_file(self):
        text = (ROOT / "nginx/local/server.conf").read_text()
        for line in BALANCED.replace("127.0.0.1", "192.0.2.0/28").splitlines():
            assert f"#     {line}" in text

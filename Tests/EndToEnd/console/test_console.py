"""Entering the AWS console: where the redirect leads."""

import re
import urllib.parse

import pytest
from client import BROWSER, ask

HOME = "https://console.aws.amazon.com/console/home"


def login_url(answer) -> dict[str, str]:
    assert answer.status == 302, answer.text
    query = urllib.parse.urlsplit(answer.headers["Location"]).query
    return {name: value for name, [value] in urllib.parse.parse_qs(query, strict_parsing=True).items()}


class TestDestination:
    def test_redirect_signs_in_and_leads_home(self, people, stack):
        person = people.new()
        answer = person.log_in()
        url = login_url(answer)
        assert re.fullmatch(r"signin-token-[0-9a-f]{32}", url.pop("SigninToken"))
        assert url == {"Action": "login", "Issuer": stack.base_url, "Destination": HOME}
        assert answer.headers["Location"].startswith(f"{stack.settings['LATCHKEY_SIGNIN_ENDPOINT']}?")
        assert "no-store" in answer.headers["Cache-Control"]

    def test_deep_link_survives_the_login(self, people, stack):
        person = people.new()
        link = "https://eu-west-1.console.aws.amazon.com/s3/buckets?region=eu-west-1&x=a%20b+c&y=%26#/top?z=1"
        path = "/?" + urllib.parse.urlencode({"relay": link})
        # Somebody who isn't signed in has to sign in first, and then arrives at the same address.
        assert ask(stack.base_url, "GET", path, headers={"Accept": BROWSER}).status == 401
        page = person.page(path)
        assert page.status == 200
        relay = page.text.split('name="relay" value="')[1].split('"')[0].replace("&amp;", "&")
        assert relay == link
        answer = person.submit("/console", person.token(path), relay=relay)
        assert login_url(answer)["Destination"] == link

    @pytest.mark.parametrize("link, arrives", [
        ("https://s3.console.aws.amazon.com/s3/buckets", None), ("https://health.aws.amazon.com/health/home", None),
        ("https://eu-west-1.quicksight.aws.amazon.com/sn/start", None),
        ("HTTPS://CONSOLE.aws.amazon.com:443/S3", "https://console.aws.amazon.com/S3"),
        ("https://console.aws.amazon.com/x#a\\b|c^d{e}", None),
        ("https://console.aws.amazon.com/#" + "&" * 4_064, None),
    ])
    def test_links_that_people_copy(self, carol, link, arrives):
        """Also behind the page that signs out first, which escapes the link twice."""
        answer = carol.submit("/console", carol.token("/"), relay=link)
        assert login_url(answer)["Destination"] == (arrives or link)
        answer = carol.submit("/console", carol.token("/"), relay=link, sign_out_first="1")
        inner = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.headers["Location"]).query)["redirect_uri"][0]
        assert urllib.parse.parse_qs(urllib.parse.urlsplit(inner).query)["Destination"] == [arrives or link]

    @pytest.mark.parametrize("relay", [
        "https://evil.example/", "http://console.aws.amazon.com/", "//evil.example", "https:evil.example",
        "https://console.aws.amazon.com@evil.example/", "https://console.aws.amazon.com.evil.example/",
        "https://evil.example/https://console.aws.amazon.com/", "https://console.aws.amazon.com\\@evil.example/",
        "javascript:alert(1)", "https://console.aws.amazon.com:8443/", "https://signin.aws.amazon.com/",
        "https://console.aws.amazon.com/\r\nSet-Cookie: a=b", "https://console.amazonaws.cn/",
    ])
    def test_other_destinations_are_refused(self, people, relay, carol):
        for answer in [
            carol.page("/?" + urllib.parse.urlencode({"relay": relay})),
            carol.submit("/console", carol.token("/"), relay=relay),
            carol.send("POST", "/console", {"relay": relay}),
        ]:
            assert answer.status == 400
            assert answer.headers["Location"] is None

    def test_json_login(self, people):
        person = people.new()
        answer = person.send("POST", "/console", {"relay": "https://console.aws.amazon.com/iam/home"})
        assert answer.status == 200
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.json["url"]).query)
        assert query["Destination"] == ["https://console.aws.amazon.com/iam/home"]
        assert "no-store" in answer.headers["Cache-Control"]

    def test_sign_out_first(self, stack, people):
        """It leads to the page that signs out, here that of the stand-in for AWS, and from there to the console."""
        person = people.new()
        location = person.log_in(sign_out_first="1").headers["Location"]
        assert location.startswith(f"{stack.proxy.endpoint}/oauth?Action=logout&redirect_uri=")

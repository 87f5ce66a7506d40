"""latchkey open: a browser that is signed in by a link, which nobody else on the machine sees."""

import json
import re
import stat
import urllib.parse
from pathlib import Path

import pytest
from latchkey_tool import CODE, ask_aws, decode, unused_port

# A browser that notes how it was started, and which arguments all processes of the machine have meanwhile.
BROWSER = """#!/bin/sh
cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' >{folder}/processes
env >{folder}/variables
printf '%s\\n' "$@" >{folder}/arguments
"""


@pytest.fixture
def browser(tool, tmp_path):
    """The browser in BROWSER, and the folder into which it writes."""
    folder = tmp_path / "browser"
    folder.mkdir()
    (folder / "browser").write_text(BROWSER.format(folder=folder))
    (folder / "browser").chmod(0o755)
    tool.variables |= {"BROWSER": str(folder / "browser"), "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    return folder


def test_browser_gets_a_link_that_nobody_else_sees(tool, server, browser, anybody):
    result = tool.run("open", f"{server.url}/report?month=5#top")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    [asked] = server.asked("/auth/link")
    assert asked.method == "POST" and urllib.parse.parse_qs(asked.body.decode()) == {"return_url": ["/report?month=5"]}
    status, text = ask_aws(decode(asked.headers["authorization"]), server.name, tool.variables["AWS_ENDPOINT_URL"])
    assert status == 200 and anybody.name in text
    [argument] = (browser / "arguments").read_text().splitlines()
    page = Path(urllib.parse.unquote(argument.removeprefix("file://")))
    assert stat.S_IMODE(page.stat().st_mode) == 0o600 and stat.S_IMODE(page.parent.stat().st_mode) == 0o700
    assert f"url={server.url}/auth/link/{CODE}" in page.read_text()
    processes = (browser / "processes").read_text()
    assert "latchkey open" in processes and CODE not in processes and anybody.keys["AWS_SECRET_ACCESS_KEY"] not in processes
    assert "AWS_" not in (browser / "variables").read_text()


def test_print_shows_the_link(tool, server, browser):
    result = tool.run("open", "--print", server.url)
    assert (result.returncode, result.stdout, result.stderr) == (0, f"{server.url}/auth/link/{CODE}\n", "")
    assert not (browser / "arguments").exists()
    [asked] = server.asked("/auth/link")
    assert urllib.parse.parse_qs(asked.body.decode()) == {"return_url": ["/"]}


def test_token_opens_it_as_well(tool, server, browser):
    assert tool.run("open", "--proof", "token", server.url).returncode == 0
    [asked] = server.asked("/auth/link")
    assert re.fullmatch(r"Bearer [\w-]+\.[\w-]+\.[\w-]+", asked.headers["authorization"])


def test_no_browser(tool, server):
    tool.fails(69, "no browser could be started", "open", server.url, environment={"BROWSER": "/nowhere:false"})
    tool.fails(73, "--print", "open", server.url, environment={"HOME": None})


@pytest.mark.parametrize("answer, status, words", [
    ((401, {}, json.dumps({"detail": "The proof was made too long ago."})), 77, "401: The proof was made too long ago."),
    ((403, {}, ""), 77, "status 403"), ((404, {}, ""), 69, "has no sign-in"), ((429, {}, ""), 75, "status 429"),
    ((503, {}, "<html>"), 69, "status 503"), ((302, {"Location": "http://evil.example/"}, ""), 76, "isn't followed"),
    ((200, {}, "<html>"), 76, "it has no url"), ((200, {}, "x" * 50_000), 76, "too much"),
    ((200, {}, json.dumps({"url": "https://evil.example/auth/link/x"})), 76, "no link of this server"),
    ((200, {}, json.dumps({"url": "file:///etc/passwd"})), 76, "no link of this server"),
    (b"nonsense\r\n\r\n", 69, "can't be reached"), (b"", 69, "can't be reached"),
    ((400, {}, json.dumps({"title": "\x1b]0;evil\x07\n\u202e"})), 69, "status 400: ]0;evil"),
])
def test_server_that_gives_no_link(tool, server, browser, answer, status, words):
    server.answers["/auth/link"] = answer
    message = tool.fails(status, words, "open", server.url)
    assert "\x1b" not in message and not (browser / "arguments").exists()


def test_server_that_is_not_there(tool, browser):
    url = f"http://127.0.0.1:{unused_port()}"
    tool.fails(69, f"{url} can't be reached", "open", url)
    tool.fails(69, f"{url} can't be reached", "open", "--region", "us-east-1", url)


def test_other_account_is_told_before_anything_is_proved(tool, server, browser):
    server.answers["/auth/challenge"] = server.terms(account="210987654321")
    tool.fails(77, "of the account 210987654321", "open", server.url)
    assert server.asked("/auth/link") == []


@pytest.mark.parametrize("answer, status", [((404, {}, ""), 69), ((200, {}, "<html>"), 76), (b"nonsense\r\n\r\n", 69), (30, 69)])
def test_server_that_does_not_say_what_it_takes(tool, server, browser, answer, status):
    server.answers["/auth/challenge"] = answer
    tool.fails(status, server.url, "open", server.url)
    assert server.asked("/auth/link") == []

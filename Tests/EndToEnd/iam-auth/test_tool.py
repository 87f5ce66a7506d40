"""The command line tool proves to the site who somebody is."""

import html
import re
import shlex
import urllib.parse


def test_proof_of_the_tool_lets_a_program_in_once(site, tool, stack):
    result = tool.run("identity", "--server", f"http://{site.name}")
    assert (result.returncode, result.stderr) == (0, "")
    proof = result.stdout.strip()
    stack.secrets.add(proof.split()[1])
    answer = site.ask("/report", proof=proof)
    assert answer.status == 200, answer.text
    assert dict(answer.json["headers"])["X-Remote-User"] == "person-with-the-tool"
    assert site.ask("/other", proof=proof).status == 401


def test_link_of_the_tool_signs_a_browser_in_once(site, tool, stack):
    result = tool.run("open", "--print", f"http://{site.name}/report?month=5")
    assert (result.returncode, result.stderr) == (0, "")
    link = result.stdout.strip()
    path = urllib.parse.urlsplit(link).path
    stack.secrets.add(path.rpartition("/")[2])
    assert link == f"http://{site.name}{path}"
    assert site.ask(path, headers={"Accept": "text/html"}).status == 200
    browser = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{site.name}"}
    answer = site.ask(path, "POST", headers=browser, body="")
    assert answer.status == 303, answer.text
    assert answer.headers["Location"].endswith("/report?month=5")
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    assert site.ask("/report?month=5", cookie=cookie).status == 200
    assert site.ask(path, "POST", headers=browser, body="").status == 403


def test_command_on_the_page_opens_the_page(site, tool, stack):
    page = site.ask("/report?month=5&year=2026", headers={"Accept": "text/html"})
    [command] = re.findall("<pre>(.*?)</pre>", page.text)
    name, *arguments = shlex.split(html.unescape(command))
    assert name == "latchkey"
    result = tool.run(*arguments, "--print")
    assert (result.returncode, result.stderr) == (0, "")
    path = urllib.parse.urlsplit(result.stdout.strip()).path
    stack.secrets.add(path.rpartition("/")[2])
    browser = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{site.name}"}
    assert site.ask(path, "POST", headers=browser, body="").headers["Location"] == "/report?month=5&year=2026"


def test_page_of_a_link_leads_nowhere_but_there(site):
    page = site.ask("/auth/link/" + "A" * 43, headers={"Accept": "text/html"})
    assert page.status == 200 and '<form method="post">' in page.text
    assert "/keys" not in page.text and "<nav" not in page.text and 'href="/"' not in page.text


def test_other_settings_of_where_aws_is_change_nothing_of_a_proof(site, tool, stack):
    """A VPC endpoint on the one side, as `AWS_ENDPOINT_URL_STS`, and an ordinary host on the other sign for the same host."""
    for variables in [{"AWS_ENDPOINT_URL_STS": "https://vpce-1.sts.us-east-1.vpce.amazonaws.com"},
                      {"AWS_ENDPOINT_URL": None}, {"AWS_USE_FIPS_ENDPOINT": "true"}, {"AWS_USE_DUALSTACK_ENDPOINT": "true"}]:
        # With a Region nothing is asked of AWS.
        result = tool.run("identity", "--server", f"http://{site.name}", "--region", "us-east-1", environment=variables)
        assert (result.returncode, result.stderr) == (0, "")
        proof = result.stdout.strip()
        stack.secrets.add(proof.split()[1])
        assert site.ask("/report", proof=proof).status == 200, variables


def test_presigned_is_another_word_for_signed(site, tool, stack):
    result = tool.run("identity", "--server", f"http://{site.name}", "--proof", "presigned")
    assert (result.returncode, result.stderr) == (0, "")
    stack.secrets.add(result.stdout.split()[1])
    assert site.ask("/report", proof=result.stdout.strip()).status == 200

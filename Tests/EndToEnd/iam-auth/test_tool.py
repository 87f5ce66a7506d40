"""The command line tool proves to the site who somebody is."""

import urllib.parse

import pytest
from latchkey_tool import Tool


@pytest.fixture
def tool(stack, site, user, tmp_path):
    key = user("person-with-the-tool", "/staff/")
    tool = Tool(stack.programs, tmp_path, stack.settings["AWS_ENDPOINT_URL"], stack.processes.log("latchkey"))
    tool.variables |= {"AWS_ACCESS_KEY_ID": key.access_key_id, "AWS_SECRET_ACCESS_KEY": key.secret}
    return tool


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

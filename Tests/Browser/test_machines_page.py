"""People sign machines in with one click, see where they are signed in, and end it."""

import http.server
import threading
import urllib.parse

import pytest
from oauth_client import Machine


@pytest.fixture
def listener():
    """What a program on the person's machine waits with: the paths that a browser came to."""
    paths = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path.startswith("/callback"):
                paths.append(self.path)
            body = b"<!DOCTYPE html><title>Done</title><link rel=icon href=data:,>You can close this page."
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server.server_address[1], paths
    server.shutdown()
    server.server_close()


def members(path: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query))


def test_a_machine_is_signed_in_by_one_click_and_ended_by_another(window_of, people, listener, picture):
    port, paths = listener
    person = people.new()
    machine = Machine(person, redirect_uri=f"http://127.0.0.1:{port}/callback", name="ann's laptop <1>")
    window = window_of(person.name)
    page = window.page
    page.goto(f"/api/oauth/authorize?{machine.query()}")
    assert page.get_by_role("heading", level=1).inner_text() == "Sign this machine in?"
    shown = page.locator("main").inner_text()
    assert "latchkey" in shown and "ann's laptop <1>" in shown and person.name in shown and "12 hours" in shown
    picture(page, "machine-consent")
    page.get_by_role("button", name="Sign this machine in").click()
    page.wait_for_url(f"http://127.0.0.1:{port}/callback?*")
    [path] = paths
    answer = members(path)
    assert answer["state"] == machine.state and answer["iss"] == person.stack.base_url
    assert machine.redeem(answer["code"]).status == 200
    Machine(person, name=None).sign_in()

    page.goto("/machines")
    rows = page.locator("tbody tr")
    assert rows.count() == 2 and "ann's laptop <1>" in page.locator("tbody").inner_text()
    assert page.get_by_role("link", name="Machines").get_attribute("aria-current") == "page"
    picture(page, "machines-two")
    page.get_by_role("button", name="End… ann's laptop <1>").click()
    picture(page, "machines-question")
    page.get_by_role("button", name="End it ann's laptop <1>").click()
    page.wait_for_url("**/machines")
    assert "isn't signed in any more" in page.get_by_role("status").first.inner_text()
    assert rows.count() == 1 and machine.call("GET", "/api/roles").status == 401
    picture(page, "machines-ended")


def test_no_leads_back_to_the_program(window_of, people, listener):
    port, paths = listener
    machine = Machine(people.new(), redirect_uri=f"http://127.0.0.1:{port}/callback")
    page = window_of(machine.person.name).page
    page.goto(f"/api/oauth/authorize?{machine.query()}")
    page.get_by_role("button", name="No", exact=True).click()
    page.wait_for_url(f"http://127.0.0.1:{port}/callback?*")
    assert members(paths[0])["error"] == "access_denied"
    assert machine.person.send("GET", "/machines").json == {"machines": []}


def test_somebody_without_machines_is_told_how_to_begin(window_of, people, picture):
    page = window_of(people.new().name).page
    page.goto("/machines")
    assert "latchkey login" in page.locator("main").inner_text()
    picture(page, "machines-none")


def test_a_program_that_is_not_known_leads_nowhere(window_of, people, picture):
    machine = Machine(people.new(), client_id="unknown")
    page = window_of(machine.person.name).page
    page.goto(f"/api/oauth/authorize?{machine.query()}")
    assert page.get_by_role("heading", level=1).inner_text() == "This program can't sign you in here"
    page.get_by_role("link", name="Back to your machines").click()
    page.wait_for_url("**/machines")

"""People enter the AWS console. A page stands in for it, and shows what would have opened."""

import hashlib
import hmac
import re
import time
import urllib.parse
from pathlib import Path

import pytest

HOME = "https://console.aws.amazon.com/console/home"
DEEP = "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1#bucket=a&b=c"


def arrived(page) -> str:
    """Waits for the page that stands in for the console, and returns the destination on it."""
    page.wait_for_url("**/federation?*")
    page.wait_for_function("document.getElementById('Destination')?.textContent")
    return page.locator("#Destination").inner_text()


def button(page):
    return page.get_by_role("button", name="Open the AWS console")


def console_posts(window) -> int:
    return sum(request.startswith("POST") and request.endswith("/console") for request in window.requests)


def test_the_countdown_leads_there(window_of, stack, picture):
    window = window_of("alice")
    page = window.page
    page.goto("/")
    assert page.get_by_role("heading", level=1).inner_text() == "AWS console"
    assert re.search(r"Taking you to the console.*in [34] s", page.locator(".ticking").inner_text(), re.S)
    picture(page, "console")
    assert arrived(page) == HOME
    assert page.locator("#Issuer").inner_text() == stack.base_url
    assert page.locator("#SigninToken").inner_text() == "given"
    # Going back must not start the countdown again.
    page.go_back()
    button(page).wait_for()
    page.wait_for_timeout(5_500)
    assert page.url == stack.base_url + "/" and console_posts(window) == 1
    assert not page.locator(".ticking").is_visible()
    button(page).click()
    assert arrived(page) == HOME


@pytest.mark.parametrize("what", ["Stop", "a click", "a key"])
def test_anything_stops_the_countdown(window_of, stack, what):
    window = window_of("alice")
    page = window.page
    page.goto("/")
    match what:
        case "Stop":
            page.get_by_role("button", name="Stop").click()
        case "a click":
            page.get_by_role("heading", level=1).click()
        case "a key":
            page.keyboard.press("Tab")
    page.wait_for_timeout(5_000)
    assert console_posts(window) == 0 and page.url == stack.base_url + "/"
    assert not page.locator(".ticking").is_visible()
    assert button(page).is_enabled()


def test_the_wait_is_told(window_of, stack, picture):
    window = window_of("alice")
    page = window.page
    page.goto("/")
    # After 204 the browser stays on the page, so that the test can look at it.
    page.route("**/console", lambda route: route.fulfill(status=204))
    button(page).click()
    page.get_by_text("Logging into the console… this can take up to 20 seconds.").wait_for()
    assert not button(page).is_visible()
    picture(page, "console-waiting")


def test_a_deep_link(window_of, stack, picture):
    window = window_of("alice")
    page = window.page
    page.goto("/?relay=" + urllib.parse.quote(DEEP, safe=""))
    assert DEEP in page.locator("main").inner_text()
    picture(page, "console-deep")
    assert arrived(page) == DEEP


def test_a_link_to_elsewhere(window_of, picture):
    page = window_of("alice").page
    assert page.goto("/?relay=https%3A%2F%2Fconsole.aws.amazon.com.example.net%2F").status == 400
    assert "“https://console.aws.amazon.com.example.net/”" in page.locator("main").inner_text()
    picture(page, "problem-relay")
    page.get_by_role("link", name="Open the console's first page").click()
    button(page).wait_for()


def test_a_login_that_fails_keeps_the_link(window_of, newcomer, faults, picture):
    window = window_of(newcomer("olga"))
    page = window.page
    page.goto("/?relay=" + urllib.parse.quote(DEEP, safe=""))
    page.get_by_role("checkbox", name=re.compile("Update my role")).check()
    faults.fail("sts:AssumeRole", "error", error=(403, "AccessDenied", "no"))
    button(page).click()
    page.locator(".problem").wait_for()
    picture(page, "problem-login")
    faults.heal()
    page.get_by_role("link", name="Back to the console login").click()
    assert DEEP in page.locator("main").inner_text()
    assert page.get_by_role("checkbox", name=re.compile("Update my role")).is_checked()
    # What was chosen beforehand happens only when the person says so.
    page.wait_for_timeout(5_000)
    assert console_posts(window) == 1
    button(page).click()
    assert arrived(page) == DEEP


def test_a_page_that_stood_open_too_long_keeps_the_link(window_of, stack, picture):
    page = window_of("alice").page
    page.goto("/?relay=" + urllib.parse.quote(DEEP, safe=""))
    page.keyboard.press("Shift")
    token = expired_token(stack, "alice", "POST /console")
    page.locator("input[name=csrf]").evaluate("(field, token) => { field.value = token; }", token)
    button(page).click()
    page.get_by_role("heading", name="This page stood open too long", level=1).wait_for()
    picture(page, "problem-expired")
    page.get_by_role("link", name="Load the page again").click()
    assert arrived(page) == DEEP


def expired_token(stack, caller: str, purpose: str) -> str:
    """A token of a form that was shown to somebody, and has just become too old."""
    expiry = int(time.time()) - 1
    secret = Path(stack.settings["LATCHKEY_SECRET_FILE"]).read_text().strip()
    text = f"latchkey form\n{caller}\n{expiry}\n{purpose}"
    return f"{expiry}.{hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()}"


def test_the_role_is_made_ready_while_the_page_is_read(window_of, newcomer, aws, restarted):
    restarted("console", LATCHKEY_PREPARE_ROLES="on")
    page = window_of(newcomer("pia")).page
    with page.expect_response("**/console/prepare") as answer:
        page.goto("/")
    assert answer.value.status == 202
    page.keyboard.press("Shift")
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if "user_pia" in [role["RoleName"] for role in aws("iam").list_roles(PathPrefix="/user-role/")["Roles"]]:
            return
        time.sleep(0.1)
    raise AssertionError("the role hasn't been made")


def test_without_javascript_no_role_is_made_ready(window_of, newcomer, restarted):
    restarted("console", LATCHKEY_PREPARE_ROLES="on")
    window = window_of(newcomer("rita"), java_script_enabled=False)
    window.page.goto("/")
    assert not any("prepare" in request for request in window.requests)
    button(window.page).click()
    window.page.wait_for_url("**/federation?*")


def test_reinitializing(window_of, aws):
    """Reinitializing gives the role a policy that the user has just been given."""
    window = window_of("bob")
    page = window.page
    page.goto("/")
    button(page).click()
    arrived(page)
    iam = aws("iam")
    arn = "arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess"
    iam.attach_user_policy(UserName="bob", PolicyArn=arn)
    try:
        page.goto("/")
        page.get_by_role("checkbox", name=re.compile("Update my role")).check()
        button(page).click()
        arrived(page)
        attached = iam.list_attached_role_policies(RoleName="user_bob")["AttachedPolicies"]
        assert arn in [policy["PolicyArn"] for policy in attached]
    finally:
        iam.detach_user_policy(UserName="bob", PolicyArn=arn)


def test_signing_out_first(window_of, stack):
    """A page stands in for the one of AWS that ends the console's sessions, and leads on to the login."""
    page = window_of("alice").page
    page.goto("/")
    page.get_by_role("checkbox", name=re.compile("Sign out of the console first")).check()
    button(page).click()
    page.wait_for_url("**/oauth?*")
    logout, signin = urllib.parse.urlsplit(page.url), stack.settings["LATCHKEY_SIGNIN_ENDPOINT"]
    assert logout.netloc == urllib.parse.urlsplit(signin).netloc
    query = urllib.parse.parse_qs(logout.query)
    assert query["Action"] == ["logout"]
    assert query["redirect_uri"][0].startswith(signin)


def test_forms_may_lead_to_every_step_of_signing_in(window_of):
    """The browser applies form-action also to the redirects that follow a form, up to the console's page."""
    page = window_of("alice").page
    policy = page.goto("/").headers["content-security-policy"]
    forms = next(part for part in policy.split("; ") if part.startswith("form-action ")).split()
    for origin in ["https://signin.aws.amazon.com", "https://*.signin.aws.amazon.com"]:
        assert origin in forms and origin.replace("signin", "console") in forms
    keys = page.goto("/keys").headers["content-security-policy"]
    assert "form-action 'self';" in keys


def test_without_javascript(window_of):
    page = window_of("alice", java_script_enabled=False).page
    page.goto("/")
    assert not page.locator(".ticking").is_visible() and not page.locator(".waiting").is_visible()
    button(page).click()
    page.wait_for_url("**/federation?*")
    assert urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)["Destination"] == [HOME]


def test_with_the_keyboard_alone(window_of):
    page = window_of("alice").page
    page.goto("/")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip() == "Open the AWS console":
            break
    page.keyboard.press("Enter")
    assert arrived(page) == HOME


def test_a_shortened_session(window_of, newcomer, faults, restarted, picture):
    """With credentials of a role, as ECS gives them, AWS allows sessions of 1 hour at most."""
    words = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    faults.fail(
        "sts:AssumeRole", "error", error=(400, "ValidationError", words),
        where=lambda parameters: int(parameters["DurationSeconds"]) > 3600,
    )
    restarted("console", LATCHKEY_CONSOLE_SESSION_DURATION="43200")
    page = window_of(newcomer("mona")).page
    page.goto("/")
    assert "12 hours" in page.locator("main").inner_text()
    button(page).click()
    # Latchkey learns it from this login, and tells the person before going on.
    page.get_by_role("heading", name="Your session is shorter than usual", level=1).wait_for()
    assert "1 hour" in page.locator("main").inner_text()
    picture(page, "console-shortened")
    page.get_by_role("link", name="Go on to the console").click()
    assert arrived(page) == HOME
    # The next time the page tells it beforehand, and the login goes on without a stop.
    page.goto("/")
    assert "1 hour" in page.get_by_role("status").first.inner_text()
    picture(page, "console-shortened-known")
    button(page).click()
    assert arrived(page) == HOME

"""Everybody can use the pages: with a screen reader, with the keyboard, in the dark, on a telephone, on paper."""

import re

import account
import axe
import pytest
from mfa_app import App
from oauth_client import Machine

PAGES = [
    "/", "/?relay=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3%2F" + "long" * 60, "/?relay=https%3A%2F%2Fexample.com", "/keys",
    "/console/role", "/machines", "/mfa", "/mfa/add", "/mfa/resync", "/mfa/remove", "/nothing/here"]


# Of the keeper of all this.
DEVICES = [f"arn:aws:iam::{account.ACCOUNT_ID}:mfa/lena-{name}" for name in ["phone", "tablet"]]


@pytest.fixture(scope="module")
def keeper(newcomer, aws, people):
    """Makes somebody with one active and one inactive key, two MFA devices, a policy with a long name, and a role."""
    long = "a-policy-whose-name-is-as-long-as-IAM-lets-it-be-and-has-no-space-in-it".ljust(128, "x")
    document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
    newcomer("lena")
    aws("iam").put_user_policy(UserName="lena", PolicyName=long, PolicyDocument=document)
    keys = [aws("iam").create_access_key(UserName="lena")["AccessKey"]["AccessKeyId"] for _ in range(2)]
    aws("iam").update_access_key(UserName="lena", AccessKeyId=keys[0], Status="Inactive")
    for device in DEVICES:
        made = aws("iam").create_virtual_mfa_device(VirtualMFADeviceName=device.rpartition("/")[2])["VirtualMFADevice"]
        first, second = App(made["Base32StringSeed"].decode()).codes()
        aws("iam").enable_mfa_device(
            UserName="lena", SerialNumber=device, AuthenticationCode1=first, AuthenticationCode2=second)
    answer = people.sign_in("lena").assume_role()
    assert answer.status == 200, answer.text
    return "lena"


def address(path: str) -> str:
    """The path, with the device that a page is about."""
    return f"{path}?SerialNumber={DEVICES[0]}" if path in ("/mfa/resync", "/mfa/remove") else path


def opened(window, path: str):
    """Opens a page, stops its countdown and opens its questions."""
    page = window.page
    page.goto(address(path))
    page.keyboard.press("Shift")
    for question in page.locator("[popover]").all():
        question.evaluate("question => { question.popover = 'manual'; question.showPopover(); }")
    return page


def new_key(page, person, stack, **_):
    page.goto("/keys")
    page.get_by_role("button", name="Create an access key").click()
    page.wait_for_selector("#secret-access-key")
    stack.secrets.add(page.locator("#secret-access-key").inner_text())


def code_of_a_new_device(page, person, **_) -> App:
    page.goto("/mfa/add")
    page.get_by_label("Name of the new device").fill("phone")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("img", name="QR code for the app").wait_for()
    return App(page.locator("#secret-key").inner_text())


def wrong_codes(page, person, **_):
    code_of_a_new_device(page, person)
    page.get_by_label("First code").fill("000000")
    page.get_by_label("Second code").fill("000 000")
    page.get_by_role("button", name="Add the device").click()
    page.get_by_role("alert").wait_for()


def new_device(page, person, **_):
    first, second = code_of_a_new_device(page, person).codes()
    page.get_by_label("First code").fill(first)
    page.get_by_label("Second code").fill(second)
    page.get_by_role("button", name="Add the device").click()
    page.get_by_role("status").first.wait_for()


def machine_that_signs_in(page, person, **_):
    page.goto(f"/api/oauth/authorize?{Machine(person).query()}")
    page.get_by_role("button", name="Sign this machine in").wait_for()


def program_that_is_not_known(page, person, **_):
    page.goto(f"/api/oauth/authorize?{Machine(person, client_id='unknown').query()}")
    page.get_by_role("link", name="Back to your machines").wait_for()


def machine_in_the_list(page, person, **_):
    Machine(person).sign_in()
    page.goto("/machines")
    page.locator("tbody tr").wait_for()


def login_that_is_refused(page, person, faults, **_):
    faults.fail("sts:AssumeRole", "error", error=(403, "AccessDenied", "no"))
    page.goto("/")
    page.get_by_role("button", name="Open the AWS console").click()
    page.locator(".problem").wait_for()


def shorter_session(page, person, faults, restarted, **_):
    words = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    faults.fail("sts:AssumeRole", "error", error=(400, "ValidationError", words),
                where=lambda parameters: int(parameters["DurationSeconds"]) > 3600)
    restarted("console", LATCHKEY_CONSOLE_SESSION_DURATION="43200")
    page.goto("/")
    page.get_by_role("button", name="Open the AWS console").click()
    page.get_by_role("link", name="Go on to the console").wait_for()


def form_of_another_site(page, person, **_):
    page.goto("/keys")
    page.locator("form[action='/keys'] input[name=csrf]").evaluate("field => field.value = '1.' + '0'.repeat(64)")
    page.get_by_role("button", name="Create an access key").click()
    page.locator(".problem").wait_for()


def nobody_in_iam(page, person, **_):
    person.delete_user()
    page.goto("/")
    page.locator(".problem").wait_for()


def identity_that_is_not_proved(page, person, **_):
    assert page.goto("/site/").status == 401
    page.get_by_text("latchkey open").first.wait_for()


def link_that_signs_in(page, person, **_):
    page.goto("/auth/link/none")
    page.get_by_role("button", name="Sign in").wait_for()


def link_that_was_used(page, person, **_):
    link_that_signs_in(page, person)
    page.get_by_role("button", name="Sign in").click()
    page.locator(".problem").wait_for()


def nobody_signed_in(page, person, **_):
    """nginx's own page."""
    page.context.set_extra_http_headers({"Authorization": "Basic bm86bm8="})
    assert page.goto("/").status == 401


def console(page, person, **_):
    """The page that stands in for it."""
    page.goto("/")
    page.get_by_role("button", name="Open the AWS console").click()
    page.wait_for_url("**/federation?*")


def end_of_the_console_s_session(page, person, **_):
    """The page that stands in for it."""
    page.goto("/")
    page.get_by_label("Sign out of the console first").check()
    page.get_by_role("button", name="Open the AWS console").click()
    page.wait_for_url("**/oauth?*")


# What pages become when somebody does something.
STATES = [new_key, code_of_a_new_device, wrong_codes, new_device, machine_that_signs_in, program_that_is_not_known,
          machine_in_the_list, login_that_is_refused, shorter_session, form_of_another_site, nobody_in_iam,
          identity_that_is_not_proved, link_that_signs_in, link_that_was_used, nobody_signed_in, console,
          end_of_the_console_s_session]


@pytest.fixture(scope="module")
def iam_auth(stack):
    """Lets people into the small site beside the portal by their IAM identities."""
    stack.restart_handler("iam-auth", LATCHKEY_IAM_AUTH_SERVERS=f"localhost:{stack.web.port}")
    yield
    stack.restart_handler("iam-auth")


def found_by_axe(page, page_of, name: str, scripts: bool) -> list[str]:
    if scripts:
        return axe.faults(page)
    copy = page_of(name)
    axe.without_scripts(page, copy)
    return axe.faults(copy)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_wrong_with_a_page(page_of, keeper, path, scripts):
    page = page_of(keeper, java_script_enabled=scripts)
    page.goto(address(path))
    page.keyboard.press("Shift")
    assert found_by_axe(page, page_of, keeper, scripts) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__.replace("_", " "))
def test_axe_finds_nothing_wrong_with_what_a_page_becomes(
        page_of, people, stack, iam_auth, faults, restarted, state, scripts):
    person = people.new()
    page = page_of(person.name, java_script_enabled=scripts)
    state(page, person, stack=stack, faults=faults, restarted=restarted)
    page.wait_for_load_state()
    assert found_by_axe(page, page_of, person.name, scripts) == []


@pytest.mark.parametrize("path", PAGES)
def test_what_axe_doesn_t_ask(window_of, keeper, path):
    page = opened(window_of(keeper, color_scheme="dark"), path)
    assert re.fullmatch(".+ · Latchkey", page.title())
    for table in page.locator("table").all():
        assert table.locator("caption").inner_text() and table.locator("th[scope=col]").count() >= 3
    lightness = sum(int(value) for value in re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor")))
    assert lightness < 200


@pytest.mark.parametrize("path", PAGES)
def test_the_focus_is_seen(window_of, keeper, path):
    page = window_of(keeper).page
    page.goto(address(path))
    page.keyboard.press("Shift")
    assert walk(page) >= 4
    if page.locator("[popovertarget]").count():
        page.locator("[popovertarget]").first.click()
        page.keyboard.press("Shift+Tab")
        assert walk(page) >= 2


def walk(page) -> int:
    """Goes on with the Tab key to the end of the page, and counts the things that have had the focus."""
    seen = 0
    for _ in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        style = page.evaluate("(({ outlineStyle, outlineWidth }) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))")
        box = page.evaluate("(({ left, right, width }) => [left, right, width])(document.activeElement.getBoundingClientRect())")
        assert style == ["solid", "3px"] and box[2] > 0 and box[0] >= 0 and box[1] <= 1280, (style, box)
        seen += 1
    return seen


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280])
def test_on_screens_of_every_width(window_of, keeper, path, width):
    page = opened(window_of(keeper, viewport={"width": width, "height": 844}), path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate("""() => [...document.querySelectorAll(".button, nav a, .check")]
        .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 32).map(e => e.outerHTML)""")
    assert small == []
    # Questions, and texts without a space in them, stay within the screen and their boxes.
    outside = page.evaluate("""width => [...document.querySelectorAll("[popover], main *")]
        .filter(e => e.getClientRects().length && !e.closest(".unseen, caption, thead"))
        .filter(e => { const box = e.getBoundingClientRect(); return box.left < 0 || box.right > width + .5; })
        .map(e => e.outerHTML.slice(0, 200))""", width)
    assert outside == []
    spilling = page.evaluate("""() => [...document.querySelectorAll(".card, td, .question")]
        .filter(e => e.getClientRects().length && e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 200))""")
    assert spilling == []


def test_less_motion(window_of, keeper):
    page = window_of(keeper, reduced_motion="reduce").page
    page.goto("/keys")
    assert page.locator(".button").first.evaluate("button => getComputedStyle(button).transitionDuration") in ("0s", "")


def test_on_paper(window_of, keeper):
    page = window_of(keeper, color_scheme="dark").page
    page.goto("/keys")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").is_visible()
    assert not page.locator("[popovertarget]").first.is_visible()
    assert page.locator("table").is_visible()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)", "a page on paper has a white background"

"""Everybody can use the pages: with a screen reader, with the keyboard, in the dark, on a telephone, on paper."""

import re

import account
import pytest
from mfa_app import App

# The contrast of every text with its background (WCAG 2.2, 1.4.3), as [ratio, text, colour, background].
CONTRASTS = """() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); }
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * x + .7152 * y + .0722 * z;
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim(), element = texts.currentNode.parentElement;
    if (!text || !element.checkVisibility({ checkVisibilityCSS: true }) || !element.getClientRects().length) continue;
    const grounds = [];
    for (let part = element; part; part = part.parentElement) grounds.unshift(getComputedStyle(part).backgroundColor);
    const ground = paint(["Canvas", ...grounds]);
    const ink = paint(["Canvas", ...grounds, getComputedStyle(element).color]);
    const [light, dark] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
    found.push([(light + .05) / (dark + .05), text.slice(0, 30), String(ink), String(ground)]);
  }
  return found;
}"""

PAGES = ["/", "/?relay=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3%2F" + "long" * 60, "/keys", "/console/role", "/machines", "/mfa", "/mfa/add", "/mfa/remove", "/nothing/here"]


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
    return f"{path}?SerialNumber={DEVICES[0]}" if path == "/mfa/remove" else path


def opened(window, path: str):
    """Opens a page, stops its countdown and opens its questions."""
    page = window.page
    page.goto(address(path))
    page.keyboard.press("Shift")
    for question in page.locator("[popover]").all():
        question.evaluate("question => { question.popover = 'manual'; question.showPopover(); }")
    return page


@pytest.mark.parametrize("path", PAGES)
def test_with_a_screen_reader(window_of, keeper, path):
    page = opened(window_of(keeper), path)
    assert page.locator("html").get_attribute("lang") == "en"
    assert re.fullmatch(".+ · Latchkey", page.title())
    for role in ["banner", "main", "navigation"]:
        assert page.get_by_role(role).count() == 1, role
    assert page.get_by_role("heading", level=1).count() == 1
    levels = [int(tag[1]) for tag in page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => h.tagName)")]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:])), levels
    unnamed = page.evaluate("""() => [...document.querySelectorAll("input:not([type=hidden]), button, a, summary, select, textarea")]
        .filter(control => !(control.innerText || control.labels?.[0]?.innerText || control.ariaLabel || "").trim())
        .map(control => control.outerHTML)""")
    assert [control for control in unnamed if "hidden" not in control] == []
    doubled = page.evaluate("""() => [...document.querySelectorAll("[id]")].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)""")
    assert doubled == []
    for table in page.locator("table").all():
        assert table.locator("caption").inner_text() and table.locator("th[scope=col]").count() >= 3


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(window_of, keeper, path, scheme):
    page = opened(window_of(keeper, color_scheme=scheme, reduced_motion="reduce"), path)
    found = page.evaluate(CONTRASTS)
    assert len(found) > 5
    assert [one for one in found if one[0] < 4.5] == []
    lightness = sum(int(value) for value in re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor")))
    assert (lightness < 200) == (scheme == "dark")


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

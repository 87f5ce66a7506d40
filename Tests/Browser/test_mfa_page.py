"""The page on which people manage their MFA devices, as they use it."""

import account
import pytest
from mfa_app import App, read, scan

PATH = f"arn:aws:iam::{account.ACCOUNT_ID}:mfa/latchkey"


def type_codes(page, app: App, button: str) -> None:
    first, second = app.codes()
    page.get_by_label("First code").fill(first)
    page.get_by_label("Second code").fill(second)
    page.get_by_role("button", name=button).click()


def add(page, tmp_path, name: str, picture=lambda page, name: None) -> App:
    """Goes through both steps, with an app that scans the picture on the screen."""
    page.get_by_role("link", name="Add a device").click()
    page.get_by_label("Name of the new device").fill(name)
    picture(page, "mfa-add-first")
    page.get_by_role("button", name="Next").click()
    symbol = page.get_by_role("img", name="QR code for the app")
    symbol.screenshot(path=tmp_path / "code.png")
    told = read(scan(tmp_path / "code.png"))
    assert told["secret"] == page.locator("#secret-key").inner_text().rstrip("=")
    picture(page, "mfa-scan")
    assert read(page.get_by_role("link", name="Open it in the app").get_attribute("href")) == told
    app = App(told["secret"])
    type_codes(page, app, "Add the device")
    page.wait_for_url("**/mfa")
    return app


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_first_device_is_scanned_from_the_screen(window_of, people, tmp_path, picture, scheme):
    person = people.new()
    page = window_of(person.name, color_scheme=scheme).page
    page.goto("/mfa")
    picture(page, "mfa-none")
    add(page, tmp_path, "phone", picture)
    assert "is one of your MFA devices now" in page.get_by_role("status").first.inner_text()
    assert page.get_by_role("link", name="MFA", exact=True).get_attribute("aria-current") == "page"
    assert person.iam.list_mfa_devices(UserName=person.name)["MFADevices"][0]["SerialNumber"] == f"{PATH}/{person.name}/phone"
    picture(page, "mfa-one")


def test_wrong_codes_can_be_given_again_and_the_seed_is_gone(window_of, people, tmp_path, picture):
    page = window_of(people.new().name).page
    page.goto("/mfa/add")
    page.get_by_label("Name of the new device").fill("phone")
    page.get_by_role("button", name="Next").click()
    app = App(page.locator("#secret-key").inner_text())
    page.get_by_label("First code").fill("000000")
    page.get_by_label("Second code").fill("000 000")
    page.get_by_role("button", name="Add the device").click()
    page.get_by_role("alert").wait_for()
    assert "didn't take these codes" in page.get_by_role("alert").inner_text()
    assert page.locator("#secret-key").count() == page.locator(".qr").count() == 0
    assert page.get_by_role("heading", level=1).inner_text() == "Confirm with two codes"
    assert page.locator("a[href^=otpauth]").count() == 0
    picture(page, "mfa-wrong-codes")
    type_codes(page, app, "Add the device")
    page.wait_for_url("**/mfa")
    assert page.locator("tbody tr").count() == 1


def test_loading_the_page_of_the_code_again_leads_to_the_list(window_of, people):
    page = window_of(people.new().name).page
    page.goto("/mfa/add")
    page.get_by_label("Name of the new device").fill("phone")
    page.get_by_role("button", name="Next").click()
    page.locator("#secret-key").wait_for()
    page.reload()
    assert page.get_by_role("heading", level=1).inner_text() == "MFA devices"
    assert page.locator("#secret-key").count() == 0
    assert "phone was not added" in page.get_by_role("status").first.inner_text()


def test_who_goes_back_after_adding_a_device_is_not_told_that_it_was_not_added(window_of, people, tmp_path):
    page = window_of(people.new().name).page
    page.goto("/mfa")
    add(page, tmp_path, "phone")
    page.go_back()
    page.reload()
    assert page.get_by_role("heading", level=1).inner_text() == "MFA devices"
    assert page.get_by_role("status").count() == 0


def test_a_second_device_and_the_removal_of_the_first(window_of, people, tmp_path, picture):
    person = people.new()
    page = window_of(person.name).page
    page.goto("/mfa")
    phone = add(page, tmp_path, "phone")
    page.get_by_role("link", name="Add a device").click()
    page.get_by_label("Name of the new device").fill("tablet")
    picture(page, "mfa-add-second")
    type_codes(page, phone, "Next")
    tablet = App(page.locator("#secret-key").inner_text())
    type_codes(page, tablet, "Add the device")
    page.wait_for_url("**/mfa")
    assert page.locator("tbody tr").count() == 2
    picture(page, "mfa-two")
    page.get_by_role("link", name="Resync tablet").click()
    type_codes(page, tablet, "Resync")
    page.wait_for_url("**/mfa")
    assert "agree on the time again" in page.get_by_role("status").first.inner_text()
    page.get_by_role("link", name="Remove phone").click()
    page.get_by_label("Device that you hold").select_option(label="tablet")
    picture(page, "mfa-remove")
    page.get_by_label("First code").fill("000000")
    page.get_by_label("Second code").fill("000000")
    page.get_by_role("button", name="Remove it").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Device that you hold").input_value().endswith("/tablet")
    picture(page, "mfa-remove-again")
    type_codes(page, tablet, "Remove it")
    page.wait_for_url("**/mfa")
    assert page.locator("tbody tr").count() == 1 and "tablet" in page.locator("tbody").inner_text()


def test_a_device_is_replaced_by_one_of_its_name_and_of_a_long_one(window_of, people, tmp_path, picture):
    person = people.new()
    page = window_of(person.name).page
    page.goto("/mfa")
    phone = add(page, tmp_path, "phone")
    page.get_by_role("link", name="Replace phone").click()
    assert page.get_by_label("Name of the new device").input_value() == "phone"
    picture(page, "mfa-replace")
    type_codes(page, phone, "Next")
    phone = App(page.locator("#secret-key").inner_text())
    type_codes(page, phone, "Add the device")
    page.wait_for_url("**/mfa")
    assert "the one that it replaces is gone" in page.get_by_role("status").first.inner_text()
    assert page.locator("tbody tr").count() == 1 and "phone" in page.locator("tbody").inner_text()
    page.get_by_role("link", name="Add a device").click()
    page.get_by_label("Name of the new device").fill("x" * 64)
    type_codes(page, phone, "Next")
    type_codes(page, App(page.locator("#secret-key").inner_text()), "Add the device")
    page.wait_for_url("**/mfa")
    picture(page, "mfa-long-name")
    for width in (1280, 800, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        # No word is broken, and a row's buttons stand beside each other.
        for row in page.locator("tbody tr").all():
            buttons = [button.bounding_box() for button in row.get_by_role("link").all()]
            assert all(button["height"] < 48 for button in buttons), width
            assert len({button["y"] for button in buttons}) == 1 or width == 320, width


def test_without_scripts_and_by_the_keyboard_alone(window_of, people):
    page = window_of(people.new().name, java_script_enabled=False).page
    page.goto("/mfa/add")
    page.get_by_label("Name of the new device").focus()
    page.keyboard.type("phone")
    page.keyboard.press("Enter")
    app = App(page.locator("#secret-key").inner_text())
    first, second = app.codes()
    page.get_by_label("First code").focus()
    page.keyboard.type(first)
    page.keyboard.press("Tab")
    page.keyboard.type(second)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mfa?notice=*")
    assert page.locator("tbody tr").count() == 1


def test_what_a_browser_can_see_is_wrong_isnt_sent(window_of, people):
    window = window_of(people.new().name)
    page = window.page
    page.goto("/mfa/add")
    page.get_by_label("Name of the new device").fill("my phone")
    page.get_by_role("button", name="Next").click()
    assert page.get_by_label("Name of the new device").evaluate("field => field.validity.patternMismatch")
    assert not [request for request in window.requests if request.startswith("POST")]

"""The page that stands in for the AWS console shows what would have opened, and executes none of it."""

import urllib.parse


def test_destination_is_shown_as_text(page_of, stack):
    destination = "https://console.aws.amazon.com/s3/home?region=eu-west-1&x=<img src=x onerror=alert(1)>"
    query = urllib.parse.urlencode({
        "Action": "login", "Issuer": stack.base_url, "Destination": destination, "SigninToken": "a-token"})
    page = page_of("alice")
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{stack.settings['LATCHKEY_SIGNIN_ENDPOINT']}?{query}")
    assert page.locator("#Destination").inner_text() == destination
    assert page.locator("#Issuer").inner_text() == stack.base_url
    assert "a-token" not in page.content()
    assert dialogs == []


def test_signing_out_first_leads_on_to_the_console(page_of, people):
    person = people.new()
    page = page_of(person.name)
    page.goto("/")
    page.get_by_label("Sign out of the console first").check()
    page.get_by_role("button", name="Open the AWS console").click()
    page.wait_for_url("**/oauth?*")
    page.get_by_role("link", name="to the login").click()
    page.wait_for_url("**/federation?*")
    assert page.locator("#SigninToken").inner_text() == "given"

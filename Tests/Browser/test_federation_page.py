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

"""Browser windows in which people see the pages. A test fails when the browser reports an error.

LATCHKEY_TEST_SCREENSHOTS names a folder, in which a picture of every page is kept.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from stack import new_password
from web import write_passwords

SCREENSHOTS = os.environ.get("LATCHKEY_TEST_SCREENSHOTS")


@dataclass
class Window:
    """A page, and the errors that the browser reported about it."""

    page: object
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", lambda request: self.requests.append(f"{request.method} {request.url}"))

    def _hear(self, message):
        # Chromium reports every answer of 400 and above, and tests provoke some of those on purpose.
        is_status = re.match(r"Failed to load resource: the server responded with a status of \d+", message.text)
        if message.type in ("error", "warning") and not (is_status and message.location["url"] == self.page.url):
            self.complaints.append(f"{message.type}: {message.text}")


@pytest.fixture
def window_of(page_of):
    """window_of("alice") opens a window in which she is signed in."""
    windows = []

    def open_window(name: str, **options) -> Window:
        windows.append(Window(page_of(name, **options)))
        return windows[-1]

    yield open_window
    for window in windows:
        assert window.complaints == [], window.page.url


@pytest.fixture(scope="session")
def newcomer(stack, aws):
    """newcomer("erin") makes a person who can sign in. Options are those of her IAM user; with None she has none."""

    def arrive(name: str, groups=(), managed=(), iam: bool = True) -> str:
        stack.passwords[name] = new_password()
        stack.secrets.add(stack.passwords[name])
        write_passwords(stack.web.prefix / "local" / "passwords", stack.passwords)
        if iam:
            aws("iam").create_user(UserName=name)
            for arn in managed:
                aws("iam").attach_user_policy(UserName=name, PolicyArn=arn)
        return name

    return arrive


@pytest.fixture
def picture():
    """picture(page, "name") keeps pictures of a page in several sizes and colours, if LATCHKEY_TEST_SCREENSHOTS is set."""

    def take(page, name: str) -> None:
        if not SCREENSHOTS:
            return
        folder = Path(SCREENSHOTS)
        folder.mkdir(parents=True, exist_ok=True)
        size = page.viewport_size
        page.emulate_media(reduced_motion="reduce")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=folder / f"{name}-{scheme}.png")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 390, "height": 844})
        page.screenshot(path=folder / f"{name}-narrow.png", full_page=True)
        page.set_viewport_size(size)
        page.emulate_media(reduced_motion="no-preference")

    return take

"""People manage their access keys in a browser."""

import re

import pytest

KEY_ID = re.compile(r"AKIA[A-Z0-9]{12,}")


def create(window, stack) -> tuple[str, str]:
    """Presses the button for a new key, and returns the id and the secret on the page."""
    page = window.page
    page.get_by_role("button", name="Create an access key").click()
    page.wait_for_selector("#secret-access-key")
    # Only then has its script made reloading it harmless.
    page.wait_for_load_state()
    key_id = page.get_by_role("textbox", name="Access key ID").inner_text()
    secret = page.get_by_role("textbox", name="Secret access key").inner_text()
    stack.secrets.add(secret)
    return key_id, secret


@pytest.fixture(scope="module")
def keys_of(newcomer, aws):
    """Somebody with two active keys: the name and the keys' IDs."""
    newcomer("nora")
    return "nora", [aws("iam").create_access_key(UserName="nora")["AccessKey"]["AccessKeyId"] for _ in range(2)]


def rows(page) -> dict[str, str]:
    """The status of each key on the page."""
    page.wait_for_load_state()
    return {
        row.locator("td").nth(0).inner_text(): row.locator("td").nth(1).inner_text()
        for row in page.locator("tbody tr").all()
    }


def test_a_keys_whole_life(window_of, newcomer, stack, aws, picture):
    window = window_of(newcomer("dana"))
    page = window.page
    page.goto("/keys")
    assert page.get_by_role("heading", level=1).inner_text() == "Access keys"
    assert "You have no access keys" in page.locator("main").inner_text()
    picture(page, "keys-none")

    first, secret = create(window, stack)
    assert KEY_ID.fullmatch(first) and len(secret) == 40
    assert "shown only now" in page.get_by_role("alert").inner_text()
    picture(page, "keys-new")
    page.get_by_role("link", name="I have stored it").click()
    page.wait_for_url("**/keys")
    assert rows(page) == {first: "Active"}
    assert re.search("never|unknown", page.locator("tbody").inner_text())
    assert secret not in page.content()
    picture(page, "keys-one")

    second, _ = create(window, stack)
    page.goto("/keys")
    assert rows(page) == {first: "Active", second: "Active"}
    assert page.get_by_role("button", name="Create an access key").count() == 0
    assert "more than 2 access keys" in page.locator("main").inner_text()

    row = page.locator("tr", has_text=first)
    row.get_by_text("Deactivate…").click()
    picture(page, "keys-question")
    dialog = page.get_by_role("dialog")
    assert first in dialog.inner_text()
    dialog.get_by_role("button", name="Deactivate").click()
    assert f"{first} is inactive" in page.get_by_role("status").inner_text()
    # The message is gone when the page is loaded again.
    page.wait_for_url("**/keys")
    page.reload()
    assert page.get_by_role("status").count() == 0
    assert rows(page) == {first: "Inactive", second: "Active"}
    picture(page, "keys-two")

    page.locator("tr", has_text=first).get_by_role("button", name="Activate").click()
    assert f"{first} is active again" in page.get_by_role("status").inner_text()
    assert rows(page)[first] == "Active"

    row = page.locator("tr", has_text=first)
    row.get_by_text("Delete…").click()
    assert "cannot be undone" in page.get_by_role("dialog").inner_text()
    picture(page, "keys-delete")
    page.get_by_role("button", name="Delete for good").click()
    assert f"{first} has been deleted" in page.get_by_role("status").inner_text()
    assert list(rows(page)) == [second]
    assert [key["AccessKeyId"] for key in aws("iam").list_access_keys(UserName="dana")["AccessKeyMetadata"]] == [second]


def test_a_secret_is_shown_once(window_of, newcomer, stack, aws):
    """The secret is in no address. Reloading and going back or forward neither show it again nor make another key."""
    window = window_of(newcomer("edith"))
    page = window.page
    page.goto("/keys")
    _, secret = create(window, stack)
    assert not any(secret in request for request in window.requests)
    page.reload()
    assert len(rows(page)) == 1 and secret not in page.content()
    page.go_back()
    assert secret not in page.content()
    page.go_forward()
    assert secret not in page.content()
    assert len(aws("iam").list_access_keys(UserName="edith")["AccessKeyMetadata"]) == 1


def test_copying(window_of, newcomer, stack):
    window = window_of(newcomer("fred"), permissions=["clipboard-read", "clipboard-write"])
    page = window.page
    page.goto("/keys")
    key_id, secret = create(window, stack)
    for field, value in {"access-key-id": key_id, "secret-access-key": secret}.items():
        page.locator(f"[data-copy={field}]").click()
        page.get_by_role("button", name="Copied").first.wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == value
    page.locator("#secret-access-key").focus()
    assert page.evaluate("getSelection().toString()").strip() == secret


def test_a_form_submitted_twice_makes_one_key(window_of, newcomer, stack, aws):
    window = window_of(newcomer("gerd"))
    page = window.page
    page.goto("/keys")
    page.get_by_role("button", name="Create an access key").dblclick()
    page.wait_for_selector("#secret-access-key")
    stack.secrets.add(page.locator("#secret-access-key").inner_text())
    assert len(aws("iam").list_access_keys(UserName="gerd")["AccessKeyMetadata"]) == 1


def test_a_third_key(window_of, newcomer, stack, aws, picture):
    """The page was opened while there was room for another key."""
    window = window_of(newcomer("hugo"))
    page = window.page
    page.goto("/keys")
    made = [aws("iam").create_access_key(UserName="hugo")["AccessKey"]["AccessKeyId"] for _ in range(2)]
    page.get_by_role("button", name="Create an access key").click()
    page.wait_for_selector(".problem")
    assert "as many access keys as AWS allows" in page.get_by_role("heading", level=1).inner_text()
    assert all(key_id in page.locator("main").inner_text() for key_id in made)
    picture(page, "keys-third")
    page.get_by_role("link", name="Back to your access keys").click()
    assert list(rows(page)) == made


def test_a_form_submitted_again_without_javascript_makes_one_key(window_of, newcomer, stack, aws, picture):
    """Reloading the page with the new key submits its form again."""
    window = window_of(newcomer("kurt"), java_script_enabled=False)
    page = window.page
    page.goto("/keys")
    key_id, secret = create(window, stack)
    page.reload()
    assert window.requests.count(f"POST {stack.base_url}/keys") == 2
    assert "have changed meanwhile" in page.get_by_role("heading", level=1).inner_text()
    assert key_id in page.locator("main").inner_text() and secret not in page.content()
    picture(page, "keys-changed")
    assert [key["AccessKeyId"] for key in aws("iam").list_access_keys(UserName="kurt")["AccessKeyMetadata"]] == [key_id]
    page.get_by_role("link", name="Back to your access keys").click()
    assert list(rows(page)) == [key_id]


def test_without_javascript(window_of, newcomer, stack):
    window = window_of(newcomer("ida"), java_script_enabled=False)
    page = window.page
    page.goto("/keys")
    key_id, _ = create(window, stack)
    page.get_by_role("link", name="I have stored it").click()
    for question, answer, left in [
        ("Deactivate…", "Deactivate", {key_id: "Inactive"}),
        (None, "Activate", {key_id: "Active"}),
        ("Delete…", "Delete for good", {}),
    ]:
        if question:
            page.get_by_role("button", name=f"{question} {key_id}").click()
        page.get_by_role("button", name=f"{answer} {key_id}", exact=True).click()
        page.wait_for_url("**/keys?notice=*")
        assert rows(page) == left


def test_with_the_keyboard_alone(window_of, newcomer, stack):
    window = window_of(newcomer("jane"))
    page = window.page

    def walk_to(text: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.innerText").strip().startswith(text):
                return
        raise AssertionError(f"the Tab key doesn't lead to “{text}”")

    page.goto("/keys")
    walk_to("Skip to the content")
    page.keyboard.press("Enter")
    walk_to("Create an access key")
    page.keyboard.press("Enter")
    page.wait_for_selector("#secret-access-key")
    stack.secrets.add(page.locator("#secret-access-key").inner_text())
    walk_to("I have stored it")
    page.keyboard.press("Enter")
    page.wait_for_selector("tbody")
    walk_to("Delete…")
    page.keyboard.press("Enter")
    # The question begins at the button that changes nothing, and Escape closes it.
    assert page.evaluate("document.activeElement.innerText") == "Cancel"
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    assert page.evaluate("document.activeElement.innerText").startswith("Delete…")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").startswith("Delete for good")
    page.keyboard.press("Enter")
    assert "has been deleted" in page.get_by_role("status").inner_text()


@pytest.mark.parametrize("way", ["Cancel", "Escape", "a click elsewhere"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_question_can_be_left(window_of, keys_of, aws, way, width):
    name, [first, _] = keys_of
    page = window_of(name, viewport={"width": width, "height": 800}).page
    page.goto("/keys")
    page.get_by_role("button", name=f"Delete… {first}").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    match way:
        case "Cancel":
            dialog.get_by_role("button", name="Cancel").click()
        case "Escape":
            page.keyboard.press("Escape")
        case _:
            page.mouse.click(5, 5)
    dialog.wait_for(state="hidden")
    assert first in [key["AccessKeyId"] for key in aws("iam").list_access_keys(UserName=name)["AccessKeyMetadata"]]


def test_every_button_has_a_name_of_its_own(window_of, keys_of):
    name, ids = keys_of
    page = window_of(name).page
    page.goto("/keys")
    for id in ids:
        for label in ["Delete…", "Deactivate…"]:
            assert page.get_by_role("button", name=f"{label} {id}", exact=True).count() == 1


def test_a_link_cannot_make_the_page_say_anything(window_of, keys_of):
    page = window_of(keys_of[0]).page
    for notice in ["deleted", f"1.0.deleted.{keys_of[1][0]}"]:
        page.goto(f"/keys?notice={notice}")
        assert "deleted" not in page.locator("main").inner_text()
        assert page.locator(".alert").count() == 0

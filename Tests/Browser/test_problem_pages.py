"""A problem page says what is wrong, what was done, and where to go on."""

import re

import account
from client import ROOT


def words(page) -> str:
    return page.locator("main").inner_text()


def test_nobody_in_iam(window_of, newcomer, picture):
    page = window_of(newcomer("stranger", iam=False)).page
    assert page.goto("/").status == 403
    assert "No IAM user found" in words(page) and "“stranger”" in words(page)
    picture(page, "problem-no-user")
    assert page.get_by_role("link", name="Try again").get_attribute("href") == "/"


def test_more_than_a_role_holds(window_of, newcomer, aws, picture):
    # Sixteen policies of nearly the largest size, which don't fit into ten, however they are packed.
    iam = aws("iam")
    newcomer("kim")
    for group in range(2):
        iam.create_group(GroupName=f"many-{group}")
        iam.add_user_to_group(GroupName=f"many-{group}", UserName="kim")
        for number in range(8):
            resources = [f"arn:aws:s3:::bucket-{group}-{number}-{index}-{'x' * 30}/*" for index in range(85)]
            document = account.document(account.allow("s3:GetObject", resources))
            arn = iam.create_policy(PolicyName=f"many-{group}-{number}", PolicyDocument=document)["Policy"]["Arn"]
            iam.attach_group_policy(GroupName=f"many-{group}", PolicyArn=arn)
    page = window_of("kim").page
    page.goto("/")
    page.get_by_role("button", name="Open the AWS console").click()
    page.wait_for_selector(".problem")
    assert "IAM limit exceeded" in words(page) and "Nothing was written" in words(page)
    picture(page, "problem-limit")
    assert page.get_by_role("link", name="Back to the console login").get_attribute("href") == "/"


def test_no_such_page(window_of, picture):
    page = window_of("alice").page
    assert page.goto("/nothing/here").status == 404
    assert "There is nothing here" in words(page)
    picture(page, "problem-404")
    page.get_by_role("link", name="Back to the start").click()
    page.get_by_role("button", name="Open the AWS console").wait_for()


def test_a_forged_form(window_of, aws, picture):
    page = window_of("carol").page
    page.goto("/keys")
    page.locator("form[action='/keys'] input[name=csrf]").evaluate("field => field.value = '1.' + '0'.repeat(64)")
    with page.expect_response("**/keys") as answer:
        page.get_by_role("button", name="Create an access key").click()
    assert answer.value.status == 403
    assert "Nothing was changed" in words(page)
    assert aws("iam").list_access_keys(UserName="carol")["AccessKeyMetadata"] == []
    picture(page, "problem-forged")
    page.get_by_role("link", name="Back to your access keys").click()
    page.get_by_role("heading", name="Access keys", level=1).wait_for()


def test_a_long_arn_stays_on_nginx_s_page(window_of):
    [text] = re.findall("<!DOCTYPE html>.*</html>", (ROOT / "nginx/latchkey.conf").read_text(), re.DOTALL)
    arn = f"arn:aws:sts::{account.ACCOUNT_ID}:assumed-role/AWSReservedSSO_Administrators_0123456789abcdef/person@example.com"
    page = window_of("alice", viewport={"width": 320, "height": 640}).page
    page.set_content(text.replace("$latchkey_error_words", f"<p>You are <code>{arn}</code>.</p>"))
    assert arn in words(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

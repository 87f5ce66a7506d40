"""Where something is wrong, a page says what, what was done, and where to go on."""


def words(page) -> str:
    return page.locator("main").inner_text()


def test_nobody_in_iam(window_of, newcomer, picture):
    page = window_of(newcomer("stranger", iam=False)).page
    assert page.goto("/").status == 403
    assert "No IAM user found" in words(page) and "“stranger”" in words(page)
    picture(page, "problem-no-user")
    assert page.get_by_role("link", name="Try again").get_attribute("href") == "/"


def test_more_than_a_role_holds(window_of, newcomer, aws, picture):
    iam = aws("iam")
    document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
    many = [
        iam.create_policy(PolicyName=f"one-of-many-{number}", PolicyDocument=document)["Policy"]["Arn"]
        for number in range(22)
    ]
    newcomer("kim", managed=many[:10])
    for group in range(2):
        iam.create_group(GroupName=f"many-{group}")
        for arn in many[10 + group * 6 : 16 + group * 6]:
            iam.attach_group_policy(GroupName=f"many-{group}", PolicyArn=arn)
        iam.add_user_to_group(GroupName=f"many-{group}", UserName="kim")
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

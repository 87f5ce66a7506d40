"""latchkey console: a link that signs a browser in, made from a profile's credentials."""

import urllib.parse
import urllib.request

import boto3
import pytest


@pytest.fixture
def work(tool, anybody, stack, faults):
    """A profile `work` with the credentials of a session. The sign-in is asked where AWS is."""
    sts = boto3.client("sts", endpoint_url=stack.aws_endpoint, region_name="us-east-1",
                       aws_access_key_id=anybody.keys["AWS_ACCESS_KEY_ID"],
                       aws_secret_access_key=anybody.keys["AWS_SECRET_ACCESS_KEY"])
    found = sts.get_session_token()["Credentials"]
    stack.secrets |= {found["SecretAccessKey"], found["SessionToken"]}
    tool.profile("work", aws_access_key_id=found["AccessKeyId"], aws_secret_access_key=found["SecretAccessKey"],
                 aws_session_token=found["SessionToken"], region="eu-west-1")
    tool.variables = {name: value for name, value in tool.variables.items() if name not in anybody.keys}
    tool.variables["AWS_ENDPOINT_URL_SIGNIN"] = faults.endpoint
    return found


def test_link_is_printed(tool, work):
    result = tool.run("console", "work", "--service", "s3", "--print")
    assert result.returncode == 0, result.stderr
    link = urllib.parse.urlsplit(result.stdout.strip())
    query = dict(urllib.parse.parse_qsl(link.query))
    assert query["Action"] == "login" and query["SigninToken"]
    assert query["Destination"] == "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1"
    assert work["SessionToken"] not in result.stdout and work["SecretAccessKey"] not in result.stdout


def test_browser_gets_the_link_in_a_file(tool, work):
    opened = tool.home / "opened"
    browser = tool.home / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o700)
    result = tool.run("console", "work", environment={"BROWSER": str(browser)})
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    page = opened.read_text().strip()
    assert page.startswith("file://") and "SigninToken" in urllib.request.urlopen(page).read().decode()


def test_what_cannot_be_opened_is_told(tool, work, anybody):
    tool.fails(64, "page of an AWS console", "console", "work", "--destination", "https://example.com/")
    tool.profile("key", aws_access_key_id=anybody.keys["AWS_ACCESS_KEY_ID"],
                 aws_secret_access_key=anybody.keys["AWS_SECRET_ACCESS_KEY"])
    tool.fails(78, "is an access key", "console", "key")

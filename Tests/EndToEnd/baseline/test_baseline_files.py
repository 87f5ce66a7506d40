"""Files that can't be read, and actions that AWS doesn't have: what is wrong, in which line, and what to do."""

import os

import pytest

POLICY = """
policies:
  p:
    document: {Version: 2012-10-17, Statement: [{Effect: Deny, Action: 's3:GetObjcet', Resource: '*'}]}
"""


@pytest.mark.parametrize("text, words", [
    (None, "account.yaml isn't there"), ("people: {ann: {pgp-key: {file: none.asc}, access-key: true}}", "line 1: “none.asc” isn't there"),
    ("people: {ann: {pgp-key: {file: empty}, access-key: true}}", "line 1: “empty” is empty"),
    ("policies: {p: {file: folder}}", "line 1: “folder” can't be read: it is a folder"),
    ("saml-providers: {p: {metadata: {file: folder}}}", "line 1: “folder” can't be read: it is a folder"),
])
def test_a_file_that_cant_be_read_is_told_once_with_the_reason(tool, text, words):
    (tool.home / "folder").mkdir()
    (tool.home / "empty").write_text("")
    if text is not None:
        (tool.home / "account.yaml").write_text(text)
    tool.fails(78, words, "baseline", "plan")
    tool.fails(78, "folder can't be read: it is a folder", "baseline", "plan", "folder")


def test_the_file_may_come_by_a_pipe(tool):
    reader, writer = os.pipe()
    os.write(writer, b"people: {ann: {}}")
    os.close(writer)
    plan = tool.start("baseline", "plan", "/dev/stdin", stdin=reader)
    os.close(reader)
    output, errors = plan.communicate(timeout=60)
    assert (plan.returncode, errors) == (2, "") and "+ user/ann" in output, output


def test_an_action_that_aws_doesnt_have_is_refused_until_it_is_named_as_new(tool):
    (tool.home / "account.yaml").write_text(POLICY)
    words = "line 4: there is no action “s3:GetObjcet”: did you mean “s3:GetObject”? If AWS has it by now, add"
    tool.fails(78, words, "baseline", "plan")
    (tool.home / "account.yaml").write_text("new-actions: ['s3:GetObjcet']" + POLICY)
    result = tool.run("baseline", "plan")
    assert result.returncode == 2 and result.stderr == "", result

"""Whoever applies with rights that the file itself changes hears of it before anything is written."""

import json

import pytest

FILE = """
path: /baseline/
groups:
  administrators:
    inline-policies:
      everything: {document: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}}
people:
  ann: {groups: [administrators]}
  bob: {}
"""


def write(tool, text):
    (tool.home / "account.yaml").write_text(text)


@pytest.fixture
def ann(tool, iam):
    """The tool with ann's own key."""
    write(tool, FILE)
    result = tool.run("baseline", "apply", "--yes")
    assert result.returncode == 0, (result.stdout, result.stderr)
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    tool.variables |= {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    return tool


def groups(iam, name) -> list[str]:
    return [group["GroupName"] for group in iam.list_groups_for_user(UserName=name)["Groups"]]


def test_who_would_lock_themselves_out_is_told_and_nothing_is_changed(ann, iam):
    write(ann, FILE.replace("ann: {groups: [administrators]}", "ann: {}").replace("bob: {}", "bob: {groups: [administrators]}"))
    plan = ann.run("baseline", "plan")
    assert plan.returncode == 2 and "! user/ann, as whom you are here, loses iam:AddUserToGroup" in plan.stdout, plan
    [loss] = json.loads(ann.run("baseline", "plan", "--output", "json").stdout)["caller"]["losses"]
    assert (loss["step"], loss["actions"], loss["steps"]) == ("leave administrators", ["iam:AddUserToGroup"], 1)
    result = ann.run("baseline", "apply", "--yes")
    assert result.returncode == 78 and "--despite-lockout" in result.stderr, result
    assert (groups(iam, "ann"), groups(iam, "bob")) == (["administrators"], [])
    ann.run("baseline", "apply", "--yes", "--despite-lockout")
    assert groups(iam, "ann") == []


def test_an_administrator_whose_policy_only_grows_goes_on(ann, iam):
    write(ann, FILE.replace("Resource: '*'}]", "Resource: '*'}, {Effect: Allow, Action: 's3:GetObject', Resource: '*'}]"))
    plan = ann.run("baseline", "plan")
    assert "! " not in plan.stdout and "* user/ann, as whom you are here, gets other rights by group/administrators" in plan.stdout
    result = ann.run("baseline", "apply", "--yes")
    assert result.returncode == 0, (result.stdout, result.stderr)


@pytest.mark.parametrize("change, step", [
    # AWS's own policy is read, and an access key has no second factor.
    (lambda text: text.replace("ann: {groups: [administrators]}", "ann: {groups: [administrators], permissions-boundary: ReadOnlyAccess}"),
     "set the boundary"),
    (lambda text: text.replace("Resource: '*'}]", "Resource: '*', Condition: {Bool: {'aws:MultiFactorAuthPresent': 'true'}}}]"),
     "write the inline policy everything"),
])
def test_what_surely_shuts_an_access_key_out_is_told(ann, iam, change, step):
    write(ann, change(FILE).replace("bob: {}", "bob: {groups: [administrators]}"))
    plan = ann.run("baseline", "plan")
    assert "! user/ann, as whom you are here, loses iam:AddUserToGroup" in plan.stdout and f"“{step}”" in plan.stdout, plan.stdout
    assert ann.run("baseline", "apply", "--yes").returncode == 78
    assert groups(iam, "bob") == []


def test_nobody_destroys_their_own_rights_unawares(ann, iam):
    result = ann.run("baseline", "destroy", "--yes")
    assert result.returncode == 78 and "--despite-lockout" in result.stderr, result
    assert {user["UserName"] for user in iam.list_users()["Users"]} == {"ann", "bob"}

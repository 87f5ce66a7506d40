"""What a plan says should be looked at first: whose rights become wider, and who was offboarded."""

import json

FILE = """
groups:
  staff:
    inline-policies:
      no-buckets: {document: {Version: 2012-10-17, Statement: [{Effect: Deny, Action: 's3:*', Resource: '*'}]}}
people:
  ann: {groups: [staff]}
"""
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def apply(tool, *arguments: str, text: str = FILE):
    (tool.home / "account.yaml").write_text(text)
    return tool.run("baseline", "apply", "--yes", *arguments)


def test_who_loses_a_deny_by_hand_and_keeps_rights_is_told(tool, iam):
    assert apply(tool).returncode == 0
    iam.create_user(UserName="mallory")
    iam.add_user_to_group(GroupName="staff", UserName="mallory")
    assert "! " not in tool.run("baseline", "plan").stdout
    iam.attach_user_policy(UserName="mallory", PolicyArn=ADMINISTRATOR)
    plan = tool.run("baseline", "plan")
    assert plan.returncode == 2 and "- member mallory" in plan.stdout
    words = "user/mallory loses the Deny of the inline policy no-buckets of group/staff and keeps AdministratorAccess"
    assert f"\n! {words}, and isn’t in the file" in plan.stdout
    [warning] = json.loads(tool.run("baseline", "plan", "--output", "json").stdout)["warnings"]
    assert warning.startswith(words)
    # It is told, and done.
    result = apply(tool)
    assert result.returncode == 0 and words in result.stdout, result
    assert iam.list_groups_for_user(UserName="mallory")["Groups"] == []


def test_who_was_offboarded_and_kept_is_given_nothing_back(tool, iam):
    assert apply(tool).returncode == 0
    offboarded = tool.run("baseline", "offboard", "--yes", "--keep-user", "ann")
    assert offboarded.returncode == 0 and "Take ann out of the account’s file" in offboarded.stdout, offboarded
    for arguments in [(), ("--adopt", "all")]:
        result = apply(tool, *arguments)
        assert result.returncode == 78 and "nothing was changed" in result.stderr
        assert "! user/ann: they were offboarded, and the inline policy latchkey-offboarding denies them everything" in result.stdout
    # Out of the file, the user stays as it is.
    result = apply(tool, text=FILE[:FILE.index("people:")])
    assert result.returncode == 0 and "- user/ann" not in result.stdout, result
    assert iam.list_user_policies(UserName="ann")["PolicyNames"] == ["latchkey-offboarding"]
    assert iam.list_groups_for_user(UserName="ann")["Groups"] == []


def test_a_group_that_gets_another_name_says_that_its_members_can_do_nothing_for_a_moment(tool, iam):
    text = FILE.replace("Resource: '*'}]", "Resource: '*'}, {Effect: Allow, Action: 'ec2:*', Resource: '*'}]")
    assert apply(tool, text=text).returncode == 0
    result = apply(tool, text=text.replace("staff", "team"))
    assert result.returncode == 0, result
    assert "! user/ann can do nothing for a moment, as what allows goes and comes together with what denies" in result.stdout
    assert [group["GroupName"] for group in iam.list_groups_for_user(UserName="ann")["Groups"]] == ["team"]
    assert iam.list_user_policies(UserName="ann")["PolicyNames"] == []

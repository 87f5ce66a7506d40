"""What lies beside that which a file has made: another file's things, and what hands have added."""

import json

import boto3
import pytest

FILE = """
path: /NAME/
name: NAME
groups: {NAME-staff: {}}
people: {NAME-ann: {groups: [NAME-staff]}}
"""
TABLE = "path: /baseline/\nregion: us-east-1\ntables: {records: {key: id}}\n"
OPEN = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "210987654321"}, "Action": "dynamodb:GetItem", "Resource": "*"}]}


def write(tool, text: str) -> None:
    (tool.home / "account.yaml").write_text(text)


def apply(tool) -> None:
    result = tool.run("baseline", "apply", "--yes")
    assert result.returncode == 0, result.stderr


def test_two_files_of_one_account_leave_each_other_alone(tool, iam):
    for name in ["first", "second"]:
        write(tool, FILE.replace("NAME", name))
        apply(tool)
    assert tool.run("baseline", "plan").returncode == 0
    write(tool, FILE.replace("NAME", "first"))
    assert tool.run("baseline", "plan").returncode == 0
    assert tool.run("baseline", "destroy", "--yes").returncode == 0
    assert [group["GroupName"] for group in iam.list_groups()["Groups"]] == ["second-staff"]
    assert [user["UserName"] for user in iam.list_users()["Users"]] == ["second-ann"]


def test_a_file_cannot_have_the_path_of_another_one(tool, iam):
    write(tool, FILE.replace("/NAME/", "/first/").replace("NAME", "second"))
    result = tool.run("baseline", "apply", "--yes")
    assert result.returncode == 78 and "line 2: “path” should end with the file’s name, such as /second/" in result.stderr
    assert iam.list_groups()["Groups"] == []


@pytest.mark.parametrize("line", ["permissions-boundary: nope", "managed-policies: [nope]"])
def test_a_policy_that_is_nowhere_is_told_before_anything_is_written(tool, iam, line):
    write(tool, f"path: /baseline/\npeople:\n  ann: {{{line}}}\n")
    result = tool.run("baseline", "apply", "--yes")
    assert result.returncode == 78
    assert "! user/ann: there is no policy “nope” in the file, in the account or of AWS’s own (line 3)" in result.stdout
    assert iam.list_users()["Users"] == []


def test_tables_are_in_the_region_of_the_file_whatever_the_callers_is(tool, stack, account):
    def tables(region):
        return boto3.client("dynamodb", endpoint_url=stack.aws_endpoint, region_name=region, aws_access_key_id=account,
                            aws_secret_access_key="test").list_tables()["TableNames"]

    write(tool, TABLE.replace("us-east-1", "eu-north-1"))
    result = tool.run("baseline", "apply", "--yes", "--region", "eu-west-1")
    assert result.returncode == 0 and result.stdout.endswith(" is as the file says, with its tables in eu-north-1.\n"), result
    assert tool.run("baseline", "plan", "--region", "us-west-2").returncode == 0
    assert (tables("eu-west-1"), tables("eu-north-1"), tables("us-west-2")) == ([], ["records"], [])
    assert tool.run("baseline", "export", "--table", "records", "--region", "eu-west-1").returncode == 64
    exported = tool.run("baseline", "export", "--table", "records", "--region", "eu-north-1").stdout
    assert "\nregion: eu-north-1\n" in exported
    result = tool.run("baseline", "destroy", "--yes", "--region", "us-west-2")
    assert result.returncode == 0 and result.stdout.endswith("; tables were looked for in eu-north-1.\n")
    assert tables("eu-north-1") == []


def test_what_hands_added_to_a_table_and_a_role_is_told_and_left_alone(tool, iam, stack, account):
    write(tool, TABLE + "roles: {node: {trust: [{service: ec2.amazonaws.com}], instance-profile: true}}\n")
    apply(tool)
    assert "* " not in tool.run("baseline", "plan").stdout
    dynamodb = boto3.client("dynamodb", endpoint_url=stack.aws_endpoint, region_name="us-east-1", aws_access_key_id=account,
                            aws_secret_access_key="test")
    arn = dynamodb.describe_table(TableName="records")["Table"]["TableArn"]
    dynamodb.put_resource_policy(ResourceArn=arn, Policy=json.dumps(OPEN))
    iam.create_instance_profile(InstanceProfileName="other")
    iam.add_role_to_instance_profile(InstanceProfileName="other", RoleName="node")
    result = tool.run("baseline", "plan")
    assert result.returncode == 0
    assert "* table/records has a resource policy that allows something" in result.stdout
    assert "* role/node is in the instance profile other as well" in result.stdout

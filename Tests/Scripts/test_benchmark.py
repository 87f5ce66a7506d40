"""The C programs of scripts/bench, and its counter of instructions."""

import importlib.util
import json
import os
import subprocess
import sys
import urllib.request

import boto3
import pytest
from client import ROOT
from stack import free_port, is_free

BENCHMARK = ROOT / "scripts" / "benchmark"

# Their folder has a module `processes`, as that of the stack does: these modules are loaded by their paths.
def loaded(name):
    specification = importlib.util.spec_from_file_location(name, BENCHMARK / f"{name}.py")
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module  # where a data class looks for its own module
    specification.loader.exec_module(module)
    return module


c_programs, counting = loaded("c_programs"), loaded("counting")


@pytest.mark.parametrize("name", c_programs.PROGRAMS)
def test_c_programs_compile_without_a_warning(name, tmp_path):
    (tmp_path / "response.h").write_text('#define RESPONSE "Status: 200 OK\\r\\n\\r\\n"\n')
    assert os.access(c_programs.compile_c(name, tmp_path, "-Werror"), os.X_OK)


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover"]
    return c_programs.compile_c("delay-server", tmp_path_factory.mktemp("delay-server"), *sanitizers)


@pytest.fixture
def stand_in(program, tmp_path):
    port = free_port()
    with open(tmp_path / "log", "w") as log:
        process = subprocess.Popen([program, str(port), "0"], stdout=log, stderr=log)
    try:
        while is_free(port):
            assert process.poll() is None
        yield lambda service: boto3.client(
            service, endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1", aws_access_key_id="x",
            aws_secret_access_key="x")
    finally:
        process.terminate()
        status = process.wait(20)
    assert (status, (tmp_path / "log").read_text()) == (0, "")


def test_stand_in_knows_a_record_that_a_login_may_use(stand_in):
    dynamodb = stand_in("dynamodb")
    key = {"TableName": "latchkey", "Key": {"username": {"S": "zoe"}}}

    def update(expression, values, returned="NONE"):
        values = {name: {"N": value} if value.isdigit() else {"S": value} for name, value in values.items()}
        return dynamodb.update_item(UpdateExpression=expression, ExpressionAttributeValues=values,
                                    ConditionExpression=" AND ".join(values), ReturnValues=returned, **key).get("Attributes")

    def login():
        return update("SET expires_at = :expires_at", {":expires_at": "300", ":fresh_since": "100"}, "ALL_NEW")

    refused = dynamodb.exceptions.ConditionalCheckFailedException
    assert "Item" not in dynamodb.get_item(**key)
    pytest.raises(refused, login)
    assert update("SET lease_owner = :owner, expires_at = :at REMOVE synced_at", {":owner": "a", ":at": "200"}, "ALL_OLD") is None
    pytest.raises(refused, login)
    assert update("SET synced_at = :now, #plan = :plan", {":now": "101", ":plan": 'a "plan"'}) is None
    pytest.raises(refused, login)
    assert update("REMOVE lease_owner, lease_until", {":owner": "a"}) is None
    record = {"username": {"S": "zoe"}, "expires_at": {"N": "300"}, "synced_at": {"N": "101"}, "plan": {"S": 'a "plan"'}}
    assert login() == record == dynamodb.get_item(**key)["Item"]
    assert update("SET synced_at = :at", {":at": "100"}, "ALL_OLD") == record
    pytest.raises(refused, login)
    dynamodb.delete_item(**key)
    assert "Item" not in dynamodb.get_item(**key)


def test_stand_in_keeps_items_of_the_table_of_what_is_used_once(stand_in):
    dynamodb = stand_in("dynamodb")
    key = {"TableName": "latchkey-tokens", "Key": {"id": {"S": "nonce/x"}}}
    assert "Item" not in dynamodb.get_item(**key)
    dynamodb.update_item(UpdateExpression="SET #made_by = :me", ExpressionAttributeNames={"#made_by": "made_by"},
                         ExpressionAttributeValues={":me": {"S": "a"}}, **key)
    assert dynamodb.get_item(**key)["Item"]["made_by"] == {"S": "a"}


def test_stand_in_keeps_what_a_role_is_given(stand_in):
    iam, sts = stand_in("iam"), stand_in("sts")
    role = {"RoleName": "user_zoe"}
    pytest.raises(iam.exceptions.NoSuchEntityException, iam.get_role, **role)
    trust = {"Statement": [{"Sid": "a + b & c"}]}
    tags = [{"Key": "latchkey:mirror", "Value": "AIDA/zoe"}, {"Key": "team", "Value": "a & b"}]
    iam.create_role(
        AssumeRolePolicyDocument=json.dumps(trust), PermissionsBoundary="arn:aws:iam::1:policy/b", Tags=tags, **role)
    pytest.raises(iam.exceptions.EntityAlreadyExistsException, iam.create_role, AssumeRolePolicyDocument="{}", **role)
    found = iam.get_role(**role)["Role"]
    assert found["AssumeRolePolicyDocument"] == trust
    assert found["PermissionsBoundary"]["PermissionsBoundaryArn"] == "arn:aws:iam::1:policy/b"
    iam.tag_role(Tags=[{"Key": "team", "Value": "c"}, {"Key": "more", "Value": "d"}], **role)
    iam.untag_role(TagKeys=["more"], **role)
    now = {tag["Key"]: tag["Value"] for tag in iam.get_role(**role)["Role"]["Tags"]}
    assert (found["Tags"][::-1], now) == (tags, {"latchkey:mirror": "AIDA/zoe", "team": "c"})
    iam.put_role_policy(PolicyName="own", PolicyDocument=json.dumps(trust), **role)
    iam.attach_role_policy(PolicyArn="arn:aws:iam::1:policy/p", **role)
    assert iam.list_role_policies(**role)["PolicyNames"] == ["own"]
    assert iam.get_role_policy(PolicyName="own", **role)["PolicyDocument"] == trust
    assert [policy["PolicyName"] for policy in iam.list_attached_role_policies(**role)["AttachedPolicies"]] == ["p"]
    assumed = sts.assume_role(RoleArn="arn:aws:iam::1:role/user-role/user_zoe", RoleSessionName="zoe")
    assert assumed["AssumedRoleUser"]["Arn"].endswith(":assumed-role/user_zoe/zoe")
    iam.delete_role(**role)
    pytest.raises(iam.exceptions.NoSuchEntityException, iam.list_role_policies, **role)


def test_stand_in_lists_an_account_of_so_many_users(stand_in):
    iam, dynamodb = stand_in("iam"), stand_in("dynamodb")
    endpoint = iam.meta.endpoint_url
    assert iam.list_users()["Users"] == [] and not iam.list_users()["IsTruncated"]
    urllib.request.urlopen(f"{endpoint}/__account?250").read()
    urllib.request.urlopen(f"{endpoint}/__expired?3").read()

    def names(operation, of, name):
        return [each[name] for page in iam.get_paginator(operation).paginate() for each in page[of]]

    users = names("list_users", "Users", "UserName")
    assert users == [*(f"old-{number}" for number in range(3)), *(f"kept-{number}" for number in range(250))]
    assert names("list_roles", "Roles", "RoleName") == [f"user_{name}" for name in users]
    assert names("list_policies", "Policies", "PolicyName") == [f"latchkey-{name}" for name in users]
    for number in range(250):
        dynamodb.update_item(TableName="latchkey", Key={"username": {"S": f"kept-{number}"}}, UpdateExpression="SET expires_at = :at",
                             ExpressionAttributeValues={":at": {"N": "1800000000"}})

    def scan(**values) -> set[str]:
        filter = {"FilterExpression": "expires_at < :date", "ExpressionAttributeValues": {":date": {"N": "1750000000"}}} if values else {}
        pages = [page for segment in range(4) for page in dynamodb.get_paginator("scan").paginate(
            TableName="latchkey", TotalSegments=4, Segment=segment, Limit=20, **filter)]
        assert sum(page["ScannedCount"] for page in pages) == 253
        return {item["username"]["S"] for page in pages for item in page["Items"]}

    assert scan() == set(users) and scan(before=True) == {"old-0", "old-1", "old-2"}


@pytest.mark.parametrize("times, groups, each", [(1, 1, 1), (10, 10, 1), (100, 10, 10)])
def test_stand_in_gives_users_as_much_as_their_names_say(stand_in, times, groups, each):
    iam, user = stand_in("iam"), f"x{times}-100"
    names = [group["GroupName"] for group in iam.list_groups_for_user(UserName=user)["Groups"]]
    assert len(names) == groups and iam.list_user_policies(UserName=user)["PolicyNames"] == []
    managed = [policy["PolicyArn"] for name in names for policy in iam.list_attached_group_policies(GroupName=name)["AttachedPolicies"]]
    inline = [(name, policy) for name in names for policy in iam.list_group_policies(GroupName=name)["PolicyNames"]]
    assert len(set(managed)) == len(set(inline)) == times == groups * each
    documents = {json.dumps(iam.get_group_policy(GroupName=name, PolicyName=policy)["PolicyDocument"]) for name, policy in inline}
    assert len(documents) == times


def test_what_a_program_did_before_is_not_counted(tmp_path):
    """It calls a function of a library so many times as a line says."""
    (tmp_path / "caller.c").write_text("""
        #include <stdio.h>
        #include <stdlib.h>
        int main(void) {
            char line[32];
            while (fgets(line, sizeof line, stdin)) {
                for (int left = atoi(line); left > 0; left--) rand();
                puts("done");
                fflush(stdout);
            }
        }""")
    subprocess.run(["cc", "-o", tmp_path / "caller", tmp_path / "caller.c"], check=True)
    out = tmp_path / "out"

    def counted(before):
        with subprocess.Popen([*counting.callgrind(out), tmp_path / "caller"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, bufsize=1) as process:

            def call(times):
                process.stdin.write(f"{times}\n")
                assert process.stdout.readline() == "done\n"

            call(before)
            with counting.between(process.pid, out) as counts:
                call(1_000)
            process.stdin.close()
        return counts.instructions

    few = counted(1_000)
    assert few > 10_000
    assert counted(100_000) == pytest.approx(few, rel=0.01)

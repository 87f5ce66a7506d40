"""A first login makes the role that mirrors the person, or takes over the one that himeko made."""

import json
import time

import account
from people import BROKER

READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


class TestRole:
    def test_role_is_the_person(self, people):
        person = people.ordinary()
        assert person.log_in().status == 302
        mirror = person.check_mirror()
        assert mirror.role["RoleName"] == f"user_{person.name}"
        assert mirror.role["Arn"] == person.role_arn
        assert mirror.role["AssumeRolePolicyDocument"] == {
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow", "Principal": {"AWS": BROKER},
                "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
            }],
        }
        assert len(mirror.statements) == 3 and len(mirror.attached) == 2

    def test_boundary_tags_and_path_of_the_user(self, people):
        boundary = f"arn:aws:iam::{account.ACCOUNT_ID}:policy/staff-boundary"
        person = people.new(boundary=boundary, path="/staff/", tags={"Department": "Research", "Cost": "a b"})
        assert person.log_in().status == 302
        mirror = person.check_mirror()
        assert mirror.role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
        assert mirror.tags.keys() == {"latchkey:mirror", "Department", "Cost"}

    def test_policy_of_user_and_group_is_attached_once(self, people):
        person = people.new(managed=[READ_ONLY], groups={"a": ({}, [READ_ONLY]), "b": ({}, [READ_ONLY])})
        assert person.log_in().status == 302
        assert person.check_mirror().attached == {READ_ONLY}

    def test_inline_policies_of_one_name_are_all_there(self, people):
        documents = [account.document(account.allow(f"s3:{action}")) for action in ["GetObject", "PutObject"]]
        deny = account.document({"Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::x/*"})
        person = people.new(
            inline={"same": documents[0]}, groups={"a": ({"same": documents[1]}, []), "b": ({"same": deny}, [])})
        assert person.log_in().status == 302
        assert len(person.check_mirror().statements) == 3

    def test_documents_of_2008_keep_their_version(self, people):
        old = json.dumps({"Version": "2008-10-17", "Statement": [
            {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::${aws:username}"}]})
        person = people.new(inline={"old": old, "new": account.document(account.allow("s3:GetObject"))})
        assert person.log_in().status == 302
        mirror = person.check_mirror()
        versions = {name: document["Version"] for name, document in mirror.inline.items()}
        assert versions == {
            "latchkey-deny": "2012-10-17", "latchkey-deny-2008": "2008-10-17", "latchkey-allow": "2012-10-17"}

    def test_user_without_any_policy(self, people):
        person = people.new()
        assert person.log_in().status == 302
        assert person.check_mirror().statements == []

    def test_record_has_himekos_attributes(self, people):
        person = people.new()
        before = time.time()
        assert person.log_in().status == 302
        record = person.record()
        assert record["username"] == {"S": person.name}
        assert record["role_arn"] == {"S": person.role_arn}
        assert before + 86_400 - 2 <= int(record["expires_at"]["N"]) <= time.time() + 86_400
        assert "lease_owner" not in record

    def test_session_is_named_after_the_person(self, people, faults):
        person = people.new()
        start = len(faults.calls)
        assert person.log_in().status == 302
        asked = [c.parameters for c in faults.since(start) if c.operation == "sts:AssumeRole" and c.status == 200]
        assert len(asked) == 1
        assert asked[0]["RoleArn"] == person.role_arn
        assert asked[0]["RoleSessionName"] == asked[0]["SourceIdentity"] == person.name
        assert asked[0]["DurationSeconds"] == "3600"

    def test_name_of_one_character(self, people):
        person = people.new("q")
        assert person.log_in().status == 302
        person.check_mirror()

    def test_name_of_64_characters(self, people):
        person = people.new("n" * 64)
        answer = person.assume_role()
        assert answer.status == 200
        roles = person.iam.list_roles(PathPrefix="/user-role/")["Roles"]
        [name] = [role["RoleName"] for role in roles if role["RoleName"].startswith("user_nnnn")]
        assert len(name) == 64


class TestHimekosRole:
    def test_role_and_record_of_himeko_are_taken_over(self, people):
        person = people.ordinary()
        iam = person.iam
        trust = json.dumps({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": [f"arn:aws:iam::{account.ACCOUNT_ID}:root"]},
            "Action": "sts:AssumeRole", "Condition": {}}]})
        role = iam.create_role(
            RoleName=person.role_name, Path="/user-role/", AssumeRolePolicyDocument=trust, MaxSessionDuration=43200)
        group = iam.list_groups_for_user(UserName=person.name)["Groups"][0]["GroupName"]
        for name, text in {
            "own": account.document(account.allow("s3:*", "arn:aws:s3:::own/*")),
            f"{group}_logs": account.document(account.allow(["logs:Get*", "logs:Describe*"])),
            f"{group}_revoked": account.document(account.allow("*")),
        }.items():
            iam.put_role_policy(RoleName=person.role_name, PolicyName=name, PolicyDocument=text)
        iam.attach_role_policy(RoleName=person.role_name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
        person.table.put_item(TableName=account.TABLE, Item={
            "username": {"S": person.name}, "role_arn": {"S": role["Role"]["Arn"]},
            "expires_at": {"N": str(int(time.time()) + 5000)}})
        assert person.log_in().status == 302
        mirror = person.check_mirror()
        assert mirror.id == role["Role"]["RoleId"]
        assert set(mirror.inline) == {"latchkey-allow", "latchkey-deny"}

    def test_role_of_somebody_else_is_left_alone(self, people):
        person = people.new()
        trust = account.document({"Effect": "Allow", "Principal": {"AWS": BROKER}, "Action": "sts:AssumeRole"})
        before = person.iam.create_role(RoleName=person.role_name, Path="/", AssumeRolePolicyDocument=trust)["Role"]
        answer = person.log_in()
        assert answer.status == 409 and before["Arn"] in answer.text
        after = person.iam.get_role(RoleName=person.role_name)["Role"]
        assert after["Path"] == "/" and after["RoleId"] == before["RoleId"] and after["MaxSessionDuration"] == 3600

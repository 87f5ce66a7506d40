"""Managed policies that are deleted and made again under the same name, or change while they are read."""

import time
from concurrent.futures import ThreadPoolExecutor

import account
import pytest

HOME = account.document(account.allow(["s3:GetObject", "sqs:*"], ["arn:aws:s3:::home/${aws:username}/*", "*"]))
LIST = account.document(account.allow("s3:List*"))
PLAIN = account.document(account.allow("s3:*"))
OUTSIDE_HOME = account.document(
    account.allow("s3:*"),
    {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::home/${aws:username}/*"})


def make_anew(iam, arn: str, document: str) -> None:
    """Deletes an unused policy and makes another one of the same name."""
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    iam.delete_policy(PolicyArn=arn)
    made = iam.create_policy(PolicyName=policy["PolicyName"], Path=policy["Path"], PolicyDocument=document)["Policy"]
    assert made["Arn"] == arn and made["PolicyId"] != policy["PolicyId"] and made["DefaultVersionId"] == "v1"


def replace(person, arn: str, document: str) -> None:
    """Replaces a policy of the person by another one of the same name."""
    mirror = person.mirror()
    if mirror and arn in mirror.attached:
        person.iam.detach_role_policy(RoleName=person.role_name, PolicyArn=arn)
    person.iam.detach_user_policy(UserName=person.name, PolicyArn=arn)
    make_anew(person.iam, arn, document)
    person.iam.attach_user_policy(UserName=person.name, PolicyArn=arn)


def sync(person):
    """Syncs the role, and returns it."""
    person.age_record()
    assert person.assume_role().status == 200
    return person.mirror()


class TestMadeAnew:
    def test_is_read_again(self, people):
        arn = people.policy(HOME)
        person = people.new(managed=[arn])
        assert person.assume_role().status == 200
        assert f"home/{person.name}/*" in "".join(person.mirror().statements)
        replace(person, arn, LIST)
        mirror = sync(person)
        assert (mirror.statements, mirror.attached) == ([], {arn})

    def test_is_read_again_before_it_is_attached(self, people):
        arn = people.policy(PLAIN)
        person = people.new(managed=[arn])
        assert person.assume_role().status == 200
        assert person.mirror().attached == {arn}
        replace(person, arn, OUTSIDE_HOME)
        mirror = sync(person)
        assert mirror.attached == set()
        assert f"home/{person.name}/*" in "".join(mirror.statements)

    def test_boundary_is_read_again(self, people):
        arn = people.policy(HOME)
        person = people.new(inline={"all": account.document(account.allow("*"))}, boundary=arn)
        assert person.assume_role().status == 200
        before = person.mirror().role["PermissionsBoundary"]["PermissionsBoundaryArn"]
        assert before != arn
        person.iam.delete_user_permissions_boundary(UserName=person.name)
        make_anew(person.iam, arn, LIST)
        person.iam.put_user_permissions_boundary(UserName=person.name, PermissionsBoundary=arn)
        assert sync(person).role["PermissionsBoundary"]["PermissionsBoundaryArn"] == arn

    def test_policy_of_the_roles_own_is_put_right(self, people):
        person = people.packed()
        assert person.assume_role().status == 200
        sync(person)
        arn = min(person.own_policies())
        person.iam.detach_role_policy(RoleName=person.role_name, PolicyArn=arn)
        make_anew(person.iam, arn, account.document(account.allow("*")))
        person.iam.attach_role_policy(RoleName=person.role_name, PolicyArn=arn)
        sync(person)
        assert arn in person.own_policies()
        person.check_whole()


class TestWhileRead:
    """A policy changes during a login, which uses the state before or after the change and keeps only that in memory."""

    def login_while(self, person, faults, arn, change) -> None:
        """Logs in, and makes `change` between the login's GetPolicyVersion and its GetPolicy."""
        start = len(faults.calls)
        held = faults.fail("iam:GetPolicy", "slow", 1, where=lambda p: p["PolicyArn"] == arn, seconds=2.5)
        with ThreadPoolExecutor(1) as pool:
            login = pool.submit(person.assume_role)
            end = time.monotonic() + 5
            while not any(call.operation == "iam:GetPolicyVersion" and call.parameters["PolicyArn"] == arn and call.status
                          for call in faults.since(start)):
                assert time.monotonic() < end
                time.sleep(0.01)
            change()
            assert not login.done() and held.applied == 1
            answer = login.result()
        assert answer.status == 200, answer.text

    def test_made_anew(self, people, faults):
        arn = people.policy(HOME)
        person = people.new(managed=[arn])
        self.login_while(person, faults, arn, lambda: replace(person, arn, LIST))
        for mirror in (person.mirror(), sync(person)):
            assert (mirror.statements, mirror.attached) == ([], {arn})

    def test_another_default_version(self, people, faults):
        arn = people.policy(HOME)
        person = people.new(managed=[arn])

        def change():
            person.iam.create_policy_version(PolicyArn=arn, PolicyDocument=LIST, SetAsDefault=True)
            person.iam.delete_policy_version(PolicyArn=arn, VersionId="v1")

        self.login_while(person, faults, arn, change)
        for mirror in (person.mirror(), sync(person)):
            assert (mirror.statements, mirror.attached) == ([], {arn})

    def test_deleted_and_told_of_for_a_while(self, people, faults):
        """IAM's lists may still have a policy that was deleted."""
        arn = people.policy(HOME)
        person = people.new(managed=[arn])
        gone = dict(where=lambda p: p["PolicyArn"] == arn, error=(404, "NoSuchEntity", "There is no such policy."))
        assert person.assume_role().status == 200
        before = person.mirror()
        person.age_record()
        faults.fail("iam:GetPolicy", "error", **gone)
        answer = person.assume_role()
        assert answer.status == 502 and answer.json["type"].endswith(":aws-refused"), answer.text
        assert person.mirror() == before
        faults.heal()
        start = time.monotonic()
        faults.fail("iam:GetPolicy", "error", where=lambda p: gone["where"](p) and time.monotonic() < start + 0.5,
                    error=gone["error"])
        assert person.assume_role().status == 200
        assert person.mirror() == before

    @pytest.mark.parametrize("is_deleted", [False, True])
    def test_detached(self, people, faults, is_deleted):
        arn = people.policy(HOME)
        person = people.new(managed=[arn])

        def change():
            person.iam.detach_user_policy(UserName=person.name, PolicyArn=arn)
            if is_deleted:
                person.iam.delete_policy(PolicyArn=arn)

        self.login_while(person, faults, arn, change)
        # The login had read before that the policy is attached.
        assert bool(person.mirror().statements) != is_deleted
        assert sync(person).statements == []

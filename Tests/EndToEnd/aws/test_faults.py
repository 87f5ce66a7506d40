"""Every AWS call of a first login, of a warm login and of the key routes fails once in every way.

Each time the answer is a documented one without AWS's own words, the role has no more rights than the person, and the next
attempt succeeds.
"""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import account
import pytest
from aws_proxy import FAULTS
from botocore.exceptions import ClientError
from people import session
from processes import wait_until

# Words of the stand-in for AWS, and words that only a crash would print.
UNSEEN = ["words of AWS", "Rate exceeded", "InternalFailure", "Fatal error", "Swift", "Sources/", "<Error", "wireless"]

FIRST = [
    "iam:GetUser", "dynamodb:UpdateItem", "iam:ListGroupsForUser", "iam:ListUserPolicies", "iam:ListAttachedUserPolicies",
    "iam:GetUserPolicy", "iam:ListGroupPolicies", "iam:ListAttachedGroupPolicies", "iam:GetGroupPolicy",
    "iam:GetAccountSummary", "iam:GetRole", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies", "iam:CreateRole",
    "iam:PutRolePolicy", "iam:AttachRolePolicy", "sts:AssumeRole", "signin:getSigninToken",
]
CHANGED = [
    "iam:GetRolePolicy", "iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:AttachRolePolicy", "iam:DetachRolePolicy",
    "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:PutRolePermissionsBoundary", "iam:TagRole", "iam:UntagRole",
]
WARM = ["iam:GetUser", "dynamodb:UpdateItem", "sts:AssumeRole", "signin:getSigninToken"]
REVOKED = [
    "iam:GetUser", "iam:GetRole", "iam:PutRolePolicy", "dynamodb:UpdateItem", "iam:ListGroupsForUser",
    "iam:ListUserPolicies", "iam:GetUserPolicy", "iam:GetAccountSummary", "iam:ListRolePolicies", "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
]
TAG = [{"Key": "Team", "Value": "x"}]


def check(answer, *good: int) -> None:
    assert answer.status in (*good, 502, 503, 504), (answer.status, answer.text)
    assert not [word for word in UNSEEN if word in answer.text], answer.text
    if answer.status in (503, 504):
        assert answer.headers["Retry-After"]


def log_in(person):
    return person.send("POST", "/console", {})


def side_by_side(cases, run):
    """Runs `run` for every case at once, because each has a person of its own, and most of the time is waiting."""
    with ThreadPoolExecutor(len(cases)) as pool:
        list(pool.map(lambda case: run(*case), cases))


def fail_for(faults, person, operation, fault):
    """Has the person's first call of the operation fail."""
    if operation.startswith(NAMELESS):
        return faults.fail(operation, fault, 1)
    return faults.fail(operation, fault, 1, where=lambda parameters: person.name in " ".join(parameters.values()))


# The proxy can't see whom these calls are for, so only one person makes them at a time.
NAMELESS = ("signin:", "iam:GetAccountSummary")


class TestLogin:
    @pytest.mark.parametrize("fault", FAULTS)
    def test_first_login(self, people, faults, fault):
        def run(person, operation):
            rule = fail_for(faults, person, operation, fault)
            answer = log_in(person)
            assert rule.applied == 1, operation
            check(answer, 200)
            person.check_not_wider()
            if answer.status != 200:
                again = log_in(person)
                assert again.status == 200, (operation, again.text)
            person.check_mirror()
            assert "lease_owner" not in person.record()

        cases = [(people.ordinary(), operation) for operation in FIRST]
        side_by_side([case for case in cases if not case[1].startswith(NAMELESS)], run)
        for case in cases:
            if case[1].startswith(NAMELESS):
                run(*case)

    @pytest.mark.parametrize("fault", FAULTS)
    def test_login_after_everything_changed(self, people, faults, fault):
        boundary = f"arn:aws:iam::{account.ACCOUNT_ID}:policy/staff-boundary"

        def run(person, operation):
            assert log_in(person).status == 200
            id, iam, name = person.mirror().id, person.iam, person.name
            iam.tag_role(RoleName=person.role_name, Tags=TAG)
            iam.update_role(RoleName=person.role_name, MaxSessionDuration=3600)
            iam.update_assume_role_policy(RoleName=person.role_name, PolicyDocument=account.document({
                "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{account.ACCOUNT_ID}:root"}}))
            iam.put_role_policy(RoleName=person.role_name, PolicyName="foreign",
                                PolicyDocument=account.document(account.allow("sns:*")))
            iam.put_user_permissions_boundary(UserName=name, PermissionsBoundary=boundary)
            iam.tag_user(UserName=name, Tags=[{"Key": "Floor", "Value": "3"}])
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=account.document(account.allow("sqs:*")))
            iam.detach_user_policy(UserName=name, PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
            iam.attach_user_policy(UserName=name, PolicyArn=f"arn:aws:iam::{account.ACCOUNT_ID}:policy/see-costs")
            person.age_record()
            rule = fail_for(faults, person, operation, fault)
            answer = log_in(person)
            assert rule.applied == 1, operation
            check(answer, 200)
            if answer.status != 200:
                # The role may still have what it had before.
                again = log_in(person)
                assert again.status == 200, (operation, again.text)
            assert person.check_mirror().id == id

        side_by_side([(people.ordinary(), operation) for operation in CHANGED], run)

    @pytest.mark.parametrize("fault", FAULTS)
    def test_warm_login(self, people, faults, fault):
        person = people.ordinary()
        assert log_in(person).status == 200
        for operation in WARM:
            rule = fail_for(faults, person, operation, fault)
            answer = log_in(person)
            assert rule.applied == 1, operation
            check(answer, 200)
            if answer.status != 200:
                assert log_in(person).status == 200
            person.check_mirror()


class TestRevocation:
    @pytest.mark.parametrize("fault", ["throttle", "500", "reset", "lost", "truncate"])
    def test_every_call(self, people, stack, faults, fault):
        """A call fails for as long as the request lasts. If the answer says that sessions are ended, then they are."""

        def run(person, operation):
            before = person.assume_role()
            session(stack, before, "s3").list_buckets()
            rule = faults.fail(operation, fault, where=lambda parameters: operation.startswith(NAMELESS)
                               or person.name in " ".join(parameters.values()))
            answer = person.send("POST", "/console/revoke", {})
            rule.nth = set()
            assert rule.applied, operation
            check(answer, 200)
            for _ in range(2):
                if answer.status == 200:
                    with pytest.raises(ClientError, match="AccessDenied"):
                        session(stack, before, "s3").list_buckets()
                answer = person.send("POST", "/console/revoke", {})
                assert answer.status == 200 and "SyncProblem" not in answer.json, (operation, answer.text)
            session(stack, person.assume_role(), "s3").list_buckets()
            assert "lease_owner" not in person.record()

        cases = [(people.ordinary(), operation) for operation in REVOKED]
        for person, _ in cases:
            assert person.assume_role().status == 200
        side_by_side([case for case in cases if not case[1].startswith(NAMELESS)], run)
        for case in cases:
            if case[1].startswith(NAMELESS):
                run(*case)


@pytest.mark.parametrize("fault", FAULTS)
class TestKeys:
    def test_every_call(self, people, faults, fault):
        def run(person, operation):
            id = person.send("POST", "/keys", {}).json["AccessKeyId"]
            name = {"iam:GetAccessKeyLastUsed": id}.get(operation, person.name)
            rule = faults.fail(operation, fault, 1, where=lambda p: name in p.values())
            ask, good = {
                "iam:ListAccessKeys": (lambda: person.send("GET", "/keys"), 200),
                "iam:GetAccessKeyLastUsed": (lambda: person.send("GET", "/keys"), 200),
                "iam:CreateAccessKey": (lambda: person.send("POST", "/keys", {}), 201),
                "iam:UpdateAccessKey": (lambda: person.send("PATCH", f"/keys/{id}", {"Status": "Inactive"}), 200),
                "iam:DeleteAccessKey": (lambda: person.send("DELETE", f"/keys/{id}"), 204),
            }[operation]
            answer = ask()
            assert rule.applied == 1, operation
            check(answer, good)
            if operation == "iam:CreateAccessKey":
                assert len(person.key_ids()) == (2 if answer.status == good else 1)
            if answer.status != good:
                assert ask().status == good, operation
            if operation == "iam:DeleteAccessKey":
                assert person.key_ids() == []

        side_by_side([(people.new(), operation) for operation in [
            "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:CreateAccessKey", "iam:UpdateAccessKey",
            "iam:DeleteAccessKey"]], run)


class TestLasting:
    """Faults that last."""

    def requests(self, person):
        return [lambda: person.send("GET", "/keys"), lambda: person.send("POST", "/keys", {}), person.assume_role,
                lambda: log_in(person), lambda: person.page("/"), lambda: person.page("/keys")]

    def test_aws_that_throttles_everything(self, people, faults):
        faults.fail("*", "throttle")
        for answer in all_at_once(self.requests(people.new())):
            assert answer.status == 503 and answer.headers["Retry-After"]
            check(answer)

    def test_aws_that_is_down(self, people, restarted):
        for name in ["console", "keys"]:
            restarted(name, AWS_ENDPOINT_URL="http://127.0.0.1:9")
        for answer in all_at_once(self.requests(people.new())):
            assert answer.status == 503 and answer.headers["Retry-After"]
            check(answer)

    def test_more_to_write_than_the_pace_allows(self, people, faults, restarted):
        """Four people log in at once, each with about ten writes. Two writes a second are allowed, and one second's at once."""
        logins = [people.ordinary() for _ in range(4)]
        restarted("console", LATCHKEY_IAM_RATE="2", LATCHKEY_REQUEST_TIMEOUT="4")
        faults.calls.clear()
        waiting, refused = logins, 0
        while waiting:
            answers = all_at_once([lambda person=person: log_in(person) for person in waiting])
            for person, answer in zip(waiting, answers):
                check(answer, 200)
                person.check_not_wider()
                if answer.status == 503:
                    assert answer.json["type"].endswith("aws-throttled") and int(answer.headers["Retry-After"]) > 0
            refused += sum(answer.status == 503 for answer in answers)
            waiting = [person for person, answer in zip(waiting, answers) if answer.status != 200]
        assert refused
        for person in logins:
            person.check_mirror()
        writes = [call.begun for call in faults.calls if re.match("iam:(?!Get|List)", call.operation)]
        assert len(writes) > 8
        for first in range(len(writes)):
            for last in range(first, len(writes)):
                # A write may arrive up to a quarter of a second late.
                assert last - first + 1 <= 3 + 2 * (writes[last] - writes[first] + 0.25)

    def test_login_while_all_places_are_taken(self, people, faults, restarted):
        """Pages whose roles are prepared in the background keep all places for syncs busy."""
        restarted("console", LATCHKEY_PREPARE_ROLES="on", LATCHKEY_REQUEST_TIMEOUT="6")
        crowd, late = [people.new() for _ in range(32)], people.new()
        roles = {person.role_name for person in crowd}
        rule = faults.fail("iam:CreateRole", "slow", where=lambda p: p["RoleName"] in roles, seconds=30)
        prepare = [lambda p=p: p.send("POST", "/console/prepare", {}) for p in crowd]
        assert {answer.status for answer in all_at_once(prepare)} == {202}
        wait_until(lambda: rule.applied >= len(crowd), 15)
        answer = late.assume_role()
        check(answer)
        assert answer.status == 503 and answer.json["type"].endswith("aws-throttled"), answer.text
        assert late.mirror() is None and late.record() is None

    def test_aws_that_is_too_slow(self, people, faults, restarted):
        person = people.ordinary()
        for name in ["console", "keys"]:
            restarted(name, LATCHKEY_REQUEST_TIMEOUT="2")
        faults.fail("*", "slow", seconds=5)
        begun, start = time.monotonic(), len(faults.calls)
        for answer in all_at_once(self.requests(person)):
            assert answer.status == 504 and answer.headers["Retry-After"]
            check(answer)
        assert time.monotonic() - begun < 5
        faults.heal()
        # Among the calls is one that gives a lease back.
        wait_until(lambda: all(call.is_over for call in faults.since(start)), 15)
        answer = person.assume_role()
        assert answer.status == 200, answer.text
        person.check_mirror()

    @pytest.mark.parametrize("operation, ask", [
        ("iam:ListAccessKeys", lambda p: p.send("GET", "/keys")),
        ("iam:CreateAccessKey", lambda p: p.send("POST", "/keys", {})),
        ("iam:GetUser", log_in),
        ("dynamodb:UpdateItem", log_in),
        ("iam:ListGroupsForUser", log_in),
        ("iam:CreateRole", log_in),
        ("iam:PutRolePolicy", log_in),
    ])
    def test_permission_that_is_missing_is_named(self, people, aws, operation, ask):
        person = people.ordinary()
        aws("iam").put_user_policy(UserName="latchkey-broker", PolicyName="no", PolicyDocument=account.document(
            {"Effect": "Deny", "Action": operation, "Resource": "*"}))
        try:
            answer = ask(person)
        finally:
            aws("iam").delete_user_policy(UserName="latchkey-broker", PolicyName="no")
        assert answer.status == 502
        assert answer.json["permission"] == operation and operation in answer.json["detail"]
        assert "arn:aws" not in answer.text
        person.check_not_wider()
        assert ask(person).status in (200, 201)

    def test_broker_whose_credentials_are_wrong(self, people, restarted):
        for name in ["console", "keys"]:
            restarted(name, AWS_SECRET_ACCESS_KEY="x" * 40)
        for answer in all_at_once(self.requests(people.new())):
            assert answer.status == 503 and "signed in to AWS" in answer.text
            check(answer)


def all_at_once(requests):
    """The answers to all requests, which are made at once."""
    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(lambda request: request(), requests))

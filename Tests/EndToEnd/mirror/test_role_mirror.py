"""The hard parts of mirroring: long lists, roles that AWS doesn't know yet, denials that last, the order of changes, quotas."""

import time
from concurrent.futures import ThreadPoolExecutor

import account
import pytest
from people import WRITES

DENIED = (403, "AccessDenied", "User: arn:x is not authorized to perform: sts:AssumeRole on resource: arn:y")


class TestPages:
    def test_every_list_is_read_to_its_end(self, people, faults):
        def small(n):
            return account.document(account.allow("s3:GetObject", f"arn:aws:s3:::b{n}/*"))

        person = people.new(
            inline={f"own-{n}": small(n) for n in range(12)},
            groups={f"g{g}": ({f"p-{n}": small(100 * g + n) for n in range(10)},
                              ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]) for g in range(1, 11)})
        faults.page_size = 1
        start = len(faults.calls)
        assert person.assume_role().status == 200
        faults.page_size = None
        mirror = person.check_mirror()
        assert len(mirror.statements) == 112
        paged = {call.operation for call in faults.since(start) if "Marker" in call.parameters}
        assert {"iam:ListUserPolicies", "iam:ListGroupsForUser", "iam:ListGroupPolicies"} <= paged

        # Now the role's own lists are long, because everything has to be removed from it.
        for n in range(12):
            person.iam.put_role_policy(RoleName=person.role_name, PolicyName=f"foreign-{n}", PolicyDocument=small(n))
        person.age_record()
        faults.page_size = 2
        assert person.assume_role().status == 200
        faults.page_size = None
        person.check_mirror()

    def test_more_than_a_hundred_policies_of_a_user(self, people):
        person = people.new(inline={
            f"p{n}": account.document(account.allow(f"s3:Get{n}")) for n in range(120)})
        assert person.assume_role().status == 200
        assert len(person.check_mirror().statements) == 120

    def test_keys_and_users_are_paged(self, people, faults):
        person = people.new("Paged.Person")
        shouting = people.sign_in("PAGED.PERSON")
        [person.send("POST", "/keys", {}) for _ in range(2)]
        faults.page_size = 1
        assert len(person.send("GET", "/keys").json["AccessKeyMetadata"]) == 2
        assert shouting.assume_role().status == 200


class TestNewRole:
    def test_role_is_waited_for_without_holding_up_others(self, people, faults):
        person, others = people.ordinary(), [people.new() for _ in range(3)]
        for other in others:
            assert other.assume_role().status == 200
        rule = faults.fail(
            "sts:AssumeRole", "error", *range(1, 5), error=DENIED, where=lambda p: p["RoleArn"] == person.role_arn)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(person.assume_role)
            while rule.seen < 2:
                time.sleep(0.01)
            for other in others:
                begun = time.monotonic()
                assert other.assume_role().status == 200
                assert time.monotonic() - begun < 1
            assert not waiting.done()
            assert waiting.result().status == 200
        assert rule.applied == 4
        person.check_mirror()

    def test_waits_are_bounded(self, people, faults):
        """STS never accepts one role, and another node keeps the other busy. Each takes half a minute, so both run at once."""
        never, busy = people.new(), people.new()
        assert busy.assume_role().status == 200
        busy.set_record(lease_owner="another-node", lease_until=int(time.time()) + 200)
        faults.fail("sts:AssumeRole", "error", error=DENIED, where=lambda p: p["RoleArn"] == never.role_arn)
        with ThreadPoolExecutor(2) as pool:
            begun = time.monotonic()
            of_never, of_busy = pool.map(lambda p: p.assume_role(), [never, busy])
        assert 20 < time.monotonic() - begun < 40
        for answer, kind in [(of_never, "role-not-ready"), (of_busy, "role-busy")]:
            assert answer.status == 503 and answer.headers["Retry-After"]
            assert answer.json["type"] == f"urn:latchkey:problem:{kind}"
        assert "sts:AssumeRole" in of_never.json["detail"] and "arn:x" not in of_never.text
        faults.heal()
        assert never.assume_role().status == 200
        never.check_mirror()
        # The other node has crashed, and its lease has expired.
        busy.set_record(lease_until=int(time.time()) - 1)
        assert busy.assume_role().status == 200
        busy.check_mirror()

    def test_role_that_was_deleted_is_made_again_at_once(self, people):
        person = people.ordinary()
        assert person.assume_role().status == 200
        before = person.check_mirror()
        person.delete_role()
        begun = time.monotonic()
        assert person.assume_role().status == 200
        assert time.monotonic() - begun < 5
        assert person.check_mirror().id != before.id

    def test_role_that_iam_does_not_find_yet_is_not_made_twice(self, people, faults):
        """IAM doesn't find the role when STS has denied it to a login, nor when the login is about to make it again."""
        person = people.ordinary()
        assert person.assume_role().status == 200
        before = person.check_mirror()
        person.set_record(leased_at=int(time.time()) - 30)
        denied = faults.fail("sts:AssumeRole", "error", 1, 2, error=DENIED)
        unseen = faults.fail("iam:GetRole", "error", 1, 2, error=(404, "NoSuchEntity", "The role cannot be found."))
        answer = person.assume_role()
        assert answer.status == 200, answer.text
        assert (denied.applied, unseen.applied) == (2, 2)
        assert person.calls(answer).count("iam:CreateRole") == 1
        assert person.check_mirror().id == before.id

    def test_explicit_deny_is_not_waited_for(self, people, faults):
        faults.fail("sts:AssumeRole", "error", error=(403, "AccessDenied", DENIED[2] + " with an explicit deny"))
        begun = time.monotonic()
        answer = people.new().assume_role()
        assert time.monotonic() - begun < 5
        assert answer.status == 502 and "sts:AssumeRole" in answer.json["detail"]


class TestOldRole:
    def test_denial_is_told_at_once(self, people, faults):
        person = people.ordinary()
        assert person.assume_role().status == 200
        person.set_record(changed_at=int(time.time()) - 3600)
        for operation in ("iam:GetUser", "iam:GetRole"):
            faults.rewrites[operation] = (rb"<CreateDate>[^<]*", b"<CreateDate>2024-01-01T00:00:00Z")
        faults.fail("sts:AssumeRole", "error", error=DENIED)
        begun = time.monotonic()
        answer = person.assume_role()
        assert time.monotonic() - begun < 5
        assert answer.status == 502
        assert answer.json["type"].endswith(":assume-role-denied") and "sts:AssumeRole" in answer.json["detail"]
        faults.heal()
        assert person.assume_role().status == 200

    def test_broker_without_the_permission(self, people, stack, aws):
        """The stand-in denies the call because of the broker's policy."""
        person = people.ordinary()
        assert person.assume_role().status == 200
        person.set_record(changed_at=int(time.time()) - 3600)
        aws("iam").put_user_policy(
            UserName="latchkey-broker", PolicyName="no",
            PolicyDocument=account.document({"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"}))
        try:
            begun = time.monotonic()
            answer = person.assume_role()
            assert answer.status == 502 and "sts:AssumeRole" in answer.json["detail"]
            assert time.monotonic() - begun < 5
        finally:
            aws("iam").delete_user_policy(UserName="latchkey-broker", PolicyName="no")
        assert person.assume_role().status == 200


class TestOrder:
    def test_denies_come_first_and_go_last(self, people, faults):
        """After each write the role has no Allow without its Deny."""
        person = people.new(inline={"a": account.document(account.allow("s3:Get*")),
                                    "d": account.document({"Effect": "Deny", "Action": "s3:GetX", "Resource": "*"})})
        assert person.assume_role().status == 200
        for name, document in {
            "a": account.document(account.allow("sqs:*")),
            "d": account.document({"Effect": "Deny", "Action": "sqs:DeleteQueue", "Resource": "*"}),
        }.items():
            person.iam.put_user_policy(UserName=person.name, PolicyName=name, PolicyDocument=document)
        person.age_record()
        start = len(faults.calls)
        assert person.assume_role().status == 200
        person.check_mirror()
        inline: dict[str, str] = {"latchkey-allow": "s3:Get*", "latchkey-deny": "s3:GetX"}
        for call in faults.since(start):
            if call.operation == "iam:PutRolePolicy":
                inline[call.parameters["PolicyName"]] = call.parameters["PolicyDocument"]
            allowed, denied = inline["latchkey-allow"], inline["latchkey-deny"]
            assert "s3:GetX" in denied or "s3:Get*" not in allowed
            assert "sqs:DeleteQueue" in denied or "sqs:*" not in allowed

    def test_policy_that_cannot_be_read_is_refused_and_nothing_written(self, people, faults):
        person = people.new(inline={"odd": account.document(account.allow("s3:*"))})
        # AWS may introduce such an element some day. Nobody knows what it would forbid.
        odd = account.document(account.allow("*", Unless={"Bool": {"aws:MultiFactorAuthPresent": "false"}}))
        person.iam.put_user_policy(UserName=person.name, PolicyName="odd", PolicyDocument=odd)
        answer = person.assume_role()
        assert answer.status == 400 and "odd" in answer.json["detail"]
        assert person.mirror() is None


class TestQuotas:
    @pytest.mark.parametrize("quota", ["Policies", "Roles"])
    def test_quota_that_is_used_up_is_told_before_anything_is_written(self, people, faults, quota):
        person = people.packed()
        used = person.iam.get_account_summary()["SummaryMap"][quota]

        def allow(number):
            faults.rewrites["iam:GetAccountSummary"] = (
                rb"(<key>%sQuota</key>\s*<value>)\d+" % quota.encode(), rb"\g<1>%d" % number)

        start = len(faults.calls)
        allow(used)
        answer = person.assume_role()
        assert answer.status == 400 and answer.json["type"] == "urn:latchkey:problem:iam-limit-exceeded"
        excess, = answer.json["limits"]
        assert quota.lower() in excess["limit"] and excess["needed"] > excess["allowed"] == used
        assert not any(call.operation.startswith(WRITES) for call in faults.since(start))
        assert person.mirror() is None
        # The page of the role says the same.
        page = person.send("GET", "/console/role")
        assert page.status == 400 and page.json["limits"] == answer.json["limits"]
        allow(excess["needed"])
        assert person.assume_role().status == 200
        person.check_whole()

    def test_policies_that_exist_already_are_not_counted_twice(self, people, faults):
        person = people.packed()
        assert person.assume_role().status == 200
        # The role's policies are left over, as after a login that failed halfway.
        person.delete_role()
        used = person.iam.get_account_summary()["SummaryMap"]["Policies"]
        faults.rewrites["iam:GetAccountSummary"] = (
            rb"(<key>PoliciesQuota</key>\s*<value>)\d+", rb"\g<1>%d" % used)
        assert person.assume_role().status == 200
        person.check_whole()

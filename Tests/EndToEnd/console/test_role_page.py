"""What people see of their role before they use it, roles that are prepared in the background, and what a second factor
changes."""

import html
import json
import re
import time

import account
import pytest
from client import BROWSER
from people import WRITES, statements

READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
SHIP = f"arn:aws:iam::{account.ACCOUNT_ID}:policy/ship-releases"


def words(page) -> str:
    """The text of a page as people read it."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.text)).split())


def words_of(person, path: str) -> str:
    page = person.page(path)
    assert page.status == 200, page.text
    return words(page)


class TestPlan:
    @pytest.fixture
    def reading(self, faults):
        """Looking at the role changes neither the role nor the table."""
        yield
        assert [call.operation for call in faults.since(self.start) if self.is_write(call.operation)] == []

    def is_write(self, operation: str) -> bool:
        return operation.startswith((*WRITES, "sts:AssumeRole")) or (
            operation.startswith("dynamodb:") and operation != "dynamodb:GetItem")

    def look(self, person, faults):
        self.start = len(faults.calls)
        answer = person.send("GET", "/console/role")
        assert answer.status == 200, answer.text
        return answer.json, words(person.page("/console/role"))

    def test_before_the_first_login(self, people, faults, reading):
        person = people.ordinary()
        plan, page = self.look(person, faults)
        assert plan["RoleArn"] == person.role_arn and person.role_arn in page
        assert plan["changes"][0] == "create the role" and plan["current"] is False
        assert "synced_at" not in plan and "revoked_at" not in plan
        assert "which the first login makes. It will have" in page and "Last compared with your user: not yet" in page and "The next login will: create the role" in page
        assert person.mirror() is None and person.record() is None

    def test_what_became_of_each_policy(self, people, faults, reading):
        own = people.policy(account.document(
            account.allow("iam:GetUser", f"arn:aws:iam::{account.ACCOUNT_ID}:user/${{aws:username}}")))
        person = people.new(
            inline={"own": account.document(account.allow("s3:*", "arn:aws:s3:::own/*"))}, managed=[READ_ONLY, own],
            groups={"team": ({"logs": account.document(account.allow("logs:Get*"))}, [SHIP])})
        assert person.assume_role().status == 200
        plan, page = self.look(person, faults)
        name = own.rpartition("/")[2]
        findings = next(policy.pop("findings") for policy in plan["policies"] if policy["name"] == name)
        assert [(finding["kind"], finding["statement"]) for finding in findings] == [("resolved", 1)]
        assert "written for the user: ${aws:username} is written as its value for the user." in page
        assert sorted(plan["policies"], key=lambda policy: policy["name"]) == sorted([
            {"name": "own", "became": "merged"},
            {"name": "logs", "group": f"team-{person.name}", "became": "merged"},
            {"name": "AmazonS3ReadOnlyAccess", "arn": READ_ONLY, "became": "attached"},
            {"name": "ship-releases", "arn": SHIP, "became": "attached"},
            {"name": name, "arn": own, "became": "merged"},
        ], key=lambda policy: policy["name"])
        for row in ["own you its statements, in a policy of the role",
                    f"logs the group team-{person.name} its statements, in a policy of the role",
                    "AmazonS3ReadOnlyAccess a managed policy attached as it is",
                    f"{name} a managed policy its statements, in a policy of the role"]:
            assert row in page
        # The page is right about the role.
        mirror = person.mirror()
        assert plan["attached"] == sorted(mirror.attached)
        assert {d["name"]: json.loads(d["document"]) for d in plan["documents"]} == mirror.inline
        assert f":user/{person.name}" in json.dumps(mirror.statements)

    @pytest.mark.parametrize("resource, became, row", [
        ("*", "boundary", "also the permissions boundary of the role"),
        (f"arn:aws:iam::{account.ACCOUNT_ID}:user/${{aws:username}}", "boundary-copy", "the permissions boundary of the role, as a copy made for you"),
    ])
    def test_what_became_of_the_boundary(self, people, faults, reading, resource, became, row):
        boundary = people.policy(account.document(account.allow("iam:GetUser", resource)))
        person = people.new(inline={"own": account.document(account.allow("iam:*"))}, boundary=boundary)
        name = boundary.rpartition("/")[2]
        plan, page = self.look(person, faults)
        policy = next(policy for policy in plan["policies"] if policy["name"] == name)
        findings = policy.pop("findings", [])
        assert policy == {"name": name, "arn": boundary, "became": became}
        assert [finding["kind"] for finding in findings] == ([] if resource == "*" else ["resolved"])
        assert f"{name} your permissions boundary {row}" in page

    def test_current_role(self, people, faults, reading):
        person = people.ordinary()
        assert person.assume_role().status == 200
        plan, page = self.look(person, faults)
        assert plan["changes"] == [] and plan["current"] is True and "It is up to date." in page
        record = person.record()
        assert plan["fingerprint"] == record["plan"]["S"]
        synced_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(record["synced_at"]["N"])))
        assert plan["synced_at"] == synced_at and f"Last compared with your user: {synced_at}" in page

    def test_changes_of_the_next_login_are_those_that_it_makes(self, people, faults, reading):
        person = people.new(inline={"own": account.document(account.allow("s3:*"))}, managed=[READ_ONLY])
        assert person.assume_role().status == 200
        before, _ = self.look(person, faults)
        person.iam.detach_user_policy(UserName=person.name, PolicyArn=READ_ONLY)
        person.iam.attach_user_policy(UserName=person.name, PolicyArn=SHIP)
        person.iam.tag_user(UserName=person.name, Tags=[{"Key": "Team", "Value": "blue"}])
        plan, page = self.look(person, faults)
        assert {f"attach {SHIP}", f"detach {READ_ONLY}", "tag it with Team"} <= set(plan["changes"])
        assert all(change in page for change in plan["changes"])
        assert plan["current"] is False and plan["fingerprint"] != before["fingerprint"]
        assert person.mirror().attached == {READ_ONLY}
        calls = person.calls(person.assume_role())
        assert {"iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:TagRole"} <= set(calls)
        assert len([call for call in calls if call.startswith(WRITES)]) == len(plan["changes"])
        self.start = len(faults.calls)

    @pytest.mark.parametrize("is_first", [True, False])
    def test_role_of_somebody_else_is_not_said_to_be_changed(self, people, faults, reading, is_first):
        name = f"taken-{people.number()}"
        role = dict(RoleName=f"user_{name}", Path="/", AssumeRolePolicyDocument=account.document())
        if is_first:
            people.new().iam.create_role(**role)
            time.sleep(1.1)  # Dates in IAM have whole seconds.
        person = people.new(name)
        if not is_first:
            person.iam.create_role(**role)
        login = person.assume_role()
        self.start = len(faults.calls)
        answer = person.send("GET", "/console/role")
        assert login.status == answer.status == 409
        assert login.json["type"] == answer.json["type"] == "urn:latchkey:problem:foreign-role"
        assert "Your role's name is taken" in words(person.page("/console/role"))

    def test_findings_are_on_both(self, people, faults, reading):
        person = people.new(inline={"odd": account.document(
            account.allow("s3:*", Condition={"StringEquals": {"aws:PrincipalType": "${aws:SourceIp}"}}))})
        plan, page = self.look(person, faults)
        assert [finding for finding in plan["findings"] if finding.get("policy") == "odd"], plan["findings"]
        for finding in plan["findings"]:
            assert " ".join(finding["words"].split()) in page
        # What concerns a statement is told at its policy as well, with what to do about it.
        at_policy = [finding for policy in plan["policies"] for finding in policy.get("findings", [])]
        assert at_policy == [finding for finding in plan["findings"] if "statement" in finding]
        assert all(finding["advice"] in page for finding in at_policy)


class TestPreparation:
    def test_role_is_ready_after_the_page_was_read(self, people, restarted):
        restarted("console", LATCHKEY_PREPARE_ROLES="on")
        person = people.ordinary()
        assert person.send("POST", "/console/prepare", {}).status == 202
        end = time.monotonic() + 10
        while "synced_at" not in (person.record() or {}) and time.monotonic() < end:
            time.sleep(0.05)
        mirror = person.check_mirror()
        calls = person.calls(person.assume_role())
        assert set(calls) == {"iam:GetUser", "dynamodb:UpdateItem", "sts:AssumeRole"}
        assert person.check_mirror().id == mirror.id
        # A change of the user itself takes effect at once, without waiting for the sync interval.
        person.iam.tag_user(UserName=person.name, Tags=[{"Key": "Team", "Value": "blue"}])
        assert person.send("POST", "/console/prepare", {}).status == 202
        end = time.monotonic() + 10
        while person.mirror().tags.get("Team") != "blue" and time.monotonic() < end:
            time.sleep(0.05)
        person.check_mirror()

    def test_no_role_is_prepared_by_looking_by_another_site_or_when_it_is_switched_off(self, people, restarted):
        off, on = people.ordinary(), people.ordinary()
        assert off.send("POST", "/console/prepare", {}).status == 404
        restarted("console", LATCHKEY_PREPARE_ROLES="on")
        for path in ["/", "/console/role", "/console/prepare"]:
            for method in ["GET", "HEAD"]:
                assert on.ask(method, path, {"Accept": BROWSER}).status in (200, 303)
                assert on.send(method, path).status in (200, 405)
        for headers in [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]:
            assert on.send("POST", "/console/prepare", {}, **headers).status == 403
        time.sleep(0.5)
        for person in (off, on):
            assert person.mirror() is None and person.record() is None


class TestSecondFactor:
    FORCED = {"Effect": "Deny", "Action": "*", "Resource": "*",
              "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}
    ONLY = account.allow("sqs:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})

    LISTED = {"Effect": "Deny", "NotAction": ["iam:EnableMFADevice", "sts:GetSessionToken"], "Resource": "*",
              "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}

    def role(self, people):
        person = people.new(inline={"own": account.document(account.allow("s3:*"), self.FORCED, self.ONLY)})
        assert person.assume_role().status == 200
        return person, person.mirror().statements

    def test_second_factor_that_the_sign_on_requires(self, people, restarted):
        restarted("console", LATCHKEY_SSO_MFA="present")
        person, mirrored = self.role(people)
        assert mirrored == statements([account.document(account.allow("s3:*")), account.document(account.allow("sqs:*"))])
        assert person.send("GET", "/console/role").json["current"] is True

    def test_second_factor_that_the_sign_on_does_not_require(self, people):
        _, mirrored = self.role(people)
        assert json.loads(statements([account.document({"Effect": "Deny", "Action": "*", "Resource": "*"})])[0]) in map(
            json.loads, mirrored)
        assert "sqs:*" not in json.dumps(mirrored)

    @pytest.mark.parametrize("statements, kinds, words", [
        ([account.allow("*"), LISTED], ["decided"],
         "in force: BoolIfExists on aws:MultiFactorAuthPresent is always true without a second factor."),
        ([ONLY] * 18, ["dropped"] * 18,
         "allows nothing: Bool on aws:MultiFactorAuthPresent is never true without a second factor."),
    ])
    def test_rights_that_need_a_second_factor(self, people, restarted, statements, kinds, words):
        """What falls away without a second factor is told at each policy, and, if it is most, before the login."""
        person = people.new(inline={"own": account.document(*statements)})
        before, most = words_of(person, "/"), "Most of what your IAM user may do isn't in your role"
        plan, page = person.send("GET", "/console/role").json, words_of(person, "/console/role")
        policy = next(policy for policy in plan["policies"] if policy["name"] == "own")
        assert [finding["kind"] for finding in policy["findings"]] == kinds
        assert most in before and most in page and plan["shortfall"]["words"].startswith(most)
        assert "Taking you to the console" not in before  # There is something to read first.
        assert words in page and "LATCHKEY_SSO_MFA" in page and "LATCHKEY_SSO_MFA" in before
        restarted("console", LATCHKEY_SSO_MFA="present")
        assert "shortfall" not in person.send("GET", "/console/role").json
        assert most not in words_of(person, "/") + words_of(person, "/console/role")

    def test_nothing_is_said_to_people_who_lose_nothing(self, people):
        before = words_of(people.ordinary(), "/")
        assert "Most of what" not in before and "Taking you to the console" in before

"""A person's sessions are ended by the person on the page, or by an operator."""

import json
import time

import account
import clean_roles
import pytest
from botocore.exceptions import ClientError
from people import session

NAME = "AWSRevokeOlderSessions"


@pytest.fixture
def clean(stack):
    """clean("--revoke", "alice") runs clean-roles in the stack's account; X="1" changes a setting."""
    return lambda *arguments, **settings: clean_roles.run(
        stack, *arguments, environment={**stack.handler_environment(), **settings})


@pytest.fixture
def person(people):
    person = people.ordinary()
    assert person.assume_role().status == 200
    return person


def revocation(person):
    """The statement of the role that denies everything to older sessions, or None."""
    found = [s for s in map(json.loads, person.mirror().statements) if "aws:TokenIssueTime" in json.dumps(s)]
    assert len(found) <= 1
    assert bool(found) == (NAME in person.mirror().inline)
    return found[0] if found else None


def set_revocation(person, moment: int) -> None:
    """Changes that statement's time, and writes it as AWS's console does."""
    text = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(moment))
    person.iam.put_role_policy(RoleName=person.role_name, PolicyName=NAME, PolicyDocument=account.document(
        {"Effect": "Deny", "Action": ["*"], "Resource": ["*"], "Condition": {"DateLessThan": {"aws:TokenIssueTime": text}}}))


def check_ended(stack, answer) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        session(stack, answer, "s3").list_buckets()


@pytest.fixture
def unplannable(people):
    """Somebody who has a session, and since then got more policies than fit a role."""
    person = people.new(managed=["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"])
    answer = person.assume_role()
    assert answer.status == 200
    for number in range(14):
        arn = people.policy(account.document(
            *(account.allow(f"s3:GetObject{number}", f"arn:aws:s3:::{i}-{'x' * 200}/*") for i in range(20))))
        group = f"large-{number // 7}-{person.name}"
        if number % 7 == 0:
            person.iam.create_group(GroupName=group)
            person.iam.add_user_to_group(UserName=person.name, GroupName=group)
        person.iam.attach_group_policy(GroupName=group, PolicyArn=arn)
    person.age_record()
    assert person.assume_role().json["type"].endswith("iam-limit-exceeded")
    return person, answer


def test_a_person_ends_their_own_sessions(person):
    begun = int(time.time())
    answer = person.send("POST", "/console/revoke", {})
    assert answer.status == 200
    assert answer.json["UserName"] == person.name
    deny = revocation(person)
    assert deny["Effect"] == "Deny" and deny["Action"] == ["*"] and deny["Resource"] == ["*"]
    assert deny["Condition"] == {"DateLessThan": {"aws:TokenIssueTime": answer.json["RevokedBefore"]}}
    assert begun <= int(person.record()["revoked_at"]["N"]) <= time.time() + 2


def test_only_sessions_from_before_are_ended(person, stack):
    before = person.assume_role()
    session(stack, before, "s3").list_buckets()
    assert person.send("POST", "/console/revoke", {}).status == 200
    after = person.assume_role()
    session(stack, after, "s3").list_buckets()
    with pytest.raises(ClientError, match="AccessDenied"):
        session(stack, before, "s3").list_buckets()


def test_it_stays_through_syncs_until_every_older_session_is_over(person):
    assert person.send("POST", "/console/revoke", {}).status == 200
    person.age_record()
    assert person.assume_role().status == 200
    assert revocation(person)
    # The role's statement counts when the record has no time of a revocation.
    for moment in (time.time() - 43_400, time.time() - 43_502):
        set_revocation(person, int(moment))
        person.table.delete_item(TableName=account.TABLE, Key={"username": {"S": person.name}})
        assert person.assume_role().status == 200
        assert bool(revocation(person)) == (moment > time.time() - 43_500)
    person.check_mirror()


def test_the_record_counts_where_the_role_has_lost_it(person):
    assert person.send("POST", "/console/revoke", {}).status == 200
    for moment in (time.time() - 43_400, time.time() - 43_502):
        person.iam.delete_role_policy(RoleName=person.role_name, PolicyName=NAME)
        person.set_record(revoked_at=int(moment))
        person.age_record()
        assert person.assume_role().status == 200
        if moment < time.time() - 43_500:
            break
        assert revocation(person)
    person.check_mirror()


def test_the_role_counts_where_the_record_is_gone(person, stack):
    before = person.assume_role()
    session(stack, before, "s3").list_buckets()
    person.table.delete_item(TableName=account.TABLE, Key={"username": {"S": person.name}})
    token = person.token("/console/role")
    assert "End all sessions" in person.page("/console/role").text
    answer = person.submit("/console/revoke", token)
    assert answer.status == 303 and ".revoked." in answer.headers["Location"]
    check_ended(stack, before)
    assert person.record()["revoked_at"]
    session(stack, person.assume_role(), "s3").list_buckets()
    check_ended(stack, before)


def test_policies_that_no_role_can_hold_do_not_hinder_it(unplannable, stack):
    person, before = unplannable
    page = person.page("/console/role")
    assert page.status == 400 and "End all sessions" in page.text
    answer = person.submit("/console/revoke", person.token("/console/role"))
    assert ".revoked-not-synced." in answer.headers["Location"]
    check_ended(stack, before)
    answer = person.send("POST", "/console/revoke", {})
    assert answer.status == 200 and answer.json["SyncProblem"] == "iam-limit-exceeded"
    assert int(person.record()["revoked_at"]["N"]) > time.time() - 60
    assert "lease_owner" not in person.record()


@pytest.mark.parametrize("has_record", [True, False])
def test_policies_that_no_role_can_hold_do_not_hinder_an_operator(unplannable, stack, clean, has_record):
    person, before = unplannable
    if not has_record:
        person.table.delete_item(TableName=account.TABLE, Key={"username": {"S": person.name}})
    run = clean("--revoke", person.name, "--output", "json")
    assert run.returncode == 0 and json.loads(run.stdout)["sync_problem"] == "iam-limit-exceeded", run.stderr
    assert "could not be brought up to date" in run.stderr
    check_ended(stack, before)
    assert person.record()["revoked_at"]


def test_a_role_without_room_for_it_is_deleted(person, stack, faults):
    before, id = person.assume_role(), person.mirror().id
    rule = faults.fail("iam:PutRolePolicy", "error", error=(409, "LimitExceeded", "x"),
                       where=lambda p: person.role_name in p.values() and NAME in p.values())
    answer = person.send("POST", "/console/revoke", {})
    assert answer.status == 200 and rule.applied
    assert person.mirror() is None and person.record() is None
    check_ended(stack, before)
    faults.heal()
    assert person.assume_role().status == 200
    # Sessions belong to the old role, as the new one has another id.
    assert person.check_mirror().id != id


def test_other_sites_cannot_end_them(person):
    token = person.token("/console/role")
    answer = person.submit("/console/revoke", token, headers={"Origin": "https://evil.example"})
    assert answer.status == 403
    assert revocation(person) is None


def test_nothing_to_end_makes_no_role(people):
    person = people.new()
    answer = person.send("POST", "/console/revoke", {})
    assert answer.status == 200 and "RevokedBefore" not in answer.json
    assert person.mirror() is None and person.record() is None


def test_an_operator_ends_the_sessions_of_anyone(person, clean):
    run = clean("--revoke", person.name, "--output", "json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["username"] == person.name
    assert revocation(person)


def test_an_operator_is_told_when_aws_cannot_be_reached(person, clean, faults):
    assert clean("--revoke", person.name, AWS_ENDPOINT_URL="http://127.0.0.1:9").returncode == 69
    faults.fail("iam:PutRolePolicy", "error", error=(403, "AccessDenied", "x"),
                where=lambda p: person.role_name in p.values())
    assert clean("--revoke", person.name).returncode == 1


def test_an_operator_is_told_why_sessions_could_not_be_ended(person, clean, faults):
    faults.fail("iam:PutRolePolicy", "error", error=(403, "AccessDenied", "words of AWS"),
                where=lambda p: person.role_name in p.values())
    result = clean("--revoke", person.name)
    assert result.returncode == 1
    assert "AWS refused iam:PutRolePolicy: AccessDenied: words of AWS" in result.stderr


def test_an_operator_is_told_of_names_that_are_impossible_or_that_nobody_has(clean):
    assert clean("--revoke", "not a name").returncode == 64
    result = clean("--revoke", "nobody-at-all")
    assert (result.returncode, result.stdout) == (67, "")
    assert result.stderr == "clean-roles: nobody-at-all is no IAM user, and has no role to remove\n"


def test_of_a_user_who_is_gone_the_role_goes(people, clean):
    person = people.new(inline={"own": account.document(account.allow("s3:*"))})
    assert person.assume_role().status == 200
    person.iam.delete_user_policy(UserName=person.name, PolicyName="own")
    person.iam.delete_user(UserName=person.name)
    run = clean("--revoke", person.name)
    assert run.returncode == 0, run.stderr
    assert person.mirror() is None and person.record() is None


def test_what_an_operator_is_told_of_a_user_who_is_gone_is_true(people, clean):
    person = people.new("Told.Person")
    assert person.assume_role().status == 200
    person.delete_user()
    run = clean("--revoke", "told.person", "--output", "json")
    assert run.returncode == 0 and f"the role {person.role_arn} has been removed" in run.stderr
    told = {"username": "told.person", "revoked_before": None, "sync_problem": None}
    assert json.loads(run.stdout) == {**told, "removed_role": person.role_arn}
    assert person.mirror() is None and person.record() is None
    run = clean("--revoke", "told.person", "--output", "json")
    assert run.returncode == 67 and run.stderr == "clean-roles: told.person is no IAM user, and has no role to remove\n"
    assert json.loads(run.stdout) == {**told, "removed_role": None}


def test_a_page_offers_it_and_says_when_it_is_done(person):
    token = person.token("/console/role")
    answer = person.submit("/console/revoke", token)
    assert answer.status == 303 and answer.headers["Location"].startswith("/console/role?notice=")
    assert "have been ended" in person.page(answer.headers["Location"]).text
    assert revocation(person)

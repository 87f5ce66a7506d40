"""Ending the sessions of one person: from the page's route and by an operator."""

import json
import time

import account
import clean_roles
import pytest
from botocore.exceptions import ClientError
from people import session


@pytest.fixture
def clean(stack):
    """clean("--revoke", "alice") runs clean-roles on the stack's account."""
    return lambda *arguments: clean_roles.run(stack, *arguments)


@pytest.fixture
def person(people):
    person = people.ordinary()
    assert person.assume_role().status == 200
    return person


def revocation(person):
    """The Deny on older sessions among the role's statements, or None."""
    found = [s for s in map(json.loads, person.mirror().statements) if "aws:TokenIssueTime" in json.dumps(s)]
    assert len(found) <= 1
    return found[0] if found else None


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
    person.set_record(revoked_at=int(time.time()) - 43_300)
    person.age_record()
    assert person.assume_role().status == 200
    assert revocation(person) is None
    person.check_mirror()


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


def test_an_operator_ends_anyones(person, clean):
    run = clean("--revoke", person.name, "--output", "json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["username"] == person.name
    assert revocation(person)


def test_an_operator_is_told_of_names_that_cannot_be(clean):
    assert clean("--revoke", "not a name").returncode == 64


def test_of_a_user_who_is_gone_the_role_goes(people, clean):
    person = people.new(inline={"own": account.document(account.allow("s3:*"))})
    assert person.assume_role().status == 200
    person.iam.delete_user_policy(UserName=person.name, PolicyName="own")
    person.iam.delete_user(UserName=person.name)
    run = clean("--revoke", person.name)
    assert run.returncode == 0, run.stderr
    assert person.mirror() is None and person.record() is None


def test_a_page_offers_it_and_says_when_it_is_done(person):
    token = person.token("/console/role")
    answer = person.submit("/console/revoke", token)
    assert answer.status == 303 and answer.headers["Location"] == "/console/role?notice=revoked"
    assert "have been ended" in person.page(answer.headers["Location"]).text
    assert revocation(person)

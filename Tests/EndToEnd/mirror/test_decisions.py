"""The mirrored role allows what the user may do: judges that share no code with Latchkey decide on generated users and
requests.

LATCHKEY_TEST_SEED repeats a run. LATCHKEY_TEST_USERS says how many users there are: usually 1,000, in a long run 10,000.
"""

import os
from collections import Counter

import account
import boto3
import decisions
import policy_judge
import pytest
import second_judge
from client import IS_LONG
from generated_accounts import Maker, judge_all, user_contexts

SEED = os.environ.get("LATCHKEY_TEST_SEED") or os.urandom(6).hex()
USERS = int(os.environ.get("LATCHKEY_TEST_USERS", "10000" if IS_LONG else "1000"))
REQUESTS = 20
LIVE_USERS = 15


def judge_some(work) -> tuple[Counter, list]:
    program, indices = work
    counts, found = Counter(), []
    made = [decisions.make(SEED, index, REQUESTS) for index in indices]
    plans = decisions.plans(program, [account.line() for account, _ in made])
    for index, plan, (account, requests) in zip(indices, plans, made):
        counts["users"] += 1
        counts["policies"] += len(account.policies)
        for difference in decisions.compare(account, plan, requests, counts, second_judge.is_allowed):
            found.append((index, difference))
    return counts, found


@pytest.fixture(scope="module")
def planner(programs):
    program = programs / "plan-role"
    assert program.exists(), "swift build makes plan-role"
    return program


def test_role_decides_as_user(planner, capsys):
    counts, found = judge_all(judge_some, planner, USERS)
    with capsys.disabled():
        print(f"\ndecisions, seed {SEED}: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    # The generated users and requests are varied enough for the comparison to mean something.
    assert counts["allowed to the user"] > counts["decisions"] * 0.1
    assert counts["equal decisions"] > counts["decisions"] * 0.9
    assert counts["decisions judged twice"] > counts["decisions"] * 0.1
    assert counts["roles with policies of Latchkey's own"] > counts["users"] * 0.02
    assert counts["sessions with tags that the user lacks"] > counts["users"] * 0.1
    if found:
        index, difference = found[0]
        account, _ = decisions.make(SEED, index, REQUESTS)
        request = (difference.action, difference.resource, difference.context)
        reduced = decisions.reduce(planner, account, request) if difference.action else account
        plan = decisions.plans(planner, [reduced.line()])[0]
        pytest.fail(f"seed {SEED}: {len(found)} differences among {len({i for i, _ in found})} users; user {index}: "
                    f"{difference}\n{reduced}\n{plan}")


def test_session_decides_as_own_key(people, stack, planner, capsys):
    """The stand-in for AWS allows Latchkey's session what it allows the user's own key."""
    root = account.client("s3", stack.aws_endpoint)
    for bucket in ("home", "team"):
        root.create_bucket(Bucket=bucket)
    counts = Counter()
    for number in range(LIVE_USERS):
        user = Maker(f"{SEED}/live/{number}", live=f"decided-{number}").account
        person = decisions.create(people, user)
        key = person.iam.create_access_key(UserName=user.name)["AccessKey"]
        answer = person.assume_role()
        assert answer.status == 200, answer.text

        def clients(credentials):
            options = dict(endpoint_url=stack.aws_endpoint, region_name=account.REGION)
            return lambda service: boto3.client(
                service, aws_access_key_id=credentials["AccessKeyId"],
                aws_secret_access_key=credentials["SecretAccessKey"],
                aws_session_token=credentials.get("SessionToken"), **options)

        bound_below = decisions.least(user, decisions.plans(planner, [user.line()])[0])
        documents = [policy.document for policy in user.policies]
        boundary = user.boundary and user.boundary.document
        # The stand-in doesn't know variables, so the user's own policies get the values in their place.
        decisions.resolve(person, user)
        own, session = (decisions.live_requests(user, clients(c)) for c in (key, answer.json))
        for (ask_own, *request, shared), (ask_session, *_) in zip(own, session):
            own_lets, session_lets = decisions.is_let(ask_own), decisions.is_let(ask_session)
            contexts = {name: {**shared, **context} for name, context in user_contexts(user).items()}
            judged = {name: policy_judge.is_allowed(documents, boundary, *request, context, policy_judge.READINGS[0])
                      for name, context in contexts.items()}
            counts["requests of both"] += 1
            counts["let through to the own key"] += own_lets
            counts["let through to the session"] += session_lets
            told = (SEED, user, request, person.mirror())
            assert own_lets == judged["access key"], told
            assert not session_lets or (own_lets and all(judged.values())), told
            if own_lets and not session_lets:
                counts["covered by a finding"] += 1
                assert not policy_judge.is_allowed(
                    *bound_below, *request, contexts["access key"], policy_judge.READINGS[0]), told
    with capsys.disabled():
        print(f"\nreal requests of {LIVE_USERS} users, seed {SEED}: "
              + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    assert counts["let through to the session"] > counts["requests of both"] * 0.05

"""Logins are interrupted at each of their calls to AWS, which fails every time. The role then has no rights but those that it
had before or that the user has, and the next login completes it.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from broken_logins import FAULTS, REQUEST_TIMEOUT, SCENARIOS, THOROUGH, Attempt, all_at_once, example


@pytest.mark.parametrize("name", SCENARIOS)
def test_call_that_fails_for_good(people, faults, node, name, capsys):
    shown = example(name, people, faults, node)

    def run(key, ways):
        attempt = Attempt(SCENARIOS[name], people, faults, node, key)
        attempt.change()
        for fault in ways:
            attempt.fail(fault)
            answer = attempt.person.assume_role()
            assert attempt.rule.applied > 0, (key, fault)
            assert answer.status in (200, 502, 503, 504), answer.text
            attempt.check_bounds(shown)
            if answer.status == 200:
                break
        attempt.check_next(shown)

    if name in THOROUGH:
        # A read that fails changes nothing, so the same person can fail in the other ways too.
        reads = [key for key in shown.keys if key not in shown.writes and not key.startswith('["dynamodb')]
        cases = [(key, FAULTS) for key in reads]
        cases += [(key, [fault]) for key in shown.keys if key not in reads for fault in FAULTS]
    else:
        # "truncate" is left out: calls that were carried out are tested by killing the process.
        cases = [(key, [FAULTS[number % 3]]) for number, key in enumerate(shown.writes)]
    begun = time.monotonic()
    all_at_once(cases, run, 16)
    with capsys.disabled():
        logins, calls = sum(len(ways) for _, ways in cases), len({key for key, _ in cases})
        print(f"\n{name}: {logins} logins broken off at {calls} calls, {len(shown.writes)} of them writes, "
              f"in {time.monotonic() - begun:.0f} s")


@pytest.mark.parametrize("operation", ["iam:GetAccountSummary", "signin:getSigninToken"])
def test_call_that_names_nobody(people, restarted, faults, node, operation):
    """The ways to fail take turns, because these calls fail for everybody at once."""
    restarted("console", LATCHKEY_REQUEST_TIMEOUT=str(REQUEST_TIMEOUT))
    for fault in [*FAULTS, "slow-answer"]:
        attempts = [(example(name, people, faults, node), Attempt(SCENARIOS[name], people, faults, node)) for name in THOROUGH]
        for _, attempt in attempts:
            attempt.change()
        rule = faults.fail(operation, fault, seconds=REQUEST_TIMEOUT + 1)
        with ThreadPoolExecutor(len(attempts)) as pool:
            answers = list(pool.map(lambda case: case[1].person.send("POST", "/console", {}), attempts))
        assert rule.applied >= len(attempts)
        assert {answer.status for answer in answers} <= {502, 503, 504}, [answer.text for answer in answers]
        faults.heal()
        for shown, attempt in attempts:
            attempt.check_bounds(shown)
            attempt.check_next(shown)

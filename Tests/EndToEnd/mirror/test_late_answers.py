"""Logins are interrupted at each of their calls to AWS: its answer comes too late, or the process is killed or overtaken
meanwhile. The role then has no rights but those that it had before or that the user has, and the next login completes it.
"""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import account
import pytest
from broken_logins import REQUEST_TIMEOUT, SCENARIOS, THOROUGH, Attempt, all_at_once, example
from people import WRITES
from processes import wait_until


def held_at(people, faults, node, name, keys, answer_after: float) -> list[Attempt]:
    """Attempts, each at another of `keys`: the call is carried out, and its answer comes after `answer_after` seconds."""
    attempts = [Attempt(SCENARIOS[name], people, faults, node, key) for key in keys]
    all_at_once([(attempt,) for attempt in attempts], Attempt.change, 8)
    for attempt in attempts:
        attempt.fail("slow-answer", seconds=answer_after)
    return attempts


@pytest.mark.parametrize("name", SCENARIOS)
def test_process_that_is_killed(people, stack, faults, node, name):
    shown = example(name, people, faults, node)
    # An attempt at a call times out after 20 seconds.
    attempts = held_at(people, faults, node, name, shown.writes, 18)
    with ThreadPoolExecutor(len(attempts)) as pool:
        answers = [pool.submit(attempt.person.assume_role) for attempt in attempts]
        wait_until(lambda: all(attempt.rule.applied for attempt in attempts), 16)
        stack.processes.kill("console")
        stack.start_handler("console")
        assert {answer.result().status for answer in answers} == {502}
    stack.wait_for_socket("console")
    for attempt in attempts:
        attempt.check_bounds(shown)
        # The lease of the killed process has expired, as if a quarter of a minute had passed.
        attempt.person.set_record(lease_until=int(time.time()) - 1)
    all_at_once([(attempt, shown) for attempt in attempts], Attempt.check_next, 8)


@pytest.mark.parametrize("name", THOROUGH)
def test_answers_that_come_too_late(people, restarted, faults, node, name):
    shown = example(name, people, faults, node)
    restarted("console", LATCHKEY_REQUEST_TIMEOUT=str(REQUEST_TIMEOUT))

    def run(attempt):
        answer = attempt.person.assume_role()
        # A login may do without the answer to a read, such as that of a role that it is going to make.
        assert answer.status == 504 or (answer.status == 200 and attempt.key not in shown.writes), (attempt.key, answer.text)
        assert attempt.rule.applied > 0, attempt.key
        attempt.check_bounds(shown)
        assert "lease_owner" not in (attempt.person.record() or {}), attempt.key
        attempt.check_next(shown)

    attempts = held_at(people, faults, node, name, shown.keys, REQUEST_TIMEOUT + 1)
    all_at_once([(attempt,) for attempt in attempts], run, 16)


class Overtaken:
    """A login that waits for the answer to a write while the user's permissions change and another node syncs the role."""

    def __init__(self, people, faults, operation: str, seconds: float):
        self.faults = faults
        self.person = people.new(inline={"own": account.document(account.allow("s3:*"))})
        self.rule = faults.fail(operation, "slow-answer", seconds=seconds,
                                where=lambda p: p["RoleName"] == self.person.role_name)

    def begin(self, pool):
        self.answer = pool.submit(self.person.assume_role)
        wait_until(lambda: self.rule.applied, 8)

    def overtake(self, node) -> None:
        self.person.iam.put_user_policy(
            UserName=self.person.name, PolicyName="own", PolicyDocument=account.document(account.allow("sqs:ListQueues")))
        node.log_in(self.person)
        self.person.check_mirror()

    def check(self, node) -> None:
        """The slower login is refused, and after the next one the role is as it should be."""
        answer = self.answer.result()
        assert answer.status == 503 and answer.json["type"].endswith(":role-busy"), answer.text
        assert "synced_at" not in self.person.record()
        node.log_in(self.person)
        self.person.check_mirror()
        assert "lease_owner" not in self.person.record()


def test_node_that_stood_still_writes_no_more(people, stack, faults, node):
    overtaken = Overtaken(people, faults, "iam:CreateRole", 1)
    with ThreadPoolExecutor(1) as pool:
        overtaken.begin(pool)
        console = stack.processes.pid("console")
        os.kill(console, signal.SIGSTOP)
        try:
            # Its lease expires meanwhile.
            time.sleep(16)
            overtaken.overtake(node)
            start = len(faults.calls)
        finally:
            os.kill(console, signal.SIGCONT)
        overtaken.answer.result()
    assert [c.operation for c in faults.since(start) if c.operation.startswith(WRITES)] == []
    overtaken.person.check_mirror()
    overtaken.check(node)


def test_lease_that_a_fast_clock_took(people, faults, node):
    """A node whose clock is fast takes the lease while its owner writes. The owner notices when it renews the lease, or at
    the end of the sync."""
    for seconds in (1.5, 7):
        overtaken = Overtaken(people, faults, "iam:PutRolePolicy", seconds)
        with ThreadPoolExecutor(1) as pool:
            overtaken.begin(pool)
            overtaken.person.set_record(lease_until=int(time.time()) - 1)
            overtaken.overtake(node)
            overtaken.check(node)

"""Many first logins at once, and logins whose process ends on the way."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor


class TestMany:
    def test_fifty_first_logins_at_once_on_two_processes(self, people, stack, second_console):
        person = people.ordinary()
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda _: person.assume_role(), range(50)))
        assert [answer.status for answer in answers] == [200] * 50, [a.text for a in answers if a.status != 200]
        person.check_mirror()
        assert "lease_owner" not in person.record()
        served = [sum(a.headers["X-Request-Id"] in stack.processes.log(n).read_text() for a in answers)
                  for n in ("console", "console-2")]
        assert min(served) > 0 and sum(served) == 50
        made = sum(person.calls(a).count("iam:CreateRole") for a in answers)
        assert made == 1


class TestInterrupted:
    def test_killed_in_the_middle_the_next_login_succeeds(self, people, stack, faults):
        person = people.ordinary()
        rule = faults.fail("iam:AttachRolePolicy", "slow", seconds=3)
        thread = threading.Thread(target=person.assume_role)
        thread.start()
        end = time.monotonic() + 10
        while rule.seen == 0 and time.monotonic() < end:
            time.sleep(0.01)
        assert rule.seen > 0
        stack.processes.kill("console")
        stack.start_handler("console")
        stack.wait_for_socket("console")
        thread.join()
        faults.heal()
        assert person.mirror() is not None
        person.check_not_wider()
        begun = time.monotonic()
        assert person.log_in().status == 302
        assert time.monotonic() - begun < 30
        person.check_mirror()

    def test_stopped_in_the_middle_the_login_is_finished(self, people, stack, faults):
        person = people.ordinary()
        rule = faults.fail("iam:AttachRolePolicy", "slow", seconds=1)
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(person.assume_role)
            end = time.monotonic() + 10
            while rule.seen == 0 and time.monotonic() < end:
                time.sleep(0.01)
            assert stack.restart_handler("console") == 0
            assert answer.result().status == 200
        person.check_mirror()

"""The health checks that load balancers make."""

import time
from concurrent.futures import ThreadPoolExecutor

from client import ask


def get(stack, path, method="GET", **headers):
    return ask(stack.base_url, method, path, headers=headers)


class TestHealth:
    def test_needs_nobody_and_reaches_nothing(self, stack, faults):
        start = len(faults.calls)
        answer = get(stack, "/health")
        assert answer.status == 200 and answer.headers["Content-Type"].startswith("application/")
        assert answer.json["status"] == "pass" and answer.json["version"]
        assert faults.since(start) == []

    def test_answers_without_aws(self, stack, faults):
        faults.fail("*", "reset")
        assert get(stack, "/health").status == 200

    def test_head_has_no_body(self, stack):
        for path in ["/health", "/health/ready"]:
            answer = get(stack, path, "HEAD")
            assert (answer.status, answer.body) == (200, b"")

    def test_other_methods_are_refused(self, stack):
        answer = get(stack, "/health", "POST")
        assert answer.status == 405 and "GET" in answer.headers["Allow"]


class TestReady:
    def test_tells_every_check_with_its_time(self, stack):
        answer = get(stack, "/health/ready")
        assert answer.status == 200
        assert answer.json["status"] == "pass" and answer.json["version"]
        assert answer.json["checks"].keys() == {"table", "identity", "clock", "permissions"}
        for [check] in answer.json["checks"].values():
            assert check["status"] == "pass" and check["observedValue"] and check["ms"] >= 0
        assert "latchkey-broker" in answer.json["checks"]["identity"][0]["observedValue"]

    def test_answer_stands_for_some_seconds(self, stack, restarted, faults):
        calls = []
        for number in [1, 30]:
            restarted("ready")
            start = len(faults.calls)
            with ThreadPoolExecutor(10) as pool:
                assert {a.status for a in pool.map(lambda _: get(stack, "/health/ready"), range(number))} == {200}
            calls.append(len(faults.since(start)))
        assert calls[0] == calls[1]

    def test_permissions_are_tried_once_in_a_while(self, stack, restarted, faults):
        restarted("ready")
        assert get(stack, "/health/ready").status == 200
        time.sleep(5.1)
        start = len(faults.calls)
        assert get(stack, "/health/ready").status == 200
        assert len(faults.since(start)) == 2

    def test_each_failing_check_is_503(self, stack, restarted, faults):
        for operation, check in [("dynamodb:DescribeTable", "table"), ("sts:GetCallerIdentity", "identity")]:
            faults.fail(operation, "error", error=(403, "AccessDenied", "words of AWS"))
            restarted("ready")
            answer = get(stack, "/health/ready")
            assert answer.status == 503 and answer.headers["Retry-After"]
            assert answer.json["status"] == "fail"
            failing = {name for name, [c] in answer.json["checks"].items() if c["status"] == "fail"}
            assert failing == {check} | ({"permissions"} if check == "table" else set())
            assert "words of AWS" not in answer.text
            faults.heal()

    def test_aws_that_is_down_is_told_in_time(self, stack, restarted, faults):
        faults.fail("*", "slow", seconds=3)
        restarted("ready", LATCHKEY_REQUEST_TIMEOUT="1")
        begun = time.monotonic()
        answer = get(stack, "/health/ready")
        assert answer.status == 503 and time.monotonic() - begun < 3

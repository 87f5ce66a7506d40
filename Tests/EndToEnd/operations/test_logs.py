"""The logs have one line for each request, an audit record before a secret is answered, and never a secret."""

import json
import re
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from logs import log_files, secrets_in_logs
from processes import wait_until
from web import HANDLERS


class TestLines:
    def test_one_json_line_a_request(self, people, stack):
        person = people.ordinary()
        answer = person.assume_role()
        line = person.request(answer)
        assert line["caller"] == person.name and line["status"] == 200 and line["route"] == "/api/assume-role"
        assert line["method"] == "POST" and line["ms"] >= 0 and line["program"] == "console" and line["level"] == "info"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
        for call in line["aws"]:
            assert call.keys() == {"service", "operation", "result", "ms", "tries"} and call["tries"] >= 1
        assert {"GetUser", "CreateRole", "AssumeRole"} <= {call["operation"] for call in line["aws"]}
        same = [text for text in stack.processes.log("console").read_text().splitlines()
                if answer.headers["X-Request-Id"] in text and '"message":"request"' in text]
        assert len(same) == 1
        # nginx writes the line after it has answered.
        wait_until(lambda: answer.headers["X-Request-Id"] in stack.logs()["access"], 60)

    def test_every_line_of_the_handlers_is_json(self, stack, alice):
        alice.send("GET", "/keys?secret=query-of-somebody")
        for name in ["keys", "console", "ready", "health", "iam-auth", "broker", "oauth", "mfa"]:
            for line in stack.processes.log(name).read_text().splitlines():
                json.loads(line)
        assert "query-of-somebody" not in "".join(stack.logs().values())

    def test_failures_say_why(self, people, faults):
        person = people.new()
        faults.fail("iam:GetUser", "error", error=(400, "ValidationError", "words of AWS"))
        answer = person.send("GET", "/")
        line = person.request(answer)
        assert answer.status == 502 and line["level"] == "error"
        assert "words of AWS" in line["cause"] and line["problem"] == "aws-refused"
        assert [call["result"] for call in line["aws"]] == ["ValidationError"]


def test_no_core_file_is_written_of_a_handler(stack):
    for name in HANDLERS:
        limits = Path(f"/proc/{stack.processes.pid(name)}/limits").read_text()
        assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE)


def test_health_keeps_no_secret_of_the_other_programs(stack):
    """All programs are started with the same settings. Neither its environment nor the rest of its memory has the key."""
    process = Path(f"/proc/{stack.processes.pid('health')}")
    assert stack.status("/health") == 200
    try:
        environment, memory = (process / "environ").read_bytes(), open(process / "mem", "rb", buffering=0)
    except PermissionError:
        pytest.skip("only root may read a program's memory")
    assert b"LATCHKEY_LISTEN=" in environment
    readable = [line.split() for line in (process / "maps").read_text().splitlines()]
    readable = [parts for parts in readable if parts[1].startswith("r") and not parts[-1].startswith("[v")]
    found = environment
    for parts in readable:
        start, end = (int(number, 16) for number in parts[0].split("-"))
        memory.seek(start)
        found += memory.read(end - start)
    memory.close()
    assert b"latchkey:problem" in found
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]:
        assert stack.handler_environment()[name].encode() not in found, name


class TestAudit:
    def test_record_comes_before_the_answer(self, people, restarted, tmp_path):
        file = tmp_path / "audit"
        for name in ["keys", "console"]:
            restarted(name, LATCHKEY_AUDIT_FILE=str(file))
        person = people.new()
        for ask, action, states in [
            (lambda: person.send("POST", "/keys", {}), "create-access-key", ["intended", "done"]),
            (person.assume_role, "assume-role", ["done"]), (person.log_in, "console-login", ["done"]),
        ]:
            answer = ask()
            lines = [json.loads(line) for line in file.read_text().splitlines()]
            lines = [line for line in lines if line["id"] == answer.headers["X-Request-Id"]]
            assert [line["result"] for line in lines] == states
            assert {(line["action"], line["caller"]) for line in lines} == {(action, person.name)}
        assert file.stat().st_mode & 0o777 == 0o640

    def test_without_it_nothing_leaves(self, people, restarted, tmp_path):
        person = people.new()
        assert person.assume_role().status == 200
        for name in ["keys", "console"]:
            restarted(name, LATCHKEY_AUDIT_FILE=str(tmp_path))
        for answer in [
            person.send("POST", "/keys", {}), person.submit("/keys", person.token("/keys")), person.assume_role(),
            person.log_in(), person.send("POST", "/console", {}),
        ]:
            assert answer.status == 503 and answer.headers["Retry-After"]
            assert "audit" in answer.text.lower() and answer.headers["Location"] is None
            for word in ["SecretAccessKey", "SessionToken", "SigninToken", "secret-access-key", str(tmp_path)]:
                assert word not in answer.text
        assert person.key_ids() == []

    def test_what_takes_rights_away_does_not_need_it(self, people, restarted, tmp_path):
        person = people.new()
        id = person.send("POST", "/keys", {}).json["AccessKeyId"]
        assert person.assume_role().status == 200
        for name in ["keys", "console"]:
            restarted(name, LATCHKEY_AUDIT_FILE=str(tmp_path))
        for method, path, body, status, key_status in [
            ("PATCH", f"/keys/{id}", {"Status": "Inactive"}, 200, ["Inactive"]),
            ("PATCH", f"/keys/{id}", {"Status": "Active"}, 503, ["Inactive"]),
            ("DELETE", f"/keys/{id}", None, 204, []),
            ("POST", "/console/revoke", {}, 200, []),
        ]:
            answer = person.send(method, path, body) if body is not None else person.send(method, path)
            assert answer.status == status
            keys = person.iam.list_access_keys(UserName=person.name)["AccessKeyMetadata"]
            assert [key["Status"] for key in keys] == key_status
            records = person.audit(answer)
            assert sorted(record["result"] for record in records) == ([] if status == 503 else ["done", "intended"])
            assert all(record["not_written"].startswith(f"{tmp_path}: ") for record in records)

    def test_key_whose_record_cannot_be_completed_is_deleted(self, people, restarted, tmp_path, faults):
        person, answer = self.make_while_the_disk_fills_up(people, restarted, tmp_path, faults)
        assert answer.status == 503 and "SecretAccessKey" not in answer.text and "may_exist" not in answer.json
        assert person.key_ids() == []

    def test_key_without_a_record_is_deleted_in_time_of_its_own(self, people, restarted, tmp_path, faults):
        faults.fail("iam:DeleteAccessKey", "500", *range(1, 6))
        person, answer = self.make_while_the_disk_fills_up(people, restarted, tmp_path, faults)
        assert answer.json["type"].endswith("audit-unavailable") and person.key_ids() == []

    def test_key_without_a_record_that_cannot_be_deleted_is_named(self, people, restarted, tmp_path, faults):
        faults.fail("iam:DeleteAccessKey", "500")
        person, answer = self.make_while_the_disk_fills_up(people, restarted, tmp_path, faults)
        assert answer.status == 503 and answer.json["type"].endswith("audit-unavailable")
        assert "SecretAccessKey" not in answer.text
        assert (answer.json["may_exist"], answer.json["access_key_ids"]) == (True, person.key_ids())
        assert len(person.key_ids()) == 1 and person.key_ids()[0] in answer.json["detail"]

    def make_while_the_disk_fills_up(self, people, restarted, tmp_path, faults):
        """Asks for a key while the audit log takes the record of the intention, but not the one of the result."""
        file = tmp_path / "audit"
        restarted("keys", LATCHKEY_AUDIT_FILE=str(file))
        person = people.new()
        faults.fail("iam:CreateAccessKey", "slow-answer", seconds=1)
        with ThreadPoolExecutor() as pool:
            answer = pool.submit(person.send, "POST", "/keys", {})
            while not file.exists() or not person.key_ids():
                time.sleep(0.01)
            file.unlink()
            file.mkdir()
            return person, answer.result()


class TestSecrets:
    """At the end of the run, every log is searched for every secret that was given out."""

    def test_what_a_login_answers_is_looked_for(self, stack, people, secrets):
        before = set(secrets)
        assert people.ordinary().log_in().status == 302
        given = secrets - before
        assert len(given) >= 4 and any(secret.startswith("signin-token-") for secret in given), "the answer's secrets"
        assert stack.broker.secret_access_key in secrets and (stack.directory / "secret").read_text() in secrets

    def test_every_log_of_the_stack_is_searched(self, stack, people, tmp_path_factory):
        answer = people.ordinary().log_in()
        logs = log_files(tmp_path_factory.getbasetemp())
        own = stack.directory.name
        names = ["access", "keys", "console", "ready", "health", "iam-auth", "broker", "oauth", "mfa", "nginx", "ministack", "proxy"]
        assert {f"{own}/logs/{name}.log" for name in names} <= logs.keys()
        id = answer.headers["X-Request-Id"]
        wait_until(lambda: id in logs[f"{own}/logs/access.log"].read_text(), 60)

    @pytest.mark.parametrize("form", ["{}", '"secret":"{}"', "GET /?token={}&x", "a\\nb={}"])
    @pytest.mark.parametrize("secret", ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "abcd-efgh-jkmn-pqrs", "a+b/c==" * 8])
    def test_a_secret_in_a_log_is_found(self, tmp_path, form, secret):
        log = tmp_path / "stack0/logs/keys.log"
        log.parent.mkdir(parents=True)
        log.write_text("nothing of it\n")
        assert secrets_in_logs({secret}, tmp_path) == []
        for written in [secret, urllib.parse.quote(secret, safe=""), secret.replace("/", "\\/")]:
            log.write_text(f"{form.format(written)}\n")
            assert f"a secret that begins with {secret[:4]} is in stack0/logs/keys.log" in secrets_in_logs({secret}, tmp_path)

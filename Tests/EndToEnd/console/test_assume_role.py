"""Programs get credentials by POST /api/assume-role, and by the routes of Mairu's clients."""

import json
import os
import re
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import account
import pytest
from client import JSON
from people import session
from processes import environment

S3 = account.document(account.allow(["s3:ListAllMyBuckets"]))


class TestAnswer:
    def test_answer_has_the_members_of_himekos(self, people):
        answer = people.new(inline={"s3": S3}).assume_role()
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Cache-Control"] == "private, no-cache, no-store, max-age=0"
        assert answer.json.keys() == {"Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
        assert answer.json["Version"] == 1
        assert re.fullmatch(r"ASIA[A-Z0-9]{12,124}", answer.json["AccessKeyId"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", answer.json["Expiration"])
        lasts = datetime.fromisoformat(answer.json["Expiration"]) - datetime.now(timezone.utc)
        assert 3500 < lasts.total_seconds() <= 3600

    def test_credentials_are_the_persons(self, people, stack):
        person = people.new(inline={"s3": S3})
        answer = person.assume_role()
        arn = session(stack, answer, "sts").get_caller_identity()["Arn"]
        assert arn == f"arn:aws:sts::{account.ACCOUNT_ID}:assumed-role/{person.role_name}/{person.name}"
        session(stack, answer, "s3").list_buckets()
        with pytest.raises(Exception, match="AccessDenied"):
            session(stack, answer, "iam").list_users()

    @pytest.mark.parametrize("accept", [
        "application/json", "*/*", "application/*", "application/json;q=0.5", "text/html, application/json;q=0.9",
        "text/plain;q=0.5, */*;q=0.1", "application/json, text/plain, */*",
    ])
    def test_accept_that_takes_json(self, alice, accept):
        assert alice.ask("POST", "/api/assume-role", {"Accept": accept, "Content-Type": JSON}, "{}").status == 200

    @pytest.mark.parametrize("accept", ["text/plain", "text/html", "application/json;q=0", "image/*, text/*"])
    def test_accept_that_does_not(self, alice, accept):
        answer = alice.ask("POST", "/api/assume-role", {"Accept": accept, "Content-Type": JSON}, "{}")
        assert answer.status == 406
        assert "AccessKeyId" not in answer.text

    def test_without_accept(self, alice):
        assert alice.ask("POST", "/api/assume-role", {"Content-Type": JSON}, "{}").status == 200

    @pytest.mark.parametrize("body", ["", "{}", '{"Role":"user_bob"}'])
    def test_body_of_himekos_and_mairus_clients(self, alice, stack, body):
        headers = {"Accept": JSON, **({"Content-Type": JSON} if body else {})}
        for path in ["/api/assume-role", "/assume-role"]:
            answer = alice.ask("POST", path, headers, body or None)
            assert answer.status == 200, answer.text
            # The body may name another role: everybody gets their own all the same.
            assert session(stack, answer, "sts").get_caller_identity()["Arn"].endswith("/user_alice/alice")

    def test_roles_of_mairu(self, alice):
        answer = alice.send("GET", "/roles")
        assert (answer.status, answer.json) == (200, {"Roles": [{"Name": "user_alice"}]})

    def test_every_session_is_in_the_audit_log(self, people):
        person = people.new()
        answer = person.assume_role()
        [record] = person.audit(answer)
        assert (record["action"], record["caller"], record["subject"]) == ("assume-role", person.name, person.role_arn)
        assert record["facts"]["access_key_id"] == answer.json["AccessKeyId"]

    def test_as_credential_process_of_the_aws_command_line(self, people, stack, tmp_path):
        person = people.new(inline={"s3": S3})
        password = tmp_path / "curl"
        password.write_text(
            f'user = "{person.name}:{stack.passwords[person.name]}"\nsilent\nfail\nrequest = POST\n'
            f'header = "Accept: application/json"\nurl = "{stack.base_url}/api/assume-role"\n'
            f'connect-to = "localhost:{stack.web.port}:127.0.0.1:{stack.web.port}"\n')
        password.chmod(0o600)
        (tmp_path / "config").write_text(
            f"[default]\nregion = {account.REGION}\ncredential_process = curl --config {password}\n")
        aws = Path(sys.executable).parent / "aws"
        result = subprocess.run(
            [str(aws), "--endpoint-url", stack.aws_endpoint, "sts", "get-caller-identity"], capture_output=True, text=True,
            env={**environment(), "HOME": str(tmp_path), "AWS_CONFIG_FILE": str(tmp_path / "config"), "PATH": os.environ["PATH"]})
        assert result.returncode == 0, result.stderr
        assert json.loads(result.stdout)["Arn"].endswith(f"/{person.role_name}/{person.name}")


class TestIdentity:
    def test_case_of_the_name_does_not_matter(self, people):
        person = people.new("Mixed.Case")
        other = people.sign_in("mIXED.cASE")
        assert person.assume_role().status == 200
        before = person.mirror().id
        answer = other.assume_role()
        assert answer.status == 200
        assert person.check_mirror().id == before
        roles = [r["RoleName"] for r in person.iam.list_roles(PathPrefix="/user-role/")["Roles"]]
        assert [name for name in roles if name.lower() == "user_mixed.case"] == ["user_Mixed.Case"]
        assert other.record() is None

    def test_local_part_of_an_address(self, people, restarted, stack):
        person = people.new("mail.person")
        restarted("console", LATCHKEY_USER_MAPPING="email", LATCHKEY_USER_DOMAINS="example.com,example.org")
        for name, status in [
            ("mail.person@example.com", 200), ("Mail.Person@EXAMPLE.ORG", 200), ("mail.person@example.net", 403),
            ("mail.person", 403), ("mail.person@sub.example.com", 403),
        ]:
            answer = people.sign_in(name).assume_role()
            assert answer.status == status, name
            if status == 200:
                assert "/user_mail.person/" in session(stack, answer, "sts").get_caller_identity()["Arn"]
        person.check_mirror()

    def test_prefix(self, people, restarted, stack):
        person = people.new("corp-dora")
        restarted("console", LATCHKEY_USER_MAPPING="prefix", LATCHKEY_USER_PREFIX="corp-")
        answer = people.sign_in("dora").assume_role()
        assert answer.status == 200
        arn = session(stack, answer, "sts").get_caller_identity()["Arn"]
        assert arn.endswith("/user_corp-dora/corp-dora")
        person.check_mirror()


class TestSessionTags:
    @pytest.fixture
    def tagged(self, stack):
        """Has nginx pass two session tags to the handlers, of which one is transitive."""
        file = stack.web.prefix / "local" / "parameters-tags.conf"
        file.write_text(
            'fastcgi_param LATCHKEY_TAG_Team "blue team";\nfastcgi_param LATCHKEY_TAG_Floor $http_x_floor;\n'
            'fastcgi_param LATCHKEY_TAG_None "";\n')
        stack.reload_nginx()
        yield
        file.unlink()
        stack.reload_nginx()

    def test_tags_reach_the_session(self, people, stack, faults, tagged, restarted):
        only_blue = account.document(account.allow(
            "s3:ListAllMyBuckets", Condition={"StringEquals": {"aws:PrincipalTag/Team": "blue team"}}))
        only_red = account.document(account.allow(
            "iam:ListUsers", Condition={"StringEquals": {"aws:PrincipalTag/Team": "red team"}}))
        person = people.new(inline={"blue": only_blue, "red": only_red})
        restarted("console", LATCHKEY_TRANSITIVE_TAG_KEYS="Team,Absent")
        start = len(faults.calls)
        answer = person.assume_role(**{"X-Floor": "3"})
        assert answer.status == 200, answer.text
        [asked] = [c.parameters for c in faults.since(start) if c.operation == "sts:AssumeRole" and c.status == 200]
        tags = {asked[f"Tags.member.{n}.Key"]: asked[f"Tags.member.{n}.Value"] for n in (1, 2)}
        assert tags == {"Team": "blue team", "Floor": "3"} and "Tags.member.3.Key" not in asked
        assert [v for k, v in asked.items() if k.startswith("TransitiveTagKeys")] == ["Team"]
        session(stack, answer, "s3").list_buckets()
        with pytest.raises(Exception, match="AccessDenied"):
            session(stack, answer, "iam").list_users()

    def test_the_users_own_tags_count(self, people, stack, faults, tagged, restarted):
        red, blue = (account.document(account.allow(action, Condition={"StringEquals": {"aws:PrincipalTag/Team": team}}))
                     for action, team in [("iam:ListUsers", "red team"), ("s3:ListAllMyBuckets", "blue team")])
        person = people.new(inline={"red": red, "blue": blue}, tags={"tEAM": "red team"})
        restarted("console", LATCHKEY_TRANSITIVE_TAG_KEYS="Team")
        assert person.assume_role(**{"X-Floor": "3"}).status == 200
        start = len(faults.calls)
        answer = person.assume_role(**{"X-Floor": "3"})
        assert answer.status == 200, answer.text
        assert sorted(person.calls(answer)) == ["dynamodb:UpdateItem", "iam:GetUser", "sts:AssumeRole"]
        [asked] = [c.parameters for c in faults.since(start) if c.operation == "sts:AssumeRole"]
        assert asked["Tags.member.1.Key"] == "Floor" and "Tags.member.2.Key" not in asked
        assert not [key for key in asked if key.startswith("TransitiveTagKeys")]
        session(stack, answer, "iam").list_users()
        with pytest.raises(Exception, match="AccessDenied"):
            session(stack, answer, "s3").list_buckets()
        told = [finding["words"] for finding in person.send("GET", "/console/role").json["findings"]]
        assert any("“Team”" in words and "isn't passed on" in words for words in told)
        assert "“Team” of the sign-on" in person.page("/console/role").text

    def test_tag_that_says_what_the_users_own_says_goes_along(self, people, faults, tagged, restarted):
        person = people.new(tags={"team": "blue team"})
        restarted("console", LATCHKEY_TRANSITIVE_TAG_KEYS="Team")
        start = len(faults.calls)
        assert person.assume_role().status == 200
        asked = [c.parameters for c in faults.since(start) if c.operation == "sts:AssumeRole" and c.status == 200]
        assert [(a["Tags.member.1.Key"], a["TransitiveTagKeys.member.1"]) for a in asked] == [("Team", "Team")]

    def test_tag_that_aws_would_not_take_is_named(self, people, tagged):
        answer = people.new().assume_role(**{"X-Floor": "<3>"})
        assert (answer.status, answer.json["member"]) == (400, "LATCHKEY_TAG_Floor")

    def test_tags_that_are_too_large_packed_are_told(self, people, faults, tagged):
        faults.fail("sts:AssumeRole", "error", error=(400, "PackedPolicyTooLarge", "words of AWS"))
        answer = people.new().assume_role()
        assert answer.status == 502 and "tags" in answer.json["title"] and "words of AWS" not in answer.text


CHAINING = (400, "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")


class TestDuration:
    def test_twelve_hours_with_a_users_credentials(self, people, restarted):
        restarted("console", LATCHKEY_SESSION_DURATION="43200")
        answer = people.new().assume_role()
        lasts = datetime.fromisoformat(answer.json["Expiration"]) - datetime.now(timezone.utc)
        assert 43_100 < lasts.total_seconds() <= 43_200

    def test_role_stays_for_as_long_as_its_sessions_last(self, people, restarted):
        restarted("console", LATCHKEY_ROLE_TTL="60", LATCHKEY_CONSOLE_SESSION_DURATION="7200")
        person = people.new()
        begun = time.time()
        for _ in range(2):
            assert person.log_in().status == 302
            assert int(person.record()["expires_at"]["N"]) >= int(begun) + 7200

    def test_chained_credentials_shorten_the_session_and_the_page_says_so(self, people, faults, restarted):
        restarted("console", LATCHKEY_CONSOLE_SESSION_DURATION="43200", LATCHKEY_API_SESSION_DURATION="7200")
        faults.fail("sts:AssumeRole", "error", error=CHAINING, where=lambda p: int(p["DurationSeconds"]) > 3600)
        person = people.new()
        # The first person is told after submitting the form, the next one on the page before.
        answer = person.log_in()
        assert answer.status == 200 and "it lasts 1 hour" in answer.text and "Action=login" in answer.text
        assert "Your session will last 1 hour" in person.page("/").text
        assert person.log_in(shortened_known="1").status == 302
        answer = person.assume_role()
        lasts = datetime.fromisoformat(answer.json["Expiration"]) - datetime.now(timezone.utc)
        assert 3500 < lasts.total_seconds() <= 3600
        # From now on the handler asks for one hour at once.
        start = len(faults.calls)
        assert person.assume_role().status == 200
        durations = [c.parameters["DurationSeconds"] for c in faults.since(start) if c.operation == "sts:AssumeRole"]
        assert durations == ["3600"]

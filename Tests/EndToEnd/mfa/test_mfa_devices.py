"""People add, replace, resynchronise and remove their MFA devices, whose codes the stand-in for AWS checks."""

import json
import os
import pwd
import re
import subprocess
from pathlib import Path

import account
import pytest
from client import JSON, ask
from mfa_app import App, draw, read, scan
from mfa_people import add, begin, enable, made_elsewhere, proof, serial, serials, unassigned
from oauth_client import Machine


class TestPages:
    def test_first_device_by_the_code_that_an_app_scans(self, people, tmp_path, stack):
        person = people.new()
        assert "You have no MFA device" in person.page("/mfa").text
        shown = person.submit("/mfa", person.token("/mfa/add", "/mfa"), VirtualMFADeviceName="phone")
        assert shown.status == 201 and shown.headers["Cache-Control"] == "no-store"
        told = read(scan(draw(re.search(r'<svg class="qr".*?</svg>', shown.text)[0], tmp_path / "code.pbm")))
        assert told["label"] == f"Amazon Web Services:{person.name}@{account.ACCOUNT_ID}"
        seed = re.search(r'id="secret-key"[^>]*>([^<]+)<', shown.text)[1]
        assert told["secret"] == seed.rstrip("=") and told["issuer"] == "Amazon Web Services"
        stack.secrets.add(told["secret"])
        form = re.search(r'action="/mfa/enable">(.*?)</form>', shown.text, re.S)[1]
        token, ticket = (re.search(rf'name="{name}" value="([^"]+)"', form)[1] for name in ["csrf", "enrolment"])
        app = App(told["secret"])
        wrong = person.submit("/mfa/enable", token, enrolment=ticket, AuthenticationCode1="000000", AuthenticationCode2="000000")
        assert wrong.status == 403 and seed not in wrong.text and serials(person) == []
        first, second = app.codes()
        done = person.submit("/mfa/enable", token, enrolment=ticket, AuthenticationCode1=f"{first[:3]} {first[3:]}",
                             AuthenticationCode2=second)
        assert done.status == 303, done.text
        assert serials(person) == [serial(person)]
        page = person.page(done.headers["Location"]).text
        assert "is one of your MFA devices now" in page and seed not in page

    def test_the_device_is_a_second_factor_to_aws(self, people, stack):
        person = people.new(inline={"own": account.document(account.allow("iam:GetUser"))})
        app = add(person)
        made = person.iam.create_access_key(UserName=person.name)["AccessKey"]
        sts = account.client("sts", stack.aws_endpoint, account.Key(made["AccessKeyId"], made["SecretAccessKey"]))
        with pytest.raises(sts.exceptions.ClientError, match="AccessDenied"):
            sts.get_session_token(SerialNumber=serial(person), TokenCode="000000")
        session = sts.get_session_token(SerialNumber=serial(person), TokenCode=app.now())["Credentials"]
        assert session["SessionToken"]


class TestProof:
    def test_a_second_device_needs_the_first(self, people):
        person = people.new()
        app = add(person)
        refused = begin(person, "tablet")
        assert refused.status == 403 and refused.json["type"].endswith(":mfa-proof-needed")
        assert refused.json["provable_serial_numbers"] == [serial(person)]
        used = app.fields()
        assert person.send("POST", "/mfa/resync", {"SerialNumber": serial(person), **used}).status == 204
        again = begin(person, "tablet", proof_serial_number=serial(person), **used)
        assert again.status == 403 and again.json["type"].endswith(":mfa-codes-refused"), "codes are good once"
        add(person, "tablet", **proof(person, app))
        assert sorted(serials(person)) == [serial(person), serial(person, "tablet")]

    def test_nobody_elses_device_proves_anything(self, people):
        other, person = people.new(), people.new()
        theirs, mine = add(other), add(person)
        answer = begin(person, "tablet", **proof(other, theirs))
        assert answer.status == 404 and answer.json["type"].endswith(":no-such-mfa-device")
        swapped = begin(person, "tablet", proof_serial_number=serial(person), **theirs.fields())
        assert swapped.status == 403
        ticket = begin(person, "tablet", **proof(person, mine)).json["enrolment"]
        stolen = other.send("POST", "/mfa/enable", {"enrolment": ticket, **mine.fields()})
        assert stolen.status == 409 and serials(other) == [serial(other)]

    def test_a_first_device_that_was_begun_isnt_ended_beside_another(self, people):
        person = people.new()
        early = begin(person, "early").json
        late = begin(person, "late").json
        assert unassigned(person) == [serial(person, "late")], "the one from before is deleted"
        assert person.send("POST", "/mfa/enable", {"enrolment": late["enrolment"], **App(late["Base32StringSeed"]).fields()}).status == 200
        answer = person.send("POST", "/mfa/enable", {"enrolment": early["enrolment"], **App(early["Base32StringSeed"]).fields()})
        assert answer.status == 409 and serials(person) == [serial(person, "late")]

    def test_after_five_wrong_pairs_none_is_tried(self, people, stack):
        person = people.new()
        app = add(person)
        wrong = {"SerialNumber": serial(person), "AuthenticationCode1": "000000", "AuthenticationCode2": "000000"}
        assert [person.send("POST", "/mfa/resync", wrong).status for _ in range(5)] == [403] * 5
        answer = person.send("POST", "/mfa/resync", {"SerialNumber": serial(person), **app.fields()})
        assert answer.status == 429 and 0 < answer.json["retry_after"] <= 301

    def test_who_isnt_signed_in_and_a_machines_token_get_nothing(self, people, stack):
        assert ask(stack.base_url, "GET", "/mfa", None, {"Accept": JSON}).status == 401
        machine = Machine(people.new())
        machine.sign_in()
        for method, path in [("GET", "/mfa"), ("POST", "/mfa")]:
            assert machine.call(method, path).status == 401


class TestChanges:
    def test_replacing_puts_the_new_one_first_and_deletes_the_old(self, people):
        person = people.new()
        app = add(person)
        add(person, "tablet", replaces=serial(person), **proof(person, app))
        assert serials(person) == [serial(person, "tablet")] and unassigned(person) == []

    def test_replacing_by_one_of_the_same_name(self, people):
        person = people.new()
        app = add(person)
        app = add(person, replaces=serial(person), **proof(person, app))
        assert serials(person) == [serial(person, "2/phone")] and unassigned(person) == []
        assert [each["name"] for each in person.send("GET", "/mfa").json["MFADevices"]] == ["phone"]
        add(person, replaces=serial(person, "2/phone"), **proof(person, app, "2/phone"))
        assert serials(person) == [serial(person)] and unassigned(person) == []

    def test_removing_a_lost_one_by_another(self, people):
        person = people.new()
        app = add(person)
        assert person.send("POST", "/mfa/remove", {"SerialNumber": serial(person), **proof(person, app)}).status == 409
        tablet = add(person, "tablet", **proof(person, app))
        removal = {"SerialNumber": serial(person), **proof(person, tablet, "tablet")}
        assert person.send("POST", "/mfa/remove", removal).status == 204
        assert serials(person) == [serial(person, "tablet")] and unassigned(person) == []

    def test_the_ninth_is_refused(self, people):
        person = people.new()
        app = add(person)
        for number in range(7):
            made_elsewhere(person, f"other-{person.name}-{number}")
        answer = begin(person, "ninth", **proof(person, app))
        assert answer.status == 409 and answer.json["type"].endswith(":mfa-device-limit")
        assert "AWS allows no more" in person.page("/mfa").text
        replacing = begin(person, "ninth", replaces=serial(person), **proof(person, app))
        assert replacing.status == 409 and replacing.json["type"].endswith(":mfa-device-limit")

    def test_cancelling_leaves_nothing(self, people):
        person = people.new()
        ticket = begin(person).json["enrolment"]
        assert person.send("POST", "/mfa/cancel", {"enrolment": ticket}).status == 204
        assert unassigned(person) == serials(person) == []

    def test_latchkeys_own_user_is_refused(self, people, stack):
        broker = people.sign_in("latchkey-broker")
        for answer in [broker.send("GET", "/mfa"), begin(broker)]:
            assert answer.status == 403 and answer.json["type"].endswith(":user-not-served")


@pytest.fixture
def operator(stack):
    """operator("--list", "alice") does what an operator does on the server."""
    def run(*arguments: str, **settings: str):
        return subprocess.run([stack.programs / "mfa", *arguments], env={**stack.handler_environment(), **settings},
                              capture_output=True, text=True, timeout=60)
    return run


class TestOperator:
    def test_a_person_who_lost_their_telephone_begins_anew(self, people, operator):
        person, other = people.new(), people.new()
        add(person)
        add(other)
        made_elsewhere(person, f"of-{person.name}")
        assert "take it away, and then you add a new one here" in person.page("/mfa").text
        listed = operator("--list", person.name)
        assert listed.returncode == 0 and [line.split()[0] for line in listed.stdout.splitlines()] == serials(person)
        done = operator("--remove", person.name)
        assert done.returncode == 0, done.stdout + done.stderr
        assert serials(person) == unassigned(person) == [] and serials(other) == [serial(other)]
        assert done.stdout.splitlines()[-1] == f"{person.name} has no MFA device, and adds a first one at /mfa by being signed in"
        # A moment after the first device of before was enabled.
        add(person)
        assert serials(person) == [serial(person)]

    def test_one_of_two_goes_and_the_audit_has_it(self, people, operator, tmp_path):
        person = people.new()
        app = add(person)
        add(person, "tablet", **proof(person, app))
        done = operator("--remove", person.name, serial(person), LATCHKEY_AUDIT_FILE=str(tmp_path / "audit.log"))
        assert done.returncode == 0 and serials(person) == [serial(person, "tablet")]
        records = [json.loads(line) for line in (tmp_path / "audit.log").read_text().splitlines()]
        assert [(each["caller"], each["action"], each["subject"], each["result"]) for each in records] == [
            ("operator", "remove-mfa-device", serial(person), result) for result in ["intended", "done"]]
        login = Path("/proc/self/loginuid").read_text()
        number = os.getuid() if login == str(2**32 - 1) else int(login)
        facts = {"account": pwd.getpwuid(number).pw_name, "user": person.name}
        assert all(each["facts"] == facts for each in records)

    def test_who_isnt_there_and_what_isnt_theirs(self, people, operator):
        person, other = people.new(), people.new()
        add(other)
        assert operator("--remove", "nobody-here").returncode == 67
        refused = operator("--remove", person.name, serial(other))
        assert refused.returncode == 64 and serials(other) == [serial(other)]
        assert operator("--remove").returncode == operator("--list", person.name, serial(person)).returncode == 64

    def test_help_names_both_ways(self, operator):
        text = operator("--help").stdout
        assert "--remove" in text and "--list" in text and "LATCHKEY_TOKENS_TABLE" in text


OPERATIONS = ["GetUser", "ListMFADevices", "ListVirtualMFADevices", "CreateVirtualMFADevice"]


class TestFaults:
    @pytest.mark.parametrize("operation", OPERATIONS)
    @pytest.mark.parametrize("fault", ["throttle", "500", "reset", "lost", "truncate", "html"])
    def test_a_beginning_that_fails_leaves_nothing_in_the_way_of_the_next(self, people, faults, operation, fault):
        person = people.new()
        faults.fail(f"iam:{operation}", fault, 1)
        answer = begin(person)
        assert answer.status in (201, 502, 503), answer.text
        faults.heal()
        add(person)
        assert serials(person) == [serial(person)] and unassigned(person) == []

    @pytest.mark.parametrize("fault", ["throttle", "500", "reset", "lost", "truncate", "html"])
    def test_an_enabling_that_fails_is_told_as_it_is(self, people, faults, fault):
        person = people.new()
        begun = begin(person).json
        app = App(begun["Base32StringSeed"])
        faults.fail("iam:EnableMFADevice", fault, 1)
        answer = person.send("POST", "/mfa/enable", {"enrolment": begun["enrolment"], **app.fields()})
        assert (answer.status == 200) == (serials(person) == [serial(person)])
        assert (answer.status == 200) == (fault in ("throttle", "lost", "truncate"))

    @pytest.mark.parametrize("fault", ["500", "reset", "html", "error"])
    def test_a_proof_that_fails_proves_nothing(self, people, faults, fault):
        person = people.new()
        app = add(person)
        faults.fail("iam:ResyncMFADevice", fault, 1, error=(403, "AccessDenied", "words of AWS"))
        answer = begin(person, "tablet", **proof(person, app))
        assert answer.status in (502, 503) and "words of AWS" not in answer.text
        assert serials(person) == [serial(person)] and unassigned(person) == []

    def test_a_replaced_device_that_stays_is_told(self, people, faults):
        person = people.new()
        app = add(person)
        begun = begin(person, "tablet", replaces=serial(person), **proof(person, app)).json
        faults.fail("iam:DeactivateMFADevice", "error", error=(403, "AccessDenied", "no"))
        answer = person.send("POST", "/mfa/enable", {"enrolment": begun["enrolment"], **App(begun["Base32StringSeed"]).fields()})
        assert answer.status == 200 and answer.json["not_removed"] == serial(person)

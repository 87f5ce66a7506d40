"""Two nodes at the same moment, and the table by which they agree."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastcgi_client import fastcgi
from mfa_app import App
from mfa_people import add, begin, proof, serial, serials

WRONG = {"AuthenticationCode1": "000000", "AuthenticationCode2": "000000"}


@pytest.fixture(scope="module")
def nodes(stack):
    """ask(0, person, path, members) asks the first of two processes of `mfa` as nginx does, and ask(1, …) the second."""
    listen = stack.web.socket("mfa-2")
    environment = {**stack.handler_environment(), "LATCHKEY_LISTEN": str(listen)}
    stack.processes.start("mfa-2", [str(stack.programs / "mfa")], environment, stack.directory)
    stack.wait_for_socket("mfa-2")

    def ask(node: int, person, path: str, members: dict):
        body = json.dumps(members).encode()
        given = {
            "REQUEST_METHOD": "POST", "REQUEST_URI": path, "HTTP_HOST": "localhost", "SERVER_NAME": "localhost",
            "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/json", "HTTP_ACCEPT": "application/json",
            "REMOTE_USER": person.name,
        }
        return fastcgi(stack.web.socket(["mfa", "mfa-2"][node]), list(given.items()), body)

    yield ask
    stack.processes.stop("mfa-2")


def race(*calls):
    """The answers to calls that are made at the same moment."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(*call) for call in calls]]


def kinds(answers) -> list[str]:
    return sorted(answer.json.get("type", "").rpartition(":")[2] if answer.status >= 400 else "" for answer in answers)


def test_of_two_first_devices_on_two_nodes_one_is_enabled(people, nodes, faults):
    person = people.new()
    early = begin(person, "early").json
    late = begin(person, "late").json
    # As if IAM hadn't listed the early one when the late one was begun.
    made = person.iam.create_virtual_mfa_device(Path=f"/latchkey/{person.name}/", VirtualMFADeviceName="early")
    early["Base32StringSeed"] = made["VirtualMFADevice"]["Base32StringSeed"].decode()
    faults.fail("iam:EnableMFADevice", "slow", seconds=1)
    answers = race(*[
        (nodes, node, person, "/mfa/enable", {"enrolment": begun["enrolment"], **App(begun["Base32StringSeed"]).fields()})
        for node, begun in enumerate([early, late])])
    assert kinds(answers) == ["", "mfa-enrolment-over"] and len(serials(person)) == 1


def test_a_first_device_that_iam_doesnt_list_yet_counts_on_the_other_node(people, nodes, faults):
    person = people.new()
    early = begin(person, "early").json
    late = begin(person, "late").json
    done = nodes(0, person, "/mfa/enable", {"enrolment": late["enrolment"], **App(late["Base32StringSeed"]).fields()})
    assert done.status == 200
    made = person.iam.create_virtual_mfa_device(Path=f"/latchkey/{person.name}/", VirtualMFADeviceName="early")
    faults.fail("iam:ListMFADevices", "empty")
    answer = nodes(1, person, "/mfa/enable", {
        "enrolment": early["enrolment"], **App(made["VirtualMFADevice"]["Base32StringSeed"].decode()).fields()})
    assert kinds([answer]) == ["mfa-enrolment-over"] and serials(person) == [serial(person, "late")]


def test_of_the_last_two_devices_one_stays(people, nodes, faults):
    person = people.new()
    phone = add(person)
    tablet = add(person, "tablet", **proof(person, phone))
    faults.fail("iam:DeactivateMFADevice", "slow", seconds=1)
    answers = race(*[
        (nodes, node, person, "/mfa/remove", {"SerialNumber": serial(person, name), **proof(person, app, name)})
        for node, (name, app) in enumerate({"phone": phone, "tablet": tablet}.items())])
    assert kinds(answers) == ["", "mfa-last-device"] and len(serials(person)) == 1


def test_wrong_codes_count_on_every_node(people, nodes):
    person = people.new()
    app = add(person)
    answers = [nodes(number % 2, person, "/mfa/resync", {"SerialNumber": serial(person), **WRONG}) for number in range(5)]
    assert kinds(answers) == ["mfa-codes-refused"] * 5
    for node in (0, 1):
        answer = nodes(node, person, "/mfa/resync", {"SerialNumber": serial(person), **app.fields()})
        assert kinds([answer]) == ["mfa-too-many-attempts"]


def test_pairs_that_are_tried_at_once_count_before_they_are_tried(people, nodes, faults):
    person = people.new()
    add(person)
    faults.fail("iam:ResyncMFADevice", "slow", seconds=1)
    answers = race(*[(nodes, n % 2, person, "/mfa/resync", {"SerialNumber": serial(person), **WRONG}) for n in range(8)])
    assert kinds(answers).count("mfa-codes-refused") <= 5
    assert set(kinds(answers)) <= {"mfa-codes-refused", "mfa-too-many-attempts", "mfa-contended"}


class TestWithoutTheTable:
    @pytest.fixture(autouse=True)
    def away(self, faults):
        def fail(fault="500", **options):
            for operation in ["GetItem", "UpdateItem"]:
                faults.fail(f"dynamodb:{operation}", fault, where=lambda call: "mfa/" in str(call), **options)
        return fail

    def test_nothing_is_proved_or_removed(self, people, away):
        person = people.new()
        phone = add(person)
        tablet = add(person, "tablet", **proof(person, phone))
        away()
        for path, members in [
            ("/mfa", {"VirtualMFADeviceName": "x", **proof(person, phone)}),
            ("/mfa/resync", {"SerialNumber": serial(person), **phone.fields()}),
            ("/mfa/remove", {"SerialNumber": serial(person), **proof(person, tablet, "tablet")}),
        ]:
            answer = person.send("POST", path, members)
            assert (answer.status, kinds([answer])) == (503, ["aws-unavailable"]), answer.text
        assert sorted(serials(person)) == [serial(person), serial(person, "tablet")]

    def test_a_first_device_waits_and_is_enabled_when_the_table_is_back(self, people, away, faults):
        person = people.new()
        begun = begin(person)
        app = App(begun.json["Base32StringSeed"])
        away()
        answer = person.send("POST", "/mfa/enable", {"enrolment": begun.json["enrolment"], **app.fields()})
        assert (answer.status, kinds([answer])) == (503, ["aws-unavailable"]) and serials(person) == []
        faults.heal()
        answer = person.send("POST", "/mfa/enable", {"enrolment": begun.json["enrolment"], **app.fields()})
        assert answer.status == 200 and serials(person) == [serial(person)]

    def test_a_missing_permission_is_named(self, people, away):
        person = people.new()
        phone = add(person)
        away("error", error=(400, "AccessDeniedException", "words of AWS"))
        answer = person.send("POST", "/mfa/resync", {"SerialNumber": serial(person), **phone.fields()})
        assert answer.status == 502 and answer.json["permission"] == "dynamodb:GetItem"

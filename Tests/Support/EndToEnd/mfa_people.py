"""What people do with their MFA devices, as programs ask for it."""

import account
from mfa_app import App

PATH = f"arn:aws:iam::{account.ACCOUNT_ID}:mfa/latchkey"


def serial(person, name="phone") -> str:
    return f"{PATH}/{person.name}/{name}"


def serials(person) -> list[str]:
    return [each["SerialNumber"] for each in person.iam.list_mfa_devices(UserName=person.name)["MFADevices"]]


def unassigned(person) -> list[str]:
    found = person.iam.list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"]
    return [each["SerialNumber"] for each in found if f"/{person.name}/" in each["SerialNumber"]]


def begin(person, name="phone", **members):
    return person.send("POST", "/mfa", {"VirtualMFADeviceName": name, **members})


def enable(person, begun, app: App):
    return person.send("POST", "/mfa/enable", {"enrolment": begun.json["enrolment"], **app.fields()})


def add(person, name="phone", **members) -> App:
    begun = begin(person, name, **members)
    assert begun.status == 201, begun.text
    app = App(begun.json["Base32StringSeed"])
    enabled = enable(person, begun, app)
    assert enabled.status == 200, enabled.text
    return app


def proof(person, app, name="phone") -> dict[str, str]:
    return {"proof_serial_number": serial(person, name), **app.fields()}


def made_elsewhere(person, name: str) -> App:
    """A virtual device that an administrator made and enabled for the person, at no path of Latchkey's."""
    made = person.iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
    app = App(made["Base32StringSeed"].decode())
    person.iam.enable_mfa_device(UserName=person.name, SerialNumber=made["SerialNumber"], **app.fields())
    return app

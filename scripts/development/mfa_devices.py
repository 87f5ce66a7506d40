"""Virtual MFA devices for the stand-in for AWS. ministack's have no seed that an app could use, and take any code.

A device here makes the codes of RFC 6238 from its seed, and each code is good once. EnableMFADevice and ResyncMFADevice want two
consecutive ones, and look for them around the present, as the device's clock may be wrong; STS wants one of now.
"""

import base64
import contextvars
import hashlib
import hmac
import os
import struct
import time

from ministack.core import iam_evaluator
from ministack.services import iam, sts

STEP_SECONDS = 30
# How many steps the clock of a device may be wrong when it is enabled or brought into line.
SEARCHED_STEPS = 10
DEVICES_PER_USER = 8

# What the operations need of a device: its seed as bytes, and the step of the last code that was taken.
seeds: dict[str, bytes] = {}
last_steps: dict[str, int] = {}
# Whether the request to STS that is being answered came with a code.
code_was_given = contextvars.ContextVar("code_was_given", default=False)


def code_of(seed: bytes, step: int) -> str:
    digest = hmac.new(seed, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def take(serial: str, codes: list[str], searched: int) -> bool:
    """Whether the device shows the codes one after the other around now, later than any that was taken. They are taken."""
    now = int(time.time()) // STEP_SECONDS
    for first in range(now - searched, now + searched + 1):
        steps = range(first, first + len(codes))
        if first > last_steps.get(serial, 0) and [code_of(seeds[serial], step) for step in steps] == codes:
            last_steps[serial] = steps[-1]
            return True
    return False


def fail(status: int, code: str, message: str, ns: str = "iam"):
    return iam._error(status, code, message, ns=ns)


def no_user(name: str):
    return fail(404, "NoSuchEntity", f"The user with name {name} cannot be found.")


def create(parameters):
    answer = create_without_seed(parameters)
    if answer[0] != 200:
        return answer
    name, path = iam._p(parameters, "VirtualMFADeviceName"), iam._p(parameters, "Path") or "/"
    serial = next(serial for serial in reversed(list(iam._mfa_devices)) if serial.endswith(f":mfa{path}{name}"))
    seeds[serial] = os.urandom(40)
    iam._mfa_devices[serial]["Base32StringSeed"] = base64.b32encode(seeds[serial]).decode()
    last_steps.pop(serial, None)
    device = iam._virtual_mfa_xml(serial, include_user=False)
    return iam._xml(
        200, "CreateVirtualMFADeviceResponse",
        f"<CreateVirtualMFADeviceResult><VirtualMFADevice>{device}</VirtualMFADevice></CreateVirtualMFADeviceResult>", ns="iam")


def codes(parameters) -> list[str]:
    return [iam._p(parameters, f"AuthenticationCode{number}") for number in (1, 2)]


def enable(parameters):
    user, serial = iam._p(parameters, "UserName"), iam._p(parameters, "SerialNumber")
    device = iam._mfa_devices.get(serial)
    if user in iam._users and device and not device["User"]:
        if sum(other["User"] == user for other in iam._mfa_devices.values()) >= DEVICES_PER_USER:
            return fail(409, "LimitExceeded", f"Cannot exceed quota for MfaDevicesPerUser: {DEVICES_PER_USER}")
        if not take(serial, codes(parameters), SEARCHED_STEPS):
            return fail(403, "InvalidAuthenticationCode", "Authentication code for device is not valid.")
    return enable_with_any_codes(parameters)


def resync(parameters):
    user, serial = iam._p(parameters, "UserName"), iam._p(parameters, "SerialNumber")
    device = iam._mfa_devices.get(serial)
    if device and device["User"] == user and not take(serial, codes(parameters), SEARCHED_STEPS):
        return fail(403, "InvalidAuthenticationCode", "Authentication code for device is not valid.")
    return resync_with_any_codes(parameters)


def list_of_user(parameters):
    """ministack lists nothing for a user who doesn't exist. IAM answers NoSuchEntity; root has no devices here."""
    name = iam._p(parameters, "UserName")
    return no_user(name) if name and name not in iam._users else list_of_any_user({**parameters, "UserName": [name]})


async def handle_sts(method, path, headers, body, query_params):
    """Checks the code that a request for a session comes with, where the stand-in knows the device."""
    form = dict(sts.parse_qs(body.decode(errors="replace"))) if isinstance(body, bytes) else {}
    serial, code = form.get("SerialNumber", [None])[0], form.get("TokenCode", [None])[0]
    if serial not in seeds:
        return await handle_sts_with_any_code(method, path, headers, body, query_params)
    caller = sts._caller_identity(headers, query_params)
    owns = isinstance(caller, dict) and caller["principalName"] == iam._mfa_devices[serial]["User"]
    if not owns or not take(serial, [code], searched=1):
        return fail(403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.", ns="sts")
    token = code_was_given.set(True)
    try:
        return await handle_sts_with_any_code(method, path, headers, body, query_params)
    finally:
        code_was_given.reset(token)


def register_session(access_key, session):
    if code_was_given.get():
        session["MFATime"] = time.time()
    register_session_without_code(access_key, session)


def principal_keys(credential):
    """What policies know of the caller: that a code was given, in this request or for the session, and how long ago."""
    keys = principal_keys_without_code(credential)
    session = sts._sessions.get(credential.access_key_id) or {}
    given = time.time() if code_was_given.get() else session.get("MFATime")
    if given:
        keys["aws:multifactorauthpresent"] = "true"
        keys["aws:multifactorauthage"] = str(int(time.time() - given))
    return keys


create_without_seed = iam._IAM_HANDLERS["CreateVirtualMFADevice"]
enable_with_any_codes = iam._IAM_HANDLERS["EnableMFADevice"]
resync_with_any_codes = iam._IAM_HANDLERS["ResyncMFADevice"]
list_of_any_user = iam._IAM_HANDLERS["ListMFADevices"]
handle_sts_with_any_code = sts.handle_request
register_session_without_code = sts.register_session
principal_keys_without_code = iam_evaluator._principal_keys


def install():
    """Puts all this in ministack's place."""
    iam._IAM_HANDLERS |= {
        "CreateVirtualMFADevice": create, "EnableMFADevice": enable, "ResyncMFADevice": resync, "ListMFADevices": list_of_user}
    sts.handle_request = handle_sts
    sts.register_session = register_session
    iam_evaluator._principal_keys = sts._principal_keys = principal_keys

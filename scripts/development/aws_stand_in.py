"""The stand-in for AWS: ministack, which checks signatures and policies, with nine of its differences from AWS removed.

- It leaves the path out of a role's ARN when it checks policies, so a policy for role/user-role/* would allow nothing.
- It checks GetAccessKeyLastUsed, which names no user, without a resource. IAM checks it for the user who owns the key.
- It answers an empty list of access keys for a user who doesn't exist. IAM answers NoSuchEntity.
- It checks CreatePolicy without a resource. IAM checks it for the ARN of the new policy.
- It knows no iam:PermissionsBoundary. For IAM that is the boundary which a request sets, otherwise the one of its role.
- It takes variables in policies, such as ${aws:PrincipalTag/team}, for text. IAM puts the request's values in their place.
- It knows no kms:EncryptionContext:… . For KMS those are the members of a request's encryption context.
- It checks operations on virtual MFA devices without a resource. IAM checks them for the device's ARN where they name no user.
- It decrypts with whatever key a request names. KMS answers IncorrectKeyException where that isn't the key of the ciphertext.

mfa_devices.py gives it MFA devices whose codes count, further_credentials.py certificates, SSH keys and credentials for
single services, calling_users.py users who call operations about themselves, stand_in_iam.py the other operations of IAM that it
lacks.
"""

import base64
import dataclasses
import inspect
import json
import re

import calling_users
import further_credentials
import mfa_devices
import stand_in_iam  # noqa: F401  # adds operations of IAM
from ministack.app import main
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import error_response_json
from ministack.services import iam, kms

without_paths = iam_actions.extract_resource_arn
signature = inspect.signature(without_paths)
KINDS = {"role": ("RoleName", iam._roles), "user": ("UserName", iam._users), "group": ("GroupName", iam._groups)}


def with_paths(*positional, **named):
    arn = without_paths(*positional, **named)
    arguments = signature.bind(*positional, **named).arguments
    if arguments["service"] == "iam":
        key = iam._access_keys.get(iam_actions._query_param(arguments["query_params"], "AccessKeyId"))
        if key and arn == "*":
            user = iam._users.get(key["UserName"])
            return user["Arn"] if user else arn
        value = lambda name: iam_actions._query_param(arguments["query_params"], name)  # noqa: E731
        if value("Action") == "CreatePolicy":
            return f"arn:aws:iam::{arguments['account_id']}:policy{value('Path') or '/'}{value('PolicyName')}"
        if value("Action") == "CreateVirtualMFADevice":
            return f"arn:aws:iam::{arguments['account_id']}:mfa{value('Path') or '/'}{value('VirtualMFADeviceName')}"
        if value("SerialNumber") and not value("UserName"):
            return value("SerialNumber")
    if arguments["service"] != "iam" or not isinstance(arn, str):
        return arn
    start, _, resource = arn.rpartition(":")
    kind, _, name = resource.partition("/")
    if kind not in KINDS or "/" in name:
        return arn
    existing = KINDS[kind][1].get(name)
    path = existing.get("Path") if existing else iam_actions._query_param(arguments["query_params"], "Path")
    return f"{start}:{kind}{path or '/'}{name}"


def list_access_keys(parameters):
    name = iam._p(parameters, "UserName")
    if name and name not in iam._users:
        return iam._error(404, "NoSuchEntity", f"The user with name {name} cannot be found.", ns="iam")
    return list_any_access_keys(parameters)


def with_further_keys(service, iam_action, body, parameters):
    context = without_further_keys(service, iam_action, body, parameters)
    if service == "iam":
        role = iam._roles.get(iam_actions._query_param(parameters, "RoleName")) or {}
        boundary = iam_actions._query_param(parameters, "PermissionsBoundary") or role.get("PermissionsBoundary")
        if boundary:
            context["iam:PermissionsBoundary"] = boundary
    if service == "kms":
        for name, value in (json.loads(body or b"{}").get("EncryptionContext") or {}).items():
            context[f"kms:EncryptionContext:{name}"] = value
    return context


def first_match(request, statements, effect):
    return first_match_of_texts(request, [with_values(statement, request) for statement in statements], effect)


def with_values(statement, request):
    """The statement with the request's values for variables. Resources and conditions with an unknown one match nothing."""

    def fill(part):
        if isinstance(part, dict):
            return {name: fill(value) for name, value in part.items()}
        if isinstance(part, list):
            return [fill(value) for value in part]
        return re.sub(r"\$\{(\w+:[\w/+=.@-]+)\}", value, part) if isinstance(part, str) else part

    def value(variable):
        known = iam_evaluator._resolve_condition_key(variable[1], request)
        return known if isinstance(known, str) else variable[0]

    parts = {name: fill(getattr(statement, name)) for name in ["resources", "not_resources", "conditions"]}
    return dataclasses.replace(statement, **parts)


def decrypt(request):
    named = kms._resolve_key(request.get("KeyId", ""))
    sealed_under = kms._resolve_key(base64.b64decode(request.get("CiphertextBlob", ""))[:36].decode(errors="replace"))
    if named and sealed_under and named is not sealed_under:
        return error_response_json("IncorrectKeyException", "The key isn't that of the ciphertext.", 400)
    return decrypt_with_any_key(request)


iam_actions.extract_resource_arn = with_paths
without_further_keys = iam_actions.request_tag_context
iam_actions.request_tag_context = with_further_keys
first_match_of_texts = iam_evaluator._first_match
iam_evaluator._first_match = first_match
decrypt_with_any_key = kms._decrypt
kms._decrypt = decrypt
list_any_access_keys = iam._IAM_HANDLERS["ListAccessKeys"]
iam._IAM_HANDLERS["ListAccessKeys"] = list_access_keys
mfa_devices.install()
further_credentials.install()
calling_users.install()
main()

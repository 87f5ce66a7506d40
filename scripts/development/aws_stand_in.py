"""The stand-in for AWS: ministack, which checks signatures and policies, with five of its differences from IAM removed.

- It leaves the path out of a role's ARN when it checks policies, so a policy for role/user-role/* would allow nothing.
- It checks GetAccessKeyLastUsed, which names no user, without a resource. IAM checks it for the user who owns the key.
- It answers an empty list of access keys for a user who doesn't exist. IAM answers NoSuchEntity.
- It checks CreatePolicy without a resource. IAM checks it for the ARN of the new policy.
- It knows no iam:PermissionsBoundary. For IAM that is the boundary which a request sets, otherwise the one of its role.
"""

import inspect

from ministack.app import main
from ministack.core import iam_actions
from ministack.services import iam

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


def with_boundary(service, iam_action, body, parameters):
    context = without_boundary(service, iam_action, body, parameters)
    if service == "iam":
        role = iam._roles.get(iam_actions._query_param(parameters, "RoleName")) or {}
        boundary = iam_actions._query_param(parameters, "PermissionsBoundary") or role.get("PermissionsBoundary")
        if boundary:
            context["iam:PermissionsBoundary"] = boundary
    return context


iam_actions.extract_resource_arn = with_paths
without_boundary = iam_actions.request_tag_context
iam_actions.request_tag_context = with_boundary
list_any_access_keys = iam._IAM_HANDLERS["ListAccessKeys"]
iam._IAM_HANDLERS["ListAccessKeys"] = list_access_keys
main()

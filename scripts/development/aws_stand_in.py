"""ministack, which checks signatures and policies, with IAM's paths in the ARNs that policies are held against.

ministack 1.5 takes role/NAME for a role whatever its path is, so that a policy for role/user-role/* would allow nothing.
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
    if arguments["service"] != "iam" or not isinstance(arn, str):
        return arn
    start, _, resource = arn.rpartition(":")
    kind, _, name = resource.partition("/")
    if kind not in KINDS or "/" in name:
        return arn
    existing = KINDS[kind][1].get(name)
    path = existing.get("Path") if existing else iam_actions._query_param(arguments["query_params"], "Path")
    return f"{start}:{kind}{path or '/'}{name}"


iam_actions.extract_resource_arn = with_paths
main()

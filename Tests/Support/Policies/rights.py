"""Which of some requests a person, or the person's mirrored role, may make with the policies that are in the account now."""

import functools
import json

import account
from policy_judge import READINGS, is_allowed


def of_user(person, requests) -> set[tuple]:
    iam, name = person.iam, person.name
    documents = [iam.get_user_policy(UserName=name, PolicyName=policy)["PolicyDocument"]
                 for policy in iam.list_user_policies(UserName=name)["PolicyNames"]]
    arns = [policy["PolicyArn"] for policy in iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]]
    for group in [group["GroupName"] for group in iam.list_groups_for_user(UserName=name)["Groups"]]:
        documents += [iam.get_group_policy(GroupName=group, PolicyName=policy)["PolicyDocument"]
                      for policy in iam.list_group_policies(GroupName=group)["PolicyNames"]]
        arns += [p["PolicyArn"] for p in iam.list_attached_group_policies(GroupName=group)["AttachedPolicies"]]
    user = iam.get_user(UserName=name)["User"]
    context = {"aws:username": name, "aws:userid": user["UserId"], **_tags(user)}
    return _allowed(iam, documents, arns, user, context, requests)


def of_role(person, mirror, requests) -> set[tuple]:
    """Which requests the role in `mirror` may make; none where it is None."""
    if mirror is None:
        return set()
    context = {"aws:userid": f"{mirror.id}:{person.name}",
               **{f"aws:principaltag/{key.lower()}": value for key, value in mirror.tags.items()}}
    return _allowed(person.iam, list(mirror.inline.values()), mirror.attached, mirror.role, context, requests)


def _tags(entity: dict) -> dict:
    return {f"aws:principaltag/{tag['Key'].lower()}": tag["Value"] for tag in entity.get("Tags", [])}


def _allowed(iam, documents, arns, entity, context, requests) -> set[tuple]:
    texts = [json.dumps(document) for document in documents] + [_text(iam, arn) for arn in arns]
    boundary = entity.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    boundary = boundary and _text(iam, boundary)
    shared = {"aws:principalaccount": account.ACCOUNT_ID, **context}
    return {(action, resource, reading) for action, resource in requests for reading in READINGS
            if is_allowed(texts, boundary, action, resource, shared, reading)}


@functools.lru_cache(10_000)
def _text(iam, arn: str) -> str:
    # Cached, because no test here changes a policy, and Latchkey's own policies have names that depend on their content.
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return json.dumps(iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"])

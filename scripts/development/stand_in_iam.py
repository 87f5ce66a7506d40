"""Operations of IAM that ministack doesn't have, members that its listing of the account leaves out, and conflicts that it
doesn't see: AWS deletes no group and no user who still has something."""

import re

from ministack.services import iam


def authorization_details(parameters):
    """ministack's listing without the permissions boundaries of users and roles, which are added."""
    status, headers, body = listed_without_boundaries(parameters)
    text = body if isinstance(body, str) else body.decode()
    for element, entities in (("UserName", iam._users), ("RoleName", iam._roles)):
        def with_boundary(found, entities=entities):
            boundary = (entities.get(found[1]) or {}).get("PermissionsBoundary")
            return found[0] + (_boundary(boundary) if boundary else "")
        # The name of a role also stands in its instance profiles, in an element of that depth that begins otherwise.
        text = re.sub(rf"(?<=<member>)<{element}>([^<]*)</{element}>", with_boundary, text)
    return status, headers, text if isinstance(body, str) else text.encode()


def _boundary(boundary):
    arn = boundary["PermissionsBoundaryArn"] if isinstance(boundary, dict) else boundary
    return (f"<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>"
            f"<PermissionsBoundaryArn>{arn}</PermissionsBoundaryArn></PermissionsBoundary>")


def done(operation):
    return iam._xml(200, f"{operation}Response", "", ns="iam")


def not_found(what):
    return iam._error(404, "NoSuchEntity", f"{what} cannot be found.", ns="iam")


def update_user(parameters):
    name, path = iam._p(parameters, "UserName"), iam._p(parameters, "NewPath")
    user = iam._users.get(name)
    if not user:
        return not_found(f"The user with name {name}")
    if path:
        user["Path"] = path
        user["Arn"] = f"{user['Arn'].split(':user/')[0]}:user{path}{name}"
    return done("UpdateUser")


def update_group(parameters):
    name, path = iam._p(parameters, "GroupName"), iam._p(parameters, "NewPath")
    group = iam._groups.get(name)
    if not group:
        return not_found(f"The group with name {name}")
    if path:
        group["Path"] = path
        group["Arn"] = f"{group['Arn'].split(':group/')[0]}:group{path}{name}"
    return done("UpdateGroup")


def set_default_policy_version(parameters):
    policy = iam._policies.get(iam._p(parameters, "PolicyArn"))
    wanted = iam._p(parameters, "VersionId")
    if not policy or wanted not in policy["Versions"]:
        return not_found(f"Policy version {wanted}")
    for identifier, version in policy["Versions"].items():
        version["IsDefaultVersion"] = identifier == wanted
    policy["DefaultVersionId"] = wanted
    return done("SetDefaultPolicyVersion")


def members(parameters, name):
    found, number = [], 1
    while value := iam._p(parameters, f"{name}.member.{number}"):
        found.append(value)
        number += 1
    return found


def of_provider(store, argument):
    def make(operation, change):
        def handler(parameters):
            provider = store.get(iam._p(parameters, argument))
            if provider is None:
                return not_found("The provider")
            change(provider, parameters)
            return done(operation)
        return handler
    return make


def tag(entity, parameters):
    new, number = {}, 1
    while key := iam._p(parameters, f"Tags.member.{number}.Key"):
        new[key] = iam._p(parameters, f"Tags.member.{number}.Value") or ""
        number += 1
    kept = [{"Key": t["Key"], "Value": t["Value"]} for t in entity.get("Tags") or [] if t["Key"] not in new]
    entity["Tags"] = kept + [{"Key": key, "Value": value} for key, value in new.items()]


def untag(entity, parameters):
    gone = members(parameters, "TagKeys")
    entity["Tags"] = [t for t in entity.get("Tags") or [] if t["Key"] not in gone]


def add_client(provider, parameters):
    client = iam._p(parameters, "ClientID")
    if client not in provider["ClientIDList"]:
        provider["ClientIDList"].append(client)


def remove_client(provider, parameters):
    provider["ClientIDList"] = [c for c in provider["ClientIDList"] if c != iam._p(parameters, "ClientID")]


def set_thumbprints(provider, parameters):
    provider["ThumbprintList"] = members(parameters, "ThumbprintList")


def delete_group(parameters):
    name = iam._p(parameters, "GroupName")
    group = iam._groups.get(name) or {}
    if group.get("Users") or group.get("AttachedPolicies") or iam._group_inline_policies.get(name):
        return iam._error(409, "DeleteConflict", "Cannot delete entity, must remove users and policies first.", ns="iam")
    return delete_any_group(parameters)


def delete_user(parameters):
    name = iam._p(parameters, "UserName")
    in_groups = any(name in group.get("Users", []) for group in iam._groups.values())
    if name in iam._users and (in_groups or iam._user_inline_policies.get(name)):
        return iam._error(409, "DeleteConflict", "Cannot delete entity, must remove groups and policies first.", ns="iam")
    return delete_any_user(parameters)


open_id, saml = of_provider(iam._oidc_providers, "OpenIDConnectProviderArn"), of_provider(iam._saml_providers, "SAMLProviderArn")
listed_without_boundaries = iam._IAM_HANDLERS["GetAccountAuthorizationDetails"]
delete_any_group, delete_any_user = iam._IAM_HANDLERS["DeleteGroup"], iam._IAM_HANDLERS["DeleteUser"]
iam._IAM_HANDLERS |= {"DeleteGroup": delete_group, "DeleteUser": delete_user,
                      "GetAccountAuthorizationDetails": authorization_details, "UpdateUser": update_user,
                      "UpdateGroup": update_group, "SetDefaultPolicyVersion": set_default_policy_version}
for operation, change in {
    "AddClientIDToOpenIDConnectProvider": add_client, "RemoveClientIDFromOpenIDConnectProvider": remove_client,
    "UpdateOpenIDConnectProviderThumbprint": set_thumbprints, "TagOpenIDConnectProvider": tag,
    "UntagOpenIDConnectProvider": untag,
}.items():
    iam._IAM_HANDLERS[operation] = open_id(operation, change)
for operation, change in {"TagSAMLProvider": tag, "UntagSAMLProvider": untag}.items():
    iam._IAM_HANDLERS[operation] = saml(operation, change)

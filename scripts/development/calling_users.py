"""Operations of IAM that users call about themselves. ministack takes one that names no user for root's, and has no
ChangePassword.

In which operations the name may be left out, IAM's model says; of each, AWS's documentation says that the user is then the one
whose key signs the request, and that whoever isn't a user has to name one
(https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html and its like).
"""

import botocore.session
from ministack import app
from ministack.services import iam, sts

MODEL = botocore.session.get_session().get_service_model("iam")
OPERATIONS = {
    name for name in MODEL.operation_names
    if (shape := MODEL.operation_model(name).input_shape) and "UserName" in set(shape.members) - set(shape.required_members)}
# For temporary credentials of a user, these need the name as well.
OF_LONG_TERM_KEYS = {"ListAccessKeys", "UpdateAccessKey"}


def caller(headers, query_params):
    found = sts._caller_identity(headers, query_params)
    return found if isinstance(found, dict) else {"principalType": "", "principalName": "", "isTemporary": False}


def with_caller(method, path, headers, body, query_params):
    """The parameters of a request by which it is allowed, with its caller's name where it is about them."""
    parameters = without_caller(method, path, headers, body, query_params)
    action = iam._p(parameters, "Action")
    own = action == "ChangePassword"
    if "/iam/aws4_request" not in headers.get("authorization", "") or not own and (
            action not in OPERATIONS or iam._p(parameters, "UserName")):
        return parameters
    who = caller(headers, query_params)
    known = who["principalType"] == "User" and not (who["isTemporary"] and action in OF_LONG_TERM_KEYS)
    return {**parameters, "UserName": [who["principalName"] if known else ""]}


async def handle(method, path, headers, body, query_params):
    parameters = app._routing_params(method, path, headers, body, query_params)
    name, action = iam._p(parameters, "UserName"), iam._p(parameters, "Action")
    if action in OPERATIONS and not name and caller(headers, query_params)["principalType"] != "Root":
        return iam._error(400, "ValidationError", "Must specify userName when calling with non-User credentials", ns="iam")
    if action in OPERATIONS or action == "ChangePassword":
        query_params = {**query_params, "UserName": [name]}
    return await handle_any(method, path, headers, body, query_params)


def keeping_password(change):
    def handler(parameters):
        answer, password = change(parameters), iam._p(parameters, "Password")
        if answer[0] == 200 and password:
            iam._login_profiles[iam._p(parameters, "UserName")]["Password"] = password
        return answer
    return handler


def change_password(parameters):
    name, old, new = (iam._p(parameters, key) for key in ("UserName", "OldPassword", "NewPassword"))
    profile, policy = iam._login_profiles.get(name), iam._account_password_policy.get("policy") or {}
    if name not in iam._users:
        return iam._error(400, "InvalidUserType", "Only IAM Users can change their own password", ns="iam")
    if profile is None:
        return iam._error(404, "NoSuchEntity", f"Login Profile for User {name} cannot be found.", ns="iam")
    if profile.get("Password") != old:
        # AWS documents no error for it.
        return iam._error(403, "AccessDenied", "The old password is another one.", ns="iam")
    if new == old and policy.get("PasswordReusePrevention") or len(new) < int(policy.get("MinimumPasswordLength", 8)):
        return iam._error(400, "PasswordPolicyViolation", "Password does not conform to the account password policy.", ns="iam")
    profile.update(Password=new, PasswordResetRequired=False)
    return iam._xml(200, "ChangePasswordResponse", "", ns="iam")


def delete_access_key(parameters):
    """ministack deletes whosever key it is."""
    name, key = iam._p(parameters, "UserName"), iam._access_keys.get(iam._p(parameters, "AccessKeyId"))
    if name and key and key["UserName"] != name:
        return iam._error(404, "NoSuchEntity", f"The Access Key with id {key['AccessKeyId']} cannot be found.", ns="iam")
    return delete_any_access_key(parameters)


without_caller, handle_any = app._routing_params, iam.handle_request
delete_any_access_key = iam._IAM_HANDLERS["DeleteAccessKey"]


def install():
    app._routing_params, iam.handle_request = with_caller, handle
    iam._IAM_HANDLERS |= {"ChangePassword": change_password, "DeleteAccessKey": delete_access_key}
    for operation in ("CreateLoginProfile", "UpdateLoginProfile"):
        iam._IAM_HANDLERS[operation] = keeping_password(iam._IAM_HANDLERS[operation])

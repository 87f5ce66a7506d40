"""The stand-in for AWS takes who calls an operation of IAM about themselves for the user whom it names none of, as IAM does."""

import json

import account
import pytest
from botocore.exceptions import ClientError

OWN = ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"]
OWN_NAME, OTHER_NAME = "calling-self", "calling-other"
OLD, NEW = "an old pass phrase", "a new pass phrase"


@pytest.fixture
def root(stack):
    return account.client("iam", stack.aws_endpoint)


def key_of(root, name: str, secrets: set) -> account.Key:
    made = root.create_access_key(UserName=name)["AccessKey"]
    secrets.add(made["SecretAccessKey"])
    return account.Key(made["AccessKeyId"], made["SecretAccessKey"])


@pytest.fixture
def callers(root, stack):
    """Two users who may do everything to themselves alone."""
    for name in (OWN_NAME, OTHER_NAME):
        root.create_user(UserName=name, Path="/staff/")
        root.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=account.document(
            account.allow("iam:*", OWN), account.allow("sts:*")))
    keys = {name: key_of(root, name, stack.secrets) for name in (OWN_NAME, OTHER_NAME)}
    yield keys
    for name in keys:
        for key in root.list_access_keys(UserName=name)["AccessKeyMetadata"]:
            root.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
        for credential in root.list_service_specific_credentials(UserName=name)["ServiceSpecificCredentials"]:
            root.delete_service_specific_credential(
                UserName=name, ServiceSpecificCredentialId=credential["ServiceSpecificCredentialId"])
        try:
            root.delete_login_profile(UserName=name)
        except root.exceptions.NoSuchEntityException:
            pass
        root.delete_user_policy(UserName=name, PolicyName="own")
        root.delete_user(UserName=name)


@pytest.fixture
def own(callers, stack):
    return account.client("iam", stack.aws_endpoint, callers[OWN_NAME])


def refused(call, code: str, **parameters) -> None:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    assert caught.value.response["Error"]["Code"] == code


def test_what_names_no_user_is_about_the_caller(own, callers, stack):
    assert own.get_user()["User"]["Arn"].endswith(f":user/staff/{OWN_NAME}")
    assert own.list_mfa_devices()["MFADevices"] == []
    [key] = own.list_access_keys()["AccessKeyMetadata"]
    assert (key["UserName"], key["AccessKeyId"]) == (OWN_NAME, callers[OWN_NAME].access_key_id)
    for call in (own.list_ssh_public_keys, own.list_signing_certificates, own.list_service_specific_credentials):
        assert call()
    second = own.create_access_key()["AccessKey"]
    stack.secrets.add(second["SecretAccessKey"])
    assert second["UserName"] == OWN_NAME
    own.update_access_key(AccessKeyId=second["AccessKeyId"], Status="Inactive")
    own.delete_access_key(AccessKeyId=second["AccessKeyId"])
    assert len(own.list_access_keys(UserName=OWN_NAME)["AccessKeyMetadata"]) == 1
    own.create_login_profile(Password=OLD)
    assert own.get_login_profile()["LoginProfile"]["UserName"] == OWN_NAME
    own.delete_login_profile()


def test_nobody_reaches_another_so(own, callers):
    other = callers[OTHER_NAME].access_key_id
    refused(own.list_mfa_devices, "AccessDenied", UserName=OTHER_NAME)
    refused(own.delete_access_key, "NoSuchEntity", AccessKeyId=other)
    refused(own.delete_access_key, "AccessDenied", AccessKeyId=other, UserName=OTHER_NAME)
    refused(own.update_access_key, "NoSuchEntity", AccessKeyId=other, Status="Inactive")


def test_credentials_for_single_services_are_the_callers_too(own, root):
    number = root.create_service_specific_credential(
        UserName=OWN_NAME, ServiceName="codecommit.amazonaws.com")["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    own.update_service_specific_credential(ServiceSpecificCredentialId=number, Status="Inactive")
    [credential] = own.list_service_specific_credentials()["ServiceSpecificCredentials"]
    assert credential["Status"] == "Inactive"
    own.delete_service_specific_credential(ServiceSpecificCredentialId=number)


def test_a_session_of_a_user_is_the_user_and_one_of_a_role_is_nobody(callers, root, stack):
    sts = account.client("sts", stack.aws_endpoint, callers[OWN_NAME])
    made = sts.get_session_token()["Credentials"]
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": account.ACCOUNT_ID}, "Action": "sts:AssumeRole"}]}
    root.create_role(RoleName="wide", AssumeRolePolicyDocument=json.dumps(trust))
    root.put_role_policy(RoleName="wide", PolicyName="all", PolicyDocument=account.document(account.allow("iam:*")))
    arn = f"arn:aws:iam::{account.ACCOUNT_ID}:role/wide"
    role = sts.assume_role(RoleArn=arn, RoleSessionName=OWN_NAME)["Credentials"]
    stack.secrets |= {value for given in (made, role) for value in (given["SecretAccessKey"], given["SessionToken"])}

    def iam(given):
        return account.client("iam", stack.aws_endpoint, account.Key(given["AccessKeyId"], given["SecretAccessKey"]), given["SessionToken"])

    assert iam(made).get_user()["User"]["UserName"] == OWN_NAME
    assert iam(made).list_mfa_devices()["MFADevices"] == []
    for call in (iam(role).get_user, iam(role).list_mfa_devices, iam(role).create_access_key, iam(role).list_access_keys):
        refused(call, "ValidationError")
    refused(iam(role).change_password, "InvalidUserType", OldPassword=OLD, NewPassword=NEW)
    root.delete_role_policy(RoleName="wide", PolicyName="all")
    root.delete_role(RoleName="wide")


def test_people_change_their_own_password(own, root):
    change = own.change_password
    refused(change, "NoSuchEntity", OldPassword=OLD, NewPassword=NEW)
    root.create_login_profile(UserName=OWN_NAME, Password=OLD, PasswordResetRequired=True)
    refused(change, "AccessDenied", OldPassword=NEW, NewPassword=OLD)
    refused(change, "PasswordPolicyViolation", OldPassword=OLD, NewPassword="short")
    change(OldPassword=OLD, NewPassword=NEW)
    assert not root.get_login_profile(UserName=OWN_NAME)["LoginProfile"]["PasswordResetRequired"]
    refused(change, "AccessDenied", OldPassword=OLD, NewPassword=NEW)
    root.update_login_profile(UserName=OWN_NAME, Password=OLD)
    change(OldPassword=OLD, NewPassword=NEW)
    refused(root.change_password, "InvalidUserType", OldPassword=OLD, NewPassword=NEW)
    root.delete_user_policy(UserName=OWN_NAME, PolicyName="own")
    refused(change, "AccessDenied", OldPassword=NEW, NewPassword=OLD)
    root.put_user_policy(UserName=OWN_NAME, PolicyName="own", PolicyDocument=account.document(account.allow("iam:*", OWN)))


def test_root_is_no_user(root):
    assert root.get_user()["User"]["Arn"] == f"arn:aws:iam::{account.ACCOUNT_ID}:root"
    assert root.list_mfa_devices()["MFADevices"] == []

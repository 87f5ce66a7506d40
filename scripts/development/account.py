"""Sets up an AWS account for development: the table, the broker with its documented policy, and three people."""

import json
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.config import Config

ACCOUNT_ID = "123456789012"
REGION = "us-east-1"
TABLE = "latchkey"
TOKENS_TABLE = "latchkey-tokens"
APPLICATIONS_TABLE = "latchkey-applications"
# The roles of which applications may have sessions.
ACCESS_ROLES = f"arn:aws:iam::{ACCOUNT_ID}:role/access/*"
BROKER = f"arn:aws:iam::{ACCOUNT_ID}:user/service/latchkey-broker"
POLICIES = Path(__file__).resolve().parent.parent / "policies"
# Where the file of an account has Latchkey's policies, so that it can take these over.
POLICY_PATH = "/baseline/"

# ministack doesn't check requests with its root key, so this key sets up the account and is used for nothing else.
ROOT = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


def allow(actions, resource="*", **rest):
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **rest}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


MANAGED_POLICIES = {
    "ship-releases": document(allow(["s3:PutObject", "s3:GetObject"], "arn:aws:s3:::releases/*")),
    "see-costs": document(allow(["ce:Get*", "budgets:ViewBudget"])),
    "staff-boundary": document(allow(["s3:*", "dynamodb:*", "logs:*"])),
}

GROUPS = {
    "developers": {
        "inline": {"read-logs": document(allow(["logs:Get*", "logs:Describe*", "logs:FilterLogEvents"]))},
        "managed": ["ship-releases"],
    },
    "billing": {
        "inline": {"no-purchases": document({"Effect": "Deny", "Action": "aws-portal:Modify*", "Resource": "*"})},
        "managed": ["see-costs"],
    },
    "readonly": {"inline": {}, "managed": ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]},
    # Everybody is in it: nobody but Latchkey writes to mirrored roles and their records.
    "guarded": {"inline": {}, "managed": ["latchkey-guard"]},
}

PEOPLE = {
    "alice": {
        "groups": ["developers", "billing", "guarded"],
        "inline": {"own-bucket": document(allow("s3:*", ["arn:aws:s3:::alice", "arn:aws:s3:::alice/*"]))},
        "managed": ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
    },
    "bob": {"groups": ["readonly", "guarded"], "inline": {}, "managed": []},
    "carol": {
        "groups": ["developers", "guarded"],
        "inline": {},
        "managed": [],
        "path": "/staff/",
        "boundary": "staff-boundary",
        "tags": {"Department": "Research"},
    },
}


@dataclass(frozen=True)
class Key:
    access_key_id: str
    secret_access_key: str


def stand_in_settings(port: int, folder: Path) -> dict[str, str]:
    """The environment variables of aws_stand_in.py, which writes to the folder alone and listens on 127.0.0.1 alone."""
    return {
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_ACCOUNT_ID": ACCOUNT_ID,
        # Its other listeners aren't needed, and would listen on every address of the machine.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "STATE_DIR": str(folder),
    }


def client(service: str, endpoint: str, key: Key | None = None, session_token: str | None = None):
    """A client with the key; without one, with the key of the account's root."""
    credentials = ROOT
    if key:
        credentials = {"aws_access_key_id": key.access_key_id, "aws_secret_access_key": key.secret_access_key,
                       "aws_session_token": session_token}
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        # The second attempt is for a connection that the stand-in closes, as it was idle, in the moment of its next use.
        config=Config(retries={"total_max_attempts": 2}, connect_timeout=5, read_timeout=20),
        **credentials,
    )


def policy(
    name: str, table: str = TABLE, account_id: str = ACCOUNT_ID, region: str = REGION, boundary: str = "staff-boundary"
) -> str:
    """The policy scripts/policies/NAME.json, with its placeholders replaced."""
    text = (POLICIES / f"{name}.json").read_text()
    for placeholder, value in {"ACCOUNT_ID": account_id, "REGION": region, "TOKENS_TABLE_NAME": TOKENS_TABLE,
                               "APPLICATIONS_TABLE_NAME": APPLICATIONS_TABLE, "ACCESS_ROLES": ACCESS_ROLES, "TABLE_NAME": table,
                               "BOUNDARY_NAME": boundary, "BROKER_ARN": BROKER}.items():
        text = text.replace(placeholder, value)
    return json.dumps(json.loads(text), separators=(",", ":"))


def create_table(endpoint: str, table: str = TABLE) -> None:
    """Makes the table with the key that himeko's has, as Latchkey can take over a table of himeko."""
    client("dynamodb", endpoint).create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "username", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "username", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def create_tokens_table(endpoint: str, table: str = TOKENS_TABLE) -> None:
    """Makes the table of what is used once, and of revocations."""
    dynamodb = client("dynamodb", endpoint)
    dynamodb.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.update_time_to_live(
        TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"})


def create_applications_table(endpoint: str, table: str = APPLICATIONS_TABLE) -> None:
    """Makes the table of the applications that have sessions for their users."""
    client("dynamodb", endpoint).create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def create_broker(endpoint: str, table: str = TABLE) -> Key:
    """Makes the IAM user as whom the handlers act, and returns its key."""
    iam = client("iam", endpoint)
    iam.create_user(UserName="latchkey-broker", Path="/service/")
    for name in ["broker", "iam-auth", "applications", "mfa"]:
        document = policy(name, table)
        arn = iam.create_policy(PolicyName=f"latchkey-{name}", Path=POLICY_PATH, PolicyDocument=document)["Policy"]["Arn"]
        iam.attach_user_policy(UserName="latchkey-broker", PolicyArn=arn)
    key = iam.create_access_key(UserName="latchkey-broker")["AccessKey"]
    return Key(key["AccessKeyId"], key["SecretAccessKey"])


def create_people(endpoint: str, table: str = TABLE) -> None:
    iam = client("iam", endpoint)
    arns = {
        name: iam.create_policy(PolicyName=name, PolicyDocument=text)["Policy"]["Arn"]
        for name, text in MANAGED_POLICIES.items()
    }
    guard = iam.create_policy(PolicyName="latchkey-guard", Path=POLICY_PATH, PolicyDocument=policy("guard", table))
    arns["latchkey-guard"] = guard["Policy"]["Arn"]

    def arn(name):
        return arns.get(name, name)

    for name, group in GROUPS.items():
        iam.create_group(GroupName=name)
        for policy_name, text in group["inline"].items():
            iam.put_group_policy(GroupName=name, PolicyName=policy_name, PolicyDocument=text)
        for managed in group["managed"]:
            iam.attach_group_policy(GroupName=name, PolicyArn=arn(managed))

    for name, person in PEOPLE.items():
        optional = {}
        if "boundary" in person:
            optional["PermissionsBoundary"] = arn(person["boundary"])
        if "tags" in person:
            optional["Tags"] = [{"Key": key, "Value": value} for key, value in person["tags"].items()]
        iam.create_user(UserName=name, Path=person.get("path", "/"), **optional)
        for group in person["groups"]:
            iam.add_user_to_group(GroupName=group, UserName=name)
        for policy_name, text in person["inline"].items():
            iam.put_user_policy(UserName=name, PolicyName=policy_name, PolicyDocument=text)
        for managed in person["managed"]:
            iam.attach_user_policy(UserName=name, PolicyArn=arn(managed))

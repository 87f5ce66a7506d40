"""People who are made for one test each, with what IAM and the role record say of them."""

import functools
import itertools
import json
import threading
import time
from dataclasses import dataclass, field

import account
import boto3
import records
from botocore.exceptions import ClientError
from client import Answer, Person
from stack import Stack, new_password
from web import write_passwords

BROKER = account.BROKER


@functools.cache
def client(service: str, endpoint: str):
    """A client that all share, because making one takes longer than its calls."""
    return account.client(service, endpoint)


def session(stack: Stack, answer: Answer, service: str):
    """A client with the credentials that the console answered."""
    return boto3.client(
        service, endpoint_url=stack.aws_endpoint, region_name=account.REGION,
        aws_access_key_id=answer.json["AccessKeyId"], aws_secret_access_key=answer.json["SecretAccessKey"],
        aws_session_token=answer.json["SessionToken"])


@dataclass
class Mirror:
    """A mirrored role as IAM has it."""

    role: dict
    inline: dict[str, dict]
    attached: set[str]
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.role["RoleId"]

    @property
    def statements(self) -> list[str]:
        """The statements of all inline policies together, without the one that guards what Latchkey keeps."""
        found = statements(self.inline.values())
        return [statement for statement in found if statement != GUARD]

    @property
    def is_guarded(self) -> bool:
        return GUARD in statements(self.inline.values())


def statements(documents) -> list[str]:
    """The statements of policy documents, sorted, so that they can be compared."""
    found = set()
    for document in documents:
        document = json.loads(document) if isinstance(document, str) else document
        every = document["Statement"]
        for statement in every if isinstance(every, list) else [every]:
            found.add(json.dumps({k: sorted(v) if isinstance(v, list) else [v] if k in ("Action", "Resource") else v
                                  for k, v in statement.items()}, sort_keys=True))
    return sorted(found)


# What every role is denied, whatever its user may do.
GUARD = statements([{"Statement": {
    "Effect": "Deny",
    "NotAction": [
        "dynamodb:BatchGetItem", "dynamodb:Describe*", "dynamodb:GetItem", "dynamodb:List*", "dynamodb:Query",
        "dynamodb:Scan", "iam:Generate*", "iam:Get*", "iam:List*", "iam:Simulate*"],
    "Resource": [
        f"arn:aws:iam::{account.ACCOUNT_ID}:role/user-role/user_*",
        f"arn:aws:iam::{account.ACCOUNT_ID}:policy/user-role/latchkey-*",
        f"arn:aws:dynamodb:*:{account.ACCOUNT_ID}:table/{account.TABLE}"],
}}])[0]


class Somebody(Person):
    """A person of one test, who is signed in at nginx and has an IAM user."""

    def __init__(self, stack: Stack, name: str):
        super().__init__(stack, name)
        self.iam = client("iam", stack.aws_endpoint)
        self.table = client("dynamodb", stack.aws_endpoint)

    @property
    def role_name(self) -> str:
        return f"user_{self.name}"

    @property
    def role_arn(self) -> str:
        return f"arn:aws:iam::{account.ACCOUNT_ID}:role/user-role/{self.role_name}"

    def mirror(self) -> Mirror | None:
        try:
            role = self.iam.get_role(RoleName=self.role_name)["Role"]
        except ClientError as error:
            assert error.response["Error"]["Code"] == "NoSuchEntity"
            return None
        inline = {
            name: self.iam.get_role_policy(RoleName=self.role_name, PolicyName=name)["PolicyDocument"]
            for name in self.iam.list_role_policies(RoleName=self.role_name)["PolicyNames"]
        }
        attached = self.iam.list_attached_role_policies(RoleName=self.role_name)["AttachedPolicies"]
        tags = self.iam.list_role_tags(RoleName=self.role_name)["Tags"]
        return Mirror(role, inline, {policy["PolicyArn"] for policy in attached}, {t["Key"]: t["Value"] for t in tags})

    def own(self) -> tuple[list[str], set[str]]:
        """The statements and the managed policies of the user and its groups."""
        documents, managed = [], set()
        for name in self.iam.list_user_policies(UserName=self.name)["PolicyNames"]:
            documents.append(self.iam.get_user_policy(UserName=self.name, PolicyName=name)["PolicyDocument"])
        managed |= {p["PolicyArn"] for p in self.iam.list_attached_user_policies(UserName=self.name)["AttachedPolicies"]}
        for group in self.iam.list_groups_for_user(UserName=self.name)["Groups"]:
            group = group["GroupName"]
            for name in self.iam.list_group_policies(GroupName=group)["PolicyNames"]:
                documents.append(self.iam.get_group_policy(GroupName=group, PolicyName=name)["PolicyDocument"])
            attached = self.iam.list_attached_group_policies(GroupName=group)["AttachedPolicies"]
            managed |= {policy["PolicyArn"] for policy in attached}
        return statements(documents), managed

    def check_mirror(self) -> Mirror:
        """Checks that the role has exactly what the user has, and trusts the broker alone."""
        mirror = self.mirror()
        assert mirror is not None
        assert (mirror.statements, mirror.attached) == self.own()
        assert mirror.is_guarded
        assert mirror.role["Path"] == "/user-role/"
        assert mirror.role["MaxSessionDuration"] == 43_200
        trust = mirror.role["AssumeRolePolicyDocument"]
        assert [s["Principal"] for s in trust["Statement"]] == [{"AWS": BROKER}]
        assert set(trust["Statement"][0]["Action"]) == {"sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"}
        user = self.iam.get_user(UserName=self.name)["User"]
        assert mirror.role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn") == user.get(
            "PermissionsBoundary", {}
        ).get("PermissionsBoundaryArn")
        assert mirror.tags == {"latchkey:mirror": records.mark(user)} | {tag["Key"]: tag["Value"] for tag in user.get("Tags", [])}
        return mirror

    def managed_statements(self, arns: set[str]) -> list[dict]:
        """The statements of managed policies."""
        documents = []
        for arn in arns:
            version = self.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
            version = self.iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
            documents.append(version["Document"])
        return statements(documents)

    def check_whole(self) -> None:
        """Checks that the role has the user's statements and no others, whichever policy they stand in."""
        mirror = self.mirror()
        own, managed = self.own()
        assert set(mirror.statements) | set(self.managed_statements(mirror.attached)) == set(own) | set(
            self.managed_statements(managed)
        )

    def check_not_wider(self) -> None:
        """Checks that the role, if there is one, has no statement or managed policy that the user doesn't have."""
        mirror = self.mirror()
        if mirror is None:
            return
        statements, managed = self.own()
        assert set(mirror.statements) <= set(statements)
        assert mirror.attached <= managed

    def record(self) -> dict | None:
        item = self.table.get_item(TableName=account.TABLE, Key={"username": {"S": self.name}}, ConsistentRead=True)
        return item.get("Item")

    def set_record(self, *, is_sealed: bool = True, **attributes: int | str) -> None:
        """Writes attributes of the record behind Latchkey's back, as Latchkey or, if it isn't sealed, as somebody else."""
        names = {f"#{name}": name for name in attributes}
        values = {f":{k}": {"N": str(v)} if isinstance(v, int) else {"S": v} for k, v in attributes.items()}
        self.table.update_item(
            TableName=account.TABLE, Key={"username": {"S": self.name}},
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in attributes),
            ExpressionAttributeNames=names, ExpressionAttributeValues=values)
        if is_sealed:
            secret = (self.stack.directory / "secret").read_text()
            self.table.put_item(TableName=account.TABLE, Item=records.sealed(self.record(), secret))

    def delete_record(self) -> None:
        """Deletes the record behind Latchkey's back."""
        self.table.delete_item(TableName=account.TABLE, Key={"username": {"S": self.name}})

    def remove_from_record(self, *attributes: str) -> None:
        self.table.update_item(TableName=account.TABLE, Key={"username": {"S": self.name}},
                               UpdateExpression="REMOVE " + ", ".join(attributes))

    def age_record(self, seconds: int = 3600) -> None:
        """Sets the record's times back, so that the role is neither current nor new."""
        record = self.record()
        times = {k: int(record[k]["N"]) - seconds for k in ("synced_at", "changed_at", "leased_at") if k in record}
        self.set_record(**times)

    def delete_user(self) -> None:
        """Deletes the user, and first what keeps IAM from deleting it."""
        for group in self.iam.list_groups_for_user(UserName=self.name)["Groups"]:
            self.iam.remove_user_from_group(UserName=self.name, GroupName=group["GroupName"])
        for policy in self.iam.list_user_policies(UserName=self.name)["PolicyNames"]:
            self.iam.delete_user_policy(UserName=self.name, PolicyName=policy)
        for policy in self.iam.list_attached_user_policies(UserName=self.name)["AttachedPolicies"]:
            self.iam.detach_user_policy(UserName=self.name, PolicyArn=policy["PolicyArn"])
        self.iam.delete_user(UserName=self.name)

    def delete_role(self) -> None:
        """Deletes the role behind Latchkey's back."""
        for policy in self.iam.list_role_policies(RoleName=self.role_name)["PolicyNames"]:
            self.iam.delete_role_policy(RoleName=self.role_name, PolicyName=policy)
        for policy in self.iam.list_attached_role_policies(RoleName=self.role_name)["AttachedPolicies"]:
            self.iam.detach_role_policy(RoleName=self.role_name, PolicyArn=policy["PolicyArn"])
        self.iam.delete_role(RoleName=self.role_name)

    def own_policies(self) -> set[str]:
        """The policies that Latchkey made for the role and attached to it."""
        return {arn for arn in self.mirror().attached if ":policy/user-role/latchkey-" in arn}

    def key_ids(self) -> list[str]:
        return [key["AccessKeyId"] for key in self.iam.list_access_keys(UserName=self.name)["AccessKeyMetadata"]]

    def request(self, answer: Answer) -> dict:
        """The log line of the handler that answered a request."""
        id = answer.headers["X-Request-Id"]
        end = time.monotonic() + 60
        while time.monotonic() < end:
            for name in ["console", "keys", "console-2"]:
                log = self.stack.processes.log(name)
                for line in log.read_text().splitlines() if log.exists() else []:
                    if id in line and '"message":"request"' in line:
                        return json.loads(line)
            time.sleep(0.02)
        raise AssertionError(f"no line of the request {id}")

    def calls(self, answer: Answer) -> list[str]:
        """The AWS operations that a handler called for a request."""
        return [f"{call['service']}:{call['operation']}" for call in self.request(answer).get("aws", [])]

    def writes(self, answer: Answer) -> list[str]:
        """Those of the operations that change something in IAM."""
        return [call for call in self.calls(answer) if call.startswith(WRITES)]

    def audit(self, answer: Answer) -> list[dict]:
        """The audit records of a request."""
        id = answer.headers["X-Request-Id"]
        text = "\n".join(self.stack.processes.log(name).read_text() for name in ["console", "keys"])
        return [json.loads(line) for line in text.splitlines() if id in line and '"record":"audit"' in line]


# LATCHKEY_ROLE_TTL, and the longest session of a mirrored role, in seconds.
ROLE_TTL, LONGEST_SESSION = 86_400, 43_200
WRITES = ("iam:Create", "iam:Put", "iam:Delete", "iam:Attach", "iam:Detach", "iam:Update", "iam:Tag", "iam:Untag")


class People:
    """Makes people, each with a name that nobody else has."""

    def __init__(self, stack: Stack):
        self.stack = stack
        self._numbers = itertools.count(1)
        self._passwords = threading.Lock()
        self._iam = client("iam", stack.aws_endpoint)
        self._new: list[Somebody] = []

    def retire(self) -> None:
        """Sets the last login of everybody made since the last call so long ago that no session of theirs is left."""
        while self._new:
            person = self._new.pop()
            if "expires_at" in (person.record() or {}):
                person.set_record(expires_at=int(time.time()) + ROLE_TTL - LONGEST_SESSION - 60)

    def sign_in(self, name: str) -> Somebody:
        """Gives somebody a password, whether or not there is an IAM user of the name."""
        # nginx reads the file at every request, so it is replaced whole.
        path = self.stack.web.prefix / "local" / "passwords"
        with self._passwords:
            self.stack.passwords[name] = new_password()
            self.stack.secrets.add(self.stack.passwords[name])
            write_passwords(path.with_suffix(".new"), self.stack.passwords)
            path.with_suffix(".new").replace(path)
        self._new.append(Somebody(self.stack, name))
        return self._new[-1]

    def number(self) -> int:
        return next(self._numbers)

    def new(self, name: str | None = None, *, inline=None, managed=(), groups=None, boundary=None, path="/",
            tags=None) -> Somebody:
        """Makes a user: `inline` has documents by name, `managed` ARNs, and `groups` such a pair by the group's name."""
        name = name or f"person-{self.number()}"
        options = {"Tags": [{"Key": k, "Value": v} for k, v in tags.items()]} if tags else {}
        if boundary:
            options["PermissionsBoundary"] = boundary
        self._iam.create_user(UserName=name, Path=path, **options)
        for policy, text in (inline or {}).items():
            self._iam.put_user_policy(UserName=name, PolicyName=policy, PolicyDocument=text)
        for arn in managed:
            self._iam.attach_user_policy(UserName=name, PolicyArn=arn)
        for group, (documents, arns) in (groups or {}).items():
            group = f"{group}-{name}"
            self._iam.create_group(GroupName=group)
            for policy, text in documents.items():
                self._iam.put_group_policy(GroupName=group, PolicyName=policy, PolicyDocument=text)
            for arn in arns:
                self._iam.attach_group_policy(GroupName=group, PolicyArn=arn)
            self._iam.add_user_to_group(UserName=name, GroupName=group)
        return self.sign_in(name)

    def policy(self, text: str) -> str:
        """Makes a managed policy and returns its ARN."""
        return self._iam.create_policy(PolicyName=f"policy-{self.number()}", PolicyDocument=text)["Policy"]["Arn"]

    def packed(self) -> Somebody:
        """Makes somebody whose inline policies don't fit a role, so that Latchkey makes managed policies for them."""

        def large(n):
            return account.document(
                *(account.allow("s3:GetObject", f"arn:aws:s3:::{n}-{i}-{'x' * 100}/*") for i in range(20)))

        return self.new(groups={f"g{n}": ({"large": large(n)}, []) for n in range(4)})

    def ordinary(self, name: str | None = None) -> Somebody:
        """Makes somebody with inline and managed policies of the user and of a group, and a Deny among them."""
        return self.new(
            name,
            inline={"own": account.document(account.allow("s3:*", "arn:aws:s3:::own/*")),
                    "never": account.document({"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"})},
            managed=["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
            groups={"team": ({"logs": account.document(account.allow(["logs:Get*", "logs:Describe*"]))},
                             [f"arn:aws:iam::{account.ACCOUNT_ID}:policy/ship-releases"])})

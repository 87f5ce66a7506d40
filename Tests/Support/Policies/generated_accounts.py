"""Makes users with policies, groups and boundaries, and requests of theirs, each from a seed."""

import json
import multiprocessing
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

ACCOUNT = "123456789012"
# When the session of the user or the role was opened.
ISSUED = "2026-05-05T05:00:00Z"
QUOTAS = {"AttachedPoliciesPerRoleQuota": 10, "RolePolicySizeQuota": 10_240, "PolicySizeQuota": 6_144}

NAMES = ["alice", "bob", "bob.smith", "zoe", "Zoe", "a_1", "c+d=e,f.g@h-i", "x@example.org", "n" * 64, "ab", "user-2",
         "10.1.2.3", "100"]
PATHS = ["/"] * 6 + ["/staff/", "/a/b-c/", "/x*y/", "/q?/", "/$/", "/{a}/", "/${*}/", "/${aws:username}/"]
TAGS = {"team": ["blue", "red", "alice", ""], "Project": ["x", "a/b", "blue"], "cost center": ["42"]}
ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "dynamodb:GetItem", "sqs:SendMessage", "iam:ChangePassword"]
ACTION_PATTERNS = ["*", "s3:*", "S3:getobject", "s3:Get*", "s3:?etObject", "dynamodb:*", "sqs:SendMessage", "iam:*",
                   "*:*", "s3:ListBucket", "ec2:*"]
RESOURCE_PATTERNS = [
    "*", "*", "arn:aws:s3:::*", "arn:aws:s3:::home/*", "arn:aws:s3:::home/${aws:username}/*",
    "arn:aws:s3:::home/${AWS:UserName}/file", "arn:aws:s3:::${aws:username}", "arn:aws:s3:::home/${aws:userid}/*",
    "arn:aws:s3:::team/${aws:PrincipalTag/team}/*", "arn:aws:s3:::team/${aws:PrincipalTag/team, 'blue'}/*",
    "arn:aws:s3:::home/${aws:username, 'nobody'}/*", "arn:aws:s3:::home/${aws:SourceIdentity, 'nobody'}/*",
    "arn:aws:s3:::home/${aws:TokenIssueTime, 'no*'}/file", "arn:aws:s3:::home/${aws:TokenIssueTime}/*",
    "arn:aws:s3:::home/${aws:SourceIdentity}/*", "arn:aws:s3:::home/${aws:MultiFactorAuthAge}/*",
    "arn:aws:s3:::home/${aws:nonsense}/*", "arn:aws:s3:::home/${aws:PrincipalArn}", "arn:aws:s3:::home/${*}/*",
    "arn:aws:s3:::home/${$}{aws:username}/*", "arn:aws:s3:::home/${?}/file", "arn:aws:s3:::home/${aws:username/*",
    "arn:aws:s3:::home/${aws:username, nobody}/*", "arn:aws:s3:::home/${aws:username,'nobody'}/*",
    "arn:aws:s3:::home/${aws:PrincipalTag/${aws:username}/*", "arn:aws:s3:::home/${x${aws:username, 'a'}/*",
    "arn:aws:s3:::home/${aws:PrincipalTag/latchkey:mirror, 'nobody'}/*", "arn:aws:s3:::home/${}/*",
    "arn:aws:s3:::home/${aws:PrincipalType}/*", "arn:aws:s3:::home/${ aws:username }/*",
    "arn:aws:iam::*:user/*${aws:username}", "arn:aws:dynamodb:us-east-1:*:table/${aws:username}-*",
    "arn:aws:dynamodb:*:*:table/*", "arn:aws:sqs:us-east-1:123456789012:${aws:PrincipalTag/Project}-jobs",
    "arn:aws:s3:::home/$${aws:SourceIdentity, ''}{aws:PrincipalTag/team}/*", "arn:aws:s3:::home/${aws:PrincipalTag/team",
    "arn:aws:s3:::home/${aws:userid/file", "arn:aws:s3:::home/$${aws:TokenIssueTime, ''}{aws:RequestedRegion}/*",
    "arn:aws:s3:::caf\u00e9/*", "arn:aws:s3:::cafe\u0301/*", "arn:aws:s3:::home/${aws:RequestedRegion}/*",
]
PLAIN_RESOURCE_PATTERNS = [
    "*", "arn:aws:s3:::home/*", "arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::home/${aws:userid}/*",
    "arn:aws:s3:::${aws:username}", "arn:aws:dynamodb:us-east-1:*:table/${aws:username}-*", "arn:aws:s3:::team/*",
    "arn:aws:sqs:*",
]
STRINGS = ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike",
           "StringNotLike"]
ARNS = ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"]
NUMBERS = ["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan",
           "NumericGreaterThanEquals"]
DATES = ["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"]
ADDRESSES = ["IpAddress", "NotIpAddress"]
OPERATORS = STRINGS + ARNS + NUMBERS + DATES + ADDRESSES + ["Bool", "BinaryEquals"]
TRUTHS = ["true", "false", "True", True, False]


@dataclass
class Policy:
    name: str
    document: str
    group: str | None = None
    arn: str | None = None

    @property
    def title(self) -> str:
        if self.arn:
            return self.name
        return f"{self.name} of the group {self.group}" if self.group else self.name


@dataclass
class Account:
    """A user, and everything that IAM knows of it."""

    name: str
    id: str
    path: str
    mfa: str
    tags: dict[str, str]
    # What the single sign-on says of the user.
    session_tags: dict[str, str] = field(default_factory=dict)
    policies: list[Policy] = field(default_factory=list)
    boundary: Policy | None = None
    large: bool = False

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{ACCOUNT}:user{self.path}{self.name}"

    @property
    def role_arn(self) -> str:
        return f"arn:aws:iam::{ACCOUNT}:role/user-role/user_{self.name}"

    def line(self) -> str:
        """The line of JSON that plan-role reads."""
        managed = {policy.arn: policy.document for policy in self.policies if policy.arn}
        bounds = {self.boundary.arn: self.boundary.document} if self.boundary else {}
        return json.dumps({
            "name": self.name, "id": self.id, "path": self.path, "tags": self.tags,
            "sessionTags": self.session_tags, "mfa": self.mfa, "quotas": QUOTAS,
            "boundary": self.boundary and self.boundary.arn, "managed": list(managed), "documents": managed | bounds,
            "inline": [{"group": p.group, "name": p.name, "document": p.document} for p in self.policies if not p.arn],
        })


def respelled(random: Random, word: str) -> str:
    return random.choice([word] * 8 + [word.lower(), word.upper(), word.swapcase()])


def some(random: Random, values: list, most: int = 3):
    """One of them alone, or a list of some of them."""
    if random.random() < 0.6:
        return random.choice(values)
    return random.sample(values, min(len(values), random.randint(1, most)))


class Maker:
    """Makes one user and its requests."""

    def __init__(self, seed: str, large: bool = False, plain: bool = False, live: str | None = None):
        """
        :param plain: whether to write only what both judges can read.
        :param live: the name of an existing user, whose requests are made for real.
        """
        self.random = random = Random(seed)
        self.plain = plain or live is not None
        self.live = live is not None
        self.resources = PLAIN_RESOURCE_PATTERNS if self.plain else RESOURCE_PATTERNS
        if live and random.random() < 0.5:
            # The stand-in for AWS doesn't know variables.
            self.resources = [pattern.replace("${aws:username}", live) for pattern in self.resources
                              if "${aws:userid}" not in pattern]
        name = live or random.choice(["alice", "bob", "user-2", "bob.smith"] if self.plain else NAMES)
        tags = {key: random.choice(values) for key, values in TAGS.items() if random.random() < 0.6}
        self.account = Account(name, "AIDA" + "".join(random.choices("ABCDEFGHIJ234567", k=17)), random.choice(PATHS),
                               "absent" if live else random.choice(["absent", "absent", "present"]), tags, large=large)
        if not live:
            # A key that the user has, in another case and with another value, or a key that the user doesn't have.
            self.account.session_tags = {
                random.choice([key, key.lower(), key.upper()]): random.choice(values)
                for key, values in TAGS.items() if random.random() < 0.3}
        count = random.randint(20, 60) if large else random.randint(1, 5)
        for number in range(count):
            self.account.policies.append(self.policy(number))
        if random.random() < 0.35:
            self.account.boundary = Policy("boundary", self.document(random.random() < 0.7),
                                           arn=f"arn:aws:iam::{ACCOUNT}:policy/boundary")

    # MARK: Policies

    def policy(self, number: int) -> Policy:
        random = self.random
        document = self.document()
        if random.random() < 0.5:
            name = f"managed-{number}"
            return Policy(name, document, arn=f"arn:aws:iam::{ACCOUNT}:policy{random.choice(['/', '/shared/'])}{name}")
        group = random.choice([None, "developers", f"group-{number}"])
        # The user and several groups have policies of the same name.
        return Policy(random.choice(["access", f"access-{number}"]) if group else f"own-{number}", document, group)

    def document(self, widely: bool = False) -> str:
        random = self.random
        statements = [self.statement() for _ in range(random.choice([1, 1, 1, 2, 2, 3]))]
        if widely:
            statements.append({"Effect": "Allow", "Action": "*", "Resource": "*"})
        if self.account.large:
            statements += [
                {"Effect": random.choice(["Allow", "Allow", "Deny"]), "Action": [f"ec2:Describe{i}" for i in range(20)],
                 "Resource": f"arn:aws:ec2:*:*:instance/{random.randint(1, 10 ** 9)}"}
                for _ in range(random.randint(0, 3))]
        if random.random() < 0.1:
            for statement in statements:
                statement["Sid"] = "Same"
        version = "2012-10-17" if self.plain else random.choice(["2012-10-17"] * 8 + ["2008-10-17", None])
        document = {"Version": version} if version else {}
        document["Statement"] = statements[0] if len(statements) == 1 and random.random() < 0.3 else statements
        return json.dumps(document, indent=random.choice([None, 4]), ensure_ascii=random.random() < 0.5)

    def statement(self) -> dict:
        random = self.random
        statement = {"Effect": random.choice(["Allow", "Allow", "Allow", "Deny"])}
        actions = "NotAction" if random.random() < 0.12 else "Action"
        resources = "NotResource" if random.random() < 0.12 else "Resource"
        statement[actions] = some(random, ACTION_PATTERNS)
        statement[resources] = some(random, self.resources)
        if self.plain and random.random() < 0.65:
            name, key, values = random.choice(self.plain_comparisons())
            statement["Condition"] = {name: {respelled(random, key): some(random, values)}}
        elif random.random() < 0.65 and not self.plain:
            condition = {}
            for _ in range(random.choice([1, 1, 1, 2])):
                name, key, values = self.comparison()
                condition.setdefault(name, {})[key] = values
            statement["Condition"] = condition
        return statement

    def comparison(self) -> tuple:
        random = self.random
        table = self.keys()
        key = random.choice(list(table))
        operators, values = table[key]
        if random.random() < 0.12:
            operators = OPERATORS
        key = respelled(random, key)
        if random.random() < 0.12:
            return respelled(random, "Null"), key, random.choice(["true", "false", True, False])
        name = random.choice(operators)
        if random.random() < 0.25:
            name += "IfExists"
        if random.random() < 0.04:
            return name, key, []
        name = random.choice(["", "", "", "", "ForAnyValue:", "ForAllValues:"]) + name
        return respelled(random, name), key, some(random, values)

    def plain_comparisons(self) -> list[tuple]:
        account = self.account
        names = [account.name, account.name.upper(), "bob", "alice", f"{account.name[0]}*"]
        strings = ["StringEquals", "StringNotEquals", "StringLike", "StringEqualsIfExists", "StringLikeIfExists",
                   "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"]
        both = [
            *((name, "aws:username", names) for name in strings),
            *((name, "aws:PrincipalTag/team", ["blue", "b*"]) for name in strings),
            ("StringEquals", "aws:PrincipalType", ["User", "AssumedRole"]), ("StringLike", "aws:userid", ["AIDA*", "AROA*"]),
            ("Bool", "aws:MultiFactorAuthPresent", ["true", "false"]),
            ("BoolIfExists", "aws:MultiFactorAuthPresent", ["true", "false"]),
            ("IpAddress", "aws:SourceIp", ["10.0.0.0/8"]), ("NotIpAddress", "aws:SourceIp", ["10.0.0.0/8"]),
            ("DateGreaterThan", "aws:CurrentTime", ["2020-01-01T00:00:00Z"]),
            # One value each, because the stand-in for AWS reads only the first.
            *(("Null", key, [value]) for key in ("aws:TokenIssueTime", "aws:username", "aws:SourceIdentity")
              for value in ("true", "false")),
            ("Bool", "aws:SecureTransport", ["true"]),
            ("StringEquals", "aws:RequestedRegion", ["us-east-1", "eu-west-1"]),
        ]
        if self.live:
            return both
        return [
            *both, *((name, "aws:ResourceTag/owner", ["alice", "bob"]) for name in strings),
            ("NumericLessThan", "s3:max-keys", ["10"]),
        ]

    def keys(self) -> dict[str, tuple[list, list]]:
        account = self.account
        half = account.name[: len(account.name) // 2]
        names = [account.name, account.name.upper(), "bob", "${aws:username}", f"{half}*", "*", "?" * len(account.name),
                 "${aws:PrincipalTag/team}", "${*}", "${aws:SourceIdentity, 'alice'}", "${aws:username", 100.0,
                 "$${aws:SourceIdentity, ''}{aws:username}"]
        arns = [account.arn, account.role_arn, f"arn:aws:iam::{ACCOUNT}:user/*", "arn:*:iam::*:role/*", "arn:*", "*",
                f"arn:aws:iam::{ACCOUNT}:user{account.path}${{aws:username}}", "arn:aws:sts::*:assumed-role/*",
                "${aws:PrincipalArn}", f"arn:aws:iam::{ACCOUNT}:user/${{*}}/*", f"arn:aws:iam::{ACCOUNT}:user/x${{*}}y/*"]
        return {
            "aws:username": (STRINGS, names),
            "aws:userid": (STRINGS, [account.id, "AIDA*", "AROA*", f"*:{account.name}", "${aws:userid}", "*"]),
            "aws:PrincipalArn": (ARNS + ["StringLike", "StringNotLike", "StringEquals"], arns),
            "aws:PrincipalType": (STRINGS, ["User", "user", "AssumedRole", "*", "${aws:PrincipalType}"]),
            "aws:MultiFactorAuthPresent": (["Bool", "Bool", "StringEquals"], TRUTHS),
            "aws:MultiFactorAuthAge": (NUMBERS, ["60", "3600", 100, 3600.0]),
            "aws:TokenIssueTime": (DATES, ["2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"]),
            "aws:SignInSessionArn": (ARNS, ["arn:aws:signin:*:*:session/*", "arn:aws:signin:*:*:session/other", "*",
                                            "${aws:SignInSessionArn}"]),
            "aws:SourceIdentity": (STRINGS, [account.name, "*", "bob", "${aws:username}"]),
            "aws:PrincipalTag/team": (STRINGS, ["blue", "red", "${aws:username}", "*", "${aws:PrincipalTag/Project}"]),
            "aws:PrincipalTag/Project": (STRINGS, ["x", "a/*", "${aws:PrincipalTag/team, 'x'}"]),
            "aws:PrincipalTag/latchkey:mirror": (STRINGS, ["true", "*", "false"]),
            "aws:ResourceTag/owner": (STRINGS, ["${aws:username}", "alice", "${aws:userid}", "${aws:nonsense}", "*"]),
            "s3:prefix": (STRINGS, ["", "${aws:username}/*", "home/*", "${aws:PrincipalArn}", "public?",
                                    "${aws:TokenIssueTime}/*", "home/${aws:userid",
                                    "$${aws:SourceIdentity, ''}{aws:username}/*"]),
            "aws:SourceIp": (ADDRESSES, ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "${aws:username}"]),
            "aws:SourceVpce": (STRINGS, ["vpce-1", "vpce-*"]),
            "aws:RequestedRegion": (STRINGS, ["us-east-1", "eu-*", "${aws:username}"]),
            "aws:SecureTransport": (["Bool"], [*TRUTHS, "${aws:MultiFactorAuthPresent}"]),
            "aws:CalledVia": (["StringEquals", "StringLike"], ["athena.amazonaws.com", "*.amazonaws.com"]),
            "aws:TagKeys": (STRINGS, ["team", "cost*", "${aws:username}", "owner"]),
            "s3:max-keys": (NUMBERS, ["10", 100, 10.0, "${aws:username}"]),
            "aws:CurrentTime": (DATES, ["2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"]),
            "aws:SourceArn": (ARNS, ["arn:aws:sns:*:*:${aws:username}", "arn:aws:sns:*:*:*"]),
        }

    # MARK: Requests

    def request(self) -> tuple[str, str, dict]:
        """An action, a resource, and the condition keys that requests of the user and of the role have in common."""
        random, account = self.random, self.account
        homes = [account.name, account.name, account.id, "bob", "nobody", "blue", "*", "?", "us-east-1", "100",
                 "${aws:username}", "${aws:PrincipalTag/team}", account.tags.get("team") or "none"]
        action = random.choice(ACTIONS)
        resource = random.choice({
            "s3": [f"arn:aws:s3:::home/{random.choice(homes)}/file", f"arn:aws:s3:::team/{random.choice(homes)}/file",
                   f"arn:aws:s3:::home/{account.arn}", "arn:aws:s3:::caf\u00e9/x", "arn:aws:s3:::cafe\u0301/x",
                   f"arn:aws:s3:::{account.name}"],
            "dynamodb": [f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{random.choice(homes)}-state"],
            "sqs": [f"arn:aws:sqs:us-east-1:{ACCOUNT}:{account.tags.get('Project', 'x')}-jobs"],
            "iam": [account.arn, f"arn:aws:iam::{ACCOUNT}:user/bob"],
        }[action.split(":")[0]])
        context = {
            "s3:prefix": ["", f"{account.name}/x", "home/x", account.arn, "publicX", "${aws:username}/x", "home/${aws:userid"],
            "aws:resourcetag/owner": [account.name, "alice", account.id],
            "aws:sourceip": ["10.1.2.3", "192.0.2.7", "2001:db8::1"],
            "aws:sourcevpce": ["vpce-1", "vpce-2"],
            "aws:requestedregion": ["us-east-1", "eu-west-1", account.name],
            "aws:securetransport": ["true", "true", "false"],
            "aws:calledvia": [["athena.amazonaws.com"], ["x.example", "athena.amazonaws.com"]],
            "aws:tagkeys": [["team"], ["team", "owner"], [account.name], ["cost center"]],
            "s3:max-keys": ["5", "100"],
            "aws:currenttime": ["2026-05-05T05:05:05Z"],
            # Of `aws login`, which can begin from the console alone: an access key never has it.
            "aws:signinsessionarn": [f"arn:aws:signin:us-east-1:{ACCOUNT}:session/one"],
            "aws:sourcearn": [f"arn:aws:sns:us-east-1:{ACCOUNT}:{account.name}"],
        }
        return action, resource, {k: random.choice(v) for k, v in context.items() if random.random() < 0.6}


def principal_tags(tags: dict[str, str]) -> dict[str, str]:
    return {f"aws:principaltag/{key.lower()}": value for key, value in tags.items()}


def user_contexts(account: Account) -> dict[str, dict]:
    """The condition keys about the principal in requests of the user, by the kind of credentials."""
    user = {"aws:username": account.name, "aws:userid": account.id, "aws:principalarn": account.arn,
            "aws:principaltype": "User", **principal_tags(account.tags)}
    session = {**user, "aws:tokenissuetime": ISSUED}
    if account.mfa == "present":
        return {"session with a second factor": {
            **session, "aws:multifactorauthpresent": "true", "aws:multifactorauthage": "100"}}
    return {"access key": {**user, "aws:signinsessionarn": None}, "console session": {**session, "aws:multifactorauthpresent": "false"}}


def role_context(account: Account, role_arn: str, tags: dict[str, str]) -> dict:
    """The condition keys about the principal in a request of the role's session.

    :param tags: the condition keys of its tags, with their values.
    """
    return {
        "aws:userid": f"AROAJJJJJJJJJJJJJJJJJ:{account.name}", "aws:principalarn": role_arn,
        "aws:principaltype": "AssumedRole", **tags, "aws:multifactorauthpresent": "false",
        "aws:tokenissuetime": ISSUED, "aws:sourceidentity": account.name,
    }


def judge_all(judge_some: Callable, program, count: int) -> tuple[Counter, list]:
    """What `judge_some` counts and finds of so many things, by their numbers: a hundred at a time, on all processors."""
    work = [(program, range(first, min(first + 100, count))) for first in range(0, count, 100)]
    counts, found = Counter(), []
    with multiprocessing.get_context("fork").Pool() as pool:
        for some_counts, some_found in pool.imap(judge_some, work):
            counts += some_counts
            found += some_found
    return counts, found

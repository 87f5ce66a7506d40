"""Logins that a test interrupts at one of their calls to AWS, and what has to hold of the role then.

There are first logins, and syncs that change the role.
"""

import functools
import hashlib
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import account
import rights
from aws_proxy import AWSProxy
from client import IS_LONG, JSON, secrets_in
from fastcgi_client import fastcgi
from people import WRITES, Somebody
from processes import wait_until

# A call that fails by "truncate" was carried out; one that fails by another of these wasn't.
FAULTS = ["throttle", "500", "reset", "truncate"]
# A login has so many seconds: enough that it comes to its last call on a machine that has much to do besides.
REQUEST_TIMEOUT = 15
# The parameters that tell a call from the other calls of a login.
TELLING = ("UserName", "GroupName", "RoleName", "PolicyName", "PolicyArn", "VersionId", "PolicyDocument", "TagKeys",
           "PermissionsBoundary", "Key", "UpdateExpression", "RoleArn")


def deny(actions, resource="*"):
    return {"Effect": "Deny", "Action": actions, "Resource": resource}


def tagged(actions, **tags):
    return account.allow(actions, Condition={"StringEquals": {f"aws:PrincipalTag/{k}": v for k, v in tags.items()}})


def many(letter: str) -> list[dict]:
    """Four statements, of about 3,000 characters together."""
    return [account.allow(f"s3:Get{letter}{n}", f"arn:aws:s3:::{letter}-{n}-{'x' * 650}/*") for n in range(4)]


@dataclass
class Subject:
    """A person whose permissions change, and the managed policies made for that person."""

    person: Somebody
    arns: dict[str, str]

    def set_inline(self, name: str, *statements: dict) -> None:
        self.person.iam.put_user_policy(
            UserName=self.person.name, PolicyName=name, PolicyDocument=account.document(*statements))

    def swap(self, leaving: str, coming: str) -> None:
        for name in leaving:
            self.person.iam.detach_user_policy(UserName=self.person.name, PolicyArn=self.arns[name])
        for name in coming:
            self.person.iam.attach_user_policy(UserName=self.person.name, PolicyArn=self.arns[name])

    def bind(self, name: str) -> None:
        self.person.iam.put_user_permissions_boundary(
            UserName=self.person.name, PermissionsBoundary=self.arns[name])

    def key(self, operation: str, parameters: dict[str, str]) -> str | None:
        """Names a call of this person's in words that are the same for everybody in the scenario; None for others' calls."""
        text = json.dumps([operation, *sorted((n, v) for n, v in parameters.items() if n in TELLING)])
        named = self.in_general(text)
        return named if named != text else None

    def in_general(self, text: str) -> str:
        """Replaces what is this person's alone by words that are the same for everybody."""
        text = re.sub(rf"(user_|\b){self.person.name}\b", r"\1NAME", text)
        text = re.sub(r"\bAIDA[0-9A-Z]+/NAME", "USER-ID/NAME", text)
        digest = hashlib.sha256(self.person.role_name.lower().encode()).hexdigest()[:12]
        text = re.sub(f"latchkey-{digest}-[0-9a-f]+", "latchkey-OWN", text)
        return functools.reduce(lambda text, arn: re.sub(rf"{arn[1]}\b", f"ARN-{arn[0]}", text), self.arns.items(), text)


@dataclass
class Scenario:
    """How a user is made, whose managed policies have letters for names, and how it changes; a first login has no change."""

    arrange: Callable
    requests: list[tuple[str, str]]
    change: Callable[[Subject], None] | None = None


def arranged(policies: dict[str, list[dict]], managed: str, inline: dict[str, list[dict]], groups=None, boundary=None,
             tags=None):
    def arrange(people) -> Subject:
        arns = {name: people.policy(account.document(*statements)) for name, statements in policies.items()}
        person = people.new(
            inline={name: account.document(*statements) for name, statements in inline.items()},
            managed=[arns[name] for name in managed], boundary=boundary and arns[boundary], tags=tags,
            groups={name: ({name: account.document(*statements)}, []) for name, statements in (groups or {}).items()})
        return Subject(person, arns)
    return arrange


def changed_policies(subject: Subject) -> None:
    subject.set_inline("own", account.allow(["s3:Get*", "sqs:*"]), deny("sqs:PurgeQueue"), deny("sns:Publish"))
    subject.swap("ac", "bd")


def changed_bounds(subject: Subject) -> None:
    changed_policies(subject)
    subject.bind("z")
    subject.person.iam.tag_user(UserName=subject.person.name, Tags=[{"Key": "Floor", "Value": "4"}])


def changed_packing(subject: Subject) -> None:
    subject.set_inline("own", account.allow("sqs:*"), deny("sns:Subscribe"))
    person = subject.person
    person.iam.put_group_policy(GroupName=f"g2-{person.name}", PolicyName="g2", PolicyDocument=account.document(*many("n")))
    subject.swap("abc", "jkl")
    subject.bind("y")


POLICIES = {
    "a": [account.allow("dynamodb:*"), deny("dynamodb:DeleteTable")],
    "b": [account.allow(["sns:*", "dynamodb:*"]), deny("dynamodb:PutItem")],
    "c": [account.allow("ec2:Describe*")],
    "d": [account.allow("ce:Get*")],
    "y": [account.allow("*"), account.allow("iam:*", f"arn:aws:iam::{account.ACCOUNT_ID}:user/${{aws:username}}")],
    "z": [account.allow(["s3:*", "sqs:*", "sns:*", "ec2:*", "ce:*", "dynamodb:*"])],
    "x": [account.allow(["s3:*", "sqs:*", "dynamodb:*"])],
}
MANY = {letter: [account.allow(f"{letter}:*")] for letter in "abcdefghijkl"}
INLINE = {"own": [account.allow("s3:*"), deny("s3:DeleteBucket"), deny("sqs:SendMessage")],
          "floor": [tagged("ec2:Describe*", Floor="4"), tagged("sns:List*", Floor="3")]}
REQUESTS = [(action, "*") for action in [
    "s3:GetObject", "s3:PutObject", "s3:DeleteBucket", "sqs:SendMessage", "sqs:PurgeQueue", "sns:Publish", "sns:ListTopics",
    "dynamodb:DeleteTable", "dynamodb:PutItem", "dynamodb:GetItem", "ec2:DescribeHosts", "ce:GetCost", "iam:GetUser"]]
GROUPS = {f"g{number}": many(letter) for number, letter in enumerate("mpqr")}
PACKED = [(f"{letter}:Do", "*") for letter in MANY] + [
    ("sqs:SendMessage", "*"), ("sns:Subscribe", "*"), ("s3:DeleteBucket", "*"),
    *((f"s3:Get{letter}{n}", f"arn:aws:s3:::{letter}-{n}-{'x' * 650}/a") for letter in "mnpqr" for n in range(4))]
MANY_INLINE = {"own": [account.allow(["sns:*", "s3:*"]), deny("s3:DeleteBucket"), deny("sqs:SendMessage")]}

SCENARIOS = {
    "first": Scenario(arranged(POLICIES, "abc", INLINE, {"team": [account.allow("logs:*")]}, "x", {"Floor": "3"}), REQUESTS),
    "first packed": Scenario(arranged({**MANY, "y": POLICIES["y"]}, "abcdefgh", MANY_INLINE, GROUPS, "y"), PACKED),
    "policies": Scenario(arranged(POLICIES, "ac", INLINE, {"team": [account.allow("logs:*")]}, tags={"Floor": "3"}),
                         REQUESTS, changed_policies),
    "bounds": Scenario(arranged(POLICIES, "ac", INLINE, None, "x", {"Floor": "3"}), REQUESTS, changed_bounds),
    "packed": Scenario(arranged({**MANY, "y": POLICIES["y"]}, "abcdefgh", MANY_INLINE, GROUPS), PACKED, changed_packing),
}

# In these scenarios every call fails in every way, and in the others each write fails in one way.
THOROUGH = tuple(SCENARIOS) if IS_LONG else ("first", "policies")


class Node:
    """The console of another node. It reaches AWS through a proxy of its own, at which no call fails."""

    def __init__(self, stack):
        self.stack, self.socket = stack, stack.directory / "sockets" / "node.sock"
        log = stack.directory / "logs" / "node-proxy.log"
        self.proxy = AWSProxy(stack.aws_port, stack.web.federation_port, log, stack.secrets)
        values = {**stack.handler_environment(), "LATCHKEY_LISTEN": str(self.socket), "AWS_ENDPOINT_URL": self.proxy.endpoint}
        stack.processes.start("node", [str(stack.programs / "console")], values, stack.directory)
        wait_until(self.socket.exists, 15, stack.processes)

    def log_in(self, person) -> None:
        answer = fastcgi(self.socket, [
            ("GATEWAY_INTERFACE", "CGI/1.1"), ("REQUEST_METHOD", "POST"), ("REQUEST_URI", "/api/assume-role"),
            ("SERVER_PROTOCOL", "HTTP/1.1"), ("HTTP_HOST", "localhost"), ("QUERY_STRING", ""), ("HTTP_ACCEPT", JSON),
            ("REMOTE_USER", person.name)], timeout=60)
        assert answer.status == 200, answer.text
        self.stack.secrets.update(secrets_in(answer))


class Attempt:
    """One person of a scenario, whose login is interrupted at the call `key`, unless that is None."""

    def __init__(self, scenario: Scenario, people, faults, node, key: str | None = None):
        self.scenario, self.faults, self.node, self.key = scenario, faults, node, key
        self.subject = scenario.arrange(people)
        self.person = self.subject.person
        self.is_over = False
        self.parameters = None

    def change(self) -> None:
        if self.scenario.change:
            self.node.log_in(self.person)
            self.scenario.change(self.subject)
            self.person.age_record()

    def fail(self, fault: str, seconds=0.0) -> None:
        """Has every attempt at the call fail by `fault` from now on."""
        self.fault = fault
        self.rule = self.faults.fail(
            operation_of(self.key), fault, where=lambda p: self.fault == fault and self.is_meant(p), seconds=seconds)

    def is_meant(self, parameters: dict[str, str]) -> bool:
        if self.is_over or self.subject.key(operation_of(self.key), parameters) != self.key:
            return False
        # Where Latchkey made several policies for the role, their calls have the same key: only the first one's fail.
        telling = {name: value for name, value in parameters.items() if name in TELLING}
        self.parameters = self.parameters or telling
        return telling == self.parameters

    def check_bounds(self, example: "Example") -> None:
        now = rights.of_role(self.person, self.person.mirror(), self.scenario.requests)
        assert now <= example.bounds, (self.key, now - example.bounds)

    def check_next(self, example: "Example") -> None:
        """The next login, on another node, succeeds and completes the role."""
        self.is_over = True
        self.node.log_in(self.person)
        mirror = self.person.mirror()
        assert self.said(mirror) == example.said, self.key
        assert rights.of_role(self.person, mirror, self.scenario.requests) == example.user, self.key
        assert "lease_owner" not in self.person.record()

    def said(self, mirror) -> str:
        boundary = mirror.role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        attached = sorted(self.subject.in_general(arn) for arn in mirror.attached)
        return self.subject.in_general(json.dumps([mirror.inline, attached, mirror.tags, boundary], sort_keys=True))


class Example:
    """A login of a scenario that isn't interrupted: its calls in their order, and the role that it makes."""

    def __init__(self, scenario: Scenario, people, faults, node):
        attempt = Attempt(scenario, people, faults, node)
        attempt.change()
        before = attempt.person.mirror()
        self.user = rights.of_user(attempt.person, scenario.requests)
        self.bounds = self.user | (rights.of_role(attempt.person, before, scenario.requests) if before else set())
        start = len(faults.calls)
        answer = attempt.person.assume_role()
        assert answer.status == 200, answer.text
        # The change takes rights away, unless this is a first login.
        assert before is None or self.user != self.bounds
        attempt.person.check_whole()
        mirror = attempt.person.mirror()
        assert rights.of_role(attempt.person, mirror, scenario.requests) == self.user
        self.said = attempt.said(mirror)
        found = [attempt.subject.key(call.operation, call.parameters) for call in faults.since(start)]
        self.keys = list(dict.fromkeys(key for key in found if key))
        self.writes = [key for key in self.keys if operation_of(key).startswith(WRITES)]


@functools.cache
def example(name: str, people, faults, node) -> Example:
    return Example(SCENARIOS[name], people, faults, node)


def operation_of(key: str) -> str:
    return json.loads(key)[0]


def all_at_once(cases, run, number: int | None = None) -> None:
    with ThreadPoolExecutor(number or len(cases)) as pool:
        list(pool.map(lambda case: run(*case), cases))

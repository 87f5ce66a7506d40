"""Compares, request by request, what a user may do with what the user's mirrored role may do."""

import json
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import policy_judge as judge
from botocore.exceptions import ClientError
from generated_accounts import ACCOUNT, QUOTAS, Account, Maker, Policy, principal_tags, role_context, user_contexts


def plans(program: Path, lines: list[str]) -> list[dict]:
    """The roles that Latchkey plans for users."""
    run = subprocess.run([program], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(lines), run.stderr
    return answers


@dataclass
class Role:
    """A planned role, as AWS would judge its sessions."""

    documents: list[str]
    boundary: str | None
    arn: str
    tags: dict[str, str]
    # The session tags of which a finding says that the user doesn't have them.
    added: dict[str, str]

    @classmethod
    def of(cls, account: Account, plan: dict) -> "Role":
        # The user's managed policies in AWS stay as they were written, whatever the plan makes of them.
        written = {policy.arn: policy.document for policy in [*account.policies, account.boundary] if policy and policy.arn}
        documents = list(plan["inline"].values()) + [written.get(a) or plan["own"][a] for a in plan["attached"]]
        bound = plan.get("boundary")
        passed = plan["sessionTags"]
        told = re.findall("The sign-on passes the session tag “(.*)”: ", "\n".join(f["words"] for f in plan["findings"]))
        added = {key: passed[key] for key in told}
        # A session tag replaces the role's tag of the same key; upper and lower case don't differ.
        tags = principal_tags(plan["tags"]) | principal_tags(passed)
        return cls(documents, bound and (written.get(bound) or plan["own"][bound]), plan["role"], tags, added)


def without_white_space(document: str) -> int:
    return sum(not c.isspace() for c in document)


def check_fits(plan: dict) -> None:
    assert sum(map(without_white_space, plan["inline"].values())) <= QUOTAS["RolePolicySizeQuota"]
    assert all(without_white_space(own) <= QUOTAS["PolicySizeQuota"] for own in plan["own"].values())
    assert len(plan["attached"]) <= QUOTAS["AttachedPoliciesPerRoleQuota"]


def statements(document: str) -> list[dict]:
    """The statements of a document, without what decides nothing."""
    return [{name: value for name, value in statement.items() if name != "Sid"}
            for statement in judge.listed(json.loads(document)["Statement"])]


def check_told(account: Account, plan: dict, documents: list[str]) -> None:
    """Each statement of a policy is in the role as it was, or a finding tells what became of it."""
    kept = [statement for document in documents for statement in statements(document)]
    told = {(finding.get("policy"), finding.get("statement")) for finding in plan["findings"]}
    for policy in [*account.policies, account.boundary]:
        for number, statement in enumerate(statements(policy.document) if policy else [], 1):
            assert statement in kept or (policy.title, number) in told, (policy, number, plan)


def told_of(plan: dict) -> tuple[set[str], set[str]]:
    """The policies of which a finding says that they allow less in the role, and those that forbid more."""
    kinds = {"left-out": set(), "forbids-more": set()}
    for finding in plan["findings"]:
        kinds.get(finding["kind"], set()).add(finding.get("policy"))
    return kinds["left-out"], kinds["forbids-more"]


def at_least(policy: Policy, left_out: set[str], forbids_more: set[str]) -> str:
    """What a policy still allows at least, given what the findings say of it."""
    if policy.title not in left_out | forbids_more:
        return policy.document
    document = json.loads(policy.document)
    statements = []
    for statement in judge.listed(document["Statement"]):
        if statement["Effect"] == "Allow" and policy.title in left_out:
            continue
        if statement["Effect"] == "Deny" and policy.title in forbids_more:
            action = "Action" if "Action" in statement else "NotAction"
            statement = {"Effect": "Deny", action: statement[action], "Resource": "*"}
        statements.append(statement)
    return json.dumps(document | {"Statement": statements})


def least(account: Account, plan: dict) -> tuple[list[str], str | None]:
    """What the policies and the boundary still allow at least, given what the findings say of them."""
    told = told_of(plan)
    return ([at_least(policy, *told) for policy in account.policies],
            account.boundary and at_least(account.boundary, *told))


@dataclass
class Difference:
    """A request on which the role decides wrongly."""

    word: str
    reading: judge.Reading
    action: str
    resource: str
    context: dict

    def __str__(self) -> str:
        return f"{self.word}: {self.action} on {self.resource} with {self.context}\n{self.reading}"


def compare(account: Account, plan: dict, requests: list, counts: Counter, second=None) -> list[Difference]:
    """Judges each request of the user and of the role, in every reading.

    :param second: another judge, called as `is_allowed` is, which answers None for what it can't judge.
    """
    if "error" in plan:
        kind = plan["error"].split("(")[0]
        counts[f"refused: {kind}"] += 1
        characters = sum(without_white_space(policy.document) for policy in account.policies)
        managed = sum(policy.arn is not None for policy in account.policies)
        full = characters > QUOTAS["RolePolicySizeQuota"] or managed > QUOTAS["AttachedPoliciesPerRoleQuota"]
        return [] if kind == "limitsExceeded" and full else [Difference(plan["error"], judge.READINGS[0], "", "", {})]
    check_fits(plan)
    role = Role.of(account, plan)
    check_told(account, plan, [*role.documents, *([role.boundary] if role.boundary else [])])
    told = told_of(plan)
    documents = [policy.document for policy in account.policies]
    boundary = account.boundary and account.boundary.document
    bound_below = least(account, plan)
    counts["users with a finding"] += any(told)
    counts["sessions with tags that the user lacks"] += bool(role.added)
    counts["roles with policies of Latchkey's own"] += bool(plan["own"])
    found = []
    for action, resource, shared in requests:
        asked = (action, resource)
        as_role = {**shared, **role_context(account, role.arn, role.tags)}
        for reading in judge.READINGS:
            judged = [(judge.is_allowed(role.documents, role.boundary, *asked, as_role, reading),
                       second and second(role.documents, role.boundary, *asked, as_role))]
            for credentials, context in user_contexts(account).items():
                # Judged as if the user had the tags that findings tell of, so that any other difference shows.
                as_user = {**shared, **context, **principal_tags(role.added)}
                user = judge.is_allowed(documents, boundary, *asked, as_user, reading)
                judged.append((user, second and second(documents, boundary, *asked, as_user)))
                counts["decisions"] += 1
                counts["allowed to the user"] += user
                if judged[0][0] and not user:
                    found.append(Difference(f"the role may, the user's {credentials} may not", reading, *asked, shared))
                elif user and not judged[0][0]:
                    counts["decisions covered by a finding"] += 1
                    if judge.is_allowed(*bound_below, *asked, as_user, reading):
                        found.append(Difference(f"the user's {credentials} may, the role may not, and no finding says why",
                                                reading, *asked, shared))
                else:
                    counts["equal decisions"] += 1
            if reading is judge.READINGS[0]:
                for side, other in judged:
                    counts["decisions judged twice"] += other is not None
                    if other is not None and other != side:
                        found.append(Difference(f"one judge says {side}, the other {other}", reading, *asked, shared))
    return found


def make(seed: str, index: int, requests: int) -> tuple[Account, list]:
    """Makes a user and requests. Every 25th user has many large policies; every fourth only what both judges can read."""
    maker = Maker(f"{seed}/{index}", large=index % 25 == 24, plain=index % 4 == 1)
    return maker.account, [maker.request() for _ in range(requests)]


def create(people, account: Account):
    """Makes the user in the account, with its policies, groups and boundary."""
    inline, groups, managed = {}, {}, []
    for policy in account.policies:
        if policy.arn:
            managed.append(people.policy(policy.document))
            policy.arn = managed[-1]
            policy.name = policy.arn.rpartition("/")[2]
        elif policy.group:
            groups.setdefault(policy.group, ({}, []))[0][policy.name] = policy.document
        else:
            inline[policy.name] = policy.document
    # Of several policies of one name in one group, the last one remains.
    last = {(p.group, p.name): p for p in account.policies if not p.arn}
    account.policies = [p for p in account.policies if p.arn or last[p.group, p.name] is p]
    boundary = account.boundary and people.policy(account.boundary.document)
    if boundary:
        account.boundary.arn, account.boundary.name = boundary, boundary.rpartition("/")[2]
    person = people.new(account.name, inline=inline, groups=groups, managed=managed, boundary=boundary,
                        path=account.path, tags=account.tags)
    account.id = person.iam.get_user(UserName=account.name)["User"]["UserId"]
    return person


def resolve(person, account: Account) -> None:
    """Replaces the variables in the user's policies in the account by the user's values."""
    def written(document: str) -> str:
        return document.replace("${aws:username}", account.name).replace("${aws:userid}", account.id)

    for policy in [*account.policies, account.boundary]:
        if policy is None or "${" not in policy.document:
            continue
        document = written(policy.document)
        assert "${" not in document
        if policy.arn:
            person.iam.create_policy_version(PolicyArn=policy.arn, PolicyDocument=document, SetAsDefault=True)
        elif policy.group:
            person.iam.put_group_policy(
                GroupName=f"{policy.group}-{account.name}", PolicyName=policy.name, PolicyDocument=document)
        else:
            person.iam.put_user_policy(UserName=account.name, PolicyName=policy.name, PolicyDocument=document)


def live_requests(account: Account, clients) -> list[tuple]:
    """Requests that the stand-in for AWS understands: the call, its action and resource, and its condition keys."""
    shared = {"aws:sourceip": "127.0.0.1", "aws:securetransport": "false", "aws:requestedregion": "us-east-1",
              "aws:currenttime": "2026-05-05T05:05:05Z"}
    s3, table, queue = clients("s3"), clients("dynamodb"), clients("sqs")
    requests = []
    for owner in (account.name, "bob"):
        for bucket in ("home", "team"):
            resource, key = f"arn:aws:s3:::{bucket}/{owner}/file", {"Bucket": bucket, "Key": f"{owner}/file"}
            requests += [(lambda k=key: s3.get_object(**k), "s3:GetObject", resource, shared),
                         (lambda k=key: s3.put_object(Body=b"x", **k), "s3:PutObject", resource, shared)]
        requests += [
            (lambda o=owner: s3.list_objects_v2(Bucket=o), "s3:ListBucket", f"arn:aws:s3:::{owner}", shared),
            (lambda o=owner: table.get_item(TableName=f"{o}-state", Key={"id": {"S": "x"}}), "dynamodb:GetItem",
             f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{owner}-state", shared),
            (lambda o=owner: queue.send_message(QueueUrl=f"{queue.meta.endpoint_url}/{ACCOUNT}/{o}-jobs", MessageBody="x"),
             "sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT}:{owner}-jobs", shared)]
    return requests


def is_let(call) -> bool:
    """Whether AWS allows a call. An answer that the resource doesn't exist isn't a refusal."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"] not in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403")
    return True


def reduce(program: Path, account: Account, request: tuple) -> Account:
    """Takes policies and statements away from a user for as long as the difference remains: an example for a test."""
    def fails() -> bool:
        return bool(compare(account, plans(program, [account.line()])[0], [request], Counter()))

    def drop(values: list) -> None:
        for value in list(values):
            position = values.index(value)
            del values[position]
            if not values or not fails():
                values.insert(position, value)

    drop(account.policies)
    for policy in [*account.policies, account.boundary]:
        if policy is None:
            continue
        document = json.loads(policy.document)
        statements = judge.listed(document["Statement"])
        for statement in list(statements):
            kept, document["Statement"] = policy.document, [s for s in statements if s is not statement]
            policy.document = json.dumps(document)
            if document["Statement"] and fails():
                statements = document["Statement"]
            else:
                policy.document = kept
    return account

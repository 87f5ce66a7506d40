"""An account of many users and roles, as IAM lists it, and the file that says the same."""

import http.server
import json
import threading
import urllib.parse
from collections import Counter

USERS, ROLES, GROUPS, PAGE = 2_000, 300, 20, 200
ACCOUNT = "123456789012"
# The same policy in other words: members, lists and the case of actions differ.
STORED = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::shared", "arn:aws:s3:::shared/*"]}]}
WRITTEN = ("{Version: 2012-10-17, Statement: {Resource: ['arn:aws:s3:::shared/*', 'arn:aws:s3:::shared'], "
           "Action: ['s3:ListBucket', 'S3:GetObject'], Effect: Allow}}")
TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def file() -> str:
    """The account's file."""
    policy = f"    inline-policies: {{shared: {{document: {WRITTEN}}}}}\n"
    lines = ["path: /baseline/\ngroups:\n"]
    lines += [f"  group{number}: {{}}\n" for number in range(GROUPS)]
    lines += ["roles:\n", *(f"  role{number}:\n{policy}    trust: [{{service: ec2.amazonaws.com}}]\n" for number in range(ROLES))]
    lines += ["people:\n", *(f"  user{number}:\n    groups: [group{number % GROUPS}]\n{policy}" for number in range(USERS))]
    return "".join(lines)


def xml(**members: object) -> str:
    return "".join(f"<{name}>{value}</{name}>" for name, value in members.items())


def document(policy: dict) -> str:
    return urllib.parse.quote(json.dumps(policy))


MADE = "2026-01-01T00:00:00Z"
OWNED = "<member>" + xml(Key="latchkey:baseline", Value="baseline") + "</member>"
POLICY = "<member>" + xml(PolicyName="shared", PolicyDocument=document(STORED)) + "</member>"


def arn(resource: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{resource}"


def member(**members: object) -> str:
    return f"<member>{xml(**members)}</member>"


def user(number: int) -> str:
    return member(Path="/", UserName=f"user{number}", UserId=f"AIDA{number:016}", Arn=arn(f"user/user{number}"),
                  CreateDate=MADE, UserPolicyList=POLICY, AttachedManagedPolicies="", GroupList=f"<member>group{number % GROUPS}</member>", Tags=OWNED)


def group(number: int) -> str:
    return member(Path="/baseline/", GroupName=f"group{number}", GroupId=f"AGPA{number:016}",
                  Arn=arn(f"group/baseline/group{number}"), CreateDate=MADE, GroupPolicyList="", AttachedManagedPolicies="")


def role(number: int, **more: object) -> str:
    return member(Path="/", RoleName=f"role{number}", RoleId=f"AROA{number:016}", Arn=arn(f"role/role{number}"),
                  CreateDate=MADE, AssumeRolePolicyDocument=document(TRUST), **more)


LISTED = ([("UserDetailList", user(number)) for number in range(USERS)]
          + [("GroupDetailList", group(number)) for number in range(GROUPS)]
          + [("RoleDetailList", role(number, RolePolicyList=POLICY, InstanceProfileList="", AttachedManagedPolicies="", Tags=OWNED)) for number in range(ROLES)])


def page(first: int) -> str:
    lists = {"UserDetailList": "", "GroupDetailList": "", "RoleDetailList": "", "Policies": ""}
    for name, text in LISTED[first:first + PAGE]:
        lists[name] += text
    is_cut = first + PAGE < len(LISTED)
    return xml(**lists, IsTruncated="true" if is_cut else "false", **({"Marker": first + PAGE} if is_cut else {}))


def answer(form: dict[str, str]) -> str | None:
    match form["Action"]:
        case "GetCallerIdentity":
            return xml(Arn=arn("user/operator"), UserId="AIDAOPERATOR", Account=ACCOUNT)
        case "GetAccountAuthorizationDetails":
            return page(int(form.get("Marker", 0)))
        case "ListRoles":
            return xml(Roles="".join(role(number, MaxSessionDuration=3_600) for number in range(ROLES)), IsTruncated="false")
        case "ListAccountAliases":
            return xml(AccountAliases="")
        case "GetAccountSummary":
            return xml(SummaryMap="")
        case "ListOpenIDConnectProviders":
            return xml(OpenIDConnectProviderList="")
        case "ListSAMLProviders":
            return xml(SAMLProviderList="")


class Account:
    """The account on a port of this machine, for a `with` block. `calls` counts what it was asked."""

    def __init__(self):
        self.calls: Counter[str] = Counter()
        account = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                name = form["Action"]
                account.calls[name] += 1
                found = answer(form)
                text = (xml(**{f"{name}Response": xml(**{f"{name}Result": found})}) if found is not None
                        else xml(ErrorResponse=xml(Error=xml(Code="NoSuchEntity", Message="none"))))
                self.send_response(404 if found is None else 200)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> "Account":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

"""latchkey trust-policy, and scripts/aws/direct.yaml: roles that people of an OpenID Connect provider have with its tokens alone.
The stand-in for AWS believes a token's claims without its signature, and holds them against the role's policy."""

import base64
import json

import account
import boto3
import botocore
import botocore.exceptions
import pytest
from client import ROOT

ISSUER = "sso.example.com/realms/staff"
CLIENT, PERSON, COLLEAGUE = "the-tool", "f3a0-ann", "77c1-bob"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def token(**claims) -> str:
    """A token of ann's for the tool, but for these claims; one that is None isn't there."""
    usual = {"iss": f"https://{ISSUER}", "aud": CLIENT, "sub": PERSON, "exp": 4_102_444_800}
    named = {name: value for name, value in {**usual, **claims}.items() if value is not None}
    parts = [{"alg": "RS256", "kid": "1"}, named]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "c2ln"])


# Whose tokens a role for ann and her colleague refuses.
OTHERS = {
    "another person": {"sub": "0000-eve"},
    "another person whose value begins the same": {"sub": f"{PERSON}2"},
    "the person's value in other letters": {"sub": PERSON.upper()},
    "nobody": {"sub": None},
    "another client": {"aud": "another-tool"},
    "no client": {"aud": None},
    "another issuer": {"iss": "https://sso.example.com/realms/guests"},
    "an issuer on another host": {"iss": "https://sso.example.org/realms/staff"},
}


@pytest.fixture
def enter(stack):
    """enter(role, token) opens a session as `aws sts assume-role-with-web-identity` does: without credentials."""
    anybody = boto3.client("sts", endpoint_url=stack.aws_endpoint, region_name=account.REGION,
                           config=botocore.config.Config(signature_version=botocore.UNSIGNED))

    def open_session(role: str, token: str) -> str:
        answer = anybody.assume_role_with_web_identity(RoleArn=role, RoleSessionName="ann", WebIdentityToken=token)
        stack.secrets.update(answer["Credentials"][name] for name in ["SecretAccessKey", "SessionToken"])
        return answer["AssumedRoleUser"]["Arn"]

    return open_session


def refuses_others(enter, role: str) -> None:
    for who, claims in OTHERS.items():
        with pytest.raises(botocore.exceptions.ClientError, match="Not authorized"):
            enter(role, token(**claims))
            pytest.fail(f"{who} has a session")


def printed(tool, *arguments: str) -> dict:
    result = tool.run("trust-policy", *arguments)
    assert (result.returncode, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_a_role_with_the_policy_lets_in_whom_it_names_and_nobody_else(tool, aws, enter):
    policy = printed(tool, "--issuer", f"https://{ISSUER}", "--client", CLIENT, "--person", PERSON, "--person", COLLEAGUE)
    iam = aws("iam")
    role = iam.create_role(RoleName="trusts-people", AssumeRolePolicyDocument=json.dumps(policy))["Role"]["Arn"]
    for person in [PERSON, COLLEAGUE]:
        assert enter(role, token(sub=person)).endswith(":assumed-role/trusts-people/ann")
    refuses_others(enter, role)
    iam.delete_role(RoleName="trusts-people")


def test_a_pattern_of_jobs_lets_in_those_of_the_owner(tool, aws, enter):
    policy = printed(tool, "--issuer", "https://token.actions.githubusercontent.com", "--client", "sts.amazonaws.com",
                     "--person", "repo:octo-org/app:*")
    iam = aws("iam")
    role = iam.create_role(RoleName="trusts-jobs", AssumeRolePolicyDocument=json.dumps(policy))["Role"]["Arn"]
    job = {"iss": "https://token.actions.githubusercontent.com", "aud": "sts.amazonaws.com"}
    assert enter(role, token(**job, sub="repo:octo-org/app:ref:refs/heads/main"))
    for other in ["repo:octo-org/app2:ref:refs/heads/main", "repo:octo-org2/app:ref:refs/heads/main"]:
        with pytest.raises(botocore.exceptions.ClientError, match="Not authorized"):
            enter(role, token(**job, sub=other))
    iam.delete_role(RoleName="trusts-jobs")


@pytest.fixture
def deploy(aws, stack):
    """deploy(Client="…") deploys the template, and returns its outputs. It is deleted after the test.

    The stand-in makes no providers by CloudFormation, so the provider is there before.
    """
    cloudformation, iam, name = aws("cloudformation"), aws("iam"), "latchkey-direct"
    provider = iam.create_open_id_connect_provider(Url=f"https://{ISSUER}", ClientIDList=[CLIENT])["OpenIDConnectProviderArn"]

    def make(**parameters: str) -> dict[str, str]:
        usual = {"Issuer": ISSUER, "Client": CLIENT, "Provider": "existing", "People": f"{PERSON},{COLLEAGUE}",
                 "RolePolicies": READ_ONLY}
        cloudformation.create_stack(
            StackName=name, TemplateBody=(ROOT / "scripts/aws/direct.yaml").read_text(), Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in {**usual, **parameters}.items()])
        cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
        [made] = cloudformation.describe_stacks(StackName=name)["Stacks"]
        return {each["OutputKey"]: each["OutputValue"] for each in made["Outputs"]}

    yield make
    cloudformation.delete_stack(StackName=name)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=provider)


@pytest.mark.parametrize("source_identity", ["absent", "required"])
def test_the_stack_has_the_role_with_the_policy_that_the_tool_prints(tool, aws, deploy, enter, source_identity):
    outputs = deploy(SourceIdentity=source_identity, SessionDuration="7200")
    iam = aws("iam")
    role = iam.get_role(RoleName="latchkey-direct")["Role"]
    assert role["Arn"] == outputs["RoleARN"] and role["MaxSessionDuration"] == 7_200
    [attached] = iam.list_attached_role_policies(RoleName="latchkey-direct")["AttachedPolicies"]
    assert attached["PolicyArn"] == READ_ONLY
    options = ["--source-identity"] if source_identity == "required" else []
    assert role["AssumeRolePolicyDocument"] == printed(
        tool, "--issuer", f"https://{ISSUER}", "--client", CLIENT, "--person", PERSON, "--person", COLLEAGUE, *options)
    if source_identity == "absent":
        assert enter(role["Arn"], token())
    refuses_others(enter, role["Arn"])


def test_the_stack_has_googles_people_by_their_addresses(tool, aws, deploy):
    deploy(Issuer="accounts.google.com", Claim="email", People="ann@example.com")
    role = aws("iam").get_role(RoleName="latchkey-direct")["Role"]
    assert role["AssumeRolePolicyDocument"] == printed(
        tool, "--issuer", "https://accounts.google.com", "--client", CLIENT, "--claim", "email", "--person", "ann@example.com")


@pytest.mark.parametrize("parameter, value", [
    ("Issuer", "https://sso.example.com"), ("Issuer", "sso.example.com:8443"), ("Issuer", "sso"), ("Issuer", "10.0.0.1"),
    ("Issuer", "*.example.com"), ("Issuer", 'sso.example.com/"'), ("Client", "*"), ("Client", ""), ("Client", 'a"'),
    ("People", ""), ("People", "*"), ("People", "github|*"), ("People", "ann,*"), ("People", "ann,,bob"), ("People", 'ann"'),
    ("People", "${aws:username}"), ("People", "a?"), ("Claim", "aud"), ("Provider", "any"), ("RoleName", "a b"),
    ("SessionDuration", "43201"), ("RoleBoundary", "boundary"), ("RolePolicies", "ReadOnlyAccess")])
def test_a_value_that_would_let_in_others_or_break_the_policy_is_refused(aws, parameter, value):
    usual = {"Issuer": ISSUER, "Client": CLIENT, "Provider": "existing", "People": PERSON, "RolePolicies": READ_ONLY}
    with pytest.raises(botocore.exceptions.ClientError, match=parameter):
        aws("cloudformation").create_change_set(
            StackName="latchkey-direct-refused", ChangeSetName="refused", ChangeSetType="CREATE",
            Capabilities=["CAPABILITY_NAMED_IAM"], TemplateBody=(ROOT / "scripts/aws/direct.yaml").read_text(),
            Parameters=[{"ParameterKey": key, "ParameterValue": each} for key, each in {**usual, parameter: value}.items()])

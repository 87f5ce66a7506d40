"""The session broker's story, told step by step against a running scripts/run: one application, two tenants.

An application has signed in Ann of Yellow and Bea of Blue, and brings their tokens to the broker. Each gets credentials of the
application's role, tagged with her tenant, with which AWS lets her read what is her tenant's and nothing else. At the end the
application and all that was made for it is removed. The settings come from the environment: scripts/run writes them to a file.
"""

import base64
import contextlib
import json
import os
import ssl
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import account
import boto3
from botocore.exceptions import ClientError
from joserfc import jwk, jwt
from published_keys import published

ROLE = "shop-users"
BUCKET = "shop-reports"
USERS = {"ann": "yellow", "bea": "blue"}
STATEMENTS = [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/${{aws:PrincipalTag/TenantID}}/*"},
    {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{BUCKET}",
     "Condition": {"StringLike": {"s3:prefix": "${aws:PrincipalTag/TenantID}/*"}}},
]


def step(text: str) -> None:
    step.number = getattr(step, "number", 0) + 1
    print(f"\n{step.number}. {text}", flush=True)


def show(text: str) -> None:
    print("   " + text.replace("\n", "\n   "), flush=True)


class Broker:
    """Latchkey's routes, as the application `shop` calls them: nginx signs it in by name and password."""

    def __init__(self, url: str, password: str, certificate: str | None):
        self.url = url
        self.authorization = "Basic " + base64.b64encode(f"shop:{password}".encode()).decode()
        self.context = ssl.create_default_context(cafile=certificate) if certificate else None

    def ask(self, method: str, path: str, value: dict | None = None) -> tuple[int, dict]:
        """The status and the JSON of an answer."""
        body = None if value is None else json.dumps(value).encode()
        fields = {"Authorization": self.authorization, "Accept": "application/json", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body, fields, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30, context=self.context) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")


class SignIn:
    """The application's own sign-in: signs its users' tokens, and publishes its keys over https on this machine."""

    def __init__(self, port: int, certificate: Path):
        self.issuer = f"https://localhost:{port}"
        self.key = jwk.RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        # Of this key alone: the broker reads what an address publishes again after some time.
        self.path = f"/{self.key.kid}"
        self.certificate = certificate
        self.port = port

    def published(self):
        """`with`: the keys can be read."""
        return published([self.key.as_dict(private=False)], self.port, self.path, self.certificate)

    def claims(self, user: str) -> dict:
        now = int(time.time())
        return {"iss": self.issuer, "aud": "shop", "sub": user, "tenant": USERS[user], "iat": now, "exp": now + 300}

    def token(self, user: str, key=None) -> str:
        key = key or self.key
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, self.claims(user), key)


def read(given: dict, tenant: str) -> str:
    """What AWS answers to who reads a tenant's report with these credentials."""
    s3 = boto3.client(
        "s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name=account.REGION, aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"], aws_session_token=given["SessionToken"])
    try:
        return s3.get_object(Bucket=BUCKET, Key=f"{tenant}/report.txt")["Body"].read().decode()
    except ClientError as error:
        return error.response["Error"]["Code"]


def expect(seen, wanted) -> None:
    """Ends the story where it goes another way."""
    if seen != wanted:
        sys.exit(f"This should have been {wanted!r}, and was {seen!r}.")


def make_role(trust: dict) -> str:
    iam = account.client("iam", os.environ["AWS_ENDPOINT_URL"])
    made = iam.create_role(RoleName=ROLE, Path="/access/", AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName=ROLE, PolicyName="own-tenant", PolicyDocument=account.document(*STATEMENTS))
    s3 = account.client("s3", os.environ["AWS_ENDPOINT_URL"])
    s3.create_bucket(Bucket=BUCKET)
    for tenant in USERS.values():
        s3.put_object(Bucket=BUCKET, Key=f"{tenant}/report.txt", Body=f"the figures of {tenant}".encode())
    return made["Role"]["Arn"]


def remove(broker: Broker) -> None:
    """Removes all that the story makes, also what an earlier one has left."""
    broker.ask("DELETE", "/applications")
    iam = account.client("iam", os.environ["AWS_ENDPOINT_URL"])
    s3 = account.client("s3", os.environ["AWS_ENDPOINT_URL"])
    with contextlib.suppress(iam.exceptions.NoSuchEntityException):
        iam.delete_role_policy(RoleName=ROLE, PolicyName="own-tenant")
    with contextlib.suppress(iam.exceptions.NoSuchEntityException):
        iam.delete_role(RoleName=ROLE)
    with contextlib.suppress(s3.exceptions.NoSuchBucket):
        for item in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
            s3.delete_object(Bucket=BUCKET, Key=item["Key"])
        s3.delete_bucket(Bucket=BUCKET)


def tell(broker: Broker, sign_in: SignIn) -> None:
    step("The application “shop” asks which trust policy its role needs: GET /applications")
    status, answer = broker.ask("GET", "/applications")
    expect(status, 404)
    show(json.dumps(answer["trust_policy"], indent=2))

    step("Its AWS account gets the role, with that trust policy and these permissions, and a bucket with both tenants' reports")
    show(json.dumps(STATEMENTS, indent=2))
    role = make_role(answer["trust_policy"])

    step("It registers: POST /applications. Latchkey enters the role with the ExternalId, and makes sure it can't without")
    registration = {
        "role_arn": role, "issuer": sign_in.issuer, "audience": "shop", "jwks_url": sign_in.issuer + sign_in.path,
        "tags": [{"tag": "TenantID", "claim": "tenant"}],
    }
    show(json.dumps(registration, indent=2))
    status, answer = broker.ask("POST", "/applications", registration)
    expect(status, 201)

    for user, tenant in USERS.items():
        step(f"{user.capitalize()} of {tenant.capitalize()} has signed in at the application, which brings her token:"
             " POST /credentials")
        show("claims: " + json.dumps({name: sign_in.claims(user)[name] for name in ["sub", "tenant"]}))
        status, given = broker.ask("POST", "/credentials", {"token": sign_in.token(user)})
        expect(status, 200)
        show(f"{given['AccessKeyId']}, until {given['Expiration']}, with the tags {json.dumps(given['tags'])}")
        for other in USERS.values():
            seen = read(given, other)
            show(f"{user} reads {other}/report.txt: {seen}")
            expect(seen, f"the figures of {tenant}" if other == tenant else "AccessDenied")

    step("A token that somebody else has signed")
    stranger = jwk.RSAKey.generate_key(2048)
    status, answer = broker.ask("POST", "/credentials", {"token": sign_in.token("ann", stranger)})
    show(f"{status} {answer['title']}")
    expect(status, 401)

    step("Ann leaves: POST /applications/revocations. Within seconds no node gives anything for her tokens")
    token = sign_in.token("ann")
    status, _ = broker.ask("POST", "/applications/revocations", {"person": "ann"})
    expect(status, 200)
    for _ in range(50):
        status, answer = broker.ask("POST", "/credentials", {"token": token})
        if status != 200:
            break
        time.sleep(0.2)
    show(f"{status} {answer.get('title')}")
    expect(status, 401)
    status, _ = broker.ask("POST", "/credentials", {"token": sign_in.token("bea")})
    show(f"Bea still gets credentials: {status}")
    expect(status, 200)


def main() -> None:
    values = {name: os.environ.get(name) for name in ["SHOP_URL", "SHOP_PASSWORD", "SHOP_KEYS_PORT", "SHOP_CERTIFICATE"]}
    if missing := [name for name, value in values.items() if not value]:
        sys.exit(f"tenants.py: {', '.join(missing)} isn't set. scripts/run prints the command that sets them.")
    certificate = values["SHOP_CERTIFICATE"]
    broker = Broker(values["SHOP_URL"], values["SHOP_PASSWORD"], certificate)
    sign_in = SignIn(int(values["SHOP_KEYS_PORT"]), Path(certificate))
    remove(broker)
    with sign_in.published():
        try:
            tell(broker, sign_in)
        finally:
            remove(broker)
    print("\nThe application, its role and its bucket are removed.")


if __name__ == "__main__":
    main()

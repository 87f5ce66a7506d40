"""Prints as a JSON list where botocore sends the requests of each service, and for which Region it signs them."""

import itertools
import json
import os
import re

for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]

import boto3
from botocore.config import Config
from botocore.awsrequest import AWSResponse

REGIONS = [
    "us-east-1", "us-west-2", "eu-central-1", "ca-central-1", "ap-southeast-7", "me-south-1", "mx-central-1",
    "cn-north-1", "cn-northwest-1", "us-gov-west-1", "us-gov-east-1", "eusc-de-east-1",
]
CALLS = {
    "iam": lambda client: client.get_user(), "sts": lambda client: client.get_caller_identity(),
    "dynamodb": lambda client: client.list_tables(), "kms": lambda client: client.list_keys(),
    # This one isn't signed.
    "sso": lambda client: client.get_role_credentials(roleName="r", accountId="123456789012", accessToken="t"),
}
rows = []
session = boto3.Session(aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="secret")
for region, service, fips, dual in itertools.product(REGIONS, CALLS, [False, True], [False, True]):
    config = Config(use_fips_endpoint=fips, use_dualstack_endpoint=dual)
    client = session.client(service, region_name=region, config=config)
    sent = []

    def catch(request, **_):
        sent.append(request)
        body = b"{}" if service in ("dynamodb", "kms") else b"<R xmlns=''/>"
        response = AWSResponse(request.url, 200, {}, None)
        response._content = body
        return response

    client.meta.events.register("before-send", catch)
    try:
        CALLS[service](client)
    except Exception:
        if not sent:
            raise
    authorization = sent[0].headers.get("Authorization", f"Credential=//{region}")
    if isinstance(authorization, bytes):
        authorization = authorization.decode()
    scope = re.search(r"Credential=([^,]+)", authorization).group(1).split("/")
    rows.append({
        "region": region, "service": service, "fips": fips, "dualStack": dual,
        "url": re.match(r"https://[^/]+/", sent[0].url)[0], "signingRegion": scope[2],
    })
print(json.dumps(rows))

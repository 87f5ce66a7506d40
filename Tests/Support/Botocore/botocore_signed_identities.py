"""Takes SEED and COUNT, and prints as a JSON list COUNT signed identities as botocore makes them, with what they were made of."""

import base64
import datetime
import json
import random
import string
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

rng = random.Random(int(sys.argv[1]))
HOSTS = {
    "us-east-1": "sts.us-east-1.amazonaws.com",
    "eu-central-1": "sts.eu-central-1.amazonaws.com",
    "cn-north-1": "sts.cn-north-1.amazonaws.com.cn",
    "us-gov-west-1": "sts.us-gov-west-1.amazonaws.com",
    "eusc-de-east-1": "sts.eusc-de-east-1.amazonaws.eu",
}
SERVERS = ["tools.example.com", "tools.example.com:8443", "localhost:8080", "[::1]:8080", "127.0.0.1:9000", "a"]


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def case():
    token = base64.b64encode(rng.randbytes(rng.randint(60, 900))).decode() if rng.random() < 0.5 else None
    credentials = Credentials(
        ("ASIA" if token else "AKIA") + "".join(rng.choices(string.ascii_uppercase + "234567", k=16)),
        "".join(rng.choices(string.ascii_letters + string.digits + "+/", k=40)), token)
    when = datetime.datetime.fromtimestamp(rng.randint(1_000_000_000, 2_500_000_000), datetime.timezone.utc)
    region, server, nonce = rng.choice(list(HOSTS)), rng.choice(SERVERS), base64url(rng.randbytes(16))
    fields = {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "X-Latchkey-Server": server,
        "X-Latchkey-Nonce": nonce,
    }
    request = AWSRequest(
        method="POST", url=f"https://{HOSTS[region]}/", data="Action=GetCallerIdentity&Version=2011-06-15", headers=fields)
    botocore.auth.get_current_datetime = lambda *arguments, **named: when
    botocore.auth.SigV4Auth(credentials, "sts", region).add_auth(request)
    signed, signature = request.headers["Authorization"].split("SignedHeaders=")[1].split(", Signature=")
    names = "content-type;host;x-amz-date" + (";x-amz-security-token" if token else "")
    assert signed == names + ";x-latchkey-nonce;x-latchkey-server", signed
    proof = {
        "access_key_id": credentials.access_key, "date": request.headers["X-Amz-Date"], "region": region, "nonce": nonce,
        "signature": signature, **({"session_token": token} if token else {}),
    }
    return {
        "accessKeyID": credentials.access_key, "secretAccessKey": credentials.secret_key, "sessionToken": token,
        "time": int(when.timestamp()), "region": region, "server": server, "nonce": nonce, "proof": proof,
    }


print(json.dumps([case() for _ in range(int(sys.argv[2]))]))

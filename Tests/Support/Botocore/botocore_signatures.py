"""Takes SEED and COUNT, and prints as a JSON list COUNT requests with the signatures that botocore gives them."""

import base64
import datetime
import json
import random
import sys
from urllib.parse import quote, urlsplit

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ALPHABET = "abcXYZ019-._~ +/=&%?#:;,@!$'()*[]\"<>\\^`{|}\u00e9\u00df\u00f1\u03bb\u65e5\u672c\U0001f511"
rng = random.Random(int(sys.argv[1]))


def text(low, high):
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randint(low, high)))


def path():
    segments = []
    for _ in range(rng.randint(0, 5)):
        segments.append(rng.choice(["", ".", "..", quote(text(1, 8), safe="-._~"), quote(text(1, 4), safe="-._~!$'()*,;=:@")]))
    return "/" + "/".join(segments)


def query(presigned):
    pairs, names = [], set()
    for _ in range(rng.randint(0, 6)):
        name = rng.choice([text(1, 6), "Action", "a", "A", "ab"])
        if presigned and (name in names or name.lower().startswith("x-amz")):
            continue
        names.add(name)
        pairs.append((name, rng.choice(["", text(0, 12), text(0, 3)])))
    encoded = [quote(n, safe="-._~") + "=" + quote(v, safe="-._~") for n, v in pairs]
    if encoded and not presigned and rng.random() < 0.2:
        encoded.append(quote(text(1, 3), safe="-._~"))  # a name without a value
    return "&".join(encoded)


def fields():
    found = []
    if rng.random() < 0.7:
        found.append(("Content-Type", rng.choice(["application/x-amz-json-1.0", "application/x-www-form-urlencoded"])))
    if rng.random() < 0.4:
        found.append(("X-Amz-Target", "DynamoDB_20120810.GetItem"))
    for _ in range(rng.randint(0, 4)):
        value = text(0, 12).replace("\\", "") + rng.choice(["", "  ", "\t x", " a   b "])
        found.append((rng.choice(["X-Amz-Meta", "x-amz-meta", "X-Custom", "Accept", "Zeta"]), value))
    rng.shuffle(found)
    return found


def case(number):
    presigned = number % 3 == 0
    credentials = Credentials(
        "AKIA" + "".join(rng.choice("ABCDEFGHIJ234567") for _ in range(16)), text(20, 40),
        base64.b64encode(rng.randbytes(rng.randint(10, 300))).decode() if rng.random() < 0.5 else None)
    when = datetime.datetime.fromtimestamp(rng.randint(1_000_000_000, 2_500_000_000), datetime.timezone.utc)
    region = rng.choice(["us-east-1", "eusc-de-east-1", "cn-north-1", "us-gov-west-1"])
    service = rng.choice(["iam", "sts", "dynamodb", "kms", "execute-api"])
    authority = rng.choice(["sts.amazonaws.com", "iam.amazonaws.com", "127.0.0.1:4566", "[::1]:8000"])
    scheme = "http" if ":" in authority else "https"
    method = "GET" if presigned else rng.choice(["GET", "POST", "PUT", "DELETE"])
    body = b"" if presigned else rng.choice([b"", text(0, 60).encode(), rng.randbytes(40)])
    request_path, request_query, request_fields = path(), query(presigned), fields()
    if presigned:
        request_fields = [f for f in request_fields if f[0] != "Content-Type"]
    url = f"{scheme}://{authority}{request_path}" + (f"?{request_query}" if request_query else "")
    request = AWSRequest(method=method, url=url, data=body)
    for name, value in request_fields:
        request.headers.add_header(name, value)
    botocore.auth.get_current_datetime = lambda *arguments, **named: when
    expires = rng.randint(1, 604_800)
    if presigned:
        signer = botocore.auth.SigV4QueryAuth(credentials, service, region, expires=expires)
    else:
        signer = botocore.auth.SigV4Auth(credentials, service, region)
    signer.add_auth(request)
    return {
        "method": method, "path": request_path, "query": request_query,
        "fields": [["Host", authority]] + [list(f) for f in request_fields],
        "body": base64.b64encode(body).decode(), "accessKeyID": credentials.access_key,
        "secretAccessKey": credentials.secret_key, "sessionToken": credentials.token,
        "time": int(when.timestamp()), "region": region, "service": service, "expires": expires,
        "authorization": None if presigned else request.headers["Authorization"],
        "presignedQuery": urlsplit(request.url).query if presigned else None,
    }


print(json.dumps([case(number) for number in range(int(sys.argv[2]))]))

"""The session broker, written with Flask, PyJWT and boto3: a token in, tagged credentials out, kept until they expire.

It knows one application, which its environment describes.
"""

import datetime
import os
import time

import boto3
import jwt
from botocore.config import Config
from flask import Flask, jsonify, request

app = Flask(__name__)
sts = boto3.client("sts", config=Config(max_pool_connections=256, retries={"total_max_attempts": 1}))
with open(os.environ["BROKER_KEY_FILE"], "rb") as file:
    key = jwt.PyJWK.from_json(file.read())
kept = {}


@app.post("/credentials")
def credentials():
    claims = jwt.decode(
        request.json["token"], key, algorithms=["ES256"], audience="bench", issuer=os.environ["BROKER_ISSUER"],
        options={"require": ["exp", "iat", "sub"]})
    shape = (claims["sub"], claims["tenant"])
    given = kept.get(shape)
    if not given or given["Expiration"] < time.time() + 900:
        tags = [{"Key": "TenantID", "Value": claims["tenant"]}]
        answer = sts.assume_role(
            RoleArn=os.environ["BROKER_ROLE"], RoleSessionName=claims["sub"], SourceIdentity=claims["sub"], Tags=tags,
            ExternalId="bench")
        given = {**answer["Credentials"], "Expiration": answer["Credentials"]["Expiration"].timestamp()}
        kept[shape] = given
    expiration = datetime.datetime.fromtimestamp(given["Expiration"], datetime.timezone.utc)
    return jsonify(
        Version=1, AccessKeyId=given["AccessKeyId"], SecretAccessKey=given["SecretAccessKey"],
        SessionToken=given["SessionToken"], Expiration=expiration.isoformat(), tags={"TenantID": claims["tenant"]},
    ), {"Cache-Control": "no-store"}

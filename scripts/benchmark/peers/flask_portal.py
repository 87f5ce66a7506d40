"""The warm console login and the health route, written with Flask and boto3.

A login makes the same AWS calls as Latchkey's, one after the other, over pooled connections.
"""

import json
import os
import time

import boto3
import urllib3
from botocore.config import Config
from flask import Flask, jsonify, request

app = Flask(__name__)
config = Config(max_pool_connections=256, retries={"total_max_attempts": 1})
iam = boto3.client("iam", config=config)
sts = boto3.client("sts", config=config)
dynamodb = boto3.client("dynamodb", config=config)
pool = urllib3.PoolManager(maxsize=256)
ACCOUNT = sts.get_caller_identity()["Account"]


@app.get("/health")
def health():
    return jsonify(status="ok"), {"Cache-Control": "no-store"}


@app.post("/console")
def console():
    user = request.headers["X-Remote-User"]
    iam.get_user(UserName=user)
    dynamodb.update_item(
        TableName=os.environ["LATCHKEY_TABLE"],
        Key={"username": {"S": user}},
        UpdateExpression="SET expires_at = :expires_at",
        ExpressionAttributeValues={":expires_at": {"N": str(int(time.time()) + 86400)}},
        ReturnValues="ALL_NEW",
    )
    assumed = sts.assume_role(
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/user-role/user_{user}", RoleSessionName=user, SourceIdentity=user
    )
    keys = assumed["Credentials"]
    session = {
        "sessionId": keys["AccessKeyId"], "sessionKey": keys["SecretAccessKey"], "sessionToken": keys["SessionToken"]
    }
    answer = pool.request(
        "POST", os.environ["LATCHKEY_SIGNIN_ENDPOINT"],
        fields={"Action": "getSigninToken", "Session": json.dumps(session)}, encode_multipart=False,
    )
    token = json.loads(answer.data)["SigninToken"]
    return jsonify(url=f"https://signin.aws.amazon.com/federation?Action=login&SigninToken={token}"), {
        "Cache-Control": "no-store"
    }

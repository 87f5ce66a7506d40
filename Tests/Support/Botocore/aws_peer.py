"""Runs a stand-in for AWS on a free port of the loopback: ministack, as scripts/run does, or moto_server.

It makes a person with groups and policies, the tables, an administrator and the broker with its documented policy,
prints one line of JSON about them, and stops the server when standard input ends.
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

import boto3
from botocore.config import Config

name = sys.argv[1]
programs = pathlib.Path(sys.executable).parent
scripts = pathlib.Path(__file__).resolve().parents[3] / "scripts"
for variable in [variable for variable in os.environ if variable.startswith("AWS_")]:
    del os.environ[variable]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


port = free_port()
environment = dict(os.environ)
if name == "ministack":
    command = [sys.executable, scripts / "development" / "aws_stand_in.py"]
    environment |= {
        "AUTH": "true", "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "MINISTACK_ACCOUNT_ID": "123456789012",
    }
else:
    command = [programs / "moto_server", "-H", "127.0.0.1", "-p", str(port)]
folder = tempfile.TemporaryDirectory()
server = subprocess.Popen(
    command, env=environment, cwd=folder.name, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL)
try:
    # It takes seconds to start, and much longer on a machine with other work.
    for _ in range(1_200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            if server.poll() is not None:
                sys.exit(f"{name} ended with {server.returncode}")
            time.sleep(0.1)
    else:
        sys.exit(f"{name} doesn't listen after two minutes")
    endpoint = f"http://127.0.0.1:{port}"

    def client(service):
        return boto3.client(
            service, endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="test",
            aws_secret_access_key="test", config=Config(retries={"total_max_attempts": 5}))

    iam, dynamodb, sts = client("iam"), client("dynamodb"), client("sts")
    account = sts.get_caller_identity()["Account"]
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
    boundary = iam.create_policy(PolicyName="boundary", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
    iam.create_group(GroupName="developers")
    iam.put_group_policy(GroupName="developers", PolicyName="read+logs", PolicyDocument=json.dumps(document))
    iam.attach_group_policy(GroupName="developers", PolicyArn=boundary)
    iam.create_user(UserName="alice", Path="/staff/", PermissionsBoundary=boundary, Tags=[{"Key": "team", "Value": "a b+é"}])
    iam.add_user_to_group(UserName="alice", GroupName="developers")
    for number in range(3):
        iam.put_user_policy(UserName="alice", PolicyName=f"own-{number}", PolicyDocument=json.dumps(document))
    iam.attach_user_policy(UserName="alice", PolicyArn=boundary)
    for table, attribute in {"records": "username", "tokens": "id"}.items():
        dynamodb.create_table(
            TableName=table, KeySchema=[{"AttributeName": attribute, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": attribute, "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST")
    broker = (scripts / "policies" / "broker.json").read_text()
    for placeholder, value in {"ACCOUNT_ID": account, "REGION": "us-east-1", "TABLE_NAME": "records"}.items():
        broker = broker.replace(placeholder, value)
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    keys = {}
    for user, policy in {"broker": broker, "admin": json.dumps(everything)}.items():
        iam.create_user(UserName=user)
        # A managed policy, because the broker's policy is longer than a user's inline policies may be.
        arn = iam.create_policy(PolicyName=f"{user}-policy", PolicyDocument=policy)["Policy"]["Arn"]
        iam.attach_user_policy(UserName=user, PolicyArn=arn)
        key = iam.create_access_key(UserName=user)["AccessKey"]
        keys[user] = {"accessKeyID": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}
    print(json.dumps({"endpoint": endpoint, "account": account, "boundary": boundary, "keys": keys}), flush=True)
    sys.stdin.read()
finally:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    folder.cleanup()

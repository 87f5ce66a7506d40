"""Makes up shared config and credentials files, and prints as a JSON list which credentials botocore takes from them.

Arguments: a seed and how many cases. The access key ID of an assumed role is `ROLE+SOURCE`.
"""

import datetime
import json
import os
import random
import sys
import tempfile

for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"

import botocore.credentials
import botocore.exceptions
import botocore.session

PROFILES = ["default", "a", "b b", "c"]


class RecordingSTS:
    """Stands for STS, and names the credentials after the role and the key that signs."""

    def __init__(self, key):
        self.key = key

    def assume_role(self, RoleArn, **_):
        if "\n" in RoleArn:
            raise botocore.exceptions.InvalidConfigError(error_msg="the ARN goes on in the next line")
        expiration = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        key = RoleArn.rpartition("/")[2] + "+" + self.key
        return {"Credentials": {
            "AccessKeyId": key, "SecretAccessKey": "s", "SessionToken": "t", "Expiration": expiration}}


botocore.credentials._get_client_creator = lambda *_: (
    lambda service_name, aws_access_key_id=None, **_: RecordingSTS(aws_access_key_id))


def header(random, profile, file):
    """One of the ways to write a profile's header, of which botocore reads all but some."""
    if file == "credentials" or (profile == "default" and random.random() < 0.8):
        text = profile
    else:
        quoted = random.choice([f'"{profile}"', f"'{profile}'"] + [profile] * 3)
        text = "profile" + random.choice([" ", "\t", "  "]) + quoted + random.choice(["", "", " ", "\t"])
    return random.choice(["", "", "", " "]) + f"[{text}]" + random.choice(["", "", " # comment", ";x"])


def settings(random, profile, file):
    """Settings of a profile, which may lack a half or have too many."""
    chosen = []
    if random.random() < 0.6:
        chosen.append(("aws_access_key_id", f"AKIA{file[:2].upper()}{PROFILES.index(profile)}"))
        if random.random() < 0.9:
            chosen.append(("aws_secret_access_key", "s=e:c/r+t"))
    if random.random() < 0.4:
        chosen.append(("role_arn", f"arn:aws:iam::123456789012:role/{file[:2]}{PROFILES.index(profile)}"))
        if random.random() < 0.9:
            chosen.append(("source_profile", random.choice(PROFILES)))
    if random.random() < 0.3:
        chosen.append(("region", "eu-west-1"))
    if random.random() < 0.3:
        chosen.append(("s3", "\n    max_queue_size = 10"))
    random.shuffle(chosen)
    return chosen


def text(random, file):
    lines = []
    for profile in random.sample(PROFILES, random.randint(1, len(PROFILES))):
        lines.append(header(random, profile, file))
        indentation = random.choice(["", "", "", " ", "\t", "  "])
        for key, value in settings(random, profile, file):
            delimiter = random.choice(["=", " = ", "\t= ", ": ", " :"])
            lines.append((indentation if random.random() < 0.9 else "") + key + delimiter + value)
            lines += random.choice([[], [], [], [""], ["  # aws_access_key_id = x"], ["; comment"]])
    return "\n".join(lines) + random.choice(["", "\n"])


def found(folder, profile):
    """The access key ID that botocore finds; nil when it finds none or refuses the files."""
    os.environ.update(
        HOME=folder, AWS_PROFILE=profile, AWS_CONFIG_FILE=f"{folder}/config",
        AWS_SHARED_CREDENTIALS_FILE=f"{folder}/credentials")
    try:
        credentials = botocore.session.Session().get_credentials()
        return credentials and credentials.get_frozen_credentials().access_key
    except botocore.exceptions.BotoCoreError:
        return None


random = random.Random(int(sys.argv[1]))
cases = []
with tempfile.TemporaryDirectory() as folder:
    for _ in range(int(sys.argv[2])):
        case = {"profile": random.choice(PROFILES)}
        for file in ["config", "credentials"]:
            case[file] = text(random, file)
            with open(f"{folder}/{file}", "w") as stream:
                stream.write(case[file])
        case["accessKeyID"] = found(folder, case["profile"])
        cases.append(case)
print(json.dumps(cases))

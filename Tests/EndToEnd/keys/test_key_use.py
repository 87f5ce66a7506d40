"""Access keys at moto_server, which, as AWS does, refuses a third key and knows when a key was last used."""

import sys
from pathlib import Path

import account
import pytest
from botocore.exceptions import ClientError
from processes import environment, wait_until
from stack import free_port, is_free


@pytest.fixture(scope="module")
def moto(stack):
    """The handler `keys` with moto_server as AWS. Everybody who signs in has a user there."""
    port = free_port()
    program = str(Path(sys.executable).parent / "moto_server")
    stack.processes.start("moto", [program, "-H", "127.0.0.1", "-p", str(port)], environment(), stack.directory)
    wait_until(lambda: not is_free(port), 60, stack.processes, "moto_server")
    stack.restart_handler("keys", AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}")
    yield f"http://127.0.0.1:{port}"
    stack.restart_handler("keys")
    stack.processes.stop("moto")


@pytest.fixture
def person(moto, people):
    person = people.sign_in(f"key-user-{people.number()}")
    account.client("iam", moto).create_user(UserName=person.name)
    return person


def test_last_use_is_told(person, moto, stack):
    made = person.send("POST", "/keys", {}).json
    key = account.Key(made["AccessKeyId"], made["SecretAccessKey"])
    [before] = person.send("GET", "/keys").json["AccessKeyMetadata"]
    assert before["AccessKeyLastUsed"].get("LastUsedDate") is None
    try:
        account.client("s3", moto, key).list_buckets()
    except ClientError:
        pass  # a refused call counts as a use, too
    [after] = person.send("GET", "/keys").json["AccessKeyMetadata"]
    used = after["AccessKeyLastUsed"]
    assert (used["ServiceName"], used["Region"]) == ("s3", account.REGION)
    assert used["LastUsedDate"] >= after["CreateDate"]
    page = person.page("/keys").text
    assert "s3 in us-east-1" in page and used["LastUsedDate"][:10] in page


def test_third_key_is_refused(person, moto):
    ids = {person.send("POST", "/keys", {}).json["AccessKeyId"] for _ in range(2)}
    answer = person.send("POST", "/keys", {})
    assert answer.status == 409 and set(answer.json["access_key_ids"]) == ids


def test_somebody_elses_key(person, moto, people):
    other = people.sign_in(f"key-user-{people.number()}")
    account.client("iam", moto).create_user(UserName=other.name)
    id = person.send("POST", "/keys", {}).json["AccessKeyId"]
    assert other.send("DELETE", f"/keys/{id}").status == 404
    assert other.send("PATCH", f"/keys/{id}", {"Status": "Inactive"}).status == 404
    assert person.send("DELETE", f"/keys/{id}").status == 204


def test_unknown_user(moto, people):
    assert people.sign_in("nobody-at-moto").send("GET", "/keys").status == 403

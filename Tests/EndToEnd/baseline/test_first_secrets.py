"""People's first secrets, which nobody but their owners can read."""

import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import boto3
import pytest


class GnuPG:
    """The home of somebody who has a key."""

    def __init__(self):
        # The socket of an agent is in it, whose path can't be long.
        self.home = tempfile.mkdtemp(prefix="latchkey-gpg-", dir="/tmp")

    def run(self, *arguments: str, input: str = "") -> str:
        return subprocess.run(
            ["gpg", "--homedir", self.home, "--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "",
             *arguments], input=input, text=True, capture_output=True, check=True).stdout

    def key(self, person: str, *arguments: str, expires: str = "never") -> str:
        """Makes a key, and returns its public part."""
        self.run(*arguments, "--quick-generate-key", f"{person} <{person}@example.com>", "future-default", "default", expires)
        return self.run("--armor", "--export", f"{person}@example.com")

    def stop(self) -> None:
        subprocess.run(["gpgconf", "--homedir", self.home, "--kill", "all"], check=True)
        shutil.rmtree(self.home, ignore_errors=True)


@pytest.fixture(scope="module")
def gnupg():
    gnupg = GnuPG()
    yield gnupg
    gnupg.stop()


@pytest.fixture(scope="module")
def key(gnupg):
    return gnupg.key("ann")


def write(tool, key: str, *wishes: str) -> None:
    (tool.home / "ann.asc").write_text(key)
    lines = ["path: /baseline/", "people:", "  ann:", "    pgp-key: {file: ann.asc}", *(f"    {wish}: true" for wish in wishes)]
    (tool.home / "account.yaml").write_text("\n".join(lines) + "\n")


def files(tool) -> dict[str, Path]:
    folder = tool.home / "first-secrets"
    return {path.name: path for path in folder.iterdir()} if folder.exists() else {}


def apply(tool, *arguments: str):
    return tool.run("baseline", "apply", "--yes", "--secrets", "first-secrets", *arguments)


def test_a_person_alone_reads_their_first_secrets(tool, iam, account, gnupg, key, stack):
    write(tool, key, "console-password", "access-key")
    result = apply(tool)
    assert result.returncode == 0, result.stderr
    found = files(tool)
    assert set(found) == {f"{account}-ann-password.asc", f"{account}-ann-access-key.asc"}
    for path in found.values():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert f"gpg --decrypt ./{path.name}" in path.read_text()
    password = gnupg.run("--decrypt", str(found[f"{account}-ann-password.asc"]))
    assert f"https://{account}.signin.aws.amazon.com/console\n" in password and "User name   ann\n" in password
    assert iam.get_login_profile(UserName="ann")["LoginProfile"]["PasswordResetRequired"]
    text = gnupg.run("--decrypt", str(found[f"{account}-ann-access-key.asc"]))
    given = dict(line.split(" = ") for line in text.splitlines() if " = " in line)
    secrets = {given["aws_secret_access_key"], password.split("Password    ")[1].split("\n")[0]}
    stack.secrets |= secrets
    [listed] = iam.list_access_keys(UserName="ann")["AccessKeyMetadata"]
    assert listed["AccessKeyId"] == given["aws_access_key_id"]
    # What is on disk, in the log or on the terminal tells none of it.
    said = result.stdout + result.stderr + "".join(
        path.read_text(errors="replace") for path in Path(tool.home).rglob("*") if path.is_file())
    assert not any(secret in said for secret in secrets)
    # The key is the one that AWS takes.
    sts = boto3.client("sts", endpoint_url=stack.aws_endpoint, region_name="us-east-1", **given)
    assert sts.get_caller_identity()["Arn"].endswith(":user/ann")
    # Nothing is made twice.
    for path in found.values():
        path.unlink()
    assert apply(tool).returncode == 0 and not files(tool)


def test_they_can_be_printed(tool, iam, account, gnupg, key):
    write(tool, key, "console-password")
    result = tool.run("baseline", "apply", "--yes")
    assert result.returncode == 0 and not files(tool)
    message = result.stdout[result.stdout.index("-----BEGIN PGP"):]
    assert "Password    " in gnupg.run("--decrypt", input=message)


@pytest.mark.parametrize("what", ["expired", "signs only", "two", "private", "keybase"])
def test_a_key_that_cant_be_used_is_told_before_anything_is_changed(tool, iam, gnupg, what):
    person = what.replace(" ", "")
    words = {
        "expired": "it expired on 2020-01-02", "signs only": "it can only sign", "two": "it has several keys",
        "private": "private key", "keybase": "Keybase"}[what]
    if what == "expired":
        key = gnupg.key(person, "--faked-system-time", "20200101T000000", expires="1d")
    elif what == "signs only":
        gnupg.run("--quick-generate-key", person, "ed25519", "sign")
        key = gnupg.run("--armor", "--export", person)
    elif what == "two":
        key = gnupg.key("one") + gnupg.key("other")
    elif what == "private":
        gnupg.key(person)
        key = gnupg.run("--armor", "--export-secret-keys", person)
    else:
        key = "keybase:ann"
    write(tool, key, "console-password", "access-key")
    result = apply(tool)
    assert result.returncode == 78 and words in result.stderr, result.stderr
    assert iam.list_users()["Users"] == [] and not files(tool)


@pytest.mark.parametrize("operation", ["GetUser", "TagUser", "ListAccessKeys", "CreateAccessKey", "CreateLoginProfile"])
@pytest.mark.parametrize("fault", ["lost", "error"])
def test_broken_off_anywhere_it_is_taken_up_again(tool, iam, account, gnupg, key, faults, operation, fault):
    write(tool, key, "console-password", "access-key")
    faults.fail(f"iam:{operation}", fault, *([1] if fault == "lost" else []), error=(403, "AccessDenied", "words"))
    apply(tool)
    faults.heal()
    assert apply(tool).returncode == 0
    [listed] = iam.list_access_keys(UserName="ann")["AccessKeyMetadata"]
    assert listed["AccessKeyId"] in gnupg.run("--decrypt", str(files(tool)[f"{account}-ann-access-key.asc"]))
    assert iam.get_login_profile(UserName="ann")
    assert "Password    " in gnupg.run("--decrypt", str(files(tool)[f"{account}-ann-password.asc"]))

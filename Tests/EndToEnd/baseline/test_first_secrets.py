"""People's first secrets, which nobody but their owners can read."""

from pathlib import Path

import pytest
from gnupg import GnuPG


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

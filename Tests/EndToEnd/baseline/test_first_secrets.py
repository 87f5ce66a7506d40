"""People's first secrets, which nobody but their owners can read."""

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from gnupg import GnuPG


@pytest.fixture(scope="module")
def key(gnupg):
    return gnupg.key("ann")


def write(tool, key: str, *wishes: str) -> None:
    (tool.home / "ann.asc").write_text(key)
    lines = ["path: /baseline/", "people:", "  ann:", "    pgp-key: {file: ann.asc}", *(f"    {wish}: true" for wish in wishes)]
    (tool.home / "account.yaml").write_text("\n".join(lines) + "\n")


def files(tool) -> dict[str, Path]:
    return messages(tool, "first-secrets")


def messages(tool, name: str) -> dict[str, Path]:
    folder = tool.home / name
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
    for result in [tool.run("baseline", "plan"), apply(tool)]:
        assert result.returncode == 78 and words in result.stderr, result.stderr
        # Once for password and key, with the line of the key.
        assert result.stderr.count(words) == 1 and "latchkey: account.yaml: line 4: " in result.stderr, result.stderr
    assert iam.list_users()["Users"] == [] and not files(tool)


def test_a_folder_that_cant_be_written_to_is_told_before_anything_is_changed(tool, iam, key):
    write(tool, key, "console-password", "access-key")
    (tool.home / "first-secrets").write_text("a file")
    result = apply(tool)
    assert result.returncode == 73 and "nothing was changed: first-secrets can't be written to" in result.stderr, result
    assert iam.list_users()["Users"] == []


def test_two_applies_at_once_hand_over_nothing_that_doesnt_work(tool, iam, account, gnupg, key):
    write(tool, key, "console-password", "access-key")
    iam.create_user(UserName="ann", Tags=[{"Key": "latchkey:baseline", "Value": "baseline"}])
    folders = ["one", "other"]
    runs = [tool.start("baseline", "apply", "--yes", "--secrets", folder) for folder in folders]
    done = [folder for folder, run in zip(folders, runs) if run.communicate(timeout=100) and run.returncode == 0]
    apply(tool)
    listed = {key["AccessKeyId"] for key in iam.list_access_keys(UserName="ann")["AccessKeyMetadata"]}
    given = {
        folder: {name.split("-")[-1]: gnupg.run("--decrypt", str(path)) for name, path in messages(tool, folder).items()}
        for folder in [*folders, "first-secrets"]}
    assert listed and all(any(id in text["key.asc"] for text in given.values() if "key.asc" in text) for id in listed)
    for folder in done:
        if "key.asc" in given[folder]:
            assert any(id in given[folder]["key.asc"] for id in listed)


def test_a_killed_run_leaves_no_agent_and_its_folders_go(tool, iam, key, request):
    write(tool, key, "console-password")
    # Homes of GnuPG aren't made where paths are long.
    folder = Path(tempfile.mkdtemp(prefix="latchkey-", dir="/tmp"))
    request.addfinalizer(lambda: shutil.rmtree(folder))
    for number in range(20):
        run = tool.start("baseline", "plan", environment={"TMPDIR": str(folder)})
        # A run takes some hundred milliseconds.
        time.sleep(0.02 * number)
        run.kill()
        run.communicate()
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(b"gpg-agent" in command and str(folder).encode() in command for command in commands)
    for left in [*folder.iterdir(), folder / "latchkey-pgp-killed"]:
        left.mkdir(exist_ok=True)
        os.utime(left, (0, 0))
    assert tool.run("baseline", "plan", environment={"TMPDIR": str(folder)}).returncode == 2
    assert list(folder.iterdir()) == []


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

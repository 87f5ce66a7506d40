"""The programs as they are installed."""

import fcntl
import os
import subprocess
from pathlib import Path

import pytest
from client import ROOT


@pytest.fixture(scope="session")
def release_programs() -> Path:
    """The folder of the programs of scripts/build, or the one that LATCHKEY_TEST_RELEASE names.

    The build takes minutes: whichever of the processes that run tests comes first makes it, and another one waits.
    """
    if named := os.environ.get("LATCHKEY_TEST_RELEASE"):
        return Path(named)
    folder = ROOT / ".build/release"
    with open(ROOT / ".build/release.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        newest = max(path.stat().st_mtime for path in [ROOT / "Package.swift", *(ROOT / "Sources").rglob("*")])
        # The last program that is built: it is missing, or older, when a build broke off.
        if not (folder / "latchkey").exists() or (folder / "latchkey").stat().st_mtime < newest:
            subprocess.run([ROOT / "scripts/build"], check=True, capture_output=True)
    return folder

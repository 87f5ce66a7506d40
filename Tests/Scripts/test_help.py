"""Every script explains itself."""

import os
import subprocess

import pytest
from client import ROOT

# Programs with the settings of an installed server; they aren't run from a checkout.
INSTALLED = {"latchkey-admin", "latchkey-check", "latchkey-clean-roles"}
SCRIPTS = sorted(path.name for path in (ROOT / "scripts").iterdir()
                 if path.is_file() and os.access(path, os.X_OK) and path.name not in INSTALLED)


@pytest.mark.parametrize("name", SCRIPTS)
def test_help_tells_how_a_script_is_used_and_does_nothing_else(name):
    result = subprocess.run([ROOT / "scripts" / name, "--help"], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0 and result.stderr == ""
    assert "usage: " in result.stdout and f"scripts/{name}" in result.stdout

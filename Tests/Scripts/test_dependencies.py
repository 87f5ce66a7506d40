"""What a checkout downloads is the same everywhere: exact versions, and hashes where the registry gives files."""

import re

import pytest
from client import ROOT


def pinned(text):
    """The requirements of a file, as a dictionary from the name to the hashes given for it."""
    requirements = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip())
    found = {}
    for requirement in requirements:
        name = re.match(r"([\w.-]+)(\[[\w,]+\])?==[\w.]+", requirement)
        assert name, f"no exact version: {requirement.splitlines()[0]}"
        found[name.group(1).lower()] = re.findall(r"--hash=sha256:[0-9a-f]{64}\b", requirement)
    return found


@pytest.mark.parametrize("name", ["requirements", "checkov"])
def test_every_python_package_has_its_hashes(name):
    wanted = pinned((ROOT / f"scripts/{name}.in").read_text())
    installed = pinned((ROOT / f"scripts/{name}.txt").read_text())
    assert wanted.keys() <= installed.keys() and len(installed) > len(wanted)
    assert [name for name, hashes in installed.items() if not hashes] == []
    assert "--require-hashes" in (ROOT / "scripts/setup").read_text()


def test_every_swift_package_has_an_exact_version():
    dependencies = re.findall(r"\.package\(url: .*\)", (ROOT / "Package.swift").read_text())
    assert len(dependencies) >= 5
    assert [line for line in dependencies if not re.search(r'exact: "\d+\.\d+\.\d+"', line)] == []

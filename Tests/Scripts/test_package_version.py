"""What scripts/package takes for the version of a commit: apt upgrades from each to the next."""

import importlib.machinery
import importlib.util
import itertools
import re
import subprocess

import pytest
from client import ROOT

COMMIT = "0a1b2c3d4e"


@pytest.fixture
def script():
    path = str(ROOT / "scripts/package")
    loader = importlib.machinery.SourceFileLoader("package_script", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("package_script", loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def version(script, monkeypatch):
    """version(…) of a commit with these tags, in a repository with those."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    [current] = re.findall(r'static let version = "(.*)"', (ROOT / "Sources/Program/Program.swift").read_text())

    def told(*, here: bool = False, anywhere: bool = False, seconds: int = 1_790_000_000, commit: str = COMMIT) -> str:
        answers = {"rev-parse": commit, "tag --points-at": f"v{current}" if here else "", "log": str(seconds),
                   "tag --list": f"v{current}" if here or anywhere else ""}
        monkeypatch.setattr(script, "git", lambda *words: next(
            answer for name, answer in answers.items() if " ".join(words).startswith(name)))
        return script.version().replace(current, "1.2.3")

    return told


def test_a_release_has_the_version_of_the_code_and_so_has_a_checkout_without_git(version):
    assert version(here=True) == "1.2.3" and version(commit="") == "1.2.3"


def test_another_commit_has_its_date_and_name(version):
    assert version() == f"1.2.3~20260921141320.{COMMIT}"
    assert version(anywhere=True) == f"1.2.3+20260921141320.{COMMIT}"


def test_each_is_higher_than_those_before_it(version):
    before, later_before = version(), version(seconds=1_790_000_001, commit="0000000000")
    after, later_after = version(anywhere=True), version(anywhere=True, seconds=1_790_000_001, commit="0000000000")
    ordered = [before, later_before, version(here=True), after, later_after, "1.2.4"]
    for lower, higher in itertools.pairwise(f"{each}-1" for each in ordered):
        subprocess.run(["dpkg", "--compare-versions", lower, "lt", higher], check=True)

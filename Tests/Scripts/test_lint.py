"""scripts/lint, each of its rules broken once in a small project."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from client import ROOT

PACKAGE = """\
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "small",
    targets: [
        .target(name: "Concurrency"),
        .target(name: "Reactor", dependencies: ["CLinux", "Concurrency"]),
        .target(name: "Formats"),
        .target(name: "FastCGI", dependencies: ["CFastCGI", "CLinux", "Concurrency", "Formats", "Reactor"]),
    ]
)
"""


@pytest.fixture
def project(tmp_path):
    files = {
        "Package.swift": PACKAGE,
        "Sources/Concurrency/Lock.swift": "\n",
        "Sources/Reactor/Timer.swift": "import CLinux\nimport Concurrency\n",
        "Sources/Formats/Digits.swift": "\n",
        "Sources/FastCGI/Records/Record.swift": "import CFastCGI\nimport CLinux\nimport Concurrency\nimport Formats\nimport Reactor\n",
        "Tests/FastCGITests/Records/RecordTests.swift": "import FastCGI\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "scripts").mkdir()
    for name in ["scripts/lint", ".swift-format"]:
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def lint(project, *options, programs=()):
    """Exit status and output. swift-format takes a second, so lint finds it only where `programs` names it."""
    path = project / ".build/path"
    path.mkdir(parents=True)
    for name in programs:
        (path / name).symlink_to(shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}"))
    command = [sys.executable, project / "scripts/lint", *options]
    result = subprocess.run(command, env={"PATH": str(path)}, capture_output=True, text=True)
    return result.returncode, result.stdout + result.stderr


def test_a_project_that_keeps_the_rules_passes(project):
    assert lint(project, programs=["swift", "shellcheck"]) == (0, "lint: nothing to say\n")


@pytest.mark.parametrize("path, text, complaint", [
    ("Sources/Reactor/Loop.swift", "import FastCGI\n", "Sources/Reactor/Loop.swift:1: Reactor must not import FastCGI"),
    ("Sources/Reactor/Loop.swift", "@testable package import FastCGI\n", "Reactor must not import FastCGI"),
    ("Sources/FastCGI/Loop.swift", "import COpenSSL\n", "FastCGI must not import COpenSSL"),
    ("Sources/FastCGI/Loop.swift", "import Foundation\n", "FoundationEssentials"),
    ("Sources/FastCGI/Loop.swift", "let manager = FileManager.default\n", "most of Foundation"),
    ("Sources/Unknown/Loop.swift", "import Reactor\n", "Sources/Unknown: scripts/lint doesn't know"),
    ("Sources/keys/Routes.swift", "import Curl\n", "Sources/keys/Routes.swift:1: only main.swift may import Curl"),
    ("Sources/keys/Routes.swift", "let a = unsafe f()\n", "Sources/keys/Routes.swift:1: unsafe code"),
    ("Sources/keys/Routes.swift", "struct A { var a: UnsafeRawPointer }\n", "unsafe code"),
    ("Tests/FastCGITests/RecordTests.swift", "\n", "no source in Sources/FastCGI has the name of this test file"),
    ("Tests/FastCGITests/Records/RecordingTests.swift", "\n", "no source in Sources/FastCGI/Records has the name"),
    ("notes.md", "see /ro" "ot/notes\n", "notes.md:1: a path that exists on one machine only"),
    ("notes.md", "TO" "DO: more\n", "notes.md:1: files name no issue and no open work"),
    ("notes.md", "Mends iss" "ue 12.\n", "notes.md:1: files name no issue and no open work"),
    ("tool.py", "a = 1 \n", "tool.py:1: white space at the end"),
    ("tool.py", "a = \n", "not Python"),
    ("tool.json", "{,}\n", "not JSON"),
])
def test_what_breaks_a_rule_is_named(project, path, text, complaint):
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_text(text)
    status, said = lint(project)
    assert status == 1 and complaint in said


@pytest.mark.parametrize("program, path, text, complaint", [
    ("swift", "Sources/Reactor/Loop.swift", "struct   Loop {}\n", "Loop.swift:1:7: error: [Spacing]"),
    ("shellcheck", "tool", "#!/bin/sh\nrm $1\n", "SC2086"),
    ("cfn-lint", "stack.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources: {T: {Type: AWS::Nothing::Here}}\n", "E3006"),
])
def test_complaints_of_other_programs_are_passed_on(project, program, path, text, complaint):
    (project / path).write_text(text)
    status, said = lint(project, programs=[program])
    assert status == 1 and complaint in said


@pytest.mark.parametrize("old, new, complaint", [
    ('["CFastCGI", "CLinux", "Concurrency", ', '["AWS", "CFastCGI", "CLinux", "Concurrency", ',
     "Package.swift:10: FastCGI must not depend on AWS"),
    ('["CFastCGI", "CLinux", "Concurrency", ', '["CLinux", "Concurrency", ',
     "scripts/lint: FastCGI may import CFastCGI, on which it doesn't depend in Package.swift"),
    ('.target(name: "Reactor"', '.target(name: "Secrets"),\n        .target(name: "Reactor"',
     "its targets stand in another order than those of scripts/lint"),
])
def test_package_agrees_with_the_table(project, old, new, complaint):
    package = project / "Package.swift"
    package.write_text(package.read_text().replace(old, new))
    status, said = lint(project)
    assert status == 1 and complaint in said


def test_dependency_that_no_file_imports_is_named(project):
    (project / "Sources/Reactor/Timer.swift").write_text("import Concurrency\n")
    status, said = lint(project)
    assert status == 1 and "Package.swift:8: Reactor depends on CLinux, which none of its files imports" in said


def test_circles_in_the_table_are_named(project):
    script = project / "scripts/lint"
    script.write_text(script.read_text().replace(
        '"Reactor": {"CLinux", "Concurrency"}', '"Reactor": {"CLinux", "Concurrency", "FastCGI"}'))
    status, said = lint(project)
    assert status == 1 and "Reactor may import FastCGI, which doesn't stand above it" in said


def test_long_source_without_a_test_file_is_named(project):
    for name, lines in {"Record": 90, "Feed": 79, "Gate": 80}.items():
        (project / f"Sources/FastCGI/Records/{name}.swift").write_text("//\n" * lines)
    status, said = lint(project)
    assert status == 1
    assert "Sources/FastCGI/Records/Gate.swift:1: a source of 80 lines or more needs a test file of its name" in said
    assert "Feed.swift" not in said and "Record.swift" not in said

"""scripts/release on a small repository of its own."""

import datetime
import shutil
import subprocess

import pytest
from client import ROOT

CHANGELOG = """# Changelog

## [Unreleased]

### Fixed

- A page that was too wide.

## [0.1.0] - 2026-01-31

### Added

- Everything.
"""


class Repository:
    def __init__(self, folder):
        self.folder = folder
        self.source = folder / "Sources/Program/Version.swift"
        self.changelog = folder / "CHANGELOG.md"
        self.source.parent.mkdir(parents=True)
        (folder / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/release", folder / "scripts/release")
        self.source.write_text('enum Version {\n    package static let version = "0.1.0"\n}\n')
        self.changelog.write_text(CHANGELOG)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "Test")
        self.git("config", "user.email", "test@example.com")
        self.commit()

    def git(self, *arguments):
        return subprocess.check_output(["git", *arguments], cwd=self.folder, text=True)

    def commit(self):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "Change something")

    def release(self, *arguments, status=0):
        result = subprocess.run([self.folder / "scripts/release", *arguments], capture_output=True, text=True)
        assert result.returncode == status, result.stdout + result.stderr
        return result.stderr if status else result.stdout

    def state(self):
        return self.git("rev-parse", "HEAD"), self.git("tag"), self.git("status", "--porcelain")


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "repository")


def test_a_release_is_committed_and_tagged(repository):
    repository.release("0.2.0")
    assert 'static let version = "0.2.0"' in repository.source.read_text()
    today = datetime.date.today().isoformat()
    assert repository.changelog.read_text() == CHANGELOG.replace(
        "## [Unreleased]\n", f"## [Unreleased]\n\n## [0.2.0] - {today}\n")
    assert repository.git("log", "-1", "--format=%s").strip() == "Release 0.2.0"
    assert repository.git("status", "--porcelain") == ""
    assert repository.git("rev-list", "-1", "v0.2.0") == repository.git("rev-list", "-1", "HEAD")
    assert repository.git("tag", "--list", "--format=%(contents)", "v0.2.0").strip() == (
        "Latchkey 0.2.0\n\n### Fixed\n\n- A page that was too wide.")


def test_the_version_of_the_code_can_be_the_first_release(repository):
    repository.changelog.write_text(CHANGELOG.split("## [0.1.0]")[0])
    repository.commit()
    repository.release("0.1.0")
    assert repository.git("tag").split() == ["v0.1.0"]


def test_dry_run_shows_the_change_and_makes_none(repository):
    before = repository.state()
    said = repository.release("--dry-run", "0.2.0")
    assert '+    package static let version = "0.2.0"' in said and "+## [0.2.0] - " in said
    assert repository.state() == before


@pytest.mark.parametrize("version", ["1", "1.2", "v1.2.3", "1.2.3-rc1", "01.2.3", "1.2.3\n", ""])
def test_what_is_no_version_is_refused(repository, version):
    before = repository.state()
    assert "is no version" in repository.release(version, status=1)
    assert repository.state() == before


def test_a_released_version_is_refused(repository):
    repository.git("tag", "v0.2.0")
    assert "tag v0.2.0" in repository.release("0.2.0", status=1)


@pytest.mark.parametrize("version", ["0.0.9", "0.10.0"])
def test_a_version_lower_than_the_code_or_a_tag_is_refused(repository, version):
    repository.git("tag", "v0.11.0")
    assert "is lower than 0.11.0" in repository.release(version, status=1)


@pytest.mark.parametrize("file", ["CHANGELOG.md", "new"])
def test_a_checkout_with_changes_is_refused(repository, file):
    with open(repository.folder / file, "a") as changed:
        changed.write("Something.\n")
    before = repository.state()
    assert "aren't committed" in repository.release("0.2.0", status=1)
    assert repository.state() == before


def test_a_release_without_a_change_is_refused(repository):
    repository.changelog.write_text(CHANGELOG.replace("- A page that was too wide.\n", ""))
    repository.commit()
    assert "tells of no change" in repository.release("0.2.0", status=1)


def test_a_release_of_a_side_branch_is_refused(repository):
    repository.git("checkout", "--quiet", "-b", "side")
    before = repository.state()
    assert "this is side" in repository.release("0.2.0", status=1)
    assert repository.state() == before


def test_words_about_what_isn_t_released_yet_are_left_out(repository):
    words = "Nothing has been released yet.\n\n### Fixed"
    repository.changelog.write_text(repository.changelog.read_text().replace("### Fixed", words, 1))
    repository.commit()
    repository.release("0.2.0")
    assert "Nothing has been released" not in repository.changelog.read_text()
    assert "Nothing" not in repository.git("tag", "--list", "--format=%(contents)", "v0.2.0")


def test_the_real_code_and_changelog_can_be_released():
    """Without git, of which the checkout under test may have changes: only that both are as the script expects them."""
    sources = [path.read_text() for path in (ROOT / "Sources").rglob("*.swift")]
    assert sum(text.count('static let version = "') for text in sources) == 1
    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert changelog.count("## [Unreleased]\n") == 1

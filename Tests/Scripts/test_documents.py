"""What the documents say is so: their links lead somewhere, their tables are whole, and nothing is in two of them."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from client import ROOT

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def documents():
    names = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT, text=True).splitlines()
    return [ROOT / name for name in names if (ROOT / name).exists()]


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub gives to a document's headings."""
    prose = re.sub(r"^```.*?^```", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ +(.*)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def rows(path: str, heading: str = "") -> list[list[str]]:
    """The cells of the tables below a heading, up to the next heading of its kind."""
    text = (ROOT / path).read_text()
    if heading:
        level = heading.split()[0]
        text = re.split(rf"^{level} ", text.split(f"{heading}\n", 1)[1], flags=re.MULTILINE)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")]
            for line in text.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("document", [path.relative_to(ROOT).as_posix() for path in documents()])
def test_every_link_leads_somewhere(document):
    path = ROOT / document
    for link in LINK.findall(path.read_text()):
        if re.match(r"https?://", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_every_document_is_reached_from_the_front_page():
    everything = set(documents())
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        links = [link.partition("#")[0] for link in LINK.findall(path.read_text()) if not link.startswith("http")]
        waiting += [target for link in links if (target := (path.parent / link).resolve()) in everything]
    by_github_itself = {ROOT / ".github/pull_request_template.md"}
    assert everything - reached - by_github_itself == set()


def test_the_front_page_is_read_in_three_minutes():
    # 238 words a minute (https://doi.org/10.1016/j.jml.2019.104047).
    assert len((ROOT / "README.md").read_text().split()) < 3 * 238


def test_every_problem_is_in_the_table():
    kinds = set()
    for path in ROOT.glob("Sources/**/*.swift"):
        kinds |= set(re.findall(r'(?:Problem\(\s*|Kind = )"([a-z-]+)"', path.read_text()))
    [words] = re.findall(r"\$latchkey_error_kind {(.*?)}", (ROOT / "nginx/latchkey.conf").read_text(), re.DOTALL)
    kinds |= set(re.findall(r"(?:\d{3}|default) +([a-z-]+);", words))
    names = [cells[0] for cells in rows("Sources/problems.md") if cells[0].startswith("`")]
    assert len(kinds) > 20
    assert set(re.findall(r"`([a-z-]+)`", " ".join(names))) == kinds


def test_every_option_of_clean_roles_is_in_the_table(programs):
    help_text = subprocess.check_output([programs / "clean-roles", "--help"], text=True)
    options = set(re.findall(r"--[a-z-]+", help_text.split("OPTIONS:")[1])) - {"--help", "--version"}
    told = {cells[0].strip("`").split()[0] for cells in rows("scripts/README.md", "## Cleaning up")
            if cells[0].startswith("`--")}
    assert told == options


def test_every_script_is_in_the_table():
    scripts = {f"`scripts/{path.name}`" for path in (ROOT / "scripts").iterdir()
               if path.is_file() and path.stat().st_mode & 0o100 and not path.name.startswith("latchkey-")}
    assert {cells[0] for cells in rows("scripts/README.md") if cells[0].startswith("`scripts/")} == scripts


def test_every_file_of_nginx_is_in_the_table():
    text = (ROOT / "nginx/README.md").read_text()
    for path in (ROOT / "nginx").rglob("*"):
        if path.is_file() and path.suffix != ".md":
            name = path.relative_to(ROOT / "nginx").as_posix()
            assert name.removeprefix("local/") in text or path.parent.name == "sso" and f"include {name};" in text, name


def test_every_target_is_on_the_map():
    targets = {path.name for path in (ROOT / "Sources").iterdir() if path.is_dir()}
    mapped = re.findall(r"`([\w-]+)`", " ".join(cells[0] for cells in rows("Sources/README.md", "## The targets")))
    assert len(mapped) == len(set(mapped))
    assert targets == set(mapped)


def test_no_document_repeats_a_policy():
    for path in documents():
        assert '"Statement"' not in path.read_text(), path


def test_no_long_paragraph_stands_in_two_documents():
    found: dict[str, Path] = {}
    for path in documents():
        for paragraph in re.split(r"\n\s*\n", path.read_text()):
            words = " ".join(paragraph.split())
            if len(words) > 120:
                assert words not in found, f"{path} and {found[words]}: {words[:60]}…"
                found[words] = path


@pytest.mark.parametrize("form", ["fault.yml", "idea.yml"])
def test_issue_forms_are_forms(form):
    """By https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema."""
    loaded = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE" / form).read_text())
    assert set(loaded) <= {"name", "description", "labels", "body"} and loaded["name"] and loaded["description"]
    questions = [element for element in loaded["body"] if element["type"] != "markdown"]
    assert questions
    for element in loaded["body"]:
        assert element["type"] in {"markdown", "textarea", "input", "dropdown"}
        assert set(element) <= {"type", "id", "attributes", "validations"}
        attributes = element["attributes"]
        if element["type"] == "markdown":
            assert attributes["value"]
        if element["type"] == "dropdown":
            assert len(set(attributes["options"])) == len(attributes["options"]) > 1
    assert all(question["attributes"]["label"] for question in questions)
    ids = [question["id"] for question in questions]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[\w-]+", identifier) for identifier in ids)


def test_every_command_and_status_of_latchkey_is_in_the_tables(programs):
    help_text = subprocess.check_output([programs / "latchkey", "--help"], text=True)
    commands = set(re.findall(r"^  ([a-z-]+) ", help_text.split("SUBCOMMANDS:")[1], re.MULTILINE)) - {"help"}
    told = {cells[0].strip("`").split()[1] for cells in rows("Sources/latchkey/README.md") if cells[0].startswith("`latchkey ")}
    assert told == commands
    statuses = re.findall(r"^  (\d+) +when (.*?)[,.]$", help_text, re.MULTILINE)
    assert len(statuses) > 5
    table = [cells for cells in rows("Sources/latchkey/README.md", "## What it exits with") if cells[0].isdigit()]
    assert table == [list(status) for status in statuses]


@pytest.mark.parametrize(("heading", "source"), [
    ("## The file", "ConfigurationFile"),
    ("## A sign-in", "SignInSettings+Reading"),
    ("## A profile", "PersonalProfile+Reading"),
])
def test_every_key_of_the_tools_configuration_is_in_the_table(heading, source):
    code = (ROOT / f"Sources/latchkey/Configuration/{source}.swift").read_text()
    keys = re.search(r"\.members\(\s*\"[^\"]*\",\s*\[([^\]]*)\]", code).group(1)
    table = {row[0].strip("`") for row in rows("Sources/latchkey/configuration.md", heading) if row[0].startswith("`")}
    assert {key for key in table if "/" not in key} == set(re.findall(r'"([^"]+)"', keys))

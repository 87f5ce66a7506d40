"""What the README tells is so."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_problem_is_in_the_table():
    kinds = set()
    for path in ROOT.glob("Sources/**/*.swift"):
        kinds |= set(re.findall(r'(?:Problem\(\s*|Kind = )"([a-z-]+)"', path.read_text()))
    section = (ROOT / "README.md").read_text().split("### Problems")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert len(kinds) > 20
    assert set(re.findall(r"`([a-z-]+)`", " ".join(rows))) == kinds


def test_its_pictures_and_links_are_there():
    readme = (ROOT / "README.md").read_text()
    for picture in re.findall(r"\]\((\.readme/[^)]+)\)", readme):
        assert (ROOT / picture).exists(), picture
    headings = {re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
                for line in readme.splitlines() if line.startswith("#")}
    assert set(re.findall(r"\]\(#([^)]+)\)", " ".join(readme.split("\n")))) <= headings

"""Looks for secrets in what programs have logged."""

import json
import re
import urllib.parse
from pathlib import Path

# In every log, a secret is whole within one of these: each word is looked at once, because there are thousands of secrets.
WORD = re.compile(r"[A-Za-z0-9+/=%_.~\\-]{16,}")


def log_files(folder: Path) -> dict[str, Path]:
    """The logs and audit files of every stack below the folder, by their paths from there."""
    found = [*folder.glob("*/**/logs/*"), *folder.glob("*/audit")]
    return {str(path.relative_to(folder)): path for path in found if path.is_file()}


def secrets_in_logs(secrets: set[str], folder: Path) -> list[str]:
    """Says which of the secrets stand in which of the logs below the folder, in any of the forms in which one is written."""
    words = {name: "\n".join(set(WORD.findall(path.read_text(errors="replace")))) for name, path in log_files(folder).items()}
    found = []
    for secret in secrets:
        for form in {secret, urllib.parse.quote(secret, safe=""), json.dumps(secret)[1:-1], secret.replace("/", "\\/")}:
            assert WORD.fullmatch(form), f"a secret that begins with {secret[:4]} can't be looked for"
            found += [f"a secret that begins with {secret[:4]} is in {name}" for name, text in words.items() if form in text]
    return found

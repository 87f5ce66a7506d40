"""scripts/bench measures one of its rows."""

import json
import os
import random
import shutil
import subprocess
import sys

from client import ROOT
from stack import is_free


# In milliseconds. Calls are made at once only if the first has no answer yet when the last is sent, also on a busy machine.
DELAY = 50


def bench(programs, folder, *options: str) -> list[dict]:
    """The rows of one of its subjects."""
    report = folder / "report.json"
    first = next(port for port in iter(lambda: random.randrange(20000, 30000), None)
                 if all(is_free(number) for number in range(port, port + 9)))
    # A copy, because scripts/bench writes to the checkout that it is in.
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, str(folder / "scripts/benchmark"), "--rounds", "1", "--port", str(first), "--json", str(report), *options]
    result = subprocess.run(command, env={**os.environ, "LATCHKEY_BENCH_BIN": str(programs)}, capture_output=True, text=True,
                            timeout=300)
    # On a busy machine the bars may not hold, so 1 is fine too.
    assert result.returncode in (0, 1) and report.exists(), result.stderr
    rows = json.loads(report.read_text())
    assert not any(row["name"].endswith("not measured") for row in rows), result.stderr
    return rows


def test_bench_measures(programs, tmp_path):
    depth, milliseconds = bench(programs, tmp_path, "--only", "first-login", "--delay", str(DELAY))
    assert depth["name"].endswith("round trips deep") and 4 <= depth["value"] < 20
    assert milliseconds["value"] > 4 * DELAY


def test_a_login_is_no_dearer_than_recorded(release_programs, tmp_path):
    recorded = json.loads((ROOT / "scripts/benchmark/recorded.json").read_text())
    found = {row["name"]: row["ratio"] for row in bench(release_programs, tmp_path, "--only", "instructions", "--delay", "5")}
    assert found.keys() == recorded.keys()
    dearer = {name: (ratio, recorded[name]) for name, ratio in found.items() if ratio is None or ratio > 1.02 * recorded[name]}
    assert not dearer, f"dearer than scripts/benchmark/recorded.json says (found, recorded): {dearer}"

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


def test_bench_measures(programs, tmp_path):
    report = tmp_path / "report.json"
    first = next(port for port in iter(lambda: random.randrange(20000, 30000), None)
                 if all(is_free(number) for number in range(port, port + 9)))
    # A copy, because scripts/bench writes to the checkout that it is in.
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, str(tmp_path / "scripts/benchmark"), "--only", "first-login", "--rounds", "1", "--delay", str(DELAY),
               "--port", str(first), "--json", str(report)]
    result = subprocess.run(command, env={**os.environ, "LATCHKEY_BENCH_BIN": str(programs)}, capture_output=True, text=True,
                            timeout=120)
    # On a busy machine the bars may not hold, so 1 is fine too.
    assert result.returncode in (0, 1) and report.exists(), result.stderr
    depth, milliseconds = json.loads(report.read_text())
    assert depth["name"].endswith("round trips deep") and 4 <= depth["value"] < 20, result.stderr
    assert milliseconds["value"] > 4 * DELAY

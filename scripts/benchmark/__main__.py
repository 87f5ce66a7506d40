"""Measures speed and memory of Latchkey's programs, compares them with C and Python programs, and prints a table.

A local server stands in for AWS and answers every call after the same delay. nginx, Latchkey's programs and their peers run
on this machine and take turns. Each figure is the median of all rounds. The name of a row says after a semicolon what the
row is compared with:
  C with libfcgi, or with the same libraries  for a login: one thread that drives libcurl and FastCGI by epoll
  the trivial route                           `health`, through the same nginx
  nginx and the waiting alone                 nginx in front of a server that only waits
  STS alone                                   one call after the other, over a connection that stays open
  Flask and boto3                             under gunicorn with 2 workers of 128 threads; calls AWS over pooled
                                              connections, one call after the other
  Flask, PyJWT and boto3                      the same for the broker's route
  × 1                                         the same where there is a tenth or a hundredth as much; growth.py says what may grow
Exits 0 when every bar is met, and 1 otherwise.
"""

import argparse
import dataclasses
import importlib.util
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from figures import Row
from laboratory import Laboratory
from processes import Processes
from rows import SUBJECTS

ROOT = pathlib.Path(__file__).resolve().parents[2]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path, help="also write the table to FILE, as JSON")
    parser.add_argument("--only", metavar="NAME", action="append", choices=SUBJECTS,
                        help=f"measure only this; may be given again: {', '.join(SUBJECTS)}")
    parser.add_argument("--rounds", metavar="N", type=int, default=5, help="how often everything is measured (default: 5)")
    parser.add_argument("--delay", metavar="MS", type=float, default=20,
                        help="the delay of every AWS call, in milliseconds (default: 20)")
    parser.add_argument("--port", type=int, default=4350, help="the first of nine ports on 127.0.0.1 (default: 4350)")
    parser.add_argument("--no-build", action="store_true", help="measure the release build as it is")
    parser.epilog = "If LATCHKEY_BENCH_BIN names a folder of programs, they are measured instead of a build of this checkout."
    parsed = parser.parse_args()
    if parsed.rounds < 1 or parsed.delay <= 0:
        parser.error("--rounds and --delay must be above 0")
    return parsed


def built(build: bool) -> pathlib.Path:
    """The folder of the programs to measure."""
    if folder := os.environ.get("LATCHKEY_BENCH_BIN"):
        return pathlib.Path(folder).resolve()
    if build:
        subprocess.run([ROOT / "scripts" / "build"], check=True, stdout=sys.stderr)
    return ROOT / ".build" / "release"


def require(*, programs: list[str], modules: list[str]):
    missing = [name for name in programs if not shutil.which(name)]
    missing += [f"Python's {name}" for name in modules if not importlib.util.find_spec(name)]
    if missing:
        raise SystemExit(f"bench: {', '.join(missing)} missing; scripts/setup installs what is needed")


def measured(laboratory: Laboratory, subjects: list[str], rounds: int) -> list[Row]:
    rows = []
    for subject in subjects:
        print(f"measuring {subject} …", file=sys.stderr, flush=True)
        try:
            rows += SUBJECTS[subject](laboratory, rounds)
        except (OSError, RuntimeError, ValueError, subprocess.SubprocessError) as error:
            print(f"{subject}: {error}", file=sys.stderr)
            rows.append(Row(f"{subject}: not measured", None, bar="measured", holds=False))
    return rows


def table(rows: list[Row]) -> str:
    def number(value: float | None) -> str:
        if value is None:
            return ""
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"

    lines = [["name", "value", "peer", "ratio", "bar", "holds"]]
    for row in rows:
        holds = {True: "yes", False: "NO", None: ""}[row.holds]
        lines.append([row.name, number(row.value), number(row.peer), number(row.ratio), row.bar or "", holds])
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    return "\n".join(
        "  ".join(cell.rjust(width) if column in (1, 2, 3) else cell.ljust(width)
                  for column, (cell, width) in enumerate(zip(line, widths))).rstrip()
        for line in lines
    )


def main() -> int:
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leaves the `with` blocks, which end the processes
    require(programs=["strace", "valgrind", "wrk"], modules=["boto3", "flask", "gunicorn"])
    binaries = built(not options.no_build)
    work = ROOT / ".run" / "bench"
    work.mkdir(parents=True, exist_ok=True)
    # The path of a socket can have 107 bytes, which might not be enough in a checkout with a long path.
    with tempfile.TemporaryDirectory(prefix="latchkey-bench-") as sockets, Processes(work) as processes:
        laboratory = Laboratory(
            processes, binaries, work, pathlib.Path(sockets), options.port, options.delay
        )
        laboratory.start()
        rows = measured(laboratory, options.only or list(SUBJECTS), options.rounds)
    print(table(rows))
    if options.json:
        options.json.write_text(
            json.dumps([dataclasses.asdict(row) for row in rows], indent=2, ensure_ascii=False) + "\n"
        )
    return 1 if any(row.holds is False for row in rows) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

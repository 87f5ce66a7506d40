"""Runs the tests and prints a screen of what came of them; everything that the runners print is kept in .build/test-logs.

Exits 0 when everything passed, 1 when anything failed, 2 when no test has one of the names.
"""

import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from reports import BuildReport, PytestReport, Report, SwiftTestingReport
from steps import Steps

ROOT = Path(__file__).resolve().parents[2]
FOLDERS_AT_HOME = ["", ".cache", ".config", ".local/share"]
# pytest's status when no test was chosen, and how many processes run its tests.
NO_TESTS, PROCESSES = 5, 5


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/test", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="LATCHKEY_TEST_BIN names the folder of the programs for the end-to-end tests (default: .build/debug).\n"
               "LATCHKEY_TEST_RELEASE names that of release programs (default: .build/release, which scripts/build makes).\n"
               "LATCHKEY_TEST_SEED repeats a run of the generated users; LATCHKEY_TEST_USERS says how many there are.")
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="only the tests that have NAME in their name or in that of their file, and no lint")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--quick", action="store_true", help="no servers and no browser: lint, unit tests and the scripts' tests")
    which.add_argument("--sanitize", action="store_true", help="the unit tests under the address and the thread sanitizer")
    which.add_argument("--long", action="store_true", help="the long forms of the tests that have one, which take minutes more")
    parser.add_argument("--silence", type=int, default=600, metavar="SECONDS",
                        help="end a step that prints nothing for so long (default: 600)")
    parser.add_argument("--home-before", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def stems(names: list[str]) -> list[str]:
    """The names as they are given, and those of files without folder and ending."""
    return [re.sub(r"^.*/|\.(py|swift)$", "", name) for name in names]


def at_home() -> list[str]:
    """What stands where programs leave things that nobody told them to leave elsewhere."""
    folders = [Path.home() / folder for folder in FOLDERS_AT_HOME]
    return sorted(str(path) for folder in folders if folder.is_dir() for path in folder.iterdir())


class Tests:
    def __init__(self, options: argparse.Namespace, scratch: Path):
        self.scratch = scratch
        self.names = stems(options.names)
        self.options = options
        self.steps = Steps(ROOT / ".build" / "test-logs", options.silence)
        (scratch / "home").mkdir()
        (scratch / "temporary").mkdir()
        self.environment = {
            **os.environ,
            # What is kept between runs is in .build; whatever else is written on the way ends with the run.
            "XDG_CACHE_HOME": str(ROOT / ".build" / "cache"),
            "TMPDIR": str(scratch / "temporary"),
            "XDG_DATA_HOME": str(scratch / "home/.local/share"),
            "LATCHKEY_TEST_PYTHON": sys.executable,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if options.long:
            self.environment["LATCHKEY_TEST_LONG"] = "1"
        if self.names:
            self.environment["LATCHKEY_TEST_NAMES"] = "\n".join(self.names)

    def run(self) -> None:
        if self.options.sanitize:
            self.sanitize("address")
            self.sanitize("thread")
            return
        if not self.names:
            self.step("lint", ["scripts/lint"], Report())
        if self.step("build", ["swift", "build", "--build-tests", "--explicit-target-dependency-import-check", "error"],
                     BuildReport()):
            self.swift_test("unit tests", [])
            self.pytest("scripts", ["Tests/Scripts"])
            if not self.options.quick:
                # In one session, so that both share stacks; the logs of each are searched for secrets at the end.
                self.pytest("end to end and in a browser", ["Tests/Browser", "Tests/EndToEnd"])

    def step(self, name: str, command: list[str], report: Report, good: tuple[int, ...] = (0,), **environment: str) -> bool:
        return self.steps.run(name, command, report, {**self.environment, **environment}, good)

    def swift_test(self, name: str, options: list[str], **environment: str) -> bool:
        # One after the other: some tests hold times against the machine's own clock, on two cores.
        patterns = [re.sub(r"\\? |_", "[ _]", re.escape(name)) for name in self.names]
        chosen = ["--filter", f"(?i){'|'.join(patterns)}"] if patterns else []
        return self.step(name, ["swift", "test", "--skip-build", "--no-parallel", *options, *chosen],
                         SwiftTestingReport(), **environment)

    def pytest(self, name: str, folders: list[str]) -> bool:
        home = self.scratch / "home"
        # Most tests wait most of their time: five processes run them, a file at a time and each with a stack of its own. A
        # short base, as paths of sockets have at most 107 bytes. Chromium writes at home.
        return self.step(
            name, [sys.executable, "-m", "pytest", "-v", "--no-header", "--durations=40", "--durations-min=1",
                   "--numprocesses", str(PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder",
                   "--basetemp", str(self.scratch / "p"), *folders],
            PytestReport(), good=(0, NO_TESTS) if self.names else (0,), HOME=str(home), XDG_CACHE_HOME=str(home / ".cache"))

    def sanitize(self, kind: str) -> None:
        # A folder of its own for each: the flag changes every object file.
        folder = f".build-{kind}"
        options = ["--sanitize", kind, "--scratch-path", folder]
        if not self.step(f"build, {kind} sanitizer", ["swift", "build", "--build-tests", *options], BuildReport()):
            return
        preload = ""
        if kind == "thread":
            preload = str(ROOT / folder / "thread-sanitizer-mutex.so")
            source = "Tests/Support/Sanitizers/thread-sanitizer-mutex.c"
            command = ["clang", "-O1", "-fPIC", "-shared", "-o", preload, source]
            if not self.step("mutex for the thread sanitizer", command, Report()):
                return
        # Swift's backtraces of a crash hang under a sanitizer.
        self.swift_test(f"unit tests, {kind} sanitizer", options, LD_PRELOAD=preload, SWIFT_BACKTRACE="enable=no",
                        LATCHKEY_SANITIZER=kind,
                        LSAN_OPTIONS=f"suppressions={ROOT}/Tests/Support/Sanitizers/leak-sanitizer.supp")

    def check_home(self, before: Path) -> None:
        def new() -> str:
            # SwiftPM's folder for its configuration can't be put elsewhere without losing the user's.
            known = {*before.read_text().splitlines(), str(Path.home() / ".swiftpm")}
            return "\n".join(f"new: {path}" for path in at_home() if path not in known)

        self.steps.check("nothing left at home", new)


def main() -> int:
    options = arguments()
    os.chdir(ROOT)
    for number in [signal.SIGTERM, signal.SIGHUP]:
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    scratch = options.home_before.parent if options.home_before else Path(tempfile.mkdtemp())
    try:
        tests = Tests(options, scratch)
        tests.run()
        if options.home_before:
            tests.check_home(options.home_before)
        if not tests.steps.sum_up():
            return 1
        if not tests.steps.tests:
            print(f"scripts/test: no test has {' or '.join(options.names)} in its name or in that of its file", file=sys.stderr)
            return 2
        return 0
    except KeyboardInterrupt:
        return 130
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

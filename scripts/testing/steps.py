"""Runs one step of the tests after the other: a line of progress while it runs, a line of what came of it."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from reports import Report

# In seconds: how often the log is read, and how often progress is told where it can't be told on one line.
READ_EVERY, TELL_EVERY = 0.5, 60


@dataclass
class Outcome:
    name: str
    passed: bool
    tests: int
    seconds: float
    closing: list[str]
    failed: list[str]

    def line(self) -> str:
        tests = f"{self.tests} tests" if self.tests else ""
        return f"{self.name:<34} {'passed' if self.passed else 'FAILED':<7} {tests:>11} {self.seconds:>6.0f} s"


class Steps:
    """The steps of one run. Each keeps everything that its command prints in a log of its own."""

    def __init__(self, logs: Path, silence: float, out=sys.stdout):
        """A command that prints nothing for `silence` seconds is taken to hang, and ended."""
        shutil.rmtree(logs, ignore_errors=True)
        logs.mkdir(parents=True)
        self.logs = logs
        self.outcomes: list[Outcome] = []
        self._silence = silence
        self._out = out
        self._started = time.monotonic()
        self._is_terminal = out.isatty()
        self._told_at = 0.0
        self._told_failures = 0

    @property
    def passed(self) -> bool:
        return all(outcome.passed for outcome in self.outcomes)

    @property
    def tests(self) -> int:
        return sum(outcome.tests for outcome in self.outcomes)

    def run(self, name: str, command: list[str], report: Report, environment: Mapping[str, str] | None = None,
            good: tuple[int, ...] = (0,)) -> bool:
        """Runs the command; whether it ended with a status of `good`."""
        log = self.logs / f"{name.replace(' ', '-').replace(',', '')}.log"
        started = time.monotonic()
        self._told_at, self._told_failures = started, 0
        with open(log, "wb") as output, open(log, errors="replace", newline="\n") as written:
            # In a group of its own, so that all that it started can be told to stop.
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environment, process_group=0)
            try:
                self._follow(name, process, written, report, started)
            finally:
                stop(process)
        return self._end(name, process.returncode in good, report, started, log)

    def check(self, name: str, check: Callable[[], str]) -> bool:
        """A step without a command: passed when `check` finds nothing to complain of."""
        started, report = time.monotonic(), Report()
        log = self.logs / f"{name.replace(' ', '-')}.log"
        complaint = check()
        log.write_text(complaint)
        report.lines = complaint.splitlines()
        return self._end(name, not complaint, report, started, log)

    def sum_up(self) -> bool:
        """Tells how the run ended, with the runners' own words."""
        lines = [line for outcome in self.outcomes for line in outcome.closing]
        failed = [name for outcome in self.outcomes for name in outcome.failed]
        self._print("", *(f"failed: {name}" for name in failed), *lines)
        word = "passed" if self.passed else "FAILED"
        self._print(f"{self.tests} tests in {time.monotonic() - self._started:.0f} s: {word}; logs in {short(self.logs)}")
        return self.passed

    def _follow(self, name: str, process: subprocess.Popen, written, report: Report, started: float) -> None:
        begun, ended, heard = "", False, time.monotonic()
        while not ended:
            try:
                process.wait(READ_EVERY)
                ended = True  # what was written before the end is still read
            except subprocess.TimeoutExpired:
                pass
            new = written.read()
            if new:
                heard = time.monotonic()
            elif not ended and time.monotonic() - heard > self._silence:
                self._print(f"{name}: nothing was printed for {self._silence} s, so it was ended")
                stop(process)
            *lines, begun = (begun + new).split("\n")
            if ended and begun:
                lines.append(begun)
            for line in lines:
                report.read(line.rstrip("\r"))
            self._tell(name, report, started)

    def _tell(self, name: str, report: Report, started: float) -> None:
        new, self._told_failures = report.failed[self._told_failures:], len(report.failed)
        self._print(*(f"failed: {failed}" for failed in new))
        now = time.monotonic()
        done = f"{report.done} tests" if report.done else ""
        line = f"{name:<34} {'':7} {done:>11} {now - started:>6.0f} s  {report.current}"
        if self._is_terminal:
            self._out.write(f"\r\033[K{line[:shutil.get_terminal_size().columns - 1]}")
            self._out.flush()
        elif now - self._told_at >= TELL_EVERY:
            self._told_at = now
            self._print(line.rstrip())

    def _end(self, name: str, passed: bool, report: Report, started: float, log: Path) -> bool:
        outcome = Outcome(name, passed, report.tests(), time.monotonic() - started, report.closing(), report.failed)
        self.outcomes.append(outcome)
        if not passed:
            self._print("", f"== {name}: what failed, of {short(log)}", report.failures(), "==")
        self._print(outcome.line())
        return passed

    def _print(self, *lines: str) -> None:
        for line in lines:
            self._out.write(f"\r\033[K{line}\n" if self._is_terminal else f"{line}\n")
        self._out.flush()


def stop(process: subprocess.Popen) -> None:
    """Ends the process if it still runs, first as Ctrl-C would, so that tests can clear up; then what it left of its group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def short(path: Path) -> str:
    """The path from here, where that is shorter."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)

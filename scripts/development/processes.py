"""Starts programs in the background, each with its own log, and ends them by their process ids."""

import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class ProcessFailed(Exception):
    """A program that should be running isn't. The message names it and shows the end of its log."""


def _follow_parent():
    """Called in the child: has the kernel send SIGTERM when the parent ends, even if that was killed."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Processes:
    """The programs of one stack. They are stopped in the reverse order of their start."""

    def __init__(self, log_directory: Path):
        self.log_directory = log_directory
        self._running: dict[str, subprocess.Popen] = {}

    def start(self, name: str, command: list[str], environment: dict[str, str], directory: Path) -> None:
        """Starts `command`, and appends what it prints to NAME.log."""
        with open(self.log(name), "ab") as log:
            self._running[name] = subprocess.Popen(
                command,
                env=environment,
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C reaches every process of the foreground group at once. In a session of its own the program doesn't get
                # it, and is stopped in its turn.
                start_new_session=True,
                preexec_fn=_follow_parent,
            )

    def log(self, name: str) -> Path:
        return self.log_directory / f"{name}.log"

    def check(self) -> None:
        """Raises ProcessFailed when a program has ended."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise ProcessFailed(
                    f"{name} ended with status {process.returncode}. The end of {self.log(name)}:\n{self.tail(name)}"
                )

    def tail(self, name: str, lines: int = 12) -> str:
        try:
            text = self.log(name).read_text(errors="replace")
        except OSError:
            return ""
        return "\n".join("    " + line for line in text.splitlines()[-lines:])

    def pid(self, name: str) -> int:
        return self._running[name].pid

    def stop(self, name: str, timeout: float = 10) -> int:
        """Ends a program, and returns its exit status, or the negative number of the signal that killed it."""
        process = self._running.pop(name)
        if process.poll() is None:
            # On these signals nginx and the other programs finish their requests.
            process.send_signal(signal.SIGQUIT if name == "nginx" else signal.SIGTERM)
            try:
                process.wait(timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return process.returncode

    def kill(self, name: str) -> None:
        """Kills a program, as if it had crashed."""
        process = self._running.pop(name)
        process.kill()
        process.wait()

    def stop_all(self) -> None:
        for name in reversed(list(self._running)):
            self.stop(name, timeout=5)


def wait_until(condition, timeout: float, processes: Processes | None = None, what: str = "an answer") -> None:
    """Waits until `condition()` is true. Raises ProcessFailed when a program ends or after `timeout` seconds."""
    end = time.monotonic() + timeout
    while True:
        if processes:
            processes.check()
        if condition():
            return
        if time.monotonic() > end:
            raise ProcessFailed(f"no {what} within {timeout:.0f} s")
        time.sleep(0.05)


def environment(**values: str) -> dict[str, str]:
    """An environment with these values, and of the caller's only the PATH."""
    return {"PATH": os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"), "LANG": "C.UTF-8", **values}

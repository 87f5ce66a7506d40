"""Programs that run in the background, each with its own log, ended by their process ids."""

import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class ProcessFailed(Exception):
    """A program that should be running isn't; says which, and the end of its log."""


def _follow_parent():
    """In the child: get SIGTERM when the parent is gone, even if it was killed."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Processes:
    """The programs of one stack, stopped in the reverse order of their start."""

    def __init__(self, log_directory: Path):
        self.log_directory = log_directory
        self._running: dict[str, subprocess.Popen] = {}

    def start(self, name: str, command: list[str], environment: dict[str, str], directory: Path) -> None:
        """Starts `command`; both of its outputs are appended to <name>.log."""
        with open(self.log(name), "ab") as log:
            self._running[name] = subprocess.Popen(
                command,
                env=environment,
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C reaches the whole foreground group: a session of its own leaves the order of stopping to us.
                start_new_session=True,
                preexec_fn=_follow_parent,
            )

    def log(self, name: str) -> Path:
        return self.log_directory / f"{name}.log"

    def check(self) -> None:
        """Throws when a program has ended."""
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
        """Ends one program and returns its exit status (minus the signal, if one killed it)."""
        process = self._running.pop(name)
        if process.poll() is None:
            # nginx finishes its requests on QUIT; everything else does so on TERM.
            process.send_signal(signal.SIGQUIT if name == "nginx" else signal.SIGTERM)
            try:
                process.wait(timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return process.returncode

    def kill(self, name: str) -> None:
        """Ends one program as a crash would."""
        process = self._running.pop(name)
        process.kill()
        process.wait()

    def stop_all(self) -> None:
        for name in reversed(list(self._running)):
            self.stop(name, timeout=5)


def wait_until(condition, timeout: float, processes: Processes | None = None, what: str = "an answer") -> None:
    """Polls `condition` until it is true; throws when a program ends or the time is over."""
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
    """An environment with nothing of the caller's but where programs are found."""
    return {"PATH": os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"), "LANG": "C.UTF-8", **values}

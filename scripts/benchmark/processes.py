"""Starts programs, measures their memory, and ends them by their process ids."""

import pathlib
import signal
import subprocess
import time


class Processes:
    """The programs of one run. Leaving the `with` block ends them, the newest first."""

    def __init__(self, logs: pathlib.Path):
        self.logs = logs
        self.running: list[subprocess.Popen] = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            self.stop(process)

    def start(self, name: str, command: list, environment: dict[str, str]) -> subprocess.Popen:
        """Starts `command`, and writes what it prints to NAME.log."""
        with open(self.logs / f"{name}.log", "wb") as log:
            process = subprocess.Popen(
                [str(word) for word in command], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def stop(self, process: subprocess.Popen):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process in self.running:
            self.running.remove(process)


def children(pid: int) -> list[int]:
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident(pid: int, figure: str) -> float:
    """`VmRSS` (resident now) or `VmHWM` (the most that was ever resident) of one process, in MB."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{figure}:"):
            return int(line.split()[1]) / 1024
    return 0


def megabytes(process: subprocess.Popen, figure: str) -> float:
    """The sum of a figure of a process and its children."""
    total, remaining = 0.0, [process.pid]
    while remaining:
        pid = remaining.pop()
        remaining += children(pid)
        total += resident(pid, figure)
    return total


def wait_until(ready, process: subprocess.Popen, what: str, seconds: float = 15):
    """Returns once `ready()` is true. Raises RuntimeError when the process ends, or after `seconds`."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise RuntimeError(f"{what} ended with status {process.returncode}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} isn't ready after {seconds} s")
        time.sleep(0.02)

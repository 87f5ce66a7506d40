"""Runs clean-roles as cron does, and keeps its output among the stack's logs, which are searched for secrets at the end."""

import subprocess

from stack import Stack


def start(stack: Stack, *arguments: str, environment: dict[str, str] | None = None, **options) -> subprocess.Popen:
    """Starts clean-roles for the stack's account; `environment` replaces the one of the stack's programs."""
    return subprocess.Popen(
        [str(stack.programs / "clean-roles"), *arguments], text=True,
        env=stack.handler_environment() if environment is None else environment,
        **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options})


def end(stack: Stack, process: subprocess.Popen, timeout: float = 60) -> subprocess.CompletedProcess:
    """Waits until it ends, and returns what it printed."""
    try:
        output, errors = process.communicate(timeout=timeout)
    except BaseException:
        process.kill()
        raise
    with open(stack.processes.log("clean-roles"), "a") as log:
        log.write((output or "") + (errors or ""))
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def run(stack: Stack, *arguments: str, timeout: float = 60, **options) -> subprocess.CompletedProcess:
    return end(stack, start(stack, *arguments, **options), timeout)

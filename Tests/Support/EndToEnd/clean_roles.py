"""clean-roles as cron runs it; what it says is kept among its stack's logs, to be searched for secrets at the end."""

import subprocess

from stack import Stack


def start(stack: Stack, *arguments: str, environment: dict[str, str] | None = None, **options) -> subprocess.Popen:
    """Starts it on the stack's account, with `environment` instead of what the stack's programs are given."""
    return subprocess.Popen(
        [str(stack.programs / "clean-roles"), *arguments], text=True,
        env=stack.handler_environment() if environment is None else environment,
        **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options})


def end(stack: Stack, process: subprocess.Popen, timeout: float = 60) -> subprocess.CompletedProcess:
    """Waits for its end."""
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

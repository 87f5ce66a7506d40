"""Counts what a program does for a request, where a clock would measure how busy the machine is."""

import contextlib
import dataclasses
import os
import pathlib
import re
import subprocess
from collections import Counter
from collections.abc import Iterator

ALLOCATIONS = {"malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign", "memalign", "reallocarray"}
# A name of callgrind's stands behind its number where it occurs first.
NAMED = re.compile(r"(c?)(ob|fn)=\((\d+)\)(?: (.+))?")


@dataclasses.dataclass
class Counts:
    """What was done for one request."""

    instructions: float
    """Those of user space, those of libcurl and libcrypto among them."""
    outside: float
    """Those outside libcurl, libcrypto and libssl."""
    allocations: float

    def __truediv__(self, requests: float) -> "Counts":
        return Counts(self.instructions / requests, self.outside / requests, self.allocations / requests)


def callgrind(out: pathlib.Path) -> list[str]:
    """The beginning of a command that counts instructions.

    By itself callgrind counts the instructions of a jump to another library for the function that jumps, and `zero` forgets to
    take these back to 0: whoever had done more before would seem to need more afterwards."""
    return ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", "--trace-children=no", "--skip-plt=no", pipes(out)]


def pipes(out: pathlib.Path) -> str:
    """Where callgrind takes orders. It would be in TMPDIR, which the program that is counted need not share with us."""
    return f"--vgdb-prefix={out}.orders"


def control(process: int, order: str, out: pathlib.Path):
    """Has callgrind do something with its counters: `zero` or `dump`."""
    command = ["callgrind_control", pipes(out), f"--{order}", str(process)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if done.returncode or "OK" not in done.stdout:
        raise RuntimeError(f"callgrind_control: {done.stderr or done.stdout}")


@contextlib.contextmanager
def between(process: int, out: pathlib.Path) -> Iterator[Counts]:
    """Counts what the process under callgrind does in the block; the figures are there when it ends."""
    counts = Counts(0, 0, 0)
    dump = pathlib.Path(f"{out}.1")
    dump.unlink(missing_ok=True)
    control(process, "zero", out)
    yield counts
    control(process, "dump", out)
    found = counted(dump)
    counts.instructions, counts.outside, counts.allocations = found.instructions, found.outside, found.allocations


def counted(out: pathlib.Path) -> Counts:
    """What callgrind wrote."""
    names: dict[tuple[str, str], str] = {}
    objects: Counter[str] = Counter()
    here, callee, allocations, is_inclusive = "", "", 0, False
    for line in out.read_text().splitlines():
        if named := NAMED.match(line):
            called, kind, number, name = named.groups()
            name = names.setdefault((kind, number), name) if name else names[kind, number]
            if kind == "ob" and not called:
                here = name
            elif kind == "fn" and called:
                callee = name
        elif line.startswith("calls="):
            if callee in ALLOCATIONS:
                allocations += int(line[6:].split()[0])
            is_inclusive = True  # the next line has the cost of what was called, which is counted where it was spent
        elif line[:1] in "0123456789+-*" and line:
            if not is_inclusive:
                objects[here] += int(line.split()[-1])
            is_inclusive = False
    libraries = sum(cost for name, cost in objects.items()
                    if re.match(r"lib(curl|crypto|ssl)\b", pathlib.Path(name).name))
    if not objects:
        raise RuntimeError(f"callgrind counted nothing in {out}")
    return Counts(sum(objects.values()), sum(objects.values()) - libraries, allocations)


def strace(out: pathlib.Path) -> list[str]:
    """The beginning of a command that counts system calls."""
    return ["strace", "--follow-forks", "--summary-only", "--quiet=all", f"--output={out}"]


def system_calls(out: pathlib.Path) -> int:
    """What strace wrote."""
    total = re.search(r"^100\.00\s+\S+\s+\S+\s+(\d+)\s.*total$", out.read_text(), re.MULTILINE)
    if not total:
        raise RuntimeError(f"strace counted nothing in {out}")
    return int(total[1])


def start_counts(command: list, environment: dict[str, str], out: pathlib.Path) -> tuple[Counts, int]:
    """What a program does from its start to its end, and how many of its pages had to be found."""
    words = [str(word) for word in command]
    nowhere = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(callgrind(out) + words, env=environment, check=True, **nowhere)
    process = subprocess.Popen(words, env=environment, **nowhere)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise RuntimeError(f"{words[0]} ended with status {process.returncode}")
    return counted(out), usage.ru_minflt


def private_dirty(pid: int) -> float:
    """The memory that a process has written to and shares with no other, in MB."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Private_Dirty:\s+(\d+) kB$", text, re.MULTILINE)[1]) / 1024

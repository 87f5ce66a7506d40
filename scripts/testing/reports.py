"""What the test runners print, read line by line while they run."""

import re


class Report:
    """What a command has printed so far. Of one that runs no tests, everything tells why it failed."""

    # Finds the numbers of tests in the lines with which a runner sums up.
    COUNT = r"(?!)"

    def __init__(self):
        self.lines: list[str] = []
        # How many tests have run, the names of those that failed, and what is running now.
        self.done = 0
        self.failed: list[str] = []
        self.current = ""

    def read(self, line: str) -> None:
        """Takes the next whole line, without its end."""
        self.lines.append(line)

    def closing(self) -> list[str]:
        """The lines with which the runner sums up."""
        return []

    def tests(self) -> int:
        """How many tests the runner says it ran."""
        return sum(int(number) for line in self.closing() for number in re.findall(self.COUNT, line))

    def failures(self) -> str:
        """Everything that tells why the command failed."""
        return "\n".join(self.lines)


class BuildReport(Report):
    """`swift build`: a line for each step, and between them what the compiler complains of."""

    STEP = re.compile(r"\[(\d+/\d+)\] ")
    # What gold says of every object file that a sanitizer is built into.
    NOISE = re.compile(r"Cannot export local symbol '__[at]san")

    def read(self, line: str) -> None:
        super().read(line)
        if match := self.STEP.match(line):
            self.current = match.group(1)

    def failures(self) -> str:
        return "\n".join(line for line in self.lines if not self.STEP.match(line) and not self.NOISE.search(line))


class SwiftTestingReport(Report):
    """Swift Testing, one test after the other: what stands between a test's first and last line is the test's."""

    STARTED = re.compile(r"◇ Test (?!run |case )(.*) started\.$")
    ENDED = re.compile(r"(\S) Test (?!run |case )(.*?)(?: with \d+ test cases?)? (?:passed|failed) after ")
    CLOSING = re.compile(r"\S Test run with \d+ tests? ")
    COUNT = r"with (\d+) tests?"

    def __init__(self):
        super().__init__()
        self._test: list[str] | None = None
        self._failures: list[str] = []

    def read(self, line: str) -> None:
        super().read(line)
        if match := self.STARTED.match(line):
            self.current, self._test = match.group(1), []
        if self._test is not None:
            self._test.append(line)
        if match := self.ENDED.match(line):
            self.done += 1
            if match.group(1) == "✘":
                self.failed.append(match.group(2))
                self._failures += [*(self._test or [line]), ""]
            self.current, self._test = "", None

    def closing(self) -> list[str]:
        return [line for line in self.lines if self.CLOSING.match(line)]

    def failures(self) -> str:
        # A test that never ended took the process with it.
        unfinished = self._test or []
        if self._failures or unfinished:
            return "\n".join([*self._failures, *unfinished])
        return super().failures()


class PytestReport(Report):
    """pytest -v in several processes: a line when a test starts, one when it ends, and the failures in full at the end."""

    STARTED = re.compile(r"Tests/\S+::.*\S")
    ENDED = re.compile(r"\[gw\d+\] \[ *\d+%\] (PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS) (\S+::.*\S)")
    CLOSING = re.compile(r"=* ?(?:\d+ \w+, )*\d+ (?:passed|failed|errors?|skipped)\b.* in [\d.]+s")
    COUNT = r"(\d+) (?:passed|failed)"

    def __init__(self):
        super().__init__()
        self._running: set[str] = set()

    def read(self, line: str) -> None:
        super().read(line)
        if match := self.ENDED.match(line):
            result, name = match.groups()
            self.done += result != "ERROR"
            if result in ("FAILED", "ERROR"):
                self.failed.append(name)
            self._running.discard(name)
        elif match := self.STARTED.match(line):
            self._running.add(match.group(0))
        self.current = ", ".join(sorted(self._running))

    def closing(self) -> list[str]:
        return [line for line in self.lines if self.CLOSING.match(line)][-1:]

    def failures(self) -> str:
        told, tells = [], False
        for line in self.lines:
            if match := re.match(r"=+ (.*?) =+$", line):
                tells = match.group(1) in ("FAILURES", "ERRORS")
            if tells:
                told.append(line)
        return "\n".join(told) if told else super().failures()

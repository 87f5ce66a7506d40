"""scripts/testing, which is all of scripts/test but the installing, in a project whose `swift` prints what it is told to."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest
from client import ROOT

sys.path.insert(0, str(ROOT / "scripts/testing"))
from reports import SwiftTestingReport  # noqa: E402

SWIFT = """\
#!/bin/sh
case $1 in
    build) cat build; exit "$(cat build-status)" ;;
    test) echo "$@" >arguments; cat tests; [ ! -e hangs ] || exec sleep 600; exit "$(cat test-status)" ;;
esac
"""
GOOD = """\
Test Suite 'All tests' passed at 2026-01-01 00:00:00.000
\t Executed 0 tests, with 0 failures (0 unexpected) in 0.0 (0.0) seconds
◇ Test run started.
◇ Suite ClockTests started.
◇ Test "it ticks" started.
✔ Test "it ticks" passed after 0.001 seconds.
✔ Suite ClockTests passed after 0.001 seconds.
✔ Test run with 1 test in 1 suite passed after 0.001 seconds.
"""
BAD_TEST = """\
◇ Test "it stands" started.
◇ Test case passing 1 argument number → 2 to "it stands" started.
what it printed itself
✘ Test "it stands" recorded an issue at ClockTests.swift:4:99: Expectation failed: 2 == 1
↳ a comment
  of two lines
✘ Test "it stands" with 2 test cases failed after 0.001 seconds with 1 issue.
"""
BAD = f"""\
◇ Test run started.
◇ Test "it ticks" started.
✔ Test "it ticks" passed after 0.001 seconds.
{BAD_TEST}✘ Suite ClockTests failed after 0.002 seconds with 1 issue.
✘ Test run with 2 tests in 1 suite failed after 0.002 seconds with 1 issue.
"""
CRASHED = """\
◇ Test run started.
◇ Test "it ticks" started.
✔ Test "it ticks" passed after 0.001 seconds.
◇ Test "it crashes" started.
Fatal error: Index out of range
error: Process 'x' exited with unexpected signal code 4
"""
PYTHON = """
def test_apples():
    assert 1 + 1 == 2

def test_pears():
    assert 1 + 1 == 2
"""


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    files = {"build": "[1/2] Compiling A\n", "build-status": "0", "tests": GOOD, "test-status": "0",
             "Tests/Scripts/test_fruit.py": PYTHON, "Tests/EndToEnd/test_stack.py": "def test_it(): pass\n",
             "Tests/Browser/test_page.py": "def test_it(): pass\n", "Tests/pytest.ini": "[pytest]\n"}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    shutil.copytree(ROOT / "scripts/testing", folder / "scripts/testing", ignore=shutil.ignore_patterns("__pycache__"))
    for path, text in {folder / "scripts/lint": "#!/bin/sh\n", folder / "bin/swift": SWIFT}.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    return folder


def start(project, *options):
    environment = {**os.environ, "PATH": f"{project}/bin:{os.environ['PATH']}", "HOME": str(project.parent)}
    environment.pop("LATCHKEY_TEST_NAMES", None)
    return subprocess.Popen([sys.executable, project / "scripts/testing", *options], env=environment, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def run(project, *options):
    process = start(project, *options)
    said = process.communicate(timeout=300)[0]
    return process.returncode, said


def steps(said):
    """The name of each step and what came of it."""
    return re.findall(r"^(\S.*?) +(passed|FAILED) .* s$", said, re.MULTILINE)


def test_a_good_run_is_a_line_a_step_and_the_runners_last_words(project):
    status, said = run(project)
    assert status == 0
    assert steps(said) == [(name, "passed") for name in [
        "lint", "build", "unit tests", "scripts", "end to end and in a browser"]]
    assert "✔ Test run with 1 test in 1 suite passed after 0.001 seconds." in said
    assert re.search(r"^=+ 2 passed in [\d.]+s =+$", said, re.MULTILINE)
    assert re.search(r"^5 tests in \d+ s: passed; logs in \.build/test-logs$", said, re.MULTILINE)
    assert "it ticks" not in said and len(said.splitlines()) < 12
    assert (project / ".build/test-logs/unit-tests.log").read_text() == GOOD
    assert "Tests/Scripts" not in (project / ".build/test-logs/end-to-end-and-in-a-browser.log").read_text()


def test_quick_starts_no_server(project):
    status, said = run(project, "--quick")
    assert (status, [name for name, _ in steps(said)]) == (0, ["lint", "build", "unit tests", "scripts"])


def test_a_failed_unit_test_is_printed_whole_and_alone(project):
    (project / "tests").write_text(BAD)
    (project / "test-status").write_text("1")
    status, said = run(project)
    assert status == 1 and ("unit tests", "FAILED") in steps(said) and ("scripts", "passed") in steps(said)
    assert BAD_TEST in said and "it ticks" not in said
    assert said.count('failed: "it stands"\n') == 2, "at once, and at the end"
    assert "✘ Test run with 2 tests in 1 suite failed after 0.002 seconds with 1 issue." in said
    assert "6 tests in" in said and ": FAILED; logs in" in said


def test_a_crash_shows_the_test_that_crashed(project):
    (project / "tests").write_text(CRASHED)
    (project / "test-status").write_text("1")
    status, said = run(project, "--quick")
    assert status == 1 and "it ticks" not in said
    assert CRASHED.partition('it ticks" passed after 0.001 seconds.\n')[2] in said


def test_a_step_that_falls_silent_is_ended_and_fails(project):
    (project / "hangs").touch()
    (project / "tests").write_text(GOOD.partition("✔ Test")[0])
    status, said = run(project, "--quick", "--silence", "1")
    assert status == 1 and ("unit tests", "FAILED") in steps(said)
    assert steps(said)[-1][0] == "scripts", "what comes after it is run"
    assert "unit tests: nothing was printed for 1 s, so it was ended" in said
    assert '◇ Test "it ticks" started.' in said, "the test that hung"


def test_a_status_counts_whatever_was_printed(project):
    (project / "test-status").write_text("1")
    status, said = run(project, "--quick")
    assert status == 1 and ("unit tests", "FAILED") in steps(said)
    assert GOOD in said, "nothing else tells what went wrong"


def test_a_failed_python_test_is_printed_whole_and_alone(project):
    test = project / "Tests/Scripts/test_fruit.py"
    test.write_text(PYTHON.replace("pears():", "pears():\n    print('of the test')\n    assert 'apples' == 'pears'"))
    status, said = run(project)
    assert status == 1 and ("scripts", "FAILED") in steps(said) and ("end to end and in a browser", "passed") in steps(said)
    assert said.count("failed: Tests/Scripts/test_fruit.py::test_pears\n") == 2
    assert ">       assert 'apples' == 'pears'" in said and "of the test\n" in said and "test_apples" not in said
    assert re.search(r"^=+ 1 failed, 1 passed in [\d.]+s =+$", said, re.MULTILINE)


def test_a_python_test_file_that_cannot_be_read_fails(project):
    (project / "Tests/Scripts/test_fruit.py").write_text("import nowhere\n")
    status, said = run(project, "--quick")
    assert status == 1 and ("scripts", "FAILED") in steps(said) and "No module named 'nowhere'" in said


def test_after_a_failed_build_nothing_is_tested(project):
    (project / "build").write_text("[1/2] Compiling A\nA.swift:1:1: error: no\n")
    (project / "build-status").write_text("1")
    status, said = run(project)
    assert (status, steps(said)) == (1, [("lint", "passed"), ("build", "FAILED")])
    assert "A.swift:1:1: error: no" in said and "Compiling" not in said


def test_names_choose_tests_of_both_kinds(project):
    shutil.copy(ROOT / "Tests/conftest.py", project / "Tests")
    for folder in ["scripts/development", "Tests/Support"]:
        (project / folder).symlink_to(ROOT / folder)
    status, said = run(project, "Tests/PortalTests/ClockTests.swift", "Test pears", "test_page.py")
    assert status == 0, said
    patterns = "(?i)ClockTests|Test[ _]pears|test[ _]page"
    assert (project / "arguments").read_text() == f"test --skip-build --no-parallel --filter {patterns}\n"
    assert [name for name, _ in steps(said)] == ["build", "unit tests", "scripts", "end to end and in a browser"]
    assert len(re.findall("^=+ 1 passed in ", said, re.MULTILINE)) == 2
    assert "test_pears" in (project / ".build/test-logs/scripts.log").read_text()


def test_names_that_no_test_has_are_an_error(project):
    (project / "tests").write_text("✔ Test run with 0 tests in 0 suites passed after 0.001 seconds.\n")
    for folder in ["Scripts", "EndToEnd", "Browser"]:
        shutil.rmtree(project / "Tests" / folder)
        (project / "Tests" / folder).mkdir()
    status, said = run(project, "nobody")
    assert status == 2 and "no test has nobody in its name" in said


def test_wrong_options_are_named(project):
    status, said = run(project, "--fast")
    assert status == 2 and "--fast" in said


def test_an_interrupted_run_leaves_nothing_running(project):
    (project / "bin/swift").write_text("#!/bin/sh\nsleep 300 &\necho $! >sleeping\nwait\n")
    process = start(project, "--quick")
    end = time.monotonic() + 120
    while not (project / "sleeping").exists() or not (project / "sleeping").read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM
    sleeping = int((project / "sleeping").read_text())
    assert not os.path.exists(f"/proc/{sleeping}") or "Z" in open(f"/proc/{sleeping}/stat").read().rpartition(")")[2]


def test_progress_names_the_test_that_runs():
    report = SwiftTestingReport()
    for line in CRASHED.splitlines()[:4]:
        report.read(line)
    assert (report.done, report.current, report.failed) == (1, '"it crashes"', [])

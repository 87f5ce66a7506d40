"""The C programs of the benchmark: the stand-in for AWS, and what Latchkey's programs are compared with."""

import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).parent
PEERS = HERE / "peers"

# Swift needs the mathematical functions of C, so a program with the same libraries loads them too.
MATHEMATICS = ["-Wl,--no-as-needed", "-lm"]
# The sources, options and libraries of each. Where one includes response.h, that stands in the folder it is built in.
PROGRAMS = {
    "delay-server": (sorted((HERE / "delay-server").glob("*.c")), ["-D_GNU_SOURCE"], []),
    "trivial": ([PEERS / "trivial.c"], [], ["-lfcgi"]),
    "cgi": ([PEERS / "cgi.c"], [], ["-lfcgi", "-lcrypto", "-lexpat"] + MATHEMATICS),
    "cgi-curl": ([PEERS / "cgi.c"], ["-DWITH_CURL"], ["-lfcgi", "-lcrypto", "-lexpat", "-lcurl"] + MATHEMATICS),
    "tool": ([PEERS / "tool.c"], [], ["-lcrypto", "-lexpat", "-lssl", "-lyaml"] + MATHEMATICS),
    "tool-curl": ([PEERS / "tool.c"], ["-DWITH_CURL"], ["-lcurl", "-lcrypto", "-lexpat", "-lssl", "-lyaml"] + MATHEMATICS),
    "login": ([PEERS / "login.c"], ["-D_GNU_SOURCE"], ["-lcurl", "-lcrypto"]),
}


def compile_c(name: str, folder: pathlib.Path, *more: str) -> pathlib.Path:
    """Compiles a program in `folder`, with `more` options; returns its path."""
    compiler = shutil.which("cc") or shutil.which("clang")
    if not compiler:
        raise SystemExit("bench: there is no C compiler; apt-get install gcc")
    sources, options, libraries = PROGRAMS[name]
    command = [compiler, "-O2", "-Wall", "-Wextra", f"-I{folder}", *options, *more, "-o", folder / name, *sources, *libraries]
    subprocess.run(command, check=True)
    return folder / name

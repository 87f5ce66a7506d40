"""A binary package of Debian from a folder of files. The same files make the same package, to the byte."""

import gzip
import hashlib
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Package:
    name: str
    summary: str
    description: str
    section: str
    # Further lines of the control file, such as Recommends; Depends gets the libraries of the programs besides.
    relations: dict[str, str] = field(default_factory=dict)
    # Files that only root may read.
    private: frozenset[str] = frozenset()
    # Maintainer scripts by their name.
    scripts: dict[str, str] = field(default_factory=dict)


# What the toolchain has, and no package of Debian's.
OF_TOOLCHAIN = re.compile(r"\[(lib(?:swift|_?Foundation|dispatch|BlocksRuntime)\w*\.so)\]")


def libraries(programs: list[Path], scratch: Path) -> str:
    """The packages of the libraries that the programs are linked with, and the versions that have what they call."""
    for program in programs:
        header = subprocess.run(["readelf", "--dynamic", program], capture_output=True, text=True, check=True).stdout
        if found := OF_TOOLCHAIN.search(header):
            raise SystemExit(f"scripts/package: {program.name} needs {found.group(1)} of the Swift toolchain, and wouldn't run "
                             "elsewhere: take programs of scripts/build")
    (scratch / "debian").mkdir(exist_ok=True)
    (scratch / "debian/control").write_text("Source: latchkey\n\nPackage: latchkey\nArchitecture: any\n")
    told = subprocess.run(
        ["dpkg-shlibdeps", "-O", *(f"-e{program.resolve()}" for program in programs)],
        cwd=scratch, capture_output=True, text=True)
    if told.returncode != 0:
        raise SystemExit(f"scripts/package: the programs need libraries of no package:\n{told.stderr.strip()}")
    found = re.search(r"^shlibs:Depends=(.*)$", told.stdout, re.MULTILINE)
    return found.group(1) if found else ""


def architecture() -> str:
    return subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()


def compress(path: Path, text: str) -> None:
    """Writes a text as gzip does, without a date."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def settle(tree: Path, private: frozenset[str]) -> None:
    """Gives folders and files modes that don't depend on the umask of whoever builds."""
    tree.chmod(0o755)
    for path in tree.rglob("*"):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o600 if path.relative_to(tree).as_posix() in private else 0o644)


def control(package: Package, version: str, maintainer: str, depends: str, tree: Path) -> str:
    size = sum(max(1, -(-path.stat().st_size // 1024)) for path in tree.rglob("*") if path.is_file())
    fields = {
        "Package": package.name, "Version": version, "Architecture": architecture(), "Maintainer": maintainer,
        "Installed-Size": str(size), "Depends": ", ".join(filter(None, [depends, package.relations.get("Depends")])),
        **{name: value for name, value in package.relations.items() if name != "Depends"},
        "Section": package.section, "Priority": "optional", "Description": package.summary,
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return "\n".join([*lines, *(f" {line or '.'}" for line in package.description.strip().splitlines())]) + "\n"


def build(package: Package, tree: Path, output: Path, version: str, maintainer: str, depends: str, compression: str,
          date: int) -> Path:
    """Makes the package of what is in `tree`, which gets its own DEBIAN folder. `date` is in seconds since 1970."""
    settle(tree, package.private)
    files = sorted(path for path in tree.rglob("*") if path.is_file())
    folder = tree / "DEBIAN"
    folder.mkdir()
    (folder / "control").write_text(control(package, version, maintainer, depends, tree))
    names = {path: path.relative_to(tree).as_posix() for path in files}
    kept = [f"/{name}\n" for name in names.values() if name.startswith("etc/")]
    if kept:
        (folder / "conffiles").write_text("".join(kept))
    # dpkg keeps the digests of conffiles itself.
    (folder / "md5sums").write_text("".join(
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {name}\n" for path, name in names.items() if f"/{name}\n" not in kept))
    for name, text in package.scripts.items():
        (folder / name).write_text(text)
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o755 if path.name in package.scripts else 0o644)
    output.mkdir(parents=True, exist_ok=True)
    file = output / f"{package.name}_{version}_{architecture()}.deb"
    # In one thread: xz divides the work of several, and writes something else then.
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", f"-Z{compression}", "--threads-max=1", "--build", tree, file],
        check=True, stdout=subprocess.DEVNULL, env={**os.environ, "SOURCE_DATE_EPOCH": str(date), "LC_ALL": "C"})
    return file


def scratch_folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="latchkey-package-")

"""scripts/package: the two Debian packages, what is in them, and their life in a clean Debian: installed, tried, upgraded, removed,
installed again and purged."""

import contextlib
import filecmp
import gzip
import os
import re
import shutil
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest
from client import ROOT
from processes import wait_until

VERSION = "9.1.2"
MAINTAINER = "Latchkey <packages@latchkey.example>"
HANDLERS = re.findall(r"latchkey@([a-z-]+)\.socket", (ROOT / "scripts/systemd/latchkey.target").read_text())


def package(output: Path, *options: object, status: int = 0, **variables: str) -> subprocess.CompletedProcess:
    result = subprocess.run(
        [ROOT / "scripts/package", "--output", output, "--compression", "none", *options],
        capture_output=True, text=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1790000000", **variables}, timeout=300)
    assert result.returncode == status, result.stdout + result.stderr
    return result


@pytest.fixture(scope="module")
def packages(release_programs, tmp_path_factory) -> dict[str, Path]:
    """Both packages, by their names."""
    output = tmp_path_factory.mktemp("packages")
    told = package(output, "--programs", release_programs, "--version", VERSION, "--maintainer", MAINTAINER).stdout
    paths = [Path(line) for line in told.splitlines()]
    assert all(path.exists() and path.parent == output for path in paths)
    return {path.name.split("_")[0]: path for path in paths}


def field(deb: Path, name: str) -> str:
    return subprocess.check_output(["dpkg-deb", "--field", deb, name], text=True).strip()


def contents(deb: Path) -> dict[str, str]:
    """The modes of the files, by their names."""
    lines = subprocess.check_output(["dpkg-deb", "--contents", deb], text=True).splitlines()
    return {line.split(maxsplit=5)[5].removeprefix("."): line.split()[0] for line in lines if not line.startswith("d")}


def text_of(deb: Path, name: str) -> str:
    archive = subprocess.run(["dpkg-deb", "--fsys-tarfile", deb], capture_output=True, check=True).stdout
    data = subprocess.run(["tar", "--extract", "--to-stdout", f".{name}"], input=archive, capture_output=True, check=True).stdout
    return (gzip.decompress(data) if name.endswith(".gz") else data).decode()


def test_they_say_what_they_are_and_need(packages):
    assert set(packages) == {"latchkey", "latchkey-server"}
    for name, deb in packages.items():
        assert (field(deb, "Package"), field(deb, "Version"), field(deb, "Maintainer")) == (name, f"{VERSION}-1", MAINTAINER)
        needed = {each.split()[0] for each in field(deb, "Depends").split(", ")}
        assert {"ca-certificates", "libc6", "libcurl4", "libexpat1", "libssl3"} <= needed
        assert needed >= ({"adduser", "libfcgi0ldbl", "libqrencode4", "libyaml-0-2", "nginx", "openssl"} if name == "latchkey-server" else set())
        assert re.search(r"libcurl4 \(>= 7\.\d+", field(deb, "Depends")), "no version that has what is called"


def test_the_tool_names_the_libraries_that_it_loads_itself(packages):
    """No program's header has them, so that dpkg doesn't find them."""
    sources = [path.read_text() for kind in ["c", "swift"] for path in (ROOT / "Sources").rglob(f"*.{kind}")]
    loaded = {name for text in sources for name in re.findall(r'dlopen\("lib([\w-]+?)\.so', text)}
    named = f"{field(packages['latchkey'], 'Depends')}, {field(packages['latchkey'], 'Recommends')}"
    assert loaded >= {"curl"} and {name for name in loaded if f"lib{name}" not in named} == set()


def test_the_servers_have_what_an_installation_has(packages, release_programs, tmp_path):
    destination = tmp_path / "installed"
    subprocess.run([ROOT / "scripts/install", "--programs", release_programs], check=True, capture_output=True,
                   env={**os.environ, "DESTDIR": str(destination), "PREFIX": "/usr"})
    made_there = {"/etc/latchkey/secret", "/etc/latchkey/gateway.env", "/etc/latchkey/.installed",
                  "/etc/nginx/latchkey/local/parameters-gateway.conf"}
    installed = {f"/{path.relative_to(destination)}" for path in destination.rglob("*") if path.is_file()}
    packaged = contents(packages["latchkey-server"])
    assert installed - made_there == {name for name in packaged if not name.startswith("/usr/share/")}
    assert packaged["/etc/latchkey/latchkey.env"] == "-rw-------"
    kept = subprocess.check_output(["dpkg-deb", "--info", packages["latchkey-server"], "conffiles"], text=True).split()
    assert set(kept) == {name for name in packaged if name.startswith("/etc/")}
    assert {path.name for path in (ROOT / "scripts/policies").iterdir()} == {
        Path(name).name for name in packaged if name.startswith("/usr/share/latchkey/policies/")}


def test_each_command_has_a_page_of_the_manual_that_renders(packages):
    tool, server = packages["latchkey"], packages["latchkey-server"]
    pages = [name for name in contents(tool) if "/man1/" in name]
    # A page names the commands below its own.
    commands = [name for page in pages for name in re.findall(
        r"^\\fBlatchkey\\-([a-z\\-]+)\\fR\(1\)$", text_of(tool, page).partition(".SH COMMANDS")[2], re.MULTILINE)]
    assert {f"/usr/share/man/man1/latchkey-{name}.1.gz".replace("\\", "") for name in commands} == {
        *pages} - {"/usr/share/man/man1/latchkey.1.gz"}
    assert {"whoami", "proxy", "trust\\-policy"} <= set(commands)
    pages = [(tool, name) for name in pages] + [(server, f"/usr/share/man/man8/latchkey-{name}.8.gz") for name in ["check", "clean-roles"]]
    for deb, name in pages:
        page = text_of(deb, name)
        lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning"], input=page, capture_output=True, text=True)
        assert lint.stdout == "", (name, lint.stdout)
        assert all(heading in rendered(page) for heading in ["NAME", "SYNOPSIS", "DESCRIPTION"]), name
    page = rendered(text_of(tool, "/usr/share/man/man1/latchkey-whoami.1.gz"))
    assert all(words in page for words in [
        "latchkey whoami [OPTIONS]", "--profile name", "       latchkey whoami --profile production"])


def rendered(page: str) -> str:
    """A page of the manual as a terminal shows it, without what is bold."""
    shown = subprocess.check_output(["mandoc", "-T", "utf8", "-O", "width=100"], input=page, text=True)
    return re.sub(r".\x08", "", shown)


def test_completions_are_where_the_shells_look(packages, tmp_path):
    tool = packages["latchkey"]
    assert {"/usr/share/bash-completion/completions/latchkey", "/usr/share/zsh/vendor-completions/_latchkey",
            "/usr/share/fish/vendor_completions.d/latchkey.fish"} <= contents(tool).keys()
    (tmp_path / "latchkey").write_text(text_of(tool, "/usr/share/bash-completion/completions/latchkey"))
    asked = f"set -e; source {tmp_path}/latchkey; complete -p latchkey"
    assert "latchkey" in subprocess.check_output(["bash", "--norc", "-c", asked], text=True)


def test_lintian_warns_of_nothing(packages, tmp_path):
    # The tests' packages aren't compressed, which saves a minute.
    result = subprocess.run(
        ["lintian", "--fail-on", "error,warning", "--allow-root", "--suppress-tags",
         "uses-no-compression-for-control-tarball,uses-no-compression-for-data-tarball", *packages.values()],
        capture_output=True, text=True, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert (result.returncode, result.stdout) == (0, ""), result.stdout + result.stderr


def test_the_same_programs_make_the_same_packages(packages, release_programs, tmp_path):
    """Whatever the umask, the language, the time zone and the folder."""
    previous = os.umask(0o077)
    try:
        package(tmp_path / "again", "--programs", release_programs, "--version", VERSION, "--maintainer", MAINTAINER,
                TZ="Asia/Tokyo", LC_ALL="C.UTF-8", TMPDIR=str(tmp_path))
    finally:
        os.umask(previous)
    for deb in packages.values():
        assert filecmp.cmp(tmp_path / "again" / deb.name, deb, shallow=False), deb.name


@pytest.mark.parametrize("options, words", [
    (["--version", "a b"], "no version"), (["--version", "x1"], "no version"), (["--maintainer", "Ann"], "mail address"),
    (["--maintainer", "Ann <ann>"], "mail address"), (["client"], "no package")])
def test_what_makes_no_package_is_refused(options, words, tmp_path):
    result = subprocess.run([ROOT / "scripts/package", "--programs", tmp_path, "--output", tmp_path / "out", *options],
                            capture_output=True, text=True)
    assert result.returncode != 0 and words in result.stderr
    assert not (tmp_path / "out").exists()


def test_programs_that_would_not_run_elsewhere_are_refused(programs, tmp_path):
    """Those of `swift build` need the toolchain's libraries, which no package has."""
    result = package(tmp_path / "out", "tool", "--programs", programs, status=1)
    assert re.search(r"needs lib\w+\.so of the Swift toolchain", result.stderr) and "scripts/build" in result.stderr


class Machine:
    """A clean Debian in a folder, without systemd."""

    def __init__(self, root: Path):
        self.root = root
        # With /proc, which Swift's runtime reads. The mount is this one process's, and goes with it.
        with_proc = ["unshare", "--mount", "sh", "-c", 'mount --rbind /proc "$0/proc" && exec chroot "$0" "$@"', str(root)]
        self.has_proc = subprocess.run([*with_proc, "true"], capture_output=True).returncode == 0
        self.enter = with_proc if self.has_proc else ["chroot", str(root)]

    def run(self, *command: str, status: int = 0, **variables: str) -> str:
        usual = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
        result = subprocess.run(
            [*self.enter, *command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env={**usual, **variables}, timeout=120)
        assert result.returncode == status, result.stdout
        return result.stdout

    def path(self, name: str) -> Path:
        return self.root / name.lstrip("/")

    def install(self, *debs: Path, **variables: str) -> str:
        for deb in debs:
            shutil.copyfile(deb, self.root / "tmp" / deb.name)
        # Like apt's: without questions, what was edited stays.
        said = self.run("dpkg", "--force-confdef", "--force-confold", "--install", *(f"/tmp/{deb.name}" for deb in debs), **variables)
        for deb in debs:
            (self.root / "tmp" / deb.name).unlink()
        return said

    def files(self) -> set[str]:
        """All but what dpkg, caches and logs have."""
        left_out = re.compile(r"/(proc|sys|dev|run|tmp|var/(cache|lib/dpkg|log|lib/nginx))(/|$)|/etc/(group|passwd|shadow|gshadow)-$")
        found = {f"/{Path(folder, name).relative_to(self.root)}" for folder, folders, names in os.walk(self.root)
                 for name in [*folders, *names]}
        return {name for name in found if not left_out.match(name)}


@pytest.fixture(scope="module")
def machine(packages, tmp_path_factory):
    """A Debian with what the packages say they depend on, and nothing more."""
    if os.geteuid() != 0:
        pytest.skip("only root can change to another root")
    depends = [re.split(r"[ |(]", each)[0] for deb in packages.values() for each in field(deb, "Depends").split(", ")]
    root = tmp_path_factory.mktemp("machine") / "root"
    without = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ["locale", "i18n"]]
    result = subprocess.run(
        ["mmdebstrap", "--mode=root", "--variant=essential", "--dpkgopt=force-unsafe-io", *without,
         '--aptopt=Acquire::Languages "none"', f"--include={','.join(sorted(set(depends)))}", "bookworm", root, *sources()],
        capture_output=True, text=True, timeout=580)
    assert result.returncode == 0, result.stderr[-3_000:]
    yield Machine(root)
    shutil.rmtree(root)


def sources() -> list[str]:
    """This machine's own sources of Debian's packages, where it is the same Debian."""
    here = sorted(Path("/etc/apt").glob("sources.list")) + sorted(Path("/etc/apt/sources.list.d").glob("*.*"))
    return [str(path) for path in here if path.suffix in {".list", ".sources"} and "bookworm" in path.read_text()]


def changed(deb: Path, folder: Path) -> Path:
    """A later version of the package, two of whose files in /etc have another line."""
    tree = folder / "tree"
    subprocess.run(["dpkg-deb", "--raw-extract", deb, tree], check=True)
    control = tree / "DEBIAN/control"
    control.write_text(control.read_text().replace(f"Version: {VERSION}-1", "Version: 9.2.0-1"))
    for name in ["etc/latchkey/latchkey.env", "etc/nginx/latchkey/tls.conf"]:
        (tree / name).write_text((tree / name).read_text() + "# Later.\n")
    later = folder / "later.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, later], check=True, capture_output=True)
    return later


@contextlib.contextmanager
def systemd(machine: Machine):
    """What maintainer scripts ask of systemd, which isn't there: the variables that have them ask, and what they asked.

    Of Latchkey's programs, `keys` runs.
    """
    folder, asked = machine.path("/stand-in"), []
    folder.mkdir()
    for name, answer in [("systemctl", 'case "$*" in is-active*keys*) ;; is-active*) exit 3 ;; esac'), ("deb-systemd-invoke", "")]:
        (folder / name).write_text(f'#!/bin/sh\necho "{name} $*" >>/stand-in/asked\n{answer}\n')
        (folder / name).chmod(0o755)
    machine.path("/run/systemd/system").mkdir(parents=True)
    yield {"PATH": "/stand-in:/usr/sbin:/usr/bin:/sbin:/bin"}, asked
    asked += (folder / "asked").read_text().splitlines()
    shutil.rmtree(folder)
    machine.path("/run/systemd/system").rmdir()


@contextlib.contextmanager
def served(machine: Machine, port: int):
    """nginx and `health` as they are installed there."""
    with contextlib.ExitStack() as running:
        def start(command: list[str], **variables: str) -> None:
            process = subprocess.Popen([*machine.enter, *command], env={"PATH": "/usr/sbin:/usr/bin", **variables},
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            running.callback(process.wait, 20)
            running.callback(process.terminate)

        path = machine.path("/run/latchkey/health.sock")
        path.parent.mkdir(parents=True, exist_ok=True)
        start(["/usr/libexec/latchkey/health"], LATCHKEY_LISTEN="/run/latchkey/health.sock")
        wait_until(path.exists, 20)
        shutil.chown(path, group="www-data")
        path.chmod(0o660)
        start(["nginx", "-g", "daemon off;"])

        def answers() -> bool:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return True
            return False

        wait_until(answers, 20)
        yield


def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_they_live_and_die_on_a_clean_debian(packages, machine, release_programs, tmp_path):
    server, tool = packages["latchkey-server"], packages["latchkey"]
    before = machine.files()
    said = machine.install(server, tool)
    assert "README.Debian" in said

    # Everything runs with the libraries that are there.
    assert machine.run("latchkey", "--version").strip().count(".") == 2
    if machine.has_proc:
        assert "can't be reached" in machine.run("latchkey", "whoami", status=69, AWS_ENDPOINT_URL="http://127.0.0.1:9",
                                                 AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY="x" * 40)
    for handler in [*HANDLERS, "clean-roles"]:
        assert "LATCHKEY_" in machine.run(f"/usr/libexec/latchkey/{handler}", "--help")
    assert "USAGE" in machine.run("latchkey-clean-roles", "--help")
    assert "--revoke WHO" in machine.run("latchkey-admin", "iam-auth", "--help")
    assert "latchkey:x:" in machine.path("/etc/passwd").read_text()

    # The secrets are of this machine, and nobody else's to read.
    secrets = {name: machine.path(name) for name in [
        "/etc/latchkey/secret", "/etc/latchkey/gateway.env", "/etc/nginx/latchkey/local/parameters-gateway.conf"]}
    assert [path.stat().st_mode & 0o777 for path in secrets.values()] == [0o600, 0o640, 0o640]
    texts = {name: path.read_text() for name, path in secrets.items()}
    assert re.search("[0-9a-f]{64}", texts["/etc/latchkey/gateway.env"]).group() in texts[
        "/etc/nginx/latchkey/local/parameters-gateway.conf"]

    # nginx serves it as README.Debian says.
    port = unused_port()
    machine.path("/etc/nginx/latchkey/local/server.conf").write_text(f"listen 127.0.0.1:{port};\nserver_name localhost;\n")
    machine.path("/etc/nginx/latchkey/local/passwords").write_text("")
    machine.path("/etc/nginx/sites-enabled/default").unlink()
    machine.path("/etc/nginx/sites-enabled/latchkey").symlink_to("../sites-available/latchkey")
    machine.run("nginx", "-t")
    with served(machine, port), urllib.request.urlopen(f"http://localhost:{port}/health", timeout=20) as answer:
        assert answer.status == 200

    # An upgrade keeps what was edited, and the secrets.
    environment = machine.path("/etc/latchkey/latchkey.env")
    environment.write_text("LATCHKEY_TABLE=ours\n")
    with systemd(machine) as (variables, asked):
        machine.install(changed(server, tmp_path), **variables)
    assert [line for line in asked if "is-active" not in line] == [
        "systemctl --system daemon-reload", "deb-systemd-invoke reload nginx.service",
        "deb-systemd-invoke restart latchkey@keys.service"]
    assert environment.read_text() == "LATCHKEY_TABLE=ours\n" and environment.stat().st_mode & 0o777 == 0o600
    beside = environment.with_name("latchkey.env.dpkg-dist")
    assert beside.read_text().endswith("# Later.\n") and beside.stat().st_mode & 0o777 == 0o600
    assert machine.path("/etc/nginx/latchkey/tls.conf").read_text().endswith("# Later.\n")
    assert f":{port};" in machine.path("/etc/nginx/latchkey/local/server.conf").read_text()
    assert {name: path.read_text() for name, path in secrets.items()} == texts

    # Removed, it leaves settings and secrets; installed again, it goes on with them.
    with systemd(machine) as (variables, asked):
        machine.run("dpkg", "--remove", "latchkey-server", "latchkey", **variables)
    assert asked[:3] == ["deb-systemd-invoke reload nginx.service",
                         "systemctl disable --quiet latchkey.target latchkey-clean-roles.timer",
                         "deb-systemd-invoke stop latchkey.target latchkey-clean-roles.timer latchkey-clean-roles.service"]
    assert asked[3:] == [*(f"deb-systemd-invoke stop latchkey@{name}.socket latchkey@{name}.service" for name in HANDLERS),
                         "systemctl --system daemon-reload"]
    assert not machine.path("/usr/libexec/latchkey").exists() and not machine.path("/usr/bin/latchkey").exists()
    assert not os.path.lexists(machine.path("/etc/nginx/sites-enabled/latchkey"))
    machine.run("nginx", "-t")
    machine.install(server)
    assert {name: path.read_text() for name, path in secrets.items()} == texts
    assert environment.read_text() == "LATCHKEY_TABLE=ours\n"

    # Purged, it leaves nothing but audit files, and the user whose they are.
    audit = machine.path("/var/log/latchkey/audit.log")
    audit.parent.mkdir()
    audit.write_text("{}\n")
    machine.path("/etc/systemd/system/latchkey@.service.d").mkdir(parents=True)
    machine.path("/etc/systemd/system/latchkey-dev@.service.d").mkdir()
    machine.run("dpkg", "--purge", "latchkey-server", "latchkey")
    others = {"/etc/systemd/system/latchkey-dev@.service.d"}
    assert machine.files() - before == others and before - machine.files() == {"/etc/nginx/sites-enabled/default"}
    assert audit.exists() and "latchkey:x:" in machine.path("/etc/passwd").read_text()

    # Without audit files the user goes too.
    shutil.rmtree(audit.parent)
    machine.install(server)
    machine.run("dpkg", "--purge", "latchkey-server")
    assert machine.files() - before == others and "latchkey:x:" not in machine.path("/etc/passwd").read_text()

    # It goes on with what scripts/install left.
    place = {**os.environ, "DESTDIR": str(machine.root), "PREFIX": "/usr"}
    for options in [["--programs", release_programs, "--server-name", "latchkey.example.com"], ["--uninstall"]]:
        subprocess.run([ROOT / "scripts/install", *options], check=True, capture_output=True, env=place)
    texts = {name: path.read_text() for name, path in secrets.items()}
    machine.install(server)
    assert {name: path.read_text() for name, path in secrets.items()} == texts
    assert "server_name latchkey.example.com;" in machine.path("/etc/nginx/latchkey/local/server.conf").read_text()
    machine.run("dpkg", "--purge", "latchkey-server")
    assert machine.files() - before == others

"""What is in the two packages: latchkey-server has the servers, latchkey the command line tool."""

import os
import re
import shutil
import subprocess
import textwrap
import time
from email.utils import formatdate
from pathlib import Path

from debian import Package, compress
from manual import Manual

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
# What scripts/install makes on each machine, and a package must not bring.
MADE_THERE = ["etc/latchkey/secret", "etc/latchkey/gateway.env", "etc/latchkey/.installed",
              "etc/nginx/latchkey/local/parameters-gateway.conf"]
# Where a maintainer script reads what it shares with scripts/install, which isn't there once it is installed.
READS_SECRETS = re.compile(r"^(#.*\n)*\. scripts/packaging/secrets\.sh$", re.MULTILINE)
COMPLETIONS = {"bash": "bash-completion/completions/latchkey", "zsh": "zsh/vendor-completions/_latchkey",
               "fish": "fish/vendor_completions.d/latchkey.fish"}
# What there is to read about the tool.
TOOL_PAGES = [
    "Sources/latchkey/README.md", "Sources/Baseline/README.md", "Sources/Baseline/Offboarding/README.md", "scripts/direct.md",
    "scripts/policies/self-service.md",
]

SERVER = Package(
    name="latchkey-server", section="admin", summary="people's own access to AWS, behind nginx",
    description=textwrap.dedent("""\
        Latchkey gives the people of a company their own access to AWS, behind the
        nginx and the single sign-on that they already have: the console, access
        keys, short-lived credentials, and sites that they enter by their IAM
        identity.

        This package has the FastCGI programs, their systemd units, nginx's files,
        and the CloudFormation template and policies for the AWS account."""),
    private=frozenset({"etc/latchkey/latchkey.env"}),
    relations={"Depends": "adduser, ca-certificates, nginx, openssl", "Recommends": "systemd",
               "Suggests": "apache2-utils, awscli, nftables"})
TOOL = Package(
    name="latchkey", section="admin", summary="AWS identity and credentials on the command line",
    description=textwrap.dedent("""\
        Signs you in with your company's identity, and gives AWS's tools short-lived
        credentials for as long as that lasts. Shows who you are in AWS, proves it to
        servers that let in whoever proves an IAM identity, and prints the policies
        by which roles trust people of an OpenID Connect provider."""),
    # It loads libcurl, libsecret and libgpgme itself, when it first needs them.
    relations={"Depends": "ca-certificates, libcurl4 (>= 7.88.1)", "Recommends": "libsecret-1-0, xdg-utils", "Suggests": "awscli, gpg, latchkey-server, libgpgme11"})


class Release:
    """What is the same in both packages: the version, who made it, and when."""

    def __init__(self, version: str, maintainer: str, date: int):
        # Without a revision of Debian's, both of a package's changelogs would be one.
        self.version, self.maintainer, self.date = version if "-" in version else f"{version}-1", maintainer, date

    @property
    def day(self) -> str:
        return time.strftime("%Y-%m-%d", time.gmtime(self.date))

    def changelog(self, package: str) -> str:
        return (f"latchkey ({self.version}) unstable; urgency=medium\n\n"
                f"  * See /usr/share/doc/{package}/changelog.gz\n\n"
                f" -- {self.maintainer}  {formatdate(self.date)}\n")


def handlers() -> list[str]:
    """The programs behind nginx. The list of units is the one place that names them."""
    return re.findall(r"latchkey@([a-z-]+)\.socket", (ROOT / "scripts/systemd/latchkey.target").read_text())


def documents(tree: Path, package: Package, release: Release, pages: list[Path]) -> None:
    folder = tree / "usr/share/doc" / package.name
    compress(folder / "changelog.Debian.gz", release.changelog(package.name))
    compress(folder / "changelog.gz", (ROOT / "CHANGELOG.md").read_text())
    license_text = (ROOT / "LICENSE").read_text()
    (folder / "copyright").write_text(
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: Latchkey\n\n"
        f"Files: *\nCopyright: {copyright_holder(license_text)}\n 2024 Cloud Copilot (the list of AWS's actions)\nLicense: Expat\n"
        + textwrap.indent(expat(license_text), " ", lambda _: True).replace("\n \n", "\n .\n"))
    for page in pages:
        target = folder / page.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(page, target)


def copyright_holder(text: str) -> str:
    found = re.search(r"^Copyright (?:\(c\) )?(.*)$", text, re.MULTILINE)
    assert found, "LICENSE has no line of copyright"
    return found.group(1)


def expat(text: str) -> str:
    return text[text.index("Permission is hereby"):].strip() + "\n"


def overrides(tree: Path, package: Package, file: str) -> None:
    target = tree / "usr/share/lintian/overrides" / package.name
    target.parent.mkdir(parents=True)
    target.write_text("".join(
        line if line.startswith("#") else f"{package.name}: {line}"
        for line in (HERE / file).read_text().splitlines(keepends=True)))


def stage_server(tree: Path, programs: Path, release: Release) -> list[Path]:
    """Puts everything in its place, as scripts/install does; returns the programs."""
    done = subprocess.run(
        [ROOT / "scripts/install", "--programs", programs], capture_output=True, text=True,
        env={**os.environ, "DESTDIR": str(tree), "PREFIX": "/usr"})
    if done.returncode != 0:
        raise SystemExit(f"scripts/package: {done.stderr.strip() or done.stdout.strip()}")
    for name in MADE_THERE:
        (tree / name).unlink()
    for folder in ["policies", "aws"]:
        shutil.copytree(ROOT / "scripts" / folder, tree / "usr/share/latchkey" / folder)
    manual = Manual(programs / "clean-roles", "latchkey-clean-roles", 8, release.day, release.version)
    pages = manual.pages()
    for name in ["latchkey-admin", "latchkey-check"]:
        title = name.upper().replace("-", "\\-")
        pages[f"{name}.8"] = (f'.TH {title} 8 "{release.day}" "Latchkey {release.version}"\n'
                              + (HERE / f"{name}.8").read_text())
    for name, text in pages.items():
        compress(tree / "usr/share/man/man8" / f"{name}.gz", text)
    documents(tree, SERVER, release, sorted(
        path for folder in ["scripts", "nginx", "Sources"] for path in (ROOT / folder).rglob("*.md")
        if folder != "Sources" or path.parent == ROOT / folder or (tree / "usr/libexec/latchkey" / path.parent.name).exists()))
    shutil.copyfile(HERE / "server.README.Debian", tree / "usr/share/doc/latchkey-server/README.Debian")
    overrides(tree, SERVER, "server.lintian-overrides")
    for name in ["postinst", "prerm", "postrm"]:
        text = (HERE / f"server.{name}").read_text().replace("@HANDLERS@", " ".join(handlers()))
        SERVER.scripts[name] = READS_SECRETS.sub(lambda _: without_header((HERE / "secrets.sh").read_text()), text)
    return sorted((tree / "usr/libexec/latchkey").iterdir())


def without_header(text: str) -> str:
    """A shell file without the comment at its beginning, which is for whoever reads it alone."""
    return text.split("\n\n", 1)[1].rstrip()


def stage_tool(tree: Path, programs: Path, release: Release) -> list[Path]:
    program = tree / "usr/bin/latchkey"
    program.parent.mkdir(parents=True)
    shutil.copyfile(programs / "latchkey", program)
    program.chmod(0o755)
    subprocess.run(["strip", program], check=True)
    for name, text in Manual(program, "latchkey", 1, release.day, release.version).pages().items():
        compress(tree / "usr/share/man/man1" / f"{name}.gz", text)
    for shell, path in COMPLETIONS.items():
        script = subprocess.check_output([program, "--generate-completion-script", shell], text=True, env={})
        (tree / "usr/share" / path).parent.mkdir(parents=True)
        # Shells read it, and run none.
        (tree / "usr/share" / path).write_text(re.sub(r"\A#!.*\n", "", script))
    documents(tree, TOOL, release, [ROOT / name for name in TOOL_PAGES])
    examples = tree / "usr/share/doc/latchkey/examples"
    examples.mkdir()
    for name in ["account.schema.json", "account.yaml", "direct.yaml"]:
        shutil.copyfile(ROOT / "scripts/aws" / name, examples / name)
    overrides(tree, TOOL, "tool.lintian-overrides")
    return [program]

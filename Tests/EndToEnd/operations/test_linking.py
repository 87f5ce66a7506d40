"""Each program links the libraries and the modules that it needs and nothing else, and is no larger than it was."""

import re
import shutil
import subprocess

import pytest
from client import ROOT

MODULES = {folder.name for folder in (ROOT / "Sources").iterdir() if any(folder.rglob("*.swift"))}
# Libraries of C, C++ and Swift, which every program may need.
BASE = re.compile(r"ld-linux|lib(c|m|gcc_s|stdc\+\+|dispatch|BlocksRuntime|_?Foundation\w*|swift\w*)\.so")

EVERY = "Concurrency Formats Problems Program Reactor Secrets Settings"
WEB = f"{EVERY} FastCGI Transport Web"
CALLS_AWS = "AWS Cryptography Curl Transport XML"
MIRRORS_ROLES = "IAMPolicy RoleMirror RoleRecords"

# The C libraries and the modules of each program, and its size in a release build without symbols, in megabytes: what it was
# while all programs shared one library (None for younger ones), and what it is. `health` has nothing of AWS, and so neither libcrypto nor libexpat.
# `clean-roles` and `latchkey` have nothing of FastCGI.
PROGRAMS = {
    "keys": ("crypto curl expat fcgi", f"{WEB} {CALLS_AWS} AccessKeys Pages SignOn", (17.6, 15.9)),
    "console": ("crypto curl expat fcgi", f"{WEB} {CALLS_AWS} {MIRRORS_ROLES} ConsoleSessions Machines Pages Preflight SignOn Tokens", (17.7, 18.4)),
    "ready": ("crypto curl expat fcgi", f"{WEB} {CALLS_AWS} {MIRRORS_ROLES} Preflight Tokens", (17.6, 16.9)),
    "iam-auth": (
        "crypto curl expat fcgi yaml-0", f"{WEB} {CALLS_AWS} AccessRules IdentityProofs Pages Tokens YAML", (None, 16.9)),
    "broker": ("crypto curl expat fcgi", f"{WEB} {CALLS_AWS} Applications Grants IdentityProofs SignOn Tokens", (None, 16.9)),
    "oauth": ("crypto curl expat fcgi", f"{WEB} {CALLS_AWS} Machines Pages SignOn Tokens", (None, 16.9)),
    "mfa": ("crypto curl expat fcgi qrencode", f"{WEB} {CALLS_AWS} MFADevices Pages QRCode SignOn Tokens", (None, 16.2)),
    "health": ("fcgi", WEB, (17.5, 14.2)),
    "clean-roles": ("crypto curl expat", f"{EVERY} {CALLS_AWS} {MIRRORS_ROLES} ConsoleSessions Machines RoleCleanup Tokens", (18.6, 18.7)),
    # It loads libcurl, libsecret and libgpgme itself, when it needs them.
    "latchkey": (
        "crypto expat ssl yaml-0",
        f"{EVERY} {CALLS_AWS} {MIRRORS_ROLES} Baseline HTTP1 IdentityProofs LocalProxy Loopback Machines OAuthClient PGP SecretService "
        "TLS Tokens TrustPolicies YAML",
        (None, 25.0)),
}


def linked_libraries(program) -> set[str]:
    dynamic = subprocess.check_output(["readelf", "--dynamic", program], text=True)
    needed = re.findall(r"\(NEEDED\) .*\[(.*)\]", dynamic)
    assert needed
    return {re.sub(r"^lib|\.so.*$", "", name) for name in needed if not BASE.match(name)}


def linked_modules(program) -> set[str]:
    """The modules of ours that the program has symbols of. A mangled name begins with the length and the name of the module."""
    symbols = subprocess.check_output(["nm", "--defined-only", "--format=just-symbols", program], text=True)
    found = {name[:int(length)] for length, name in re.findall(r"^\$s(\d+)(\w+)", symbols, re.MULTILINE)}
    return {module for module in MODULES if module.replace("-", "_") in found}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_links_what_it_needs_and_nothing_else(name, programs):
    libraries, modules, _ = PROGRAMS[name]
    assert linked_libraries(programs / name) == set(libraries.split())
    assert linked_modules(programs / name) == {name, *modules.split()}


@pytest.mark.first
def test_release_build_links_the_same_and_keeps_its_size(release_programs, tmp_path):
    """A program that grows by more than a twentieth has come to link something: look what, or write the new size down."""
    sizes = {}
    for name, (libraries, _, _) in PROGRAMS.items():
        program = release_programs / name
        assert linked_libraries(program) == set(libraries.split())
        # CArguments hands the arguments over: the runtime's own way, which is slow, isn't linked.
        symbols = subprocess.check_output(["nm", "--defined-only", "--format=just-symbols", program], text=True).split()
        assert "_swift_stdlib_getUnsafeArgvArgc" in symbols and "_GLOBAL__sub_I_CommandLine.cpp" not in symbols
        subprocess.run(["strip", "-o", tmp_path / name, program], check=True)
        sizes[name] = (tmp_path / name).stat().st_size / 1e6
    help_text = subprocess.check_output([release_programs / "latchkey", "whoami", "--help"], text=True)
    assert "USAGE: latchkey whoami" in help_text
    assert {name: size for name, size in sizes.items() if size > 1.05 * PROGRAMS[name][2][1]} == {}


def test_the_linker_finds_most_of_what_it_is_to_put_together(release_programs):
    """If it doesn't, symbol-order.txt is old: run scripts/symbol-order."""
    wanted = set((ROOT / "scripts/symbol-order.txt").read_text().split())
    found = set()
    for name in ["keys", "latchkey"]:
        found |= set(subprocess.check_output(
            ["nm", "--defined-only", "--format=just-symbols", release_programs / name], text=True).split())
    assert len(wanted) > 1_500 and len(wanted & found) > 0.9 * len(wanted), sorted(wanted - found)[:50]

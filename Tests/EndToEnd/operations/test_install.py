"""scripts/install into a folder: everything in its place, nginx content with it, and nobody's edits lost."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from client import ROOT
from web import nginx

PROGRAMS = ["keys", "console", "health", "ready", "iam-auth", "broker", "oauth", "mfa", "clean-roles"]


@pytest.fixture
def programs(tmp_path):
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in PROGRAMS:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def install(programs, tmp_path):
    destination = tmp_path / "destination"

    def run(*options, status=0, **variables):
        source = [] if "--uninstall" in options else ["--programs", programs]
        command = [ROOT / "scripts" / "install", *source, *options]
        values = {**os.environ, **variables, "DESTDIR": str(destination)}
        result = subprocess.run(command, env=values, capture_output=True, text=True)
        assert result.returncode == status, result.stdout + result.stderr
        return result.stderr if status else result.stdout

    run.destination = destination
    return run


@pytest.fixture
def programs_of_the_build():
    return Path(os.environ.get("LATCHKEY_TEST_BIN", ROOT / ".build" / "debug"))


def snapshot(folder: Path):
    return {str(path): (path.read_bytes(), path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}


def test_everything_is_in_its_place(install):
    install()
    for name in PROGRAMS:
        assert os.access(install.destination / "usr/libexec/latchkey" / name, os.X_OK)
    for unit in ["latchkey@.socket", "latchkey@.service", "latchkey.target"]:
        assert (install.destination / "lib/systemd/system" / unit).exists()
    secret = install.destination / "etc/latchkey/secret"
    assert len(secret.read_text().strip()) == 64 and secret.stat().st_mode & 0o777 == 0o600
    assert (install.destination / "etc/latchkey/latchkey.env").stat().st_mode & 0o777 == 0o600
    assert (install.destination / "etc/nginx/latchkey/latchkey.conf").exists()
    assert not list(install.destination.rglob("*.md"))


def gateway_secrets(install):
    """The secret that the programs know, and the one that nginx passes."""
    own = install.destination / "etc/latchkey/gateway.env"
    passed = install.destination / "etc/nginx/latchkey/local/parameters-gateway.conf"
    assert [path.stat().st_mode & 0o777 for path in [own, passed]] == [0o640, 0o640]
    return [re.search(pattern, path.read_text(), re.MULTILINE).group(1) for path, pattern in [
        (own, "^LATCHKEY_GATEWAY_SECRET=([0-9a-f]{64})$"),
        (passed, '^fastcgi_param LATCHKEY_GATEWAY_SECRET "([0-9a-f]{64})";$')]]


def test_programs_and_nginx_share_a_secret_that_only_root_can_read(install):
    install()
    known, passed = gateway_secrets(install)
    assert known == passed
    install()
    assert gateway_secrets(install) == [known, passed]


def test_a_gateway_secret_that_is_copied_from_another_node_goes_to_nginx_too(install):
    install()
    file = install.destination / "etc/latchkey/gateway.env"
    file.write_text(f"LATCHKEY_GATEWAY_SECRET={'ab' * 32}\n")
    install()
    assert gateway_secrets(install) == ["ab" * 32] * 2


@pytest.mark.parametrize("path, text", [
    ("etc/latchkey/latchkey.env", "LATCHKEY_GATEWAY_SECRET_FILE=/etc/ours\n"),
    ("etc/nginx/latchkey/local/parameters.conf", f'fastcgi_param LATCHKEY_GATEWAY_SECRET "{"x" * 32}";\n')])
def test_a_gateway_secret_that_was_set_by_hand_stays_alone(path, text, install):
    """nginx would pass two, and programs refuse a request that has two."""
    file = install.destination / path
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert "set by hand" in install()
    assert file.read_text() == text
    assert not list(install.destination.rglob("gateway.env")) and not list(install.destination.rglob("parameters-gateway.conf"))
    if path.endswith(".conf"):
        assert file.stat().st_mode & 0o007 == 0


def test_clean_roles_by_hand_has_the_settings_of_the_node(install, programs, tmp_path):
    (programs / "clean-roles").write_text('#!/bin/sh\necho "$LATCHKEY_SETTINGS_FILE" "$@"\n')
    prefix = tmp_path / "prefix"
    install(PREFIX=str(prefix))
    prefix.symlink_to(install.destination / prefix.relative_to("/"))

    def clean_roles(**variables):
        command = [prefix / "sbin/latchkey-clean-roles", "--revoke", "a b"]
        return subprocess.check_output(command, env={**os.environ, **variables}, text=True).strip()

    assert clean_roles() == "/etc/latchkey/latchkey.env --revoke a b"
    assert clean_roles(LATCHKEY_SETTINGS_FILE="/else") == "/else --revoke a b"


def test_commands_of_programs_by_hand_have_the_settings_of_the_node(install, programs, tmp_path):
    (programs / "iam-auth").write_text('#!/bin/sh\necho "$LATCHKEY_SETTINGS_FILE" "$LATCHKEY_SECRET_FILE" "$#" "$@"\n')
    prefix = tmp_path / "prefix"
    install("--instance", "dev", PREFIX=str(prefix))
    prefix.symlink_to(install.destination / prefix.relative_to("/"))

    def admin(*arguments):
        return subprocess.run([prefix / "sbin/latchkey-dev-admin", *arguments], capture_output=True, text=True, timeout=20)

    said = admin("iam-auth", "--revoke", "arn:aws:iam::123456789012:user/*")
    assert said.stdout == "/etc/latchkey-dev/latchkey.env /etc/latchkey-dev/secret 2 --revoke arn:aws:iam::123456789012:user/*\n"
    help = admin("--help")
    assert help.returncode == 0 and "latchkey-dev-admin mfa --remove NAME" in help.stdout
    for wrong in [(), ("nothing", "x"), ("../../bin/sh",), ("--revoke", "x"), (".",), ("..",)]:
        refused = admin(*wrong)
        assert refused.returncode == 64 and "latchkey-dev-admin" in refused.stdout + refused.stderr, wrong


def test_the_check_by_hand_has_the_settings_of_the_node(install, programs, tmp_path):
    (programs / "console").write_text('#!/bin/sh\necho "$LATCHKEY_SETTINGS_FILE" "$LATCHKEY_SECRET_FILE" "$@"\n')
    prefix = tmp_path / "prefix"
    install("--instance", "dev", PREFIX=str(prefix))
    prefix.symlink_to(install.destination / prefix.relative_to("/"))
    said = subprocess.check_output([prefix / "sbin/latchkey-dev-check"], text=True).strip()
    assert said == "/etc/latchkey-dev/latchkey.env /etc/latchkey-dev/secret --check"


def test_without_swift_it_says_how_to_build(tmp_path):
    """sudo's PATH is the system's alone."""
    path = tmp_path / "bin"
    path.mkdir()
    for name in ["bash", "dirname", "id"]:
        (path / name).symlink_to(shutil.which(name))
    result = subprocess.run(["bash", ROOT / "scripts" / "install"], capture_output=True, text=True,
                            env={"PATH": str(path), "DESTDIR": str(tmp_path / "destination")})
    assert result.returncode == 1 and "scripts/build" in result.stderr and "--programs" in result.stderr
    assert not (tmp_path / "destination").exists()


def test_debians_nginx_takes_it(install, tmp_path):
    install()
    folder = install.destination / "etc/nginx"
    log = folder / "latchkey/local/log.conf"
    log.write_text(log.read_text().replace("/var/log/nginx", str(tmp_path)))
    temporary = "".join(f"{kind}_temp_path {tmp_path};" for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
    (folder / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ {temporary} include sites-available/*; }}")
    check = [nginx(), "-t", "-e", "stderr", "-p", str(install.destination), "-c", str(folder / "nginx.conf")]
    result = subprocess.run(check, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    for path in (folder / "latchkey/sso").iterdir():
        # It stands beside the sign-in.
        if path.name == "bearer.conf":
            continue
        (folder / "latchkey/local/sso.conf").write_text(f"include latchkey/sso/{path.name};\n")
        (folder / "latchkey/local/sso-server.conf").write_text("upstream latchkey_sso { server 127.0.0.1:9; }\n")
        (folder / "latchkey/local/people.pem").touch()
        result = subprocess.run(check, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr


def test_second_run_changes_nothing(install):
    install()
    before = snapshot(install.destination)
    install()
    assert snapshot(install.destination) == before


def test_edits_stay_and_the_new_file_stands_beside(install):
    install()
    environment = install.destination / "etc/latchkey/latchkey.env"
    environment.write_text("LATCHKEY_TABLE=ours\n")
    server = install.destination / "etc/nginx/latchkey/local/server.conf"
    server.write_text("listen 127.0.0.1:1;\n")
    install()
    assert environment.read_text() == "LATCHKEY_TABLE=ours\n"
    assert not environment.with_name("latchkey.env.new").exists()
    said = install("--server-name", "latchkey.example.com")
    assert server.read_text() == "listen 127.0.0.1:1;\n" and "server.conf.new" in said
    assert "server_name latchkey.example.com;" in server.with_name("server.conf.new").read_text()


def test_unedited_files_are_renewed(install):
    install()
    server = install.destination / "etc/nginx/latchkey/local/server.conf"
    install("--server-name", "latchkey.example.com")
    assert "server_name latchkey.example.com;" in server.read_text() and "include latchkey/tls.conf;" in server.read_text()


def test_name_and_certificate_stay_at_an_upgrade(install):
    install("--server-name", "latchkey.example.com", "--certificate", "/etc/ssl/ours.pem")
    server = install.destination / "etc/nginx/latchkey/local/server.conf"
    before = server.read_text()
    assert "server_name latchkey.example.com;" in before and "/etc/ssl/ours.pem" in before
    install()
    assert server.read_text() == before and not server.with_name("server.conf.new").exists()
    install("--server-name", "other.example.com")
    assert "server_name other.example.com;" in server.read_text()


def test_certificate_without_a_name_is_refused(install):
    assert "--server-name" in install("--certificate", "/etc/ssl/ours.pem", status=2)
    assert not install.destination.exists()


def test_says_that_an_upgrade_wants_a_restart(install):
    install()
    assert "restart 'latchkey@*.service'" in install()


def test_dry_run_writes_nothing(install):
    assert "install -D" in install("--dry-run")
    assert not install.destination.exists()


def enabled(install):
    """Has nginx serve what is installed, as an administrator does."""
    folder = install.destination / "etc/nginx/sites-enabled"
    folder.mkdir()
    (folder / "latchkey").symlink_to("../sites-available/latchkey")
    (folder / "other").touch()


def left(install):
    return sorted(str(path.relative_to(install.destination)) for path in install.destination.rglob("*")
                  if not path.is_dir())


def test_uninstalling_keeps_settings_and_what_others_have(install):
    install()
    enabled(install)
    settings = [name for name in left(install) if name.startswith(("etc/latchkey/", "etc/nginx/latchkey/"))]
    assert "etc/latchkey/secret" in settings and "etc/nginx/latchkey/local/server.conf" in settings
    said = install("--uninstall")
    assert "systemctl reload nginx" in said and "--purge" in said
    assert left(install) == sorted(
        [*settings, "etc/nginx/sites-available/latchkey", "etc/nginx/sites-enabled/other"])


def test_an_instance_shares_no_file_with_another(install):
    install()
    alone = snapshot(install.destination)
    install("--instance", "dev", "--server-name", "dev.example.com")
    both = snapshot(install.destination)
    assert {path: both[path] for path in alone} == alone
    own = [Path(path).relative_to(install.destination) for path in both.keys() - alone.keys()]
    assert len(own) == len(alone)
    assert all(any(part.startswith("latchkey-dev") for part in path.parts) for path in own)
    for path in own:
        text = (install.destination / path).read_text(errors="replace")
        assert path.parts[:2] != ("etc", "nginx") or "latchkey_" not in text, path
        # Of the other instance's names, only that of the file with the settings and of a folder for certificates are there.
        found = re.findall(r"[^\s;]*\blatchkey(?!-dev)\b[^\s;]*", text)
        shared = (r"latchkey-dev/latchkey\.(env|conf)|/etc/ssl/latchkey/|latchkey\.example|urn:latchkey:|\"?latchkey-sso"
                  r"|/latchkey-error|/assets/latchkey-|latchkey-iam-plain|__Host-latchkey-iam"
                  r"|latchkey\.yaml|`latchkey`|/latchkey-(by-)?token|latchkey\[_\]access_")
        assert {word for word in found if not re.search(shared, word)} == set(), path


@pytest.mark.parametrize("name", ["Dev", "a-b", "a_b", "1a", "../x", "a" * 21])
def test_an_instance_has_a_name_that_fits_everywhere(name, install):
    assert "--instance" in install("--instance", name, status=2)
    assert not install.destination.exists()


def test_uninstalling_an_instance_leaves_the_others(install):
    for instance in [[], ["--instance", "dev"], ["--instance", "dev2"]]:
        install(*instance)
        override = install.destination / "etc/systemd/system" / f"latchkey{'-'.join(['', *instance[1:]])}@.service.d/override.conf"
        override.parent.mkdir(parents=True)
        override.touch()
    before = left(install)
    install("--uninstall", "--purge", "--instance", "dev")
    assert left(install) == [path for path in before if not re.search(r"latchkey-dev\b(?!2)", path)]
    install("--uninstall", "--purge")
    assert left(install) == [path for path in before if "latchkey-dev2" in path]


def test_installing_again_goes_on_with_the_settings_that_were_kept(install):
    install()
    before = snapshot(install.destination)
    install("--uninstall")
    install()
    assert snapshot(install.destination) == before


def test_purging_leaves_nothing_but_audit_files(install):
    install(PREFIX="/opt/latchkey")
    enabled(install)
    (install.destination / "etc/latchkey/latchkey.env").write_text("LATCHKEY_TABLE=ours\n")
    override = install.destination / "etc/systemd/system/latchkey-clean-roles.service.d/override.conf"
    override.parent.mkdir(parents=True)
    override.touch()
    audit = install.destination / "var/log/latchkey/audit.log"
    audit.parent.mkdir(parents=True)
    audit.touch()
    install("--uninstall", "--purge", PREFIX="/opt/latchkey")
    assert left(install) == ["etc/nginx/sites-enabled/other", "var/log/latchkey/audit.log"]


def test_dry_run_of_uninstalling_removes_nothing(install):
    install()
    before = snapshot(install.destination)
    said = install("--uninstall", "--purge", "--dry-run")
    assert f"rm -rf {install.destination}/usr/libexec/latchkey" in said
    assert f"rm -rf {install.destination}/etc/latchkey" in said
    assert snapshot(install.destination) == before


def test_uninstalling_nothing_is_no_error(install):
    assert "rm -rf" not in install("--uninstall", "--purge")


@pytest.mark.parametrize("options", [
    ["--purge"], ["--uninstall", "--server-name", "latchkey.example.com"], ["--uninstall", "--programs", "/nowhere"]])
def test_options_of_uninstalling_and_installing_do_not_mix(options, tmp_path):
    result = subprocess.run([ROOT / "scripts" / "install", *options], capture_output=True, text=True,
                            env={**os.environ, "DESTDIR": str(tmp_path / "destination")})
    assert result.returncode == 2 and "--uninstall" in result.stderr


def test_a_setting_that_is_bad_is_not_tried_again_and_again(programs_of_the_build, install):
    """systemd starts a program again that failed, but not one that can't run before somebody mends its settings."""
    install()
    unit = (install.destination / "lib/systemd/system/latchkey@.service").read_text()
    assert "Restart=on-failure" in unit
    kept = set(re.search(r"^RestartPreventExitStatus=(.*)$", unit, re.MULTILINE).group(1).split())
    for options, settings in [([], {"LATCHKEY_MAX_BODY": "many"}), (["--nonsense"], {})]:
        for name in ["keys", "console", "health", "ready", "iam-auth", "broker", "oauth", "mfa"]:
            values = {"PATH": os.environ["PATH"], **settings}
            status = subprocess.run(
                [programs_of_the_build / name, *options], env=values, capture_output=True, timeout=20).returncode
            assert str(status) in kept, (name, options, status)


@pytest.mark.parametrize("unit", ["latchkey@keys.service", "latchkey-clean-roles.service"])
def test_services_are_hardened(unit, install, tmp_path):
    install()
    folder = install.destination / "lib/systemd/system"
    template = folder / unit.replace("keys", "")
    target = tmp_path / unit
    target.write_text(template.read_text())
    try:
        command = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", str(target)]
        result = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("no systemd-analyze here")
    assert result.returncode == 0, result.stdout.splitlines()[-1]

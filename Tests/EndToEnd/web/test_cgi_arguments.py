"""Under plain CGI, web servers make arguments of a query without `=` (RFC 3875, section 4.4). Whoever writes an address is no
operator by that.
"""

import json
import subprocess

import pytest
from client import JSON
from mfa_people import add, serial, serials

HANDLERS = ["broker", "console", "health", "iam-auth", "keys", "mfa", "oauth", "ready"]
COMMANDS = [("mfa", ["--list", "alice"]), ("mfa", ["--remove", "alice"]), ("oauth", ["--end", "alice"]), ("console", ["--check"]),
            ("iam-auth", ["--revoke", "arn:aws:iam::123456789012:user/alice"])]


def ask(stack, audit, name, arguments, path="/nowhere"):
    request = {
        "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "REQUEST_URI": f"{path}?{'+'.join(arguments)}",
        "QUERY_STRING": "+".join(arguments), "REMOTE_USER": "bob", "HTTP_ACCEPT": JSON, "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
    }
    return subprocess.run(
        [str(stack.programs / name), *arguments], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
        env={**stack.handler_environment(), "LATCHKEY_AUDIT_FILE": str(audit), **request})


@pytest.mark.parametrize("name, arguments", [
    *COMMANDS, *((name, [option]) for name in HANDLERS for option in ["--help", "--version", "nonsense"])])
def test_a_query_is_no_command(stack, tmp_path, name, arguments):
    ended = ask(stack, tmp_path / "audit.log", name, arguments)
    assert ended.stdout.startswith("Status: 404 "), ended
    assert not (tmp_path / "audit.log").exists() and '"operator"' not in ended.stderr


def test_a_query_takes_nobodys_device(stack, people, tmp_path):
    person = people.new()
    add(person)
    ended = ask(stack, tmp_path / "audit.log", "mfa", ["--remove", person.name], "/mfa")
    assert ended.stdout.startswith("Status: 200 ") and json.loads(ended.stdout.partition("\n\n")[2])
    assert serials(person) == [serial(person)]

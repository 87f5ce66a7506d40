"""A handler believes whoever connects only where nobody but the web server can; elsewhere it wants a proof."""

import socket
import subprocess

import pytest
from fastcgi_client import fastcgi
from processes import environment, wait_until
from stack import free_port, is_free

SECRET = "g" * 40
TABLE = {"LATCHKEY_TABLE": "latchkey"}


@pytest.fixture
def start(stack, tmp_path):
    """start("keys", …) starts a handler, which ends with the test."""
    running = []

    def begin(name, listener=None, **settings):
        values = environment(LATCHKEY_SECRET="s" * 40, AWS_ENDPOINT_URL=stack.aws_endpoint, **TABLE, **settings)
        process = subprocess.Popen(
            [str(stack.programs / name)], stdin=listener or subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=values)
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def refused(process):
    """What a program that doesn't start says."""
    assert process.wait(15) == 78
    return process.stderr.read()


@pytest.mark.parametrize("name", ["keys", "console"])
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "0.0.0.0"])
def test_no_handler_for_people_listens_on_tcp_without_the_secret(start, name, host):
    port = free_port()
    assert "LATCHKEY_GATEWAY_SECRET is missing" in refused(start(name, LATCHKEY_LISTEN=f"{host}:{port}"))
    assert is_free(port)


def test_with_the_secret_it_listens_on_tcp_and_believes_nobody_else(start):
    port = free_port()
    process = start("keys", LATCHKEY_LISTEN=f"127.0.0.1:{port}", LATCHKEY_GATEWAY_SECRET=SECRET)
    wait_until(lambda: not is_free(port) or process.poll() is not None, 60)
    named = [("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/keys"), ("HTTP_HOST", "localhost"), ("REMOTE_USER", "alice")]
    assert fastcgi(("127.0.0.1", port), named).status == 403
    assert fastcgi(("127.0.0.1", port), [*named, ("LATCHKEY_GATEWAY_SECRET", SECRET)]).status != 403


@pytest.mark.parametrize("name", ["health", "ready"])
def test_handlers_that_need_no_name_listen_on_tcp(start, name):
    port = free_port()
    process = start(name, LATCHKEY_LISTEN=f"127.0.0.1:{port}")
    wait_until(lambda: not is_free(port) or process.poll() is not None, 60)
    assert process.poll() is None


def handed_over(address, family=socket.AF_UNIX):
    listener = socket.socket(family)
    listener.bind(address)
    listener.listen()
    return listener


def test_a_tcp_socket_that_was_handed_over_needs_the_secret(start):
    with handed_over(("127.0.0.1", 0), socket.AF_INET) as listener:
        assert "LATCHKEY_GATEWAY_SECRET is missing" in refused(start("keys", listener))


def test_a_unix_socket_without_a_file_needs_the_secret(start):
    """Everybody on the machine may connect to one in the abstract namespace."""
    with handed_over(f"\0latchkey-{free_port()}") as listener:
        assert "LATCHKEY_GATEWAY_SECRET is missing" in refused(start("keys", listener))


def test_a_unix_socket_that_everybody_may_open_needs_the_secret(start, tmp_path):
    path = tmp_path / "keys.sock"
    with handed_over(str(path)) as listener:
        path.chmod(0o666)
        assert "LATCHKEY_GATEWAY_SECRET is missing" in refused(start("keys", listener))
        path.chmod(0o660)
        process = start("keys", listener)
        named = [("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/nowhere"), ("HTTP_HOST", "localhost")]
        assert fastcgi(path, named).status == 404 and process.poll() is None

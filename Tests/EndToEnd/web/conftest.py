"""nginx with each way to sign in, in front of handlers that echo."""

import http.server
import threading

import pytest
from nginx_echo import SSO, Echo


@pytest.fixture(scope="module")
def echo_factory(tmp_path_factory):
    started = []

    def make(**options):
        started.append(Echo(tmp_path_factory.mktemp("nginx"), **options))
        return started[-1]

    yield make
    for echo in started:
        echo.processes.stop_all()


@pytest.fixture(scope="module")
def basic(echo_factory):
    return echo_factory().start()


@pytest.fixture(scope="module")
def tls(echo_factory):
    return echo_factory(tls=True).start()


class SSOServer(http.server.ThreadingHTTPServer):
    # A hundred requests come at once. With Python's 5, the others' connections would be tried again a second or more later.
    request_queue_size = 256


@pytest.fixture(scope="module")
def sso_server():
    server = SSOServer(("127.0.0.1", 0), SSO)
    server.seen = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def echoes(echo_factory, sso_server):
    """echoes("authelia") starts nginx with the configuration for Authelia."""
    made = {}

    def get(kind):
        if kind not in made:
            upstream = f"upstream latchkey_sso {{ server 127.0.0.1:{sso_server.server_port}; }}\n"
            made[kind] = echo_factory(sso=kind, sso_server=upstream).start()
        return made[kind]

    return get

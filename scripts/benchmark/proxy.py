"""Measures the proxy of the command line tool beside the server alone: memory over many requests, memory while large bodies
go through, and what it adds to a page.

    .venv/bin/python scripts/benchmark/proxy.py .build/release/local-proxy
"""

import http.server
import multiprocessing
import re
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

LARGE = 200 * 1024 * 1024
PIECE = b"x" * 65_536


class Handler(http.server.BaseHTTPRequestHandler):
    """`/page` is a small page, `/large` a large one; what is sent is read and counted."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def setup(self):
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self):
        size = LARGE if self.path == "/large" else 2_000
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        while size > 0:
            self.wfile.write(PIECE[:size])
            size -= len(PIECE)

    def do_PUT(self):
        left = int(self.headers["Content-Length"])
        while left > 0:
            left -= len(self.rfile.read(min(left, 65_536)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


def serve(ready):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ready.put(server.server_port)
    server.serve_forever()


def memory(process, field="VmRSS"):
    """In KB."""
    return int(re.search(rf"{field}:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text()).group(1))


class Client:
    """One connection, to the server or to the proxy in front of it."""

    def __init__(self, port, server, through_proxy):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.prefix = f"http://127.0.0.1:{server}" if through_proxy else ""
        self.host = f"127.0.0.1:{server}"

    def head(self, method, path, fields=""):
        return f"{method} {self.prefix}{path} HTTP/1.1\r\nHost: {self.host}\r\n{fields}\r\n".encode()

    def read(self):
        """The size of a response's body."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.socket.recv(65_536)
        head, _, rest = data.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        size = int(re.search(rb"Content-Length: (\d+)", head).group(1))
        left = size - len(rest)
        while left > 0:
            received = len(self.socket.recv(min(left, 1 << 20)))
            assert received, "the body broke off"
            left -= received
        return size

    def get(self, path):
        self.socket.sendall(self.head("GET", path))
        return self.read()

    def put(self, size):
        self.socket.sendall(self.head("PUT", "/x", f"Content-Length: {size}\r\n"))
        for _ in range(size // len(PIECE)):
            self.socket.sendall(PIECE)
        return self.read()


def median(client):
    times = []
    for _ in range(1_000):
        start = time.perf_counter()
        client.get("/page")
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1_000


def main():
    ready = multiprocessing.Queue()
    server_process = multiprocessing.Process(target=serve, args=(ready,), daemon=True)
    server_process.start()
    server = ready.get()
    proxy = subprocess.Popen(
        [sys.argv[1], "127.0.0.1:0", "--allow", f"http://127.0.0.1:{server}"], stdout=subprocess.PIPE, text=True)
    try:
        port = int(proxy.stdout.readline().rsplit(":", 1)[1])
        print(f"memory at rest: {memory(proxy)} KB")
        kept = Client(port, server, True)
        for count in range(1, 10_001):
            # Half of the requests come on connections of their own.
            (kept if count % 2 else Client(port, server, True)).get("/page")
            if count in (1_000, 5_000, 10_000):
                print(f"memory after {count} requests: {memory(proxy)} KB")
        before = memory(proxy)
        start = time.perf_counter()
        assert Client(port, server, True).get("/large") == LARGE
        seconds = time.perf_counter() - start
        print(f"200 MB to the client: {LARGE / seconds / 1e6:.0f} MB/s, memory at most {memory(proxy, 'VmHWM')} KB")
        start = time.perf_counter()
        Client(port, server, True).put(LARGE)
        seconds = time.perf_counter() - start
        print(f"200 MB to the server: {LARGE / seconds / 1e6:.0f} MB/s, memory at most {memory(proxy, 'VmHWM')} KB")
        print(f"(before: {before} KB)")
        direct, through = Client(server, server, False), Client(port, server, True)
        pairs = [(median(direct), median(through)) for _ in range(5)]
        print("a page, ms without and with the proxy:", ", ".join(f"{a:.3f} {b:.3f}" for a, b in pairs))
    finally:
        proxy.terminate()
        server_process.terminate()


if __name__ == "__main__":
    main()

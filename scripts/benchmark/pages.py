"""A server of pages and its client, with and without a proxy between them."""

import http.server
import multiprocessing
import re
import socket
import time

LARGE = 200 * 1024 * 1024
PIECE = b"x" * 65_536


class Handler(http.server.BaseHTTPRequestHandler):
    """`/page` is a small page, `/large` a large one; what is sent is read and thrown away."""

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
            left -= len(self.rfile.read(min(left, len(PIECE))))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


def serve(ready: multiprocessing.Queue):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ready.put(server.server_port)
    server.serve_forever()


class Server:
    """Runs in a process of its own, until the `with` block ends. `port` is on 127.0.0.1."""

    def __enter__(self):
        ready = multiprocessing.Queue()
        self.process = multiprocessing.Process(target=serve, args=(ready,), daemon=True)
        self.process.start()
        self.port = ready.get(timeout=15)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.join()


class Client:
    """One connection to `port`, where the server is or a proxy in front of it."""

    def __init__(self, port: int, server: int, through_proxy: bool):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.prefix = f"http://127.0.0.1:{server}" if through_proxy else ""
        self.host = f"127.0.0.1:{server}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def get(self, path: str):
        self._send("GET", path)
        self._read()

    def put(self, size: int):
        self._send("PUT", "/x", f"Content-Length: {size}\r\n")
        for _ in range(size // len(PIECE)):
            self.socket.sendall(PIECE)
        self._read()

    def milliseconds(self) -> float:
        """How long the small page takes."""
        started = time.perf_counter()
        self.get("/page")
        return (time.perf_counter() - started) * 1000

    def _send(self, method: str, path: str, fields: str = ""):
        self.socket.sendall(f"{method} {self.prefix}{path} HTTP/1.1\r\nHost: {self.host}\r\n{fields}\r\n".encode())

    def _read(self):
        """Reads a response to its end. Raises RuntimeError unless it is a good one."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive(65_536)
        head, _, rest = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)^content-length: (\d+)", head, re.MULTILINE)
        if not head.startswith(b"HTTP/1.1 200") or not length:
            raise RuntimeError(f"a page was answered with {head[:200]!r}")
        left = int(length[1]) - len(rest)
        while left > 0:
            left -= len(self._receive(min(left, 1 << 20)))

    def _receive(self, most: int) -> bytes:
        received = self.socket.recv(most)
        if not received:
            raise RuntimeError("the connection to the page broke off")
        return received

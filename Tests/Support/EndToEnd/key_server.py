"""A server on this machine that publishes what an issuer of tokens does, well or as nobody should."""

import http.server
import json
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from web_tokens import SigningKey

KEYS = "/.well-known/jwks.json"
DISCOVERY = "/.well-known/openid-configuration"


@dataclass
class Page:
    """What a path answers.

    - `delay`: how many seconds go by before the answer.
    - `chunks`: the body piece by piece, instead of `body`; it is called with what waits so many seconds, and says whether the
      server is being stopped.
    - `raw`: what is sent instead of an answer of HTTP.
    """

    body: str | bytes = b""
    status: int = 200
    kind: str | None = "application/json"
    headers: list[tuple[str, str]] = field(default_factory=list)
    delay: float = 0
    chunks: Callable[[Callable[[float], bool]], Iterator[bytes]] | None = None
    raw: bytes | None = None


def key_set(*keys: SigningKey) -> str:
    return json.dumps({"keys": [key.public() for key in keys]})


class KeyServer:
    """`pages` is what each path answers, a page or what makes one; every other path answers 404.

    `asked` counts requests by their paths, and `connections` also those on which no request of HTTP came. `certificate` is a
    file with that of the server and its key; without it the server has no TLS.
    """

    def __init__(self, certificate: Path | None = None):
        self.scheme = "https" if certificate else "http"
        self.pages: dict[str, Page | Callable[[], Page]] = {}
        self.asked: Counter = Counter()
        self.connections = 0
        closing = self._closing = threading.Event()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                owner.asked[self.path] += 1
                page = owner.pages.get(self.path, Page(status=404))
                page = page if isinstance(page, Page) else page()
                if closing.wait(page.delay):
                    return
                self.close_connection = True
                try:
                    self.answer(page)
                except OSError:
                    pass  # The client has gone.

            def answer(self, page: Page):
                if page.raw is not None:
                    self.wfile.write(page.raw)
                    return
                body = page.body.encode() if isinstance(page.body, str) else page.body
                self.send_response(page.status)
                if page.kind:
                    self.send_header("Content-Type", page.kind)
                for name, value in page.headers:
                    self.send_header(name, value)
                if not page.chunks and not any(name == "Content-Length" for name, _ in page.headers):
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for chunk in page.chunks(closing.wait) if page.chunks else [body]:
                    self.wfile.write(chunk)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def process_request(self, *arguments):
                owner.connections += 1
                super().process_request(*arguments)

            def handle_error(self, *_):
                pass  # A client may go at any time.

        self._server = Server(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def name(self) -> str:
        """The issuer's name, and the address below which its paths are."""
        return f"{self.scheme}://{self.host}"

    def stop(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

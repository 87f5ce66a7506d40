"""What an issuer of tokens on this machine publishes: its keys, over https."""

import contextlib
import http.server
import json
import ssl
import threading
from pathlib import Path


@contextlib.contextmanager
def published(keys: list[dict], port: int, path: str, certificate: Path):
    """Answers with the key set at one path of https://localhost:PORT. The certificate's key is in the file CERTIFICATE.key."""
    body = json.dumps({"keys": keys}).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == path else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, f"{certificate}.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()

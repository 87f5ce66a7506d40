"""A server over TLS for tests of clients: makes an authority and a certificate of the kind that its argument names, prints
their place and its port as JSON, and answers every request with what it was, until its standard input ends."""

import datetime
import http.server
import ipaddress
import json
import ssl
import sys
import tempfile
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(subject, key, issuer, issuer_key, alternatives, first, last, is_authority=False):
    builder = (
        x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer)).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(first).not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = f"{self.command} {self.path} {self.headers['Host']} {len(body)}".encode()
        self.send_response(200)
        self.send_header("Location", f"https://{self.headers['Host']}/next")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


def main():
    kind = sys.argv[1]
    folder = Path(tempfile.mkdtemp())
    now = datetime.datetime.now(datetime.timezone.utc)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = certificate("authority", authority_key, "authority", authority_key, [], now - DAY, now + DAY, True)
    host = "other.example" if kind == "name" else "tools.example"
    alternatives = [x509.DNSName(host)]
    if kind != "name":
        alternatives.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    last = now - DAY / 2 if kind == "expired" else now + DAY
    leaf = certificate(host, key, "authority", authority_key, alternatives, now - DAY, last)
    if kind == "authority":
        leaf = certificate(host, key, host, key, alternatives, now - DAY, last)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(authority.public_bytes(pem))
    (folder / "server.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()) + leaf.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    context.set_alpn_protocols(["h2", "http/1.1"])
    if kind == "tls12":
        context.maximum_version = ssl.TLSVersion.TLSv1_2

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port, "authorities": str(folder / "ca.pem")}), flush=True)
    sys.stdin.read()
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


main()

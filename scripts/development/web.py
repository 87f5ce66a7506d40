"""nginx for development: the files of nginx/ as they are, and a local/ that is written for a folder of this checkout."""

import base64
import getpass
import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# The unit list is the one place that names the programs behind nginx.
HANDLERS = re.findall(r"latchkey@([a-z-]+)\.socket", (ROOT / "scripts/systemd/latchkey.target").read_text())
# The most bytes that the path of a Unix socket can have: the size of sun_path without its NUL (unix(7)).
LONGEST_SOCKET_PATH = 107


@dataclass
class Web:
    """An nginx in `directory`, in which the sockets of its handlers are as well."""

    directory: Path
    port: int
    sso: str = "basic"
    tls: bool = False
    # The port of the stand-in for AWS's federation endpoint; None: there is none.
    federation_port: int | None = None
    # Further lines for local/server.conf, local/http.conf and local/sso-server.conf.
    server: str = ""
    http: str = ""
    sso_server: str = ""
    passwords: dict[str, str] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        return f"{'https' if self.tls else 'http'}://localhost:{self.port}"

    @property
    def prefix(self) -> Path:
        return self.directory / "nginx"

    @property
    def certificate(self) -> Path:
        return self.prefix / "local" / "certificate.pem"

    def socket(self, handler: str) -> Path:
        return self.directory / "sockets" / f"{handler}.sock"

    def command(self) -> list[str]:
        return [nginx(), "-p", str(self.prefix), "-c", "nginx.conf", "-e", "stderr"]

    def write(self) -> None:
        """Writes nginx's folder, in place of an earlier one."""
        longest = max((str(self.socket(handler)) for handler in HANDLERS), key=len)
        if len(longest.encode()) > LONGEST_SOCKET_PATH:
            raise SystemExit(f"The path {longest} is too long for a socket: use a checkout with a shorter path.")
        shutil.rmtree(self.prefix, ignore_errors=True)
        shutil.copytree(ROOT / "nginx", self.prefix, ignore=shutil.ignore_patterns("local"))
        local = self.prefix / "local"
        for folder in [local, self.prefix / "temporary", self.directory / "sockets"]:
            folder.mkdir(parents=True, exist_ok=True)
        make_certificate(self.certificate)
        (local / "main.conf").write_text(self._main())
        (local / "http.conf").write_text(self._http())
        (local / "log.conf").write_text(f'access_log "{self.directory}/logs/access.log" latchkey;\n')
        (local / "server.conf").write_text(self._server())
        (local / "sso.conf").write_text(f"include sso/{self.sso}.conf;\n")
        (local / "sso-server.conf").write_text(self.sso_server)
        (local / "extra.conf").write_text(self._site())
        (local / "limits.conf").write_text(self._limits())
        (local / "tool.conf").write_text(f'alias "{local}/latchkey.yaml";\n')
        (local / "health-clients.conf").write_text("allow 127.0.0.1;\nallow ::1;\ndeny all;\n")
        write_passwords(local / "passwords", self.passwords)

    def _main(self) -> str:
        # Started by root, nginx would run its workers as nobody, who can't open the handlers' sockets.
        user = f"user {getpass.getuser()};\n" if os.geteuid() == 0 else ""
        return f'{user}daemon off;\nworker_processes 2;\npid "{self.directory}/nginx.pid";\nerror_log stderr warn;\n'

    def _http(self) -> str:
        lines = []
        for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]:
            lines.append(f'{kind}_temp_path "{self.prefix}/temporary/{kind}";')
        for handler in HANDLERS:
            lines.append(f'upstream latchkey_{handler} {{ server "unix:{self.socket(handler)}"; }}')
        if not self.tls:
            # Forms work only under one name. Other names of this machine, such as 127.0.0.1, are redirected to it.
            # nginx reads the first line of every request there with the sizes of this server.
            lines.append(
                f"server {{ listen 127.0.0.1:{self.port} default_server; access_log off; large_client_header_buffers 8 32k;"
                f" return 302 {self.base_url}$request_uri; }}"
            )
        if self.federation_port:
            page = ROOT / "scripts" / "development" / "federation"
            text = (page / "nginx.conf").read_text()
            lines.append(text.replace("FEDERATION_PORT", str(self.federation_port)).replace("FOLDER", str(page)))
        return "\n".join(lines) + "\n" + self.http

    def _site(self) -> str:
        """A small site that is protected by IAM identities; Latchkey's own pages are, where they are entered so."""
        site = ROOT / "scripts" / "development" / "site"
        include = "" if self.sso == "iam" else "include iam/locations.conf;\n"
        return f"""{include}location ^~ /site/ {{
    include iam/protected.conf;
    ssi on;
    default_type "text/html; charset=utf-8";
    alias "{site}/";
    index index.html;
}}
"""

    def _limits(self) -> str:
        """The shipped limits, for nobody: all requests here come from this machine."""
        text = (ROOT / "nginx" / "local" / "limits.conf").read_text()
        text = text.replace("    default 0;", "    default 1;").replace("rate=1r/s", "rate=100000r/s")
        return text

    def _server(self) -> str:
        tls = ""
        if self.tls:
            tls = f'ssl_certificate "{self.certificate}";\nssl_certificate_key "{self.certificate}.key";\ninclude tls.conf;\n'
        kind = " ssl http2" if self.tls else ""
        return f"listen 127.0.0.1:{self.port}{kind};\nserver_name localhost;\n{tls}{self.server}"


def make_certificate(path: Path) -> None:
    """Makes a certificate for localhost, with its key in the file PATH.key."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        + ["-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        + ["-keyout", f"{path}.key", "-out", str(path)],
        check=True,
        capture_output=True,
    )


def nginx() -> str:
    """The path of nginx, also where /usr/sbin isn't on the PATH."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin") or "nginx"


def write_passwords(path: Path, passwords: dict[str, str]) -> None:
    """Writes a password file for nginx. Salted SHA-1 is quick, and enough for random passwords that last for one run."""
    lines = []
    for name, password in passwords.items():
        salt = os.urandom(8)
        digest = hashlib.sha1(password.encode() + salt).digest()
        lines.append(f"{name}:{{SSHA}}{base64.b64encode(digest + salt).decode()}\n")
    path.write_text("".join(lines))
    path.chmod(0o600)

"""An authenticator app: what it reads from a QR code, and the codes that it shows, by other programs than Latchkey's."""

import re
import subprocess
import time
import urllib.parse
from pathlib import Path

STEP_SECONDS = 30


class App:
    """Makes codes of a seed. Each pair is later than those before, and begins so early that no test waits for the next."""

    def __init__(self, seed: str):
        self.seed = seed
        self._step = int(time.time()) // STEP_SECONDS - 8

    def code(self, step: int) -> str:
        command = ["oathtool", "--totp", "--base32", f"--now=@{step * STEP_SECONDS}", "-"]
        return subprocess.check_output(command, input=self.seed, text=True).strip()

    def codes(self) -> tuple[str, str]:
        """Two codes, one after the other."""
        self._step += 2
        return self.code(self._step - 2), self.code(self._step - 1)

    def now(self) -> str:
        return self.code(int(time.time()) // STEP_SECONDS)

    def fields(self) -> dict[str, str]:
        first, second = self.codes()
        return {"AuthenticationCode1": first, "AuthenticationCode2": second}


def scan(picture: Path) -> str:
    """What a QR code in a picture says."""
    return subprocess.check_output(["zbarimg", "--quiet", "--raw", picture], text=True).strip()


def draw(svg: str, path: Path) -> Path:
    """Draws the QR code of a page, 4 dots for each module."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    dark = [[0] * side for _ in range(side)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        for column in range(int(x), int(x) + int(length)):
            dark[int(y)][column] = 1
    rows = [" ".join(str(dot) for dot in row for _ in range(4)) for row in dark for _ in range(4)]
    path.write_text(f"P1\n{side * 4} {side * 4}\n" + "\n".join(rows) + "\n")
    return path


def read(address: str) -> dict[str, str]:
    """The parts of an app's address: `label`, `secret` and `issuer`."""
    parts = urllib.parse.urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    return {"label": urllib.parse.unquote(parts.path[1:]), **dict(urllib.parse.parse_qsl(parts.query))}

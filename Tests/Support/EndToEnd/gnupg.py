"""GnuPG as somebody has it who is given secrets."""

import shutil
import subprocess
import tempfile


class GnuPG:
    """The home of somebody who has a key."""

    def __init__(self):
        # The socket of an agent is in it, whose path can't be long.
        self.home = tempfile.mkdtemp(prefix="latchkey-gpg-", dir="/tmp")

    def run(self, *arguments: str, input: str = "") -> str:
        result = subprocess.run(
            ["gpg", "--homedir", self.home, "--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "",
             *arguments], input=input, text=True, capture_output=True)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def key(self, person: str, *arguments: str, expires: str = "never") -> str:
        """Makes a key, and returns its public part."""
        self.run(*arguments, "--quick-generate-key", f"{person} <{person}@example.com>", "future-default", "default", expires)
        return self.run("--armor", "--export", f"{person}@example.com")

    def stop(self) -> None:
        subprocess.run(["gpgconf", "--homedir", self.home, "--kill", "all"], check=True)
        shutil.rmtree(self.home, ignore_errors=True)

"""Makes one FastCGI request at a handler's socket, with parameters that no web server would send."""

import http.client
import io
import socket
import struct
from pathlib import Path

from client import Answer

BEGIN_REQUEST, END_REQUEST, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("!BBHHBx", 1, kind, 1, len(content), 0) + content


def _length(number: int) -> bytes:
    return struct.pack("!B", number) if number < 128 else struct.pack("!I", number | 1 << 31)


def _pair(name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode("utf-8", "surrogateescape")
    return _length(len(key)) + _length(len(text)) + key + text


def fastcgi_request(parameters: list[tuple[str, str]], body: bytes = b"") -> bytes:
    """The records of one request."""
    content = b"".join(_pair(*parameter) for parameter in parameters)
    request = _record(BEGIN_REQUEST, struct.pack("!HB5x", 1, 0))
    for start in range(0, len(content), 32_768):
        request += _record(PARAMS, content[start : start + 32_768])
    request += _record(PARAMS, b"")
    for start in range(0, len(body), 32_768):
        request += _record(STDIN, body[start : start + 32_768])
    return request + _record(STDIN, b"")


def fastcgi(
    address: Path | tuple[str, int], parameters: list[tuple[str, str]], body: bytes = b"", timeout: float = 30
) -> Answer:
    """Asks the handler that listens at a path, or at a host and port. A parameter may be given more than once.

    Raises ConnectionError when the handler hangs up without an answer.
    """
    is_internet = isinstance(address, tuple)
    with socket.socket(socket.AF_INET if is_internet else socket.AF_UNIX) as connection:
        connection.settimeout(timeout)
        connection.connect(address if is_internet else str(address))
        connection.sendall(fastcgi_request(parameters, body))
        stream = connection.makefile("rb")
        output = b""
        while header := stream.read(8):
            _, kind, _, length, padding = struct.unpack("!BBHHBx", header)
            record = stream.read(length + padding)[:length]
            if kind == STDOUT:
                output += record
            elif kind == END_REQUEST:
                break
    if not output:
        raise ConnectionError("no answer")
    head, _, rest = output.partition(b"\r\n\r\n")
    headers = http.client.parse_headers(io.BytesIO(head + b"\r\n\r\n"))
    return Answer(int(headers.get("Status", "200").split()[0]), headers, rest)

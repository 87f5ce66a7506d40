#!/usr/bin/env python3
"""A FastCGI application that answers with its parameters as JSON, in their order and with duplicates.

It stands in for a handler, and so shows what nginx passes on. It listens on LATCHKEY_LISTEN. A query "status=404" asks for
that status, and "seconds=2" for an answer after that time.
"""

import json
import os
import re
import socket
import socketserver
import struct
import time

BEGIN_REQUEST, END_REQUEST, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6


def receive(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise ConnectionError
        data += part
    return data


def pairs(data: bytes) -> list[list[str]]:
    """Reads the name-value pairs of section 3.4 of the FastCGI specification."""
    result, position = [], 0

    def length() -> int:
        nonlocal position
        if data[position] < 128:
            position += 1
            return data[position - 1]
        position += 4
        return struct.unpack(">I", data[position - 4 : position])[0] & 0x7FFFFFFF

    while position < len(data):
        name_length, value_length = length(), length()
        name = data[position : position + name_length]
        position += name_length
        value = data[position : position + value_length]
        position += value_length
        result.append([name.decode("latin-1"), value.decode("latin-1")])
    return result


class Application(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        parameters, body, request = b"", b"", 0
        while True:
            try:
                _, kind, request, length, padding, _ = struct.unpack(">BBHHBB", receive(self.request, 8))
                content = receive(self.request, length)
                receive(self.request, padding)
            except ConnectionError:
                return
            if kind == PARAMS:
                parameters += content
            elif kind == STDIN:
                body += content
                if not content:
                    break
        answer = json.dumps({"parameters": pairs(parameters), "body": body.decode("latin-1")}).encode()
        for seconds in re.findall(rb"QUERY_STRING(?:status=\d+&)?seconds=(\d+)", parameters):
            time.sleep(int(seconds))
        status = (re.findall(rb"status=(\d{3})", parameters) or [b"200"])[0]
        head = b"Status: " + status + b"\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n\r\n"
        output = head + answer
        records = b""
        for start in range(0, len(output), 65_528):
            part = output[start : start + 65_528]
            records += struct.pack(">BBHHBB", 1, STDOUT, request, len(part), 0, 0) + part
        records += struct.pack(">BBHHBB", 1, STDOUT, request, 0, 0, 0)
        records += struct.pack(">BBHHBB", 1, END_REQUEST, request, 8, 0, 0) + bytes(8)
        self.request.sendall(records)


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    os.umask(0o117)
    with Server(os.environ["LATCHKEY_LISTEN"], Application) as server:
        server.serve_forever()

"""A SOCKS5 server that leads every name to ports of this machine, and notes the names."""

import socket
import socketserver
import threading


class SOCKSServer:
    def __init__(self):
        self.names: list[str] = []
        # The port for those that `ports` doesn't lead elsewhere.
        self.port = 0
        self.ports: dict[int, int] = {}
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                version, count = self.rfile.read(2)
                assert version == 5 and 0 in self.rfile.read(count)
                self.wfile.write(b"\x05\x00")
                kind = self.rfile.read(4)[3]
                length = {1: 4, 4: 16}.get(kind) or self.rfile.read(1)[0]
                host = self.rfile.read(length)
                port = int.from_bytes(self.rfile.read(2))
                outer.names.append(host.decode() if kind == 3 else host.hex())
                with socket.create_connection(("127.0.0.1", outer.ports.get(port, outer.port))) as there:
                    self.wfile.write(b"\x05\x00\x00\x01" + bytes(6))
                    back = threading.Thread(target=self.copy, args=[there, self.connection], daemon=True)
                    back.start()
                    self.copy(self.connection, there)
                    back.join()

            @staticmethod
            def copy(one: socket.socket, other: socket.socket) -> None:
                try:
                    while data := one.recv(65_536):
                        other.sendall(data)
                    other.shutdown(socket.SHUT_WR)
                except OSError:
                    pass  # one of them has gone away

        class Listener(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self._server = Listener(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

import CCurl
import Glibc
import Synchronization
import TestSupport

/// An HTTP server on a loopback port of the system's choice; each connection is served by a function on its own thread.
final class TestServer: Sendable {
    typealias Serve = @Sendable (Connection) -> Void

    let port: UInt16
    private let listener: CInt
    private let connections = Mutex(0)
    private let closed = Mutex(0)
    private let serve: Serve

    /// `127.0.0.1:port`.
    var authority: String { "127.0.0.1:\(port)" }
    /// How many connections there have been.
    var connectionCount: Int { connections.withLock { $0 } }
    /// How many of them the server has closed.
    var closedCount: Int { closed.withLock { $0 } }

    private init(backlog: CInt = 1_024, serve: @escaping Serve) {
        self.serve = serve
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        port = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(listener, generic, length)
                listen(listener, backlog)
                unsafe getsockname(listener, generic, &length)
            }
            return UInt16(bigEndian: unsafe pointer.pointee.sin_port)
        }
    }

    /// A server that runs for as long as `body` does.
    static func run(_ serve: @escaping Serve, _ body: (TestServer) async throws -> Void) async throws {
        let server = TestServer(serve: serve)
        Thread { server.accept() }.detach()
        defer { shutdown(server.listener, CInt(SHUT_RDWR)) }
        try await body(server)
    }

    /// A port where nobody listens.
    static func unusedPort() -> UInt16 {
        let server = TestServer { _ in }
        close(server.listener)
        return server.port
    }

    /// A server that accepts nothing and whose queue is full: connecting to it takes forever.
    static func runFull(_ body: (TestServer) async throws -> Void) async throws {
        let server = TestServer(backlog: 0) { _ in }
        // The queue takes one more than its length.
        let client = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        defer {
            close(client)
            close(server.listener)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = server.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = unsafe connect(client, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try await body(server)
    }

    private func accept() {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            // A program that another test starts must not hold the connection open.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            let number = connections.withLock { count in
                count += 1
                return count
            }
            let thread = Thread { [self] in
                let connection = Connection(descriptor: descriptor, number: number)
                serve(connection)
                if !connection.isReset { shutdown(descriptor, CInt(SHUT_RDWR)) }
                close(descriptor)
                closed.withLock { $0 += 1 }
            }
            thread.detach()
        }
        close(listener)
    }
}

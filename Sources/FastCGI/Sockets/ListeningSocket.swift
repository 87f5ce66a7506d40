import CLinux
import Glibc
import SystemPackage

/// A listening socket. If it is a Unix socket that we made, its file is removed when this value goes.
///
/// libfcgi's own `FCGX_OpenSocket` isn't used: it calls `exit` on failure, takes the path of a server that is running, and
/// leaves the file's mode to the umask.
struct ListeningSocket: ~Copyable {
    private let descriptor: OwnedDescriptor
    private let made: MadeSocket?
    /// Whether it is an IP socket. Its connections then need `TCP_NODELAY`, or small writes would be delayed.
    let isInternet: Bool

    var rawValue: Int32 { descriptor.rawValue }

    /// The file of a Unix socket, recognized by device and inode.
    private struct MadeSocket {
        let path: String
        let device: dev_t
        let inode: ino_t
    }

    /// How many connections the kernel holds until they are accepted, if its own maximum isn't lower.
    private static let backlog: Int32 = 1_024

    /// Listens at `address` (`socket`, `bind`, `listen`).
    init(_ address: ListenAddress) throws(FastCGIError) {
        switch address {
        case .unix(let path): try self.init(path: path)
        case .internet(let host, let port): try self.init(host: host, port: port)
        }
    }

    /// Takes over a descriptor that is a listening socket (`SO_ACCEPTCONN`), as systemd and spawn-fcgi leave descriptor 0;
    /// nil when it isn't one.
    init?(inherited descriptor: Int32) {
        guard option(descriptor, level: SOL_SOCKET, name: SO_ACCEPTCONN) == 1 else { return nil }
        let family = option(descriptor, level: SOL_SOCKET, name: SO_DOMAIN)
        self.init(owning: OwnedDescriptor(owning: descriptor), made: nil, isInternet: family != AF_UNIX)
    }

    private init(owning descriptor: consuming OwnedDescriptor, made: MadeSocket?, isInternet: Bool) {
        // Another process that shares the socket may take the connection first. accept must not wait then.
        _ = fcntl(descriptor.rawValue, F_SETFL, fcntl(descriptor.rawValue, F_GETFL) | O_NONBLOCK)
        _ = fcntl(descriptor.rawValue, F_SETFD, FD_CLOEXEC)
        self.descriptor = descriptor
        self.made = made
        self.isInternet = isInternet
    }

    private init(path: String) throws(FastCGIError) {
        guard let address = SocketAddress(path: path) else {
            throw .pathTooLong(path, limit: SocketAddress.maximumPathLength)
        }
        guard let socket = OwnedDescriptor.socket(family: AF_UNIX) else {
            throw .system(call: "socket", .last)
        }
        try Self.removeStaleSocket(path, at: address)
        guard address.bind(socket.rawValue) else {
            throw .cannotListen(path, .last)
        }
        // Nobody can connect before listen(), so there is no moment in which the mode is wrong. A umask would change it
        // for the files of the other threads too.
        var status = stat()
        guard unsafe chmod(path, 0o660) == 0, unsafe stat(path, &status) == 0,
            listen(socket.rawValue, Self.backlog) == 0
        else {
            let error = Errno.last
            unsafe unlink(path)
            throw .cannotListen(path, error)
        }
        let made = MadeSocket(path: path, device: status.st_dev, inode: status.st_ino)
        self.init(owning: socket, made: made, isInternet: false)
    }

    private init(host: String, port: UInt16) throws(FastCGIError) {
        let name = ListenAddress.internet(host: host, port: port).description
        guard let address = SocketAddress(host: host, port: port) else { throw .invalidAddress(name) }
        guard let socket = OwnedDescriptor.socket(family: address.family) else {
            throw .cannotListen(name, .last)
        }
        setOption(socket.rawValue, level: SOL_SOCKET, name: SO_REUSEADDR, value: 1)
        if address.family == AF_INET6 {
            setOption(socket.rawValue, level: Int32(IPPROTO_IPV6), name: IPV6_V6ONLY, value: 1)
        }
        guard address.bind(socket.rawValue),
            listen(socket.rawValue, Self.backlog) == 0
        else { throw .cannotListen(name, .last) }
        self.init(owning: socket, made: nil, isInternet: true)
    }

    /// Removes the file of a socket that nobody listens on any more. Throws when a server accepts connections there, or
    /// when the file isn't a socket.
    private static func removeStaleSocket(_ path: String, at address: SocketAddress) throws(FastCGIError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
        guard let probe = OwnedDescriptor.socket(family: AF_UNIX) else {
            throw .system(call: "socket", .last)
        }
        // A server whose queue is full must not hold us up: the socket doesn't wait, and EAGAIN means that a server is
        // running.
        _ = fcntl(probe.rawValue, F_SETFL, O_NONBLOCK)
        if address.connect(probe.rawValue) || errno == EAGAIN {
            throw .alreadyServed(path)
        }
        guard errno == ECONNREFUSED else { throw .cannotListen(path, .last) }
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .cannotListen(path, .last) }
    }

    deinit {
        guard let made else { return }
        // If another server has put its own socket there meanwhile, that one stays.
        var status = stat()
        if unsafe lstat(made.path, &status) == 0, status.st_dev == made.device, status.st_ino == made.inode {
            unsafe unlink(made.path)
        }
    }

    /// Takes the next connection (`accept4`); nil with `errno` set when there is none.
    borrowing func accept() -> Int32? {
        let connection = latchkey_accept(descriptor.rawValue)
        guard connection >= 0 else { return nil }
        if isInternet {
            setOption(connection, level: Int32(IPPROTO_TCP), name: TCP_NODELAY, value: 1)
        }
        return connection
    }
}

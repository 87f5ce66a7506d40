import Glibc

/// Who can connect to a listening socket.
///
/// Whoever connects to a FastCGI program plays the web server to it, and names whomever it likes as the caller.
package enum SocketAudience: Sendable, Equatable {
    /// Only those whom the mode of a Unix socket's file lets in, and it doesn't let in everybody. Or there is no socket, and
    /// whoever started the process asks, as under plain CGI.
    case chosen
    /// Anybody on the network or on this machine.
    case anybody

    /// Who can connect to a socket that is made for an address; for nil, to the one on descriptor 0.
    package init(of address: ListenAddress?) {
        switch address {
        case .unix: self = .chosen
        case .internet: self = .anybody
        case nil: self.init(ofInherited: STDIN_FILENO)
        }
    }

    /// Who can connect to the listening socket on a descriptor, as systemd and spawn-fcgi hand it over (`getsockname`).
    init(ofInherited descriptor: Int32) {
        guard option(descriptor, level: SOL_SOCKET, name: SO_ACCEPTCONN) == 1 else {
            self = .chosen
            return
        }
        // A Unix socket without a path is in Linux's abstract namespace, where everybody can connect (unix(7)).
        guard let path = SocketAddress.path(ofUnixSocket: descriptor) else {
            self = .anybody
            return
        }
        // To connect, one needs the right to write. A file that can't be seen from here is in a place that was chosen.
        var status = stat()
        let isOpenToAll = unsafe stat(path, &status) == 0 && status.st_mode & S_IWOTH != 0
        self = isOpenToAll ? .anybody : .chosen
    }
}

extension SocketAddress {
    /// The path of a Unix socket; nil when it has none, or is of another family.
    fileprivate static func path(ofUnixSocket descriptor: Int32) -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        guard status == 0, Int32(address.sun_family) == AF_UNIX else { return nil }
        let path = unsafe withUnsafeBytes(of: address.sun_path) { unsafe $0.prefix { $0 != 0 } + [] }
        return path.isEmpty ? nil : String(decoding: path, as: UTF8.self)
    }
}

import Glibc
import HTTP1
import NIOCore
import Synchronization

/// Whether a client is a program of the person whose proxy it is. It is found out when that matters for the first time.
final class ClientOwner: Sendable {
    private let client: Connection
    private let known = Mutex<Bool?>(nil)

    init(_ client: Connection) { self.client = client }

    /// Whether the client's user is the proxy's own, or root, who could take the identity anyway.
    var isSelf: Bool {
        if let known = known.withLock({ $0 }) { return known }
        let userID = Self.place(client.channel.remoteAddress).flatMap { from in
            Self.place(client.channel.localAddress).flatMap { SocketOwner.userID(client: from, server: $0) }
        }
        let isSelf = userID == 0 || userID == getuid()
        known.withLock { $0 = isSelf }
        return isSelf
    }

    private static func place(_ address: SocketAddress?) -> HostPort? {
        guard let address, let host = address.ipAddress, let port = address.port else { return nil }
        return HostPort(host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
    }
}

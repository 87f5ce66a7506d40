import Formats

/// The question to the kernel whose socket a TCP connection from this machine is, and its answer: `struct inet_diag_req_v2` and
/// `struct inet_diag_msg` of `linux/inet_diag.h`, in the machine's order of bytes, but for ports.
struct SocketQuestion {
    /// `SOCK_DIAG_BY_FAMILY`.
    private static let byFamily: UInt8 = 20
    private static let tcp: UInt8 = 6
    /// `TCP_ESTABLISHED`.
    private static let established: UInt8 = 1
    /// `AF_INET6`.
    private static let six: UInt8 = 10
    private static let headerLength = 16

    private let client: (address: [UInt8], port: Int)
    private let server: (address: [UInt8], port: Int)

    /// Nil for addresses that are names, or of two kinds.
    ///
    /// - Parameters:
    ///   - client: the address and port of the socket that is asked about.
    ///   - server: those that it is connected to.
    init?(client: HostPort, server: HostPort) {
        guard let from = client.address?.bytes, let to = server.address?.bytes, from.count == to.count,
            from.count == 4 || from.count == 16
        else { return nil }
        self.client = (from, client.port)
        self.server = (to, server.port)
    }

    /// The message: `struct nlmsghdr` with `NLM_F_REQUEST`, and the question, in any state and with no cookie.
    var bytes: [UInt8] {
        var request: [UInt8] = [family, Self.tcp, 0, 0]
        request += [UInt8](repeating: 0xff, count: 4)
        request += Self.port(client.port) + Self.port(server.port)
        request += Self.padded(client.address) + Self.padded(server.address)
        request += [UInt8](repeating: 0, count: 4) + [UInt8](repeating: 0xff, count: 8)
        let length = UInt8(Self.headerLength + request.count)
        return [length, 0, 0, 0, Self.byFamily, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0] + request
    }

    /// The ID of the socket's user; nil when the answer doesn't tell of that connection. Where there is no connection, the kernel
    /// answers with a socket that listens at the client's port.
    func userID(in answer: [UInt8]) -> UInt32? {
        guard answer.count >= Self.headerLength + 72, answer[4] == Self.byFamily, answer[5] == 0 else { return nil }
        let message = Array(answer[Self.headerLength...])
        // A socket for IPv6 that is connected over IPv4 has mapped addresses.
        let isMapped = message[0] == Self.six && family != Self.six
        let addresses = [client.address, server.address].map { isMapped ? Self.mapped($0) : Self.padded($0) }
        guard isMapped || message[0] == family,
            message[4..<8].elementsEqual(Self.port(client.port) + Self.port(server.port)),
            message[8..<40].elementsEqual(addresses.joined())
        else { return nil }
        let userID = message[64..<68].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        // A socket that its program has closed already is nobody's; the kernel writes 0 for its user.
        return userID == 0 && message[1] != Self.established ? nil : userID
    }

    /// `AF_INET` or `AF_INET6`.
    private var family: UInt8 { client.address.count == 4 ? 2 : Self.six }

    private static func port(_ number: Int) -> [UInt8] { [UInt8(number >> 8 & 0xff), UInt8(number & 0xff)] }

    private static func padded(_ address: [UInt8]) -> [UInt8] {
        address + [UInt8](repeating: 0, count: 16 - address.count)
    }

    private static func mapped(_ address: [UInt8]) -> [UInt8] {
        [UInt8](repeating: 0, count: 10) + [0xff, 0xff] + address
    }
}

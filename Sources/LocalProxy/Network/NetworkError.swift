/// Why a server can't be reached, or a connection can't go on.
enum NetworkError: Error, Equatable {
    /// The connection is closed, or was reset.
    case closed
    case timeout
    /// The server's name isn't known, or nobody listens there.
    case unreachable
    /// The address is one that only this machine or its network card answers, such as that of a cloud's metadata.
    case forbiddenAddress
    /// The name is one of this machine, and leads to another.
    case notThisMachine
    /// The server's certificate isn't one for its name that this machine trusts.
    case certificate
    /// The SOCKS server doesn't speak SOCKS5, or wants a password.
    case socks
    /// The SOCKS server's answer when it can't connect (RFC 1928, 6).
    case socksReply(UInt8)
}

extension NetworkError: CustomStringConvertible {
    var description: String {
        switch self {
        case .closed: "The server closed the connection."
        case .timeout: "The server didn't answer in time."
        case .unreachable: "The server can't be reached."
        case .forbiddenAddress:
            "The server's address is one of this machine or its network card. It is reached if --allow names the server."
        case .notThisMachine: "The server's name is one of this machine, and leads to another."
        case .certificate: "The server's certificate can't be trusted."
        case .socks: "The SOCKS server doesn't speak SOCKS5 without a password."
        case .socksReply(let reply): "The SOCKS server can't reach the server (reply \(reply))."
        }
    }
}

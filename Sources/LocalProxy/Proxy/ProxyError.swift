/// Why the proxy doesn't start.
package enum ProxyError: Error, Equatable {
    /// The text isn't a host and a port.
    case notAnAddress(String)
    /// The address is one that others can reach.
    case notLoopback(String)
    /// Another program listens on the address.
    case taken(String)
    /// The address isn't one of this machine, or the port is for root alone.
    case bind(String, reason: String)
}

extension ProxyError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAnAddress(let text): "\(text) isn't a host and a port, such as 127.0.0.1:8080"
        case .notLoopback(let text):
            "\(text) can be reached by others, who could then use your identity: it should be 127.0.0.1, [::1] or localhost"
        case .taken(let address): "another program listens on \(address)"
        case .bind(let address, let reason): "nobody can listen on \(address): \(reason)"
        }
    }
}

/// Why nobody can listen on a port of this machine.
package enum LoopbackError: Error, Equatable {
    /// Another program listens there.
    case taken(port: UInt16)
    case bind(port: UInt16, reason: String)
}

extension LoopbackError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .taken(let port): "another program listens on port \(port) of 127.0.0.1"
        case .bind(let port, let reason): "nobody can listen on port \(port) of 127.0.0.1: \(reason)"
        }
    }
}

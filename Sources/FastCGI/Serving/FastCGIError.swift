/// Why a ``Server`` can't run; its description is fit for one line of a log.
package enum FastCGIError: Error, Equatable {
    /// The text is no address to listen on.
    case invalidAddress(String)
    /// The Unix socket's path doesn't fit `sockaddr_un`, which takes `limit` bytes.
    case pathTooLong(String, limit: Int)
    /// A living server answers at the Unix socket's path.
    case alreadyServed(String)
    /// There is something at the Unix socket's path that isn't a socket.
    case notASocket(String)
    /// The system refused to listen at an address.
    case cannotListen(String, reason: String)
    /// There is no address, no socket on descriptor 0 and no CGI request.
    case nothingToServe
    /// A system call that always works didn't.
    case system(call: String, reason: String)
}

extension FastCGIError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidAddress(let text):
            "cannot listen on \"\(text)\": it is neither a socket's path (/run/x.sock) nor an address (127.0.0.1:9000)"
        case .pathTooLong(let path, let limit):
            "cannot listen on \(path): the path is longer than the \(limit) bytes that a socket's may have"
        case .alreadyServed(let path):
            "cannot listen on \(path): another server is listening there"
        case .notASocket(let path):
            "cannot listen on \(path): something that is not a socket is there"
        case .cannotListen(let address, let reason):
            "cannot listen on \(address): \(reason)"
        case .nothingToServe:
            "nothing to serve: no address to listen on, no listening socket on descriptor 0, and not started as CGI"
        case .system(let call, let reason):
            "\(call) failed: \(reason)"
        }
    }
}

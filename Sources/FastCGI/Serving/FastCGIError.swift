package import SystemPackage

/// Why a ``Server`` can't run. Its description is fit for one line of a log.
package enum FastCGIError: Error, Equatable {
    /// The text isn't an address to listen on.
    case invalidAddress(String)
    /// The Unix socket's path doesn't fit `sockaddr_un`, which takes `limit` bytes.
    case pathTooLong(String, limit: Int)
    /// Another server accepts connections at the Unix socket's path.
    case alreadyServed(String)
    /// Something that isn't a socket is at the Unix socket's path.
    case notASocket(String)
    /// The system refused to listen at an address.
    case cannotListen(String, Errno)
    /// There is no address, no socket on descriptor 0 and no CGI request.
    case nothingToServe
    /// A system call failed that doesn't fail in a healthy system.
    case system(call: String, Errno)
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
        case .cannotListen(let address, let error):
            "cannot listen on \(address): \(error)"
        case .nothingToServe:
            "nothing to serve: no address to listen on, no listening socket on descriptor 0, and not started as CGI"
        case .system(let call, let error):
            "\(call) failed: \(error)"
        }
    }
}

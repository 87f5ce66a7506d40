/// Why there is no answer, told by what the server may have done.
package enum TransportError: Error, Sendable, Equatable {
    /// Nothing of the request reached the server (name, connection or TLS handshake failed): it is safe to try again.
    case notSent(String)
    /// The request may have reached the server, but no whole answer came back: it may have been carried out.
    case interrupted(String)
    /// The deadline passed; the request may have been carried out.
    case deadlineExceeded
    /// The answer was larger than the request allowed, in bytes.
    case responseTooLarge(limit: Int)
    /// The calling task was cancelled; the request may have been carried out.
    case cancelled

    /// The server has none but addresses that ``AddressRule/publicOnly`` refuses.
    package static let addressNotPublic = TransportError.notSent("the server's address isn't a public one")
}

package import HTTPTypes

/// Carries one HTTP request to a server and brings its answer back.
///
/// The implementation follows no redirect, verifies TLS, and keeps the bounds that the request names.
package protocol Transport: Sendable {
    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse
}

/// An HTTP request with the bounds it must be answered in.
package struct TransportRequest: Sendable {
    /// Method, scheme, authority (`host[:port]`), path with query, and fields; `Host` and `Content-Length` follow from them.
    package var head: HTTPRequest
    /// What `Host` says, where that isn't the authority which is asked.
    package var host: String?
    package var body: [UInt8]
    /// When to give up, connecting included.
    package var deadline: ContinuousClock.Instant
    /// The largest response body taken, in bytes.
    package var maximumResponseSize: Int
    /// Which addresses the server may have.
    package var addresses: AddressRule
    /// Whether the request may use a connection that was kept from an earlier one, and leaves its own for later ones. A server
    /// may have ended a kept one, which shows only when a request is lost on it.
    package var sharesConnection: Bool

    package init(
        head: HTTPRequest, host: String? = nil, body: [UInt8] = [], deadline: ContinuousClock.Instant,
        maximumResponseSize: Int = 4 << 20, addresses: AddressRule = .any,
        sharesConnection: Bool = true
    ) {
        self.head = head
        self.host = host
        self.body = body
        self.deadline = deadline
        self.maximumResponseSize = maximumResponseSize
        self.addresses = addresses
        self.sharesConnection = sharesConnection
    }
}

/// What the server answered, whatever its status.
package struct TransportResponse: Sendable {
    package var head: HTTPResponse
    package var body: [UInt8]

    package init(head: HTTPResponse, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }
}

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

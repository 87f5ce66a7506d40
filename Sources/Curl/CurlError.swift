/// Why a ``CurlTransport`` can't be made. What goes wrong with a request is a `TransportError`.
package enum CurlError: Error, Sendable, Equatable {
    /// A setting can't be used; the text says which and why.
    case configuration(String)
    /// The system or libcurl refused something that the transport needs; the text says what.
    case unavailable(String)
}

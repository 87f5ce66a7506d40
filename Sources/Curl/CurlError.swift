/// Why an engine can't be made. What goes wrong with a request is a `TransportError`.
package enum CurlError: Error, Sendable, Equatable {
    /// A setting that can't be used; says which and why.
    case configuration(String)
    /// The system or libcurl refused what the engine needs; says what.
    case unavailable(String)
}

/// Carries one HTTP request to a server and brings its answer back.
///
/// The implementation follows no redirect, verifies TLS, and keeps the bounds that the request names.
package protocol Transport: Sendable {
    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse
}

import Concurrency
import Formats
import HTTPTypes
import Transport

/// Requests to an authorization server. No redirect is followed, so they go where the configuration or the metadata say.
struct ServerRequests: Sendable {
    private static let timeout = Duration.seconds(15)
    private static let maximumByteCount = 256 << 10

    let transport: any Transport
    let timekeeper: Timekeeper

    /// A document.
    func get(_ address: EndpointAddress) async throws(OAuthError) -> [UInt8] {
        let response = try await send(address, address.request(.get, [.accept: "application/json"]))
        guard response.status == .ok else { throw .status(response.status.code, of: address.authority) }
        return response.body
    }

    /// What answers a form, with a status that isn't an error of the server.
    ///
    /// - Returns: the body, and whether it is that of a success.
    func post(
        _ form: FormEncoding, to address: EndpointAddress
    ) async throws(OAuthError) -> (body: [UInt8], isSuccess: Bool) {
        let fields: HTTPFields = [.accept: "application/json", .contentType: "application/x-www-form-urlencoded"]
        let response = try await send(address, address.request(.post, fields), form.bytes)
        switch response.status.code {
        case 200: return (response.body, true)
        case 400, 401, 403: return (response.body, false)
        case let status: throw .status(status, of: address.authority)
        }
    }

    private func send(
        _ address: EndpointAddress, _ head: HTTPRequest, _ body: [UInt8] = []
    ) async throws(OAuthError) -> TransportResponse {
        do throws(TransportError) {
            return try await transport.send(
                TransportRequest(
                    head: head, body: body, deadline: timekeeper.instant() + Self.timeout,
                    maximumResponseSize: Self.maximumByteCount, sharesConnection: false))
        } catch {
            throw .transport(error, of: address.authority)
        }
    }
}

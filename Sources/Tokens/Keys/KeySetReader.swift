import Concurrency
import HTTPTypes
import Transport

/// Reads an issuer's keys, by its discovery document where that says where they are.
struct KeySetReader: Sendable {
    private static let timeout: Duration = .seconds(5)

    let source: KeySource
    /// The hosts that keys may be read from; nil for any, where the configuration names the address.
    let hosts: KeyHosts?
    let transport: any Transport
    let timekeeper: Timekeeper

    /// All requests have five seconds together.
    func read() async -> Result<KeySet, KeySetError> {
        let deadline = timekeeper.instant() + Self.timeout
        do throws(KeySetError) {
            let address: KeySetAddress
            switch source {
            case .address(let known): address = known
            case .discovery(let discovery):
                let bytes = try await get(
                    discovery.document, by: deadline, maximumByteCount: DiscoveryDocument.maximumByteCount)
                address = try DiscoveryDocument(json: bytes, issuer: discovery.issuer).keys
            }
            return .success(
                try KeySet(json: try await get(address, by: deadline, maximumByteCount: KeySet.maximumByteCount)))
        } catch {
            return .failure(error)
        }
    }

    private func get(
        _ address: KeySetAddress, by deadline: Instant, maximumByteCount: Int
    ) async throws(KeySetError) -> [UInt8] {
        var rule = AddressRule.any
        if let hosts {
            guard let allowed = hosts.rule(for: address) else { throw .forbiddenHost }
            rule = allowed
        }
        let request = TransportRequest(
            head: address.request, deadline: deadline, maximumResponseSize: maximumByteCount, addresses: rule)
        let response: TransportResponse
        do throws(TransportError) {
            response = try await transport.send(request)
        } catch {
            throw .transport(error)
        }
        guard response.status == .ok else { throw .status(response.status.code) }
        return response.body
    }
}

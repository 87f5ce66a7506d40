import Concurrency
import Formats
import Secrets

extension OAuthClient {
    /// Begins a sign-in in a browser of another machine (RFC 8628, section 3.1).
    package func beginDevice(at metadata: ServerMetadata) async throws(OAuthError) -> DeviceAuthorization {
        guard let address = metadata.deviceEndpoint else {
            throw .unsupported(.endpoint("device_authorization_endpoint"))
        }
        var form = FormEncoding()
        identify(&form)
        if !settings.scopes.isEmpty { form.append("scope", settings.scopes.joined(separator: " ")) }
        let answer = try await requests.post(form, to: address)
        return try DeviceAuthorization(json: answer.body, isSuccess: answer.isSuccess)
    }

    /// Waits until the person has signed in there (RFC 8628, sections 3.4 and 3.5).
    ///
    /// - Throws: ``OAuthError/tooLate`` when the code is no longer good, ``OAuthError/refused(_:words:)`` when they said no.
    package func tokens(
        for device: DeviceAuthorization, at metadata: ServerMetadata
    ) async throws(OAuthError) -> TokenSet {
        let end = timekeeper.instant() + .seconds(device.lifetime)
        var interval = device.interval
        while !Task.isCancelled {
            guard timekeeper.instant() + .seconds(interval) < end else { throw .tooLate }
            await timekeeper.sleep(.seconds(interval))
            var form = FormEncoding()
            form.append("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
            form.append("device_code", device.deviceCode.reveal())
            do throws(OAuthError) {
                return try await tokens(form, .device, at: metadata)
            } catch {
                switch error {
                case .refused("authorization_pending", _): continue
                case .refused("slow_down", _): interval += 5
                case .refused("expired_token", _): throw .tooLate
                // A network that fails for a moment; the person may be typing.
                case .transport, .status(500..., _): interval = min(interval * 2, 60)
                default: throw error
                }
            }
        }
        throw .tooLate
    }
}

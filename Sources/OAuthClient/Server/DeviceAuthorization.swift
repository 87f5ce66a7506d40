import Formats
import Secrets

/// A sign-in that somebody completes in a browser of another machine (RFC 8628, section 3.2).
package struct DeviceAuthorization: Sendable {
    private static let maximumLifetime = 1_800
    private static let usualInterval = 5
    private static let maximumInterval = 60

    let deviceCode: Secret
    /// What the person enters there.
    package let userCode: String
    /// Where they enter it.
    package let address: String
    /// The address with the code in it; nil if the server has none.
    package let wholeAddress: String?
    /// How many seconds the code is good.
    package let lifetime: Int
    /// How many seconds have to be between two questions.
    let interval: Int

    /// Reads an answer of the device authorization endpoint.
    init(json bytes: [UInt8], isSuccess: Bool) throws(OAuthError) {
        let json = try TokenAnswer.json(bytes, isSuccess: isSuccess, .device)
        guard let device = json["device_code"]?.string, (1...4_096).contains(device.utf8.count),
            let user = json["user_code"]?.string, (1...64).contains(user.utf8.count),
            user.utf8.allSatisfy({ (0x20...0x7e).contains($0) }),
            let address = (json["verification_uri"] ?? json["verification_url"])?.string.flatMap(
                EndpointAddress.init(_:)),
            case .integer(let lifetime)? = json["expires_in"], lifetime > 0
        else { throw .malformed(.device) }
        deviceCode = Secret(device)
        userCode = user
        self.address = address.text
        wholeAddress = json["verification_uri_complete"]?.string.flatMap(EndpointAddress.init(_:))?.text
        self.lifetime = min(lifetime, Self.maximumLifetime)
        switch json["interval"] {
        case nil: interval = Self.usualInterval
        case .integer(let seconds)? where seconds >= 0: interval = min(max(seconds, 1), Self.maximumInterval)
        default: throw .malformed(.device)
        }
    }
}

package import AWS

/// What sort of thing an MFA device is.
package enum MFADeviceKind: String, Sendable {
    /// An app that makes codes from a seed.
    case virtual
    /// A passkey or a security key, which shows no codes.
    case passkey = "passkey-or-security-key"
    /// A token of a maker that shows codes.
    case hardware = "hardware-token"
    /// What AWS may come to know.
    case unknown

    /// Whether it shows the codes by which somebody proves to hold it.
    package var showsCodes: Bool { self == .virtual || self == .hardware }
}

extension MFASerialNumber {
    package var kind: MFADeviceKind {
        guard let arn = ARN(rawValue) else { return .hardware }
        switch arn.resourceType {
        case "mfa": return .virtual
        case "u2f": return .passkey
        default: return .unknown
        }
    }

    /// What people call the device: the name that it was given, or the number on it.
    package var name: String { ARN(rawValue)?.resourceName ?? rawValue }
}

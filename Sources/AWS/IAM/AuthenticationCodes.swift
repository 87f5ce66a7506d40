import Formats
import Secrets

/// Two codes that an MFA device showed one after the other. IAM takes nothing else as proof that somebody holds the device.
package struct AuthenticationCodes: Sendable, Hashable {
    let first: Secret
    let second: Secret

    /// Nil unless both are six digits.
    package init?(_ first: String, _ second: String) {
        guard [first, second].allSatisfy({ $0.consists(of: \.isASCIIDigit, lengths: 6...6) }) else { return nil }
        self.first = Secret(first)
        self.second = Secret(second)
    }
}

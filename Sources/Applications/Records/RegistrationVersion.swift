import Cryptography
import Formats

/// The version of a registration: a count, and what no other write has. It is the entity tag of a registration, and names the
/// attempt that wrote it, so that a write whose answer was lost can be repeated.
package struct RegistrationVersion: Sendable, Hashable, CustomStringConvertible {
    /// `3.vT2x…`: the count, a dot and 22 characters of base64url.
    package let description: String
    private let count: Int

    private init(count: Int, _ random: String) {
        self.count = count
        description = "\(count).\(random)"
    }

    /// The first version of a registration.
    static func first() -> RegistrationVersion { RegistrationVersion(count: 1, Base64URL.encode(Random.bytes(16))) }

    /// The version of a change to this one.
    func next() -> RegistrationVersion { RegistrationVersion(count: count + 1, Base64URL.encode(Random.bytes(16))) }

    /// Reads ``description``.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count < 10, let count = Int(parts[0]), count > 0,
            Base64URL.decode(parts[1])?.count == 16
        else { return nil }
        self.init(count: count, String(parts[1]))
        guard description == text else { return nil }
    }

    /// The entity tag (RFC 9110, section 8.8.3).
    package var entityTag: String { "\"\(description)\"" }
}

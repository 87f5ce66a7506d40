import Formats

/// The field `Authorization` of a request (RFC 9110, section 11.6.2).
enum AuthorizationField {
    /// What stands behind a scheme, which is named in small letters, and behind one space or more; nil when the field has another
    /// scheme.
    static func credentials(of scheme: String, in field: String) -> String? {
        let parts = field.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1)
        guard parts.count == 2, parts[0].map(\.asciiLowercased).elementsEqual(scheme.utf8) else { return nil }
        return String(Substring(parts[1].drop { $0 == UInt8(ascii: " ") }))
    }
}

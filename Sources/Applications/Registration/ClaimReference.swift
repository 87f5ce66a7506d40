import Formats

/// Which claim of a token is meant: a name as it is written (`custom:tenant_id`, `https://example.com/tenant`), or, where it
/// begins with `/`, a JSON pointer to a claim within others (`/organization/id`, RFC 6901).
package struct ClaimReference: Sendable, Hashable, CustomStringConvertible {
    /// The most names on the way to a claim.
    private static let maximumDepth = 8

    package let description: String
    /// The names on the way to the claim, from the outside in.
    package let path: [String]

    /// Nil unless `text` has 1 to 256 bytes, no control character, and, where it is a pointer, at most 8 names, none of them
    /// empty and each `~` followed by 0 or 1.
    package init?(_ text: String) {
        guard (1...256).contains(text.utf8.count), !text.unicodeScalars.contains(where: Self.isControl) else {
            return nil
        }
        description = text
        guard text.utf8.first == UInt8(ascii: "/") else {
            path = [text]
            return
        }
        var path: [String] = []
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let name = Self.unescaped(part) else { return nil }
            path.append(name)
        }
        guard path.count <= Self.maximumDepth else { return nil }
        self.path = path
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
    }

    /// `~1` is a slash and `~0` a tilde (RFC 6901, section 4). Nil for an empty name and for another `~`.
    private static func unescaped(_ part: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = part[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
    }
}

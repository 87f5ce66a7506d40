import Formats
import IdentityProofs

/// Where a browser goes after it was signed in: a path of the same server, perhaps with a query.
struct ReturnAddress: Sendable, Equatable {
    static let root = ReturnAddress(path: "/")

    /// The path and the query, as a browser takes them in `Location`.
    let path: String

    private init(path: String) { self.path = path }

    /// Takes a path, or a URL of the server itself. Nil for everything that a browser could take for another place, or a program
    /// for another path: other schemes and hosts, user information, `//`, backslashes, dot segments, control and other
    /// characters that aren't ASCII, and all of these in encoded form.
    ///
    /// - Parameters:
    ///   - text: what a client names.
    ///   - origin: scheme and authority of this server, such as `https://tools.example.com`.
    init?(_ text: String, origin: String) {
        let path = text.hasPrefix(origin + "/") ? String(text.dropFirst(origin.count)) : text
        let isTaken = { (byte: UInt8) in (0x21...0x7e).contains(byte) && !"\\\"<>^`{|}#".utf8.contains(byte) }
        guard path.utf8.count <= 2_048, path.utf8.allSatisfy(isTaken) else { return nil }
        guard let decoded = PercentEncoding.decode(path.prefix { $0 != "?" }), Self.isPlain(decoded) else { return nil }
        self.path = path
    }

    /// Compares bytes: to Swift's texts, a slash and an accent behind it are one character, and no slash.
    private static func isPlain(_ path: String) -> Bool {
        let isOdd = { (scalar: Unicode.Scalar) in
            scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar == "\\" || scalar == "%"
        }
        let slash = UInt8(ascii: "/")
        guard path.utf8.first == slash, !path.unicodeScalars.contains(where: isOdd) else { return false }
        let parts = path.utf8.dropFirst().split(separator: slash, omittingEmptySubsequences: false)
        return parts.dropLast().allSatisfy { !$0.isEmpty }
            && !parts.contains { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }
    }
}

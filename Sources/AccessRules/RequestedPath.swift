import Formats

/// The path of a request, as nginx understands it and as the client wrote it.
///
/// nginx chooses the location by the first (`$uri`: decoded, dot segments and double slashes gone), and rules are compared with
/// it. The program behind may get the second, and read it in its own way. Where rules tell paths apart, both have to be the
/// same beyond doubt.
package struct RequestedPath: Sendable, Hashable {
    package let path: String
    /// Whether no program could read it as another path.
    package let isPlain: Bool

    /// - Parameters:
    ///   - normalized: nginx's `$uri`.
    ///   - written: nginx's `$request_uri`, with the query.
    package init(normalized: String, written: String) {
        path = normalized
        let encoded = written.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let slash = UInt8(ascii: "/")
        isPlain =
            Self.isPlain(normalized)
            && (PercentEncoding.decode(Array(encoded)[...])?.utf8.elementsEqual(normalized.utf8) ?? false)
            // None of the slashes was encoded.
            && encoded.count { $0 == slash } == normalized.utf8.count { $0 == slash }
    }

    /// Whether a decoded path has nothing that programs read differently: empty parts and dot segments, the other slash, what
    /// looks encoded still, path parameters (`;`), control characters, and parts that end in a dot or a space, which some
    /// systems leave out.
    static func isPlain(_ path: String) -> Bool {
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.count <= 4_096 else { return false }
        let isOdd = { (scalar: Unicode.Scalar) in
            scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar == "\u{fffd}"
                || "\\%;".unicodeScalars.contains(scalar)
        }
        guard !path.unicodeScalars.contains(where: isOdd) else { return false }
        let parts = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.enumerated().allSatisfy { index, part in
            guard let last = part.last else { return index == parts.count - 1 }
            return last != UInt8(ascii: ".") && last != UInt8(ascii: " ")
        }
    }
}

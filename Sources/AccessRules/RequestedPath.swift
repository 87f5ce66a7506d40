import Formats

/// What a request is for: the path that the client wrote, and those to which nginx has led it (`index`, `try_files`, `rewrite`).
///
/// Rules have to let in to all of them. nginx chooses the location, and with it the file or the program, by its own path (`$uri`:
/// decoded, dot segments and double slashes gone). The program behind may get the client's, and read it in its own way. Where rules
/// tell paths apart, each has to be the same to everybody, beyond doubt.
package struct RequestedPath: Sendable, Hashable {
    /// The paths, of which there is at least one.
    package let paths: [String]
    /// Whether no program could read one of them as another path.
    package let isPlain: Bool

    /// - Parameters:
    ///   - written: nginx's `$request_uri`, with the query.
    ///   - location: nginx's `$uri`, by which it chose the location.
    ///   - entered: the `$uri` of the first protected location; nil where it isn't known.
    package init(written: String, location: String, entered: String? = nil) {
        let decoded = Self.decoded(written)
        var paths: [String] = []
        for path in [decoded, location, entered].compactMap({ $0 })
        where !paths.contains(where: { Self.isSame($0, path) }) {
            paths.append(path)
        }
        self.paths = paths
        isPlain = decoded != nil && paths.allSatisfy(Self.isPlain)
    }

    /// The path that a client wrote; nil if it isn't encoded as it should be, or one of its slashes is.
    private static func decoded(_ written: String) -> String? {
        let encoded = Array(written.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        let slash = UInt8(ascii: "/")
        guard let decoded = PercentEncoding.decode(encoded[...]),
            encoded.count(where: { $0 == slash }) == decoded.utf8.count(where: { $0 == slash })
        else { return nil }
        return decoded
    }

    /// Whether two texts are the same bytes. Swift's `==` also holds for different spellings of one character.
    private static func isSame(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

    /// Whether a decoded path has nothing that programs read differently: empty parts and dot segments, the other slash, what
    /// looks encoded still, what begins a query or a fragment if it is decoded once more, path parameters (`;`), control characters, and parts that end in a dot or a space, which some
    /// systems leave out.
    static func isPlain(_ path: String) -> Bool {
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.count <= 4_096 else { return false }
        let isOdd = { (scalar: Unicode.Scalar) in
            scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar == "\u{fffd}"
                || "\\%;?#".unicodeScalars.contains(scalar)
        }
        guard !path.unicodeScalars.contains(where: isOdd) else { return false }
        let parts = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.enumerated().allSatisfy { index, part in
            guard let last = part.last else { return index == parts.count - 1 }
            return last != UInt8(ascii: ".") && last != UInt8(ascii: " ")
        }
    }
}

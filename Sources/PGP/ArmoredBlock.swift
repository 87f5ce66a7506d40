/// What stands between the lines of a block in ASCII armour.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc4880#section-6.2>
enum ArmoredBlock {
    private static let begin = Array("-----BEGIN PGP ".utf8)
    private static let end = Array("-----END PGP ".utf8)
    private static let dashes = Array("-----".utf8)
    private static let publicKey = "PUBLIC KEY BLOCK"

    /// The base64 of the only block; nil if there is none.
    ///
    /// The checksum is passed over: what it would show, the key's own signatures show (RFC 9580, section 6.1).
    ///
    /// - Throws: ``KeyRefusal`` for a block that holds no public key, several blocks, or one without an end.
    static func only(of text: [UInt8]) throws(KeyRefusal) -> [UInt8]? {
        var base64: [UInt8]?
        var isInside = false
        for line in text.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }).map(trimmed) {
            if line.starts(with: begin), line.reversed().starts(with: dashes) {
                try check(String(decoding: line.dropFirst(begin.count).dropLast(dashes.count), as: UTF8.self))
                guard base64 == nil else { throw .severalKeys }
                base64 = []
                isInside = true
            } else if line.starts(with: end) {
                isInside = false
            } else if isInside, !isHeader(line), line.first != UInt8(ascii: "=") {
                base64?.append(contentsOf: line)
            }
        }
        guard !isInside else { throw .notAKey("its end is missing") }
        return base64
    }

    private static func check(_ title: String) throws(KeyRefusal) {
        if title == "PRIVATE KEY BLOCK" || title == "SECRET KEY BLOCK" { throw .privateKey }
        // The title may be anything, so it isn't repeated.
        guard title == publicKey else {
            throw .notAKey("it is armour of another kind, such as a message or a signature")
        }
    }

    /// `Comment: …` Base64 has no colons.
    private static func isHeader(_ line: ArraySlice<UInt8>) -> Bool { line.contains(UInt8(ascii: ":")) }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let last = line.lastIndex(where: { !isSpace($0) }) else { return [] }
        return line[...last].drop(while: isSpace)
    }
}

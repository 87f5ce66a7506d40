import Formats

/// A public key as people hand it over, brought to the bytes that it stands for: one transferable public key of OpenPGP.
///
/// Nothing else gets as far as GnuPG: a private key would be given to an agent there, and of several keys it would be chance
/// which one is used. Whether the signatures hold is for GnuPG to say.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc4880#section-11.1>, section 6.2 on armour
package struct PublicKeyText: Sendable, Equatable {
    /// The most bytes of a text. A key with hundreds of others' signatures has fewer.
    package static let maximumBytes = 262_144

    /// The packets.
    package let bytes: [UInt8]

    /// - Parameter text: the key in armour, its bytes, or one of these in base64.
    /// - Throws: ``KeyRefusal`` for anything that isn't one public key.
    package init(_ text: [UInt8]) throws(KeyRefusal) {
        guard text.count <= Self.maximumBytes else { throw .tooLong }
        let bytes = try Self.packets(text, isInner: false)
        try PacketWalk.check(bytes)
        self.bytes = bytes
    }

    private static func packets(_ text: [UInt8], isInner: Bool) throws(KeyRefusal) -> [UInt8] {
        guard let first = text.firstIndex(where: { !isSpace($0) }) else { throw .empty }
        if text[first] >= 0x80 { return text }
        let start = text[first...]
        if start.prefix(8).map(\.asciiLowercased).elementsEqual("keybase:".utf8) { throw .keybase }
        if let block = try ArmoredBlock.only(of: text) { return try bytes(block) }
        guard !isInner else { throw .notAKey("it is text") }
        return try packets(try bytes(start.filter { !isSpace($0) }), isInner: true)
    }

    private static func bytes(_ base64: [UInt8]) throws(KeyRefusal) -> [UInt8] {
        guard let bytes = Base64.decode(String(decoding: base64, as: UTF8.self)), !bytes.isEmpty else {
            throw .notAKey("it is neither armoured nor base64")
        }
        return bytes
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0d].contains(byte) }
}

/// Goes from packet to packet of an OpenPGP message, and looks only at what kind of packet each is.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc4880#section-4.2>
struct PacketWalk {
    /// Kinds of packets by their tags (section 4.3).
    private enum Tag {
        static let secretKeys: Set<UInt8> = [5, 7]
        static let publicKey: UInt8 = 6
        /// Signatures, subkeys, user IDs, pictures, and what GnuPG keeps of its trust.
        static let partsOfKey: Set<UInt8> = [2, 12, 13, 14, 17]
    }

    /// A key of a person has dozens; hostile ones would keep GnuPG busy.
    private static let mostPackets = 4_096

    private let bytes: [UInt8]
    private var position = 0

    /// - Throws: ``KeyRefusal`` unless the bytes are one public key with what belongs to it.
    static func check(_ bytes: [UInt8]) throws(KeyRefusal) {
        var walk = PacketWalk(bytes: bytes)
        var (keys, packets) = (0, 0)
        while walk.position < bytes.count {
            guard let (tag, version) = walk.next() else { throw .notAKey("its packets are damaged") }
            if Tag.secretKeys.contains(tag) { throw .privateKey }
            packets += 1
            guard packets <= mostPackets else { throw .tooLong }
            if tag == Tag.publicKey {
                keys += 1
                guard keys == 1 else { throw .severalKeys }
                if version < 4 { throw .weak("it is of version \(version), whose fingerprint can be forged") }
            } else if keys == 0 || !Tag.partsOfKey.contains(tag) {
                throw .notAKey("it has other packets of OpenPGP")
            }
        }
        guard keys == 1 else { throw .empty }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The tag of the packet and its first byte, which in keys is their version; nil if its length can't be.
    private mutating func next() -> (tag: UInt8, first: UInt8)? {
        guard let header = byte(), header & 0x80 != 0 else { return nil }
        let isNew = header & 0x40 != 0
        let tag = isNew ? header & 0x3f : header >> 2 & 0x0f
        // A packet of unknown length, or in parts, can't be one of a key (section 4.2.2.4).
        guard let length = isNew ? newLength() : oldLength(header & 3), length > 0, length <= bytes.count - position
        else { return nil }
        defer { position += length }
        return (tag, bytes[position])
    }

    private mutating func oldLength(_ kind: UInt8) -> Int? {
        switch kind {
        case 0: number(1)
        case 1: number(2)
        case 2: number(4)
        default: nil
        }
    }

    private mutating func newLength() -> Int? {
        guard let first = byte() else { return nil }
        switch first {
        case 0..<192: return Int(first)
        case 192..<224: return byte().map { (Int(first) - 192) << 8 + Int($0) + 192 }
        case 255: return number(4)
        default: return nil
        }
    }

    private mutating func number(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let next = byte() else { return nil }
            value = value << 8 | Int(next)
        }
        return value
    }

    private mutating func byte() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }
}

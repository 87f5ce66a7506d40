extension IPAddress {
    /// Networks of IPv4 that aren't reachable from everywhere: this machine, private networks, carriers' own (CGNAT), links and
    /// the metadata services of clouds, protocols, documentation, benchmarks, multicast and what is reserved.
    ///
    /// Source: <https://www.iana.org/assignments/iana-ipv4-special-registry>
    private static let specialFour: [(prefix: [UInt8], bits: Int)] = [
        ([0, 0, 0, 0], 8), ([10, 0, 0, 0], 8), ([100, 64, 0, 0], 10), ([127, 0, 0, 0], 8), ([169, 254, 0, 0], 16),
        ([172, 16, 0, 0], 12), ([192, 0, 0, 0], 24), ([192, 0, 2, 0], 24), ([192, 88, 99, 0], 24),
        ([192, 168, 0, 0], 16), ([198, 18, 0, 0], 15), ([198, 51, 100, 0], 24), ([203, 0, 113, 0], 24),
        ([224, 0, 0, 0], 4), ([240, 0, 0, 0], 4),
    ]

    /// Networks within 2000::/3, from which public addresses of IPv6 come, that aren't reachable from everywhere: protocols
    /// (Teredo among them) and documentation.
    ///
    /// Source: <https://www.iana.org/assignments/iana-ipv6-special-registry>
    private static let specialSixteen: [(prefix: [UInt8], bits: Int)] = [
        ([0x20, 0x01, 0x00, 0x00], 23), ([0x20, 0x01, 0x0d, 0xb8], 32), ([0x3f, 0xff, 0x00], 20),
    ]

    /// Whether the address is one that can be reached from everywhere, and so none of this machine, of a network that isn't
    /// open to all, or of a cloud's metadata.
    ///
    /// An address of IPv6 that leads to one of IPv4 (mapped, translated by NAT64, or 6to4) is what that one is.
    package var isPublic: Bool {
        if bytes.count == 4 { return Self.isPublic(four: bytes) }
        let zeros = [UInt8](repeating: 0, count: 10)
        if bytes.starts(with: zeros + [0xff, 0xff]) || bytes.starts(with: [0, 0x64, 0xff, 0x9b] + zeros.prefix(8)) {
            return Self.isPublic(four: Array(bytes.suffix(4)))
        }
        if bytes.starts(with: [0x20, 0x02]) { return Self.isPublic(four: Array(bytes[2..<6])) }
        return bytes[0] & 0xe0 == 0x20 && !Self.specialSixteen.contains { Self.starts(bytes, with: $0.prefix, $0.bits) }
    }

    private static func isPublic(four bytes: [UInt8]) -> Bool {
        !specialFour.contains { starts(bytes, with: $0.prefix, $0.bits) }
    }

    private static func starts(_ bytes: [UInt8], with prefix: [UInt8], _ bits: Int) -> Bool {
        let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
        guard bytes.prefix(whole) == prefix.prefix(whole) else { return false }
        return rest == 0 || (bytes[whole] ^ prefix[whole]) >> (8 - rest) == 0
    }
}

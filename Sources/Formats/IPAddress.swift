/// An IPv4 or IPv6 address.
package struct IPAddress: Hashable, Sendable {
    /// 4 or 16 bytes.
    package let bytes: [UInt8]

    /// The address of these bytes; nil unless there are 4 or 16.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads an address in the one form that everybody reads alike: four decimal numbers without leading zeros, or
    /// RFC 4291's text without a zone.
    package init?(_ text: some StringProtocol) {
        guard let bytes = text.contains(":") ? Self.sixteen(String(text)) : Self.four(text) else { return nil }
        self.bytes = bytes
    }

    /// Which addresses mean this machine, its link, or nobody in particular.
    package enum Reach: Equatable {
        case anywhere
        case loopback
        /// The link, which includes the metadata services of clouds; and what is no address of one machine.
        case linkOrNobody
    }

    package var reach: Reach {
        if bytes.count == 4 { return Self.reach(ofFour: bytes) }
        if let embedded = embeddedFour { return Self.reach(ofFour: embedded) }
        if bytes.dropLast().allSatisfy({ $0 == 0 }) { return bytes[15] == 1 ? .loopback : .linkOrNobody }
        // fe80::/10 is the link, ff00::/8 multicast, fec0::/10 its former site.
        if bytes[0] == 0xff || (bytes[0] == 0xfe && bytes[1] >= 0x80) { return .linkOrNobody }
        return Self.cloudNetworks.contains { bytes.starts(with: $0) } ? .linkOrNobody : .anywhere
    }

    /// Where clouds tell a machine its credentials by IPv6: EC2's, Oracle's and Google's services.
    private static let cloudNetworks: [[UInt8]] = [
        [0xfd, 0x00, 0x0e, 0xc2], [0xfd, 0x00, 0x00, 0xc1], [0xfd, 0x20, 0x00, 0xce],
    ]
    /// The same where it isn't the link: Alibaba's metadata, Azure's virtual host.
    private static let cloudAddresses: [[UInt8]] = [[100, 100, 100, 200], [168, 63, 129, 16]]

    private static func reach(ofFour bytes: [UInt8]) -> Reach {
        switch (bytes[0], bytes[1], bytes[2]) {
        case (127, _, _): .loopback
        // 192.0.0.0/24 is for protocols, and has a metadata service of Oracle's.
        case (0, _, _), (169, 254, _), (192, 0, 0), (224..., _, _): .linkOrNobody
        default: cloudAddresses.contains(bytes) ? .linkOrNobody : .anywhere
        }
    }

    /// The IPv4 address inside: mapped (::ffff:0:0/96), translated (64:ff9b::/96), 6to4 (2002::/16), compatible (::/96).
    private var embeddedFour: [UInt8]? {
        let zeros = [UInt8](repeating: 0, count: 10)
        let last = Array(bytes.suffix(4))
        if bytes.starts(with: zeros + [0xff, 0xff]) || bytes.starts(with: [0, 0x64, 0xff, 0x9b] + zeros.prefix(8)) {
            return last
        }
        if bytes.starts(with: [0x20, 0x02]) { return Array(bytes[2..<6]) }
        if bytes.starts(with: zeros + [0, 0]), last.prefix(3) != [0, 0, 0] { return last }
        return nil
    }

    private static func four(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy(\.isASCIIDigit),
                part.utf8.count == 1 || part.utf8.first != 0x30, let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func sixteen(_ text: String) -> [UInt8]? {
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard halves.count <= 2, let first = groups(halves[0]) else { return nil }
        guard halves.count == 2 else { return first.count == 16 ? first : nil }
        guard let second = groups(halves[1]), first.count + second.count <= 14 else { return nil }
        return first + [UInt8](repeating: 0, count: 16 - first.count - second.count) + second
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(".") {
                guard let last = four(part) else { return nil }
                bytes += last
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(\.isHexadecimal),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xff)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
    }
}

extension IPAddress: CustomStringConvertible {
    /// The address as text; that of IPv6 with all its groups.
    package var description: String {
        if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    }
}

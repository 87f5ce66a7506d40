import Testing

@testable import PGP

@Suite struct PacketWalkTests {
    /// A packet of the new form.
    private static func packet(_ tag: UInt8, _ body: [UInt8]) -> [UInt8] { [0xc0 | tag, UInt8(body.count)] + body }

    private static let key = packet(6, [4, 0, 0, 0, 0]) + packet(13, Array("alice".utf8)) + packet(2, [4, 1])

    @Test func `all forms of lengths are read`() throws {
        let body = [UInt8](repeating: 4, count: 300)
        let forms: [[UInt8]] = [
            [0xc6, 0xc0, 0x6c], [0xc6, 0xff, 0, 0, 1, 0x2c], [0x99, 1, 0x2c], [0x9a, 0, 0, 1, 0x2c],
        ]
        for header in forms { try PacketWalk.check(header + body) }
        try PacketWalk.check([0x98, 1, 4])
    }

    @Test(
        arguments: [
            (packet(6, [4]) + packet(6, [4]), .severalKeys), (packet(5, [4]), .privateKey),
            (key + packet(7, [4]), .privateKey), ([], .empty),
            (packet(6, [3]), .weak("it is of version 3, whose fingerprint can be forged")),
            (packet(14, [4]), .notAKey("it has other packets of OpenPGP")),
            (packet(2, [4]), .notAKey("it has other packets of OpenPGP")),
            (key + packet(1, [3]), .notAKey("it has other packets of OpenPGP")),
            (key + packet(11, [3]), .notAKey("it has other packets of OpenPGP")),
            ([0xc6, 5, 4], .notAKey("its packets are damaged")),
            ([0xc6], .notAKey("its packets are damaged")), ([0xc6, 0], .notAKey("its packets are damaged")),
            ([0xc6, 0xe1, 4, 4], .notAKey("its packets are damaged")),
            ([0x9b, 4, 4], .notAKey("its packets are damaged")),
            ([0xc6, 0xff, 0xff, 0xff, 0xff, 0xff, 4], .notAKey("its packets are damaged")),
            (key + [0x41], .notAKey("its packets are damaged")),
            (key + (0..<4_096).flatMap { _ in packet(2, [4]) }, .tooLong),
        ] as [([UInt8], KeyRefusal)])
    func `packets that aren't one public key are refused`(bytes: [UInt8], refusal: KeyRefusal) {
        #expect(throws: refusal) { try PacketWalk.check(bytes) }
    }
}

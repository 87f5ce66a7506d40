import Testing

@testable import FastCGI

struct NameValuePairsTests {
    private func read(_ bytes: [UInt8]) throws -> [[String]] {
        var pairs = NameValuePairs()
        var read: [[String]] = []
        while let pair = try pairs.next(in: bytes.span) {
            read.append([bytes.span.text(in: pair.name), bytes.span.text(in: pair.value)])
        }
        return read
    }

    @Test(arguments: [0, 1, 127, 128, 255, 256, 65_536])
    func `lengths in one byte and in four are read`(length: Int) throws {
        let value = String(repeating: "v", count: length)
        #expect(try read(Bytes.pairs([(value, "1"), ("N", value)])) == [[value, "1"], ["N", value]])
    }

    @Test func `a short length in four bytes is read`() throws {
        #expect(try read([0x80, 0, 0, 1, 0x80, 0, 0, 1, 0x41, 0x42]) == [["A", "B"]])
    }

    @Test func `what isn't UTF-8 is replaced`() throws {
        #expect(try read([1, 2, 0xff, 0x41, 0x80]) == [["\u{fffd}", "A\u{fffd}"]])
    }

    @Test(
        arguments: [
            [1], [0x80, 0, 0], [0, 0x80, 0, 0], [1, 0], [0, 1], [1, 1, 0x41], [0xff, 0xff, 0xff, 0xff, 0, 0x41],
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ] as [[UInt8]])
    func `a length that leads past the end is an error`(bytes: [UInt8]) {
        #expect(throws: NameValuePairs.Malformed.self) { try read(bytes) }
        #expect(throws: NameValuePairs.Malformed.self) { try read(Bytes.pairs([("A", "b")]) + bytes) }
    }

    @Test func `a pair is encoded as it is read`() throws {
        #expect(NameValuePairs.encode(name: "NAME", value: "") == [4, 0, 0x4e, 0x41, 0x4d, 0x45])
        #expect(try read(NameValuePairs.encode(name: "NAME", value: "value")) == [["NAME", "value"]])
    }
}

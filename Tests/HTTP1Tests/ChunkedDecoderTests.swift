import NIOCore
import Testing

@testable import HTTP1

struct ChunkedDecoderTests {
    /// What is decoded of a body that comes in pieces of `size`, with what is left over.
    private func decode(_ text: String, size: Int) throws -> (body: String, trailers: HeaderFields?, rest: String) {
        var decoder = ChunkedDecoder()
        var (buffer, body, trailers) = (ByteBuffer(), "", HeaderFields?.none)
        var pending = Array(text.utf8)[...]
        while true {
            switch try decoder.next(from: &buffer) {
            case .bytes(let bytes): body += String(buffer: bytes)
            case .end(let fields):
                trailers = fields
                return (body, trailers, String(buffer: buffer) + String(decoding: pending, as: UTF8.self))
            case nil:
                guard !pending.isEmpty else { return (body, nil, String(buffer: buffer)) }
                buffer.writeBytes(pending.prefix(size))
                pending = pending.dropFirst(size)
            }
        }
    }

    @Test(arguments: [1, 2, 3, 7, 1_000])
    func `a body is the same however it comes`(_ size: Int) throws {
        let text = "5\r\nhello\r\n1;a=b\r\n \r\n00A\r\n0123456789\r\n0\r\nX-Sum: 7\r\nY: z\r\n\r\nGET next"
        let decoded = try decode(text, size: size)
        #expect(decoded.body == "hello 0123456789")
        #expect(decoded.trailers == ["X-Sum": "7", "Y": "z"])
        #expect(decoded.rest == "GET next")
    }

    @Test func `a body that isn't over waits for more`() throws {
        #expect(try decode("5\r\nhel", size: 100).trailers == nil)
        #expect(try decode("5\r\nhello\r\n0\r\n", size: 100).trailers == nil)
    }

    @Test(arguments: [
        "5\nhello\r\n0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n", "+5\r\nhello\r\n", "-5\r\nhello\r\n", "\r\nhello\r\n", "g\r\n", "5\rhello\r\n",
        "FFFFFFFFFFFFFFFF\r\n", "5;\u{0}\r\nhello\r\n", "5;a\u{1}b\r\nhello\r\n", "5;a\rb\r\nhello\r\n",
        "5;\(String(repeating: "x", count: 1_100))",
        String(repeating: "1;\(String(repeating: "x", count: 999))\r\nx\r\n", count: 17),
        " 5\r\nhello\r\n", "5_0\r\n",
    ])
    func `a chunk that isn't well-formed is refused`(_ text: String) {
        #expect(throws: HTTPViolation.chunk) { try decode(text, size: 1_000_000) }
        #expect(throws: HTTPViolation.chunk) { try decode(text, size: 1) }
    }

    @Test(arguments: [
        "0\r\nno colon\r\n\r\n", "0\r\na: b\n\r\n\r\n", "0\r\n folded: x\r\n\r\n", "0\r\na : b\r\n\r\n",
        "0\r\n\(String(repeating: "a: b\r\n", count: 51))\r\n",
        "0\r\na: \(String(repeating: "x", count: 17_000))\r\n\r\n",
    ])
    func `trailers that aren't well-formed are refused`(_ text: String) {
        #expect(throws: HTTPViolation.trailers) { try decode(text, size: 1_000_000) }
    }
}

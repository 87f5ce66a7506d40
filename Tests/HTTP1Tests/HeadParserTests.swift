import NIOCore
import Testing

@testable import HTTP1

struct HeadParserTests {
    private func request(_ text: String) throws -> RequestHead {
        try HeadParser().request(Array(text.utf8)[...])
    }

    private func response(_ text: String) throws -> ResponseHead {
        try HeadParser().response(Array(text.utf8)[...])
    }

    @Test func `a request's line and fields are read in their order`() throws {
        let head = try request(
            "GET http://a.example/x?y HTTP/1.1\r\nHost: a.example\r\nX-A:  1 \t\r\nx-a:2\r\nEmpty:\r\n")
        #expect(head.method == "GET")
        #expect(head.target == "http://a.example/x?y")
        #expect(head.version == .http11)
        #expect(head.fields.all.map(\.name) == ["Host", "X-A", "x-a", "Empty"])
        #expect(head.fields.values("X-A") == ["1", "2"])
        #expect(head.fields.values("empty") == [""])
    }

    @Test func `bytes that aren't UTF-8 come out as they went in`() throws {
        let bytes = Array("HTTP/1.1 200 OK\r\nX: caf".utf8) + [0xe9, 0xff] + Array("\r\n".utf8)
        let head = try HeadParser().response(bytes[...])
        #expect(Array(HeadWriter.bytes(head).readableBytesView) == bytes + Array("\r\n".utf8))
    }

    @Test(arguments: [
        ("GET  http://a/ HTTP/1.1\r\n", HTTPViolation.requestLine),
        ("GET http://a/ HTTP/1.1 \r\n", .requestLine),
        (" GET http://a/ HTTP/1.1\r\n", .requestLine),
        ("GET http://a/\r\n", .requestLine),
        ("GET\thttp://a/\tHTTP/1.1\r\n", .requestLine),
        ("G(T http://a/ HTTP/1.1\r\n", .requestLine),
        ("\(String(repeating: "A", count: 33)) http://a/ HTTP/1.1\r\n", .requestLine),
        ("GET http://a/\u{e9} HTTP/1.1\r\n", .requestLine),
        ("GET http://a/\u{7f} HTTP/1.1\r\n", .requestLine),
        ("", .requestLine),
        ("GET http://a/ HTTP/2.0\r\n", .version),
        ("GET http://a/ HTTP/0.9\r\n", .version),
        ("GET http://a/ HTTP/1.2\r\n", .version),
        ("GET http://a/ http/1.1\r\n", .version),
        ("GET http://a/ HTTP/1.10\r\n", .version),
        ("GET http://a/ HTTP/1.1\nHost: a\r\n", .lineEnding),
        ("GET http://a/ HTTP/1.1\r\nHost: a\n", .lineEnding),
        ("GET http://a/ HTTP/1.1\r\nHost: a\nX: b\r\n", .lineEnding),
        ("GET http://a/ HTTP/1.1\r\nHost: a\rX: b\r\n", .lineEnding),
        ("GET http://a/ HTTP/1.1\r\nHost: a\r", .lineEnding),
        ("GET http://a/ HTTP/1.1\r\nHost: a\u{0}b\r\n", .lineEnding),
        ("GET http://a/ HTTP/1.1\r\nHost: a\r\n b\r\n", .foldedLine),
        ("GET http://a/ HTTP/1.1\r\nHost: a\r\n\tb\r\n", .foldedLine),
        ("GET http://a/ HTTP/1.1\r\n Host: a\r\n", .foldedLine),
        ("GET http://a/ HTTP/1.1\r\nHost : a\r\n", .fieldName),
        ("GET http://a/ HTTP/1.1\r\nHost\r\n", .fieldName),
        ("GET http://a/ HTTP/1.1\r\n: a\r\n", .fieldName),
        ("GET http://a/ HTTP/1.1\r\nHo st: a\r\n", .fieldName),
        ("GET http://a/ HTTP/1.1\r\nHo\u{e9}st: a\r\n", .fieldName),
        ("GET http://a/ HTTP/1.1\r\n\r\nHost: a\r\n", .fieldName),
        ("GET http://a/ HTTP/1.1\r\n\(String(repeating: "n", count: 257)): a\r\n", .fieldName),
        ("GET http://a/ HTTP/1.1\r\nHost: a\u{1}\r\n", .fieldValue),
        ("GET http://a/ HTTP/1.1\r\nHost: a\u{7f}\r\n", .fieldValue),
        ("GET http://a/\(String(repeating: "x", count: 16_384)) HTTP/1.1\r\n", .headTooLarge),
        ("GET http://a/ HTTP/1.1\r\nX: \(String(repeating: "x", count: 65_536))\r\n", .headTooLarge),
        ("GET http://a/ HTTP/1.1\r\n\(String(repeating: "a: b\r\n", count: 201))", .tooManyFields),
    ])
    func `a request of which readers could think differently is refused`(_ text: String, _ violation: HTTPViolation) {
        #expect(throws: violation) { try request(text) }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n", 200, "OK"), ("HTTP/1.1 204 \r\n", 204, ""), ("HTTP/1.0 404\r\n", 404, ""),
        ("HTTP/1.1 500 a b c\r\n", 500, "a b c"),
    ])
    func `a response's status and reason are read`(_ text: String, _ status: Int, _ reason: String) throws {
        let head = try response(text)
        #expect(head.status == status)
        #expect(head.reason == reason)
    }

    @Test(arguments: [
        ("HTTP/1.1 20 OK\r\n", HTTPViolation.statusLine), ("HTTP/1.1 2000 OK\r\n", .statusLine),
        ("HTTP/1.1 600 OK\r\n", .statusLine), ("HTTP/1.1 099 OK\r\n", .statusLine),
        ("HTTP/1.1 +20 OK\r\n", .statusLine),
        ("HTTP/1.1\r\n", .statusLine), ("HTTP/1.1  200 OK\r\n", .statusLine), ("ICY 200 OK\r\n", .version),
        ("HTTP/3 200 OK\r\n", .version), ("HTTP/1.1 200 O\u{1}K\r\n", .statusLine),
    ])
    func `a response that isn't one of HTTP 1 is refused`(_ text: String, _ violation: HTTPViolation) {
        #expect(throws: violation) { try response(text) }
    }
}

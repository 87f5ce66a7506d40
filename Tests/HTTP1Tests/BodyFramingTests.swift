import Testing

@testable import HTTP1

struct BodyFramingTests {
    private static let framed: [(HeaderFields, BodyFraming)] = [
        ([:], BodyFraming.none), (["Content-Length": "0"], .none), (["Content-Length": "5"], .length(5)),
        (["content-length": "007"], .length(7)), (["Transfer-Encoding": "chunked"], .chunked),
        (["Transfer-Encoding": "Chunked"], .chunked),
    ]

    @Test(arguments: framed)
    func `a request's body is framed by what it says`(_ fields: HeaderFields, _ framing: BodyFraming) throws {
        #expect(try BodyFraming(of: RequestHead(method: "POST", target: "/", fields: fields)) == framing)
    }

    private static let ambiguous: [(HeaderFields, HTTPViolation)] = [
        (["Content-Length": "5", "Transfer-Encoding": "chunked"], HTTPViolation.twoLengths),
        (["Transfer-Encoding": "chunked", "Content-Length": "0"], .twoLengths),
        (["Content-Length": "5", "Content-Length": "5"], .contentLength),
        (["Content-Length": "5", "Content-Length": "6"], .contentLength),
        (["Content-Length": "5, 5"], .contentLength), (["Content-Length": "+5"], .contentLength),
        (["Content-Length": "-5"], .contentLength), (["Content-Length": "5 "], .contentLength),
        (["Content-Length": ""], .contentLength), (["Content-Length": "0x5"], .contentLength),
        (["Content-Length": "5.0"], .contentLength), (["Content-Length": "1234567890123456789"], .contentLength),
        (["Content-Length": "\u{b2}"], .contentLength),
        (["Transfer-Encoding": "gzip, chunked"], .transferEncoding),
        (["Transfer-Encoding": "chunked, chunked"], .transferEncoding),
        (["Transfer-Encoding": "chunked", "Transfer-Encoding": "chunked"], .transferEncoding),
        (["Transfer-Encoding": "identity"], .transferEncoding),
        (["Transfer-Encoding": "xchunked"], .transferEncoding),
        (["Transfer-Encoding": "\u{b}chunked"], .transferEncoding), (["Transfer-Encoding": ""], .transferEncoding),
        (["Transfer-Encoding": "\"chunked\""], .transferEncoding),
        (["Transfer-Encoding": "chunked;a=b"], .transferEncoding),
    ]

    @Test(arguments: ambiguous)
    func `a body whose end could be found in two ways is refused`(_ fields: HeaderFields, _ violation: HTTPViolation) {
        #expect(throws: violation) { try BodyFraming(of: RequestHead(method: "POST", target: "/", fields: fields)) }
        #expect(throws: violation) {
            try BodyFraming(of: ResponseHead(status: 200, reason: "", fields: fields), to: "GET")
        }
    }

    @Test func `HTTP 1 dot 0 has no chunks`() {
        let head = RequestHead(
            method: "POST", target: "/", version: .http10, fields: ["Transfer-Encoding": "chunked"])
        #expect(throws: HTTPViolation.transferEncoding) { try BodyFraming(of: head) }
    }

    private static let responses: [(Int, String, HeaderFields, BodyFraming)] = [
        (200, "GET", [:], BodyFraming.untilClose), (200, "GET", ["Content-Length": "3"], .length(3)),
        (200, "HEAD", ["Content-Length": "3"], .none), (200, "HEAD", ["Transfer-Encoding": "chunked"], .none),
        (204, "GET", ["Content-Length": "3"], .none), (304, "GET", ["Content-Length": "3"], .none),
        (304, "GET", [:], .none), (100, "POST", [:], .none), (101, "GET", [:], .none),
    ]

    @Test(arguments: responses)
    func `a response's body depends on its status and the method`(
        _ status: Int, _ method: String, _ fields: HeaderFields, _ framing: BodyFraming
    ) throws {
        #expect(try BodyFraming(of: ResponseHead(status: status, reason: "", fields: fields), to: method) == framing)
    }
}

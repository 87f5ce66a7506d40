import HTTPTypes
import Testing
import Transport

@testable import Curl

struct ResponseBuilderTests {
    private var builder = ResponseBuilder(maximumBodyBytes: 10)

    /// Takes header lines in their order, up to the first that is refused.
    ///
    /// - Returns: whether all were taken.
    private mutating func take(_ lines: String...) -> Bool {
        lines.allSatisfy { builder.takeHeaderLine($0.utf8.span) }
    }

    private var fields: [String] {
        builder.fields.httpFields.map { "\($0.name.canonicalName)=\($0.value)" }
    }

    @Test mutating func `a head gives the status and the fields, without the white space around values`() {
        let isTaken = take(
            "HTTP/1.1 201 Created\r\n", "X-One: 1\r\n", "x-one:\t two \t\r\n", "Empty:\r\n", "C: a:b\r\n", "\r\n")
        #expect(isTaken)
        #expect(builder.status == 201)
        #expect(fields == ["x-one=1", "x-one=two", "empty=", "c=a:b"])
        #expect(builder.isHeadComplete)
        #expect(builder.refusal == nil)
    }

    @Test mutating func `a head is complete with its empty line and not before`() {
        _ = take("HTTP/1.1 200 OK\r\n", "A: b\r\n")
        #expect(!builder.isHeadComplete)
        _ = take("\r\n")
        #expect(builder.isHeadComplete)
    }

    @Test mutating func `the last of several heads counts`() {
        let isTaken = take("HTTP/1.1 103 Early Hints\r\n", "Link: x\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "A: b\r\n")
        #expect(isTaken)
        #expect(!builder.isHeadComplete)
        _ = take("\r\n")
        #expect(builder.status == 200)
        #expect(fields == ["a=b"])
    }

    @Test mutating func `trailers are not fields of the head`() {
        let isTaken = take("HTTP/1.1 200 OK\r\n", "A: b\r\n", "\r\n", "X-Late: 1\r\n", "\r\n")
        #expect(isTaken)
        #expect(fields == ["a=b"])
    }

    @Test(arguments: [
        "HTTP/1.1 200\r\n", "HTTP/1.1 200 \r\n", "HTTP/2 200\r\n", "HTTP/1.1 200 Anything at all\r\n",
    ])
    mutating func `a status line needs no reason`(line: String) {
        let isTaken = take(line)
        #expect(isTaken)
        #expect(builder.status == 200)
    }

    @Test(arguments: [
        "HTTP/1.1 2x0 OK\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 099 Low\r\n", "HTTP/1.1\r\n", "HTTP/1.1 \r\n",
        "no colon here\r\n", "na me: value\r\n", ": no name\r\n",
    ])
    mutating func `a malformed line is refused`(line: String) {
        let isTaken = take("HTTP/1.1 200 OK\r\n", line)
        #expect(!isTaken)
        #expect(builder.refusal == .malformedHead)
    }

    @Test mutating func `a head of the most bytes is taken, and one byte more is refused`() {
        let status = "HTTP/1.1 200 OK\r\n"
        let name = "a: "
        let rest = ResponseBuilder.maximumHeadBytes - status.utf8.count - name.utf8.count
        var isTaken = take(status, name + String(repeating: "v", count: rest))
        #expect(isTaken)
        isTaken = take("\n")
        #expect(!isTaken)
        #expect(builder.refusal == .headTooLarge)
    }

    @Test mutating func `a head of the most fields is refused when another comes`() {
        _ = take("HTTP/1.1 200 OK\r\n")
        for number in 0..<ResponseBuilder.maximumFields {
            let isTaken = take("x-\(number): y\r\n")
            #expect(isTaken)
        }
        let isTaken = take("one: more\r\n")
        #expect(!isTaken)
        #expect(builder.refusal == .headTooLarge)
    }

    @Test mutating func `a body of the most bytes is taken, and one byte more is refused`() {
        var isTaken = builder.takeBody([1, 2, 3, 4, 5, 6].span)
        #expect(isTaken)
        isTaken = builder.takeBody([7, 8, 9, 10].span)
        #expect(isTaken)
        #expect(builder.body == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        isTaken = builder.takeBody([11].span)
        #expect(!isTaken)
        #expect(builder.refusal == .bodyTooLarge)
    }
}

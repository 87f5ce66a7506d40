import Testing

@testable import FastCGI

struct ContentLengthTests {
    @Test(
        arguments: [
            ([], .unknown), ([""], .unknown), (["-1"], .unknown), (["0"], .bytes(0)), (["007"], .bytes(7)),
            (["12", "12"], .bytes(12)), (["99999999999999999999"], .bytes(.max)), (["12", "13"], .invalid),
            (["12", ""], .invalid), (["+1"], .invalid), (["1 "], .invalid), (["0x5"], .invalid), (["-2"], .invalid),
            (["٣"], .invalid),
        ] as [([String], ContentLength)])
    func `the values of CONTENT_LENGTH are read`(values: [String], length: ContentLength) {
        #expect(ContentLength(values) == length)
    }

    @Test func `only a length above the limit or an invalid one refuses a request before its body`() {
        #expect(ContentLength.unknown.objection(limit: 5) == nil)
        #expect(ContentLength.bytes(5).objection(limit: 5) == nil)
        #expect(ContentLength.bytes(6).objection(limit: 5) == .bodyTooLarge(limit: 5))
        #expect(ContentLength.invalid.objection(limit: 5) == .badBody("Content-Length is not a number."))
    }

    @Test func `a body must have the length that was announced`() {
        #expect(ContentLength.unknown.objection(toBodyOf: 3) == nil)
        #expect(ContentLength.bytes(3).objection(toBodyOf: 3) == nil)
        let refusal = Refusal.badBody("The request body is not as long as its Content-Length says.")
        #expect(ContentLength.bytes(3).objection(toBodyOf: 2) == refusal)
        #expect(ContentLength.bytes(3).objection(toBodyOf: 4) == refusal)
        #expect(ContentLength.invalid.objection(toBodyOf: 0) == .badBody("Content-Length is not a number."))
    }
}

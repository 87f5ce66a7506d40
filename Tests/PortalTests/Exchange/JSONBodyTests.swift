import AWS
import HTTPTypes
import Testing

@testable import Portal

@Suite struct JSONBodyTests {
    private struct Body: Decodable, Equatable {
        struct Inner: Decodable, Equatable { var count: Int }
        var status: String
        var inner: Inner?
        var list: [Int]?
    }

    @Test func decodes() throws {
        let body = try JSONBody.decode(
            Body.self, from: Array(#"{"status":"Active","inner":{"count":2},"more":1}"#.utf8))
        #expect(body == Body(status: "Active", inner: .init(count: 2)))
    }

    @Test(arguments: [
        ("", "body"), ("{", "body"), ("{}", "status"), ("[]", "body"), ("null", "body"), (#"{"status":1}"#, "status"),
        (#"{"status":null}"#, "status"), (#"{"status":"a","inner":{"count":"x"}}"#, "inner.count"),
        (#"{"status":"a","inner":{}}"#, "inner.count"), (#"{"status":"a","list":[1,"x"]}"#, "list.[1]"),
        (#"{"status":"a"} x"#, "body"), (String(repeating: "[", count: 60_000), "body"),
        (#"{"status":"a","inner":{"count":1.5}}"#, "body"), ("\u{feff}{}", "body"),
        (#"{"status":"a","status":"a"}"#, "status"), (#"{"status":"a","st\u0061tus":"b"}"#, "status"),
        (#"{"status":"a","more":1,"more":1}"#, "more"), (#"{"status":"a","é":1,"e\u0301":1}"#, "é"),
        (#"{"status":"a","inner":{"count":1,"count":2}}"#, "inner.count"),
        (#"{"status":"a","more":[1,[{"a":{},"a":[]}]]}"#, "more.[1].[0].a"),
    ])
    func `malformed is 400, naming the member`(text: String, member: String) {
        let problem = #expect(throws: Problem.self) { try JSONBody.decode(Body.self, from: Array(text.utf8)) }
        #expect(problem?.status == .badRequest)
        #expect(problem?.members == [.init("member", .string(member))])
    }

    @Test func `a text that isn't UTF-8 is refused`() {
        let bytes: [UInt8] = #"{"status":"a","status":"b"}"#.utf8.flatMap { [$0, 0] }
        let problem = #expect(throws: Problem.self) { try JSONBody.decode(Body.self, from: bytes) }
        #expect(problem?.members == [.init("member", "body")])
    }
}

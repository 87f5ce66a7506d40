import AWS
import Formats
import HTTPTypes
import Problems
import Testing

@testable import Web

@Suite struct JSONBodyTests {
    private struct Values: Equatable {
        var status: String
        var text: String?
        var flag: Bool?
        var list: [String]?

        init(status: String, text: String? = nil, flag: Bool? = nil, list: [String]? = nil) {
            self.status = status
            self.text = text
            self.flag = flag
            self.list = list
        }

        init(_ text: String) throws {
            let body = try JSONBody(Array(text.utf8))
            status = try body.string("status")
            self.text = try body.optionalString("text")
            flag = try body.optionalBool("flag")
            list = try body.optionalStrings("list")
        }
    }

    @Test func `members are read by name`() throws {
        #expect(
            try Values(#"{"status":"Active","text":"","flag":true,"list":["a","b"],"more":1}"#)
                == Values(status: "Active", text: "", flag: true, list: ["a", "b"]))
        #expect(try Values(#"{"status":"Active"}"#) == Values(status: "Active"))
        #expect(try Values(#"{"status":"Active","text":null,"flag":null,"list":null}"#) == Values(status: "Active"))
    }

    @Test(arguments: [
        ("", "body"), ("{", "body"), ("{}", "status"), ("[]", "body"), ("null", "body"), (#"{"status":1}"#, "status"),
        (#"{"status":null}"#, "status"), (#"{"status":"a","text":["x"]}"#, "text"),
        (#"{"status":"a","flag":"true"}"#, "flag"), (#"{"status":"a","flag":1}"#, "flag"),
        (#"{"status":"a","list":["1",2]}"#, "list.[1]"), (#"{"status":"a","list":"x"}"#, "list"),
        (#"{"status":"a"} x"#, "body"), (String(repeating: "[", count: 60_000), "body"), ("\u{feff}{}", "body"),
        (#"{"status":"a","status":"a"}"#, "status"), (#"{"status":"a","st\u0061tus":"b"}"#, "status"),
        (#"{"status":"a","more":1,"more":1}"#, "more"), (#"{"status":"a","é":1,"e\u0301":1}"#, "é"),
        (#"{"status":"a","more":{"count":1,"count":2}}"#, "more.count"),
        (#"{"status":"a","more":[1,[{"a":{},"a":[]}]]}"#, "more.[1].[0].a"),
    ])
    func `malformed is 400, naming the member`(text: String, member: String) {
        let problem = #expect(throws: Problem.self) { try Values(text) }
        #expect(problem?.status == .badRequest)
        #expect(problem?.members == [.init("member", .string(member))])
    }

    @Test func `a text that isn't UTF-8 is refused`() {
        let bytes: [UInt8] = #"{"status":"a","status":"b"}"#.utf8.flatMap { [$0, 0] }
        let problem = #expect(throws: Problem.self) { try JSONBody(bytes) }
        #expect(problem?.members == [.init("member", "body")])
    }
}

import AWS
import Formats
import HTTPTypes
import Problems
import TestSupport
import Testing

@testable import Web

@Suite struct FormTests {
    @Test(
        arguments: [
            ("", []), ("a=1&b=2", [("a", "1"), ("b", "2")]), ("a", [("a", "")]), ("a=", [("a", "")]),
            ("=x", [("", "x")]),
            ("a=b=c", [("a", "b=c")]), ("a+b=c+d", [("a b", "c d")]), ("a=%2B%26%3d", [("a", "+&=")]),
            ("n=%C3%A4", [("n", "ä")]), ("n=ä", [("n", "ä")]), ("&&a=1&", [("a", "1")]), ("a=%00", [("a", "\u{0}")]),
        ] as [(String, [(String, String)])])
    func parses(text: String, members: [(String, String)]) throws {
        let form = try Form(text.utf8, in: "form")
        #expect(form.members.map(\.name) == members.map(\.0))
        #expect(form.members.map(\.value) == members.map(\.1))
    }

    @Test(arguments: [
        ("a=%", "a"), ("a=%2", "a"), ("a=%zz", "a"), ("a=%C3", "a"), ("a=%FF", "a"), ("%ff=1", "form"),
        ("a=1&a=1", "a"), ("a=1&%61=2", "a"), ((0...100).map { "a\($0)=" }.joined(separator: "&"), "form"),
        ("a=%C0%80", "a"), ("a=%ED%A0%80", "a"),
    ])
    func `malformed is 400, naming the member`(text: String, member: String) {
        let problem = #expect(throws: Problem.self) { try Form(text.utf8, in: "form") }
        #expect(problem?.status == .badRequest)
        #expect(problem?.members == [.init("member", .string(member))])
    }

    @Test func `bytes that aren't UTF-8`() {
        #expect(throws: Problem.self) { try Form([0x61, 0x3d, 0xff], in: "form") }
    }

    @Test func `a member that means nothing is refused by its name`() throws {
        let form = try Form("a=1&b=2".utf8, in: "query")
        try form.refuseMembers(otherThan: ["a", "b", "c"], in: "query")
        try Form("".utf8, in: "query").refuseMembers(otherThan: [], in: "query")
        for (known, name) in [(["a"], "b"), (["b", "A"], "a"), ([], "a")] as [(Set<String>, String)] {
            let problem = #expect(throws: Problem.self) { try form.refuseMembers(otherThan: known, in: "query") }
            #expect(problem?.status == .badRequest && problem?.members.first?.value.string == name)
        }
    }

    @Test func `any bytes give members or a problem`() {
        var random = SeededGenerator()
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? "%&=+aF0".utf8.randomElement(using: &random) ?? 0 : .random(in: 0...255, using: &random)
            }
            let form = try? Form(bytes, in: "form")
            let names = form?.members.map(\.name) ?? []
            #expect(names.count == Set(names).count, "seed \(random.seed)")
        }
    }

    @Test func `what is encoded comes back`() {
        var random = SeededGenerator()
        for _ in 0..<200 {
            let text = String(
                String.UnicodeScalarView(
                    (0..<20).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x2fff, using: &random)) }))
            #expect(PercentEncoding.decode(PercentEncoding.encode(text), plus: .space) == text, "seed \(random.seed)")
        }
    }
}

import AWS
import FastCGI
import Formats
import HTTPTypes
import Problems
import Testing

@testable import SignOn

@Suite struct SessionTagsTests {
    private func parse(_ parameters: [(String, String)]) throws -> [SessionTag] {
        try SessionTags.parse(Request(parameters: parameters.map { .init(name: $0.0, value: $0.1) }))
    }

    @Test func `tags come from their parameters; an empty one is absent`() throws {
        let tags = try parse([
            ("LATCHKEY_TAG_Team", "Küche 7"), ("LATCHKEY_TAG_Empty", ""), ("HTTP_LATCHKEY_TAG_Evil", "x"), ("X", "y"),
        ])
        #expect(tags == [SessionTag(key: "Team", value: "Küche 7")])
    }

    @Test(arguments: [
        [("LATCHKEY_TAG_", "x")], [("LATCHKEY_TAG_A*", "x")], [("LATCHKEY_TAG_A", "a\nb")], [("LATCHKEY_TAG_A", "<b>")],
        [("LATCHKEY_TAG_A", String(repeating: "v", count: 257))], [("LATCHKEY_TAG_A", "1"), ("LATCHKEY_TAG_A", "1")],
        [("LATCHKEY_TAG_a", "1"), ("LATCHKEY_TAG_A", "2")],
        [("LATCHKEY_TAG_" + String(repeating: "k", count: 129), "x")],
        (0...50).map { ("LATCHKEY_TAG_\($0)", "x") },
    ])
    func `what AWS wouldn't take is 400, naming the tag`(parameters: [(String, String)]) {
        let problem = #expect(throws: Problem.self) { try parse(parameters) }
        #expect(problem?.status == .badRequest)
        #expect(problem?.members.first?.name == "member")
    }

    @Test func `the longest key and value pass`() throws {
        let key = String(repeating: "k", count: 128)
        let value = String(repeating: "ä", count: 256)
        #expect(try parse([("LATCHKEY_TAG_" + key, value)]) == [SessionTag(key: key, value: value)])
    }

    @Test func `tags that were remembered count where none of the same key is passed`() throws {
        let tags = try parse([("LATCHKEY_TAGS", "Team=K%C3%BCche%207&Site=a"), ("LATCHKEY_TAG_team", "new")])
        #expect(tags == [SessionTag(key: "team", value: "new"), SessionTag(key: "Site", value: "a")])
        #expect(try parse([("LATCHKEY_TAGS", ""), ("HTTP_LATCHKEY_TAGS", "Evil=x")]).isEmpty)
    }

    @Test(arguments: ["A=%", "A=1&A=2", "A=", "=x", "A=%0A", "A*=x"])
    func `remembered tags that aren't tags are 400`(text: String) {
        let problem = #expect(throws: Problem.self) { try parse([("LATCHKEY_TAGS", text)]) }
        #expect(problem?.status == .badRequest)
    }
}

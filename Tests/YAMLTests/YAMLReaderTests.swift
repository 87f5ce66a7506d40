import Testing

@testable import YAML

@Suite(.timeLimit(.minutes(1))) struct YAMLReaderTests {
    private func error(_ text: String) -> YAMLError? { error(Array(text.utf8)) }

    private func error(_ bytes: [UInt8]) -> YAMLError? {
        do throws(YAMLError) {
            _ = try YAMLReader.read(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func `maps, lists and texts are read with their lines`() throws {
        let root = try YAMLReader.read(
            Array(
                """
                # A comment.
                rules:
                  - path: "/a b"
                    allow: [no, 0123, 'x']
                """.utf8))
        guard case .map(let members) = root.content, case .list(let rules) = members[0].value.content,
            case .map(let rule) = rules[0].content, case .list(let allowed) = rule[1].value.content
        else {
            Issue.record("\(root)")
            return
        }
        #expect(members[0].name == "rules" && members[0].line == 2)
        #expect(rule[0].value == YAMLNode(content: .text("/a b"), line: 3))
        #expect(allowed.map(\.content) == [.text("no"), .text("0123"), .text("x")])
        #expect(rule[1].line == 4)
    }

    @Test(arguments: [
        ("a: 1\na: 2\n", 2, "“a” occurs twice"), ("a: &x 1\n", 1, "anchors and tags aren't taken"),
        ("a: [1]\nb: *x\n", 2, "aliases aren't taken"), ("a: !!binary aGk=\n", 1, "anchors and tags aren't taken"),
        ("a: !evil {}\n", 1, "anchors and tags aren't taken"), ("a: 1\n---\nb: 2\n", 2, "a second document begins"),
        ("", 1, "it is empty"), ("# only a comment\n", 2, "it is empty"),
        ("? [a]\n: b\n", 1, "a name should be a text"),
    ])
    func `what isn't plain YAML is refused with its line`(text: String, line: Int, reason: String) {
        #expect(error(text) == YAMLError(line: line, reason: reason))
    }

    @Test(arguments: [
        ("a: 1\n  b: 2\n", 2), ("a: [1, 2\nb: 3\n", 2), ("a: \"x\n", 2), ("a:\n\t- x\n", 2), ("a: {b: c\n", 2),
        ("a: }\n", 1),
        ("- a\nb: c\n", 2),
    ])
    func `what isn't YAML is refused with a line near it`(text: String, line: Int) throws {
        #expect(try #require(error(text)).line == line)
    }

    @Test func `bytes that aren't UTF-8, and control characters, are refused`() throws {
        #expect(try #require(error(Array("a: 1\nb: ".utf8) + [0xff, 0x0a])).line == 2)
        #expect(error([0x61, 0x3a, 0x20, 0x01]) != nil)
        #expect(error([0xff, 0xfe, 0x61, 0x00]) != nil)
        #expect(error([0x61, 0x00]) != nil)
    }

    @Test func `size, depth and number of values are bounded`() {
        #expect(error(String(repeating: "#", count: YAMLReader.maximumSize + 1)) != nil)
        let deep = { (count: Int) in String(repeating: "[", count: count) + String(repeating: "]", count: count) }
        #expect(error(deep(16)) == nil)
        #expect(error(deep(17)) == YAMLError(line: 1, reason: "it is deeper than 16 levels"))
        #expect(error(deep(50_000)) != nil)
        let many = { (count: Int) in "[" + String(repeating: "x,", count: count) + "]" }
        #expect(error(many(19_999)) == nil)
        #expect(error(many(20_000)) != nil)
    }
}

import Testing

@testable import YAML

@Suite(.timeLimit(.minutes(1))) struct YAMLWriterTests {
    private func text(_ text: String) -> YAMLNode { YAMLNode(content: .text(text), line: 0) }

    private func map(_ members: KeyValuePairs<String, YAMLNode>) -> YAMLNode {
        YAMLNode(content: .map(members.map { .init(name: $0.key, line: 0, value: $0.value) }), line: 0)
    }

    private func list(_ nodes: YAMLNode...) -> YAMLNode { YAMLNode(content: .list(nodes), line: 0) }

    /// The tree without lines.
    private func plain(_ node: YAMLNode) -> YAMLNode {
        switch node.content {
        case .text: YAMLNode(content: node.content, line: 0)
        case .list(let nodes): YAMLNode(content: .list(nodes.map(plain)), line: 0)
        case .map(let members):
            YAMLNode(content: .map(members.map { .init(name: $0.name, line: 0, value: plain($0.value)) }), line: 0)
        }
    }

    @Test func `a tree is written in blocks, with short lists on one line`() throws {
        let node = map([
            "account": text("123456789012"),
            "people": map(["ann": map(["groups": list(text("a"), text("b"))]), "bob": map([:])]),
            "trust": list(map(["service": text("ec2.amazonaws.com")])),
            "key": text("one\ntwo\n"),
        ])
        let written = String(decoding: try YAMLWriter.write(node), as: UTF8.self)
        #expect(
            written == """
                account: "123456789012"
                people:
                  ann:
                    groups: [a, b]
                  bob: {}
                trust:
                - service: ec2.amazonaws.com
                key: |
                  one
                  two

                """)
    }

    @Test(arguments: [
        "", " ", "a", " a", "a ", "a: b", "- a", "# a", "a #b", "*a", "&a", "!a", "{a", "[a", "'a'", "\"a\"", "a\nb",
        "a\n", "\n",
        "\na", "a\n\n", " a\n  b", "a\tb", "\t", "true", "no", "~", "null", "0x1f", "1e3", "12:30", "2026-01-31",
        "0123", "14",
        "é", "\u{2028}", "\u{85}", "\u{1f600}", "a\u{301}", "%a", "@a", "`a", "? a", "---", "...", "a\rb", "\u{7f}",
        "key:",
        ": a", ",", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ==\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n",
        "trailing \nspace", "${aws:username}", "arn:aws:iam::123456789012:root",
    ])
    func `a text is read back as it was, as a name and as a value`(_ value: String) throws {
        let node = map(["value": text(value), "list": list(text(value), text("x"))])
        #expect(plain(try YAMLReader.read(try YAMLWriter.write(node))) == node)
        let named = YAMLNode(content: .map([.init(name: value, line: 0, value: text("x"))]), line: 0)
        #expect(plain(try YAMLReader.read(try YAMLWriter.write(named))) == named)
    }

    @Test(arguments: ["no", "~", "0123", "12:30", "2026-01-31", "1.5", "0x1f", "123456789012", "-1", ".5", "1_000"])
    func `what others take for something else stands in quotation marks`(_ value: String) throws {
        #expect(try YAMLWriter.write(map(["a": text(value)])) == Array("a: \"\(value)\"\n".utf8))
    }

    @Test(arguments: ["14", "0", "true", "a", "10-k", "1h", "s3:GetObject"])
    func `other texts stand as they are`(_ value: String) throws {
        #expect(try YAMLWriter.write(map(["a": text(value)])) == Array("a: \(value)\n".utf8))
    }

    @Test func `a long list of texts has a line for each`() throws {
        let long = String(repeating: "x", count: 60)
        let written = try YAMLWriter.write(map(["a": list(text(long + "1"), text(long + "2"))]))
        #expect(written == Array("a:\n- \(long)1\n- \(long)2\n".utf8))
    }

    @Test func `a control character is written so that it is read back`() throws {
        let node = text("a\u{1b}b")
        #expect(plain(try YAMLReader.read(try YAMLWriter.write(node))) == node)
    }
}

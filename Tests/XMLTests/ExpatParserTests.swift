import Testing

@testable import XML

struct ExpatParserTests {
    private func names(_ text: String) throws(XMLError) -> [String] {
        let root = try XMLParser().parse(Array(text.utf8))
        return [root.name] + root.children.map(\.name)
    }

    @Test func `what was read before leaves nothing behind`() throws {
        for _ in 0..<3 {
            #expect(try names("<a xmlns=\"u\" b=\"1\"><b>1</b><c/></a>") == ["a", "b", "c"])
            #expect(throws: XMLError.self) { try names("<a><b>1</c></a>") }
            #expect(throws: XMLError.documentType) { try names("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>") }
            // The entity and the prefix are of other texts.
            #expect(throws: XMLError.self) { try names("<a>&x;</a>") }
            #expect(try names("<p:d/>") == ["d"])
            #expect(try XMLParser().parse(Array("<e>text</e>".utf8)).text == "text")
        }
    }

    @Test(arguments: [
        "\u{feff}<p:aé xmlns:p=\"u\"><q:bü c='&lt;'>1</q:bü></p:aé>", "<?xml version='1.0'?>\n<aé><!-- < --><bü/></aé>",
        "<aé\n>é<![CDATA[<c/>]]><bü\n/></aé>",
    ])
    func `names are found where they stand`(text: String) throws {
        #expect(try names(text) == ["aé", "bü"])
    }

    @Test func `many read at once, each their own text`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<16 {
                group.addTask {
                    for turn in 0..<50 {
                        let text = "<a>\(String(repeating: "<b>\(task)-\(turn)</b>", count: task + 1))</a>"
                        let children = try XMLParser().parse(Array(text.utf8)).children
                        #expect(children.map(\.text) == Array(repeating: "\(task)-\(turn)", count: task + 1))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `a large text is read after a small one, and a small one after it`() throws {
        let large = "<a>\(String(repeating: "<b>text</b>", count: 50_000))</a>"
        for text in ["<a><b/></a>", large, "<a><b/></a>"] {
            #expect(try names(text).dropFirst().allSatisfy { $0 == "b" })
        }
    }
}

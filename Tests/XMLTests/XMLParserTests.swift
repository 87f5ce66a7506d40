import Testing

@testable import XML

@Suite struct XMLParserTests {
    private func parse(_ text: String) throws(XMLError) -> XMLElement {
        try XMLParser().parse(Array(text.utf8))
    }

    @Test func `reads elements, text, entities and CDATA`() throws {
        let root = try parse(
            """
            <?xml version="1.0"?>
            <!-- a comment --><R xmlns="https://iam.amazonaws.com/doc/2010-05-08/" a="1">
              <A>x &amp; &lt;y&gt; &#233; <![CDATA[<z>]]></A><A/><p:B xmlns:p="u">é</p:B>
            </R>
            """)
        #expect(root.name == "R")
        #expect(root.children.map(\.name) == ["A", "A", "B"])
        #expect(root["A"]?.text == "x & <y> é <z>")
        #expect(root["B"]?.text == "é")
        #expect(root["C"] == nil)
    }

    @Test(arguments: [
        "", " ", "text", "<", "<a>", "<a></b>", "<a/><b/>", "<a>&undefined;</a>", "<a>\u{1}</a>", "<a b=c/>",
        "<a>]]></a>",
        "<?xml version=\"1.0\"?>", "{\"a\": 1}", "<html><br></html>",
    ])
    func `refuses what is no XML`(text: String) {
        #expect(throws: XMLError.self) { try parse(text) }
    }

    @Test(arguments: [
        "<!DOCTYPE a><a/>", "<!DOCTYPE a SYSTEM \"http://127.0.0.1/x.dtd\"><a/>",
        "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY x \"yyyyyyyyyy\"><!ENTITY z \"&x;&x;&x;&x;&x;\">]><a>&z;&z;&z;</a>",
    ])
    func `refuses document types and with them entities`(text: String) {
        #expect(throws: XMLError.documentType) { try parse(text) }
    }

    @Test func `refuses bytes that aren't UTF-8`() {
        #expect(throws: XMLError.self) { try XMLParser().parse([0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E]) }
    }

    @Test func `keeps its bounds`() {
        let deep = String(repeating: "<a>", count: 33) + String(repeating: "</a>", count: 33)
        #expect(throws: XMLError.tooDeep) { try parse(deep) }
        let allowed = String(repeating: "<a>", count: 32) + String(repeating: "</a>", count: 32)
        #expect(throws: Never.self) { try parse(allowed) }
        var parser = XMLParser()
        parser.maximumElements = 3
        #expect(throws: XMLError.tooManyElements) { try parser.parse(Array("<a><b/><b/><b/></a>".utf8)) }
        parser.maximumSize = 4
        #expect(throws: XMLError.tooLarge) { try parser.parse(Array("<ab/>".utf8)) }
    }
}

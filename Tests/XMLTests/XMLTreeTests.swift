import Testing

@testable import XML

struct XMLTreeTests {
    private func parse(_ source: String) throws(XMLError) -> XMLElement { try XMLParser().parse(Array(source.utf8)) }

    /// The element as names and texts in brackets.
    private func written(_ element: XMLElement) -> String {
        "\(element.name)(\(element.text)\(element.children.map(written).joined()))"
    }

    @Test(arguments: [
        ("<a/>", "a()"), ("<a><b/><c/></a>", "a(b()c())"), ("<a><b><c>1</c></b><b>2</b></a>", "a(b(c(1))b(2))"),
        ("<a>1<b>2<c>3</c>4</b>5</a>", "a(15b(24c(3)))"), ("<p:a><q:r:b/></p:a>", "a(b())"),
        ("<a><a><a/></a><a/></a>", "a(a(a())a())"),
    ])
    func `elements stand in those that they stand in`(source: String, tree: String) throws {
        #expect(written(try parse(source)) == tree)
    }

    @Test func `a name finds the first child, and none below it`() throws {
        let root = try parse("<a><b><c>0</c></b><c>1</c><cc>2</cc><c>3</c></a>")
        #expect(root["c"]?.text == "1" && root["cc"]?.text == "2" && root["b"]?["c"]?.text == "0")
        #expect(root["a"] == nil && root["C"] == nil && root[""] == nil && root["ccc"] == nil)
        #expect(root.isNamed("a") && !root.isNamed("aa") && !root.isNamed(""))
    }

    @Test func `an element outlives the others of its text`() throws {
        let inner = try #require(try parse("<a><b><c>deep</c></b></a>")["b"])
        #expect(inner["c"]?.text == "deep" && inner.name == "b")
    }
}

/// Reads a whole XML text, within bounds.
///
/// It knows what AWS's answers are made of: elements, text in UTF-8, and the references that XML itself defines. Attributes,
/// comments, processing instructions and what the declaration says are passed over. There are no document types, so that no text
/// can define entities.
///
/// It takes what Expat takes, and reads the same in it. It takes a little more: it knows no letters beyond ASCII, which all may
/// stand in names, and doesn't look whether two attributes have one name.
package struct XMLParser {
    /// In bytes.
    package var maximumSize = 8 << 20
    package var maximumDepth = 32
    package var maximumElements = 200_000

    package init() {}

    /// The root element of `bytes`.
    package func parse(_ bytes: [UInt8]) throws(XMLError) -> XMLElement {
        guard bytes.count <= maximumSize else { throw .tooLarge }
        // What stands between two ASCII characters of UTF-8 is UTF-8, so no text is checked again.
        do { _ = try UTF8Span(validating: bytes.span) } catch { throw .malformed(offset: error.byteOffsets.lowerBound) }
        var tree = XMLTree(bytes, maximumDepth: maximumDepth, maximumElements: maximumElements)
        try tree.readDocument()
        return XMLElement(XMLDocument(bytes, tree.elements), 0)
    }
}

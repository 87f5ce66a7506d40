/// Reads a whole XML text by Expat, within bounds.
package struct XMLParser {
    /// In bytes.
    package var maximumSize = 8 << 20
    package var maximumDepth = 32
    package var maximumElements = 200_000

    package init() {}

    /// The root element of `bytes`.
    package func parse(_ bytes: [UInt8]) throws(XMLError) -> XMLElement {
        guard bytes.count <= maximumSize else { throw .tooLarge }
        let bounds = XMLTree.Bounds(maximumDepth: maximumDepth, maximumElements: maximumElements)
        let elements = try ExpatParser.withParser { (expat) throws(XMLError) in try expat.parse(bytes, within: bounds) }
        return XMLElement(XMLDocument(bytes, elements), 0)
    }
}

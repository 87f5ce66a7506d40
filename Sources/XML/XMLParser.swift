import CExpat

/// Reads a whole XML text into a tree by Expat, within bounds.
package struct XMLParser {
    /// In bytes.
    package var maximumSize = 8 << 20
    package var maximumDepth = 32
    package var maximumElements = 200_000

    /// A random salt for Expat's hash tables, so that nobody can choose names that collide in them.
    private static let hashSalt = UInt.random(in: 1 ... .max)

    package init() {}

    /// The root element of `bytes`.
    package func parse(_ bytes: [UInt8]) throws(XMLError) -> XMLElement {
        guard bytes.count <= maximumSize else { throw .tooLarge }
        // An encoding is given, so that the text can't choose one: AWS answers in UTF-8.
        guard let parser = unsafe XML_ParserCreate("UTF-8") else { throw .malformed("out of memory") }
        defer { unsafe XML_ParserFree(parser) }
        // Without a salt, Expat asks the system for random bytes for each text.
        _ = unsafe XML_SetHashSalt(parser, Self.hashSalt)
        let builder = unsafe XMLTreeBuilder(parser, maximumDepth: maximumDepth, maximumElements: maximumElements)
        let status = withExtendedLifetime(builder) {
            unsafe bytes.withUnsafeBytes { buffer in
                unsafe XML_Parse(
                    parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), 1)
            }
        }
        if let failure = builder.failure { throw failure }
        guard status == XML_STATUS_OK, let root = builder.root else {
            throw .malformed(unsafe String(cString: XML_ErrorString(XML_GetErrorCode(parser))))
        }
        return root
    }
}

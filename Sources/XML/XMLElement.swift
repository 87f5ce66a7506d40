/// An element of an AWS answer: its name, its text, and the elements in it. Attributes and comments are left out.
package struct XMLElement: Sendable {
    private let document: XMLDocument
    private let index: Int

    /// The element of a document at this index.
    init(_ document: XMLDocument, _ index: Int) {
        self.document = document
        self.index = index
    }

    /// The local name; AWS's answers use one default namespace.
    package var name: String { document.name(of: index) }

    /// The character data directly in it; for an element with children, what stood around them.
    package var text: String { document.elements[index].text }

    package var children: [XMLElement] {
        var children: [XMLElement] = []
        document.forEachChild(of: index) { child in
            children.append(XMLElement(document, child))
            return true
        }
        return children
    }

    /// The first child with this name.
    package subscript(_ name: String) -> XMLElement? {
        var found: XMLElement?
        document.forEachChild(of: index) { child in
            guard document.isNamed(child, name) else { return true }
            found = XMLElement(document, child)
            return false
        }
        return found
    }

    /// Whether this is its name.
    package func isNamed(_ name: String) -> Bool { document.isNamed(index, name) }
}

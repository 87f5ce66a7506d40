/// An element of an AWS answer: its name, its text, and the elements in it. Attributes and comments are left out.
package struct XMLElement: Sendable, Equatable {
    /// The local name; AWS's answers use one default namespace.
    package var name: String
    /// The character data directly in it; for an element with children, what stood around them.
    package var text: String = ""
    package var children: [XMLElement] = []

    /// The first child with this name.
    package subscript(_ name: String) -> XMLElement? {
        children.first { $0.name == name }
    }
}

/// An element of an AWS answer: its name, its text, and the elements in it. Attributes and comments are left out.
struct XMLElement: Sendable, Equatable {
    /// The local name; AWS's answers use one default namespace.
    var name: String
    /// The character data directly in it; for an element with children, what stood around them.
    var text: String = ""
    var children: [XMLElement] = []

    /// The first child with this name.
    subscript(_ name: String) -> XMLElement? {
        children.first { $0.name == name }
    }
}

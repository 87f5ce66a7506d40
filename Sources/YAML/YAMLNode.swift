/// A value of a YAML text, and where it begins. Every scalar is a text, however it is written.
package struct YAMLNode: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case text(String)
        case list([YAMLNode])
        /// The members in their order; no name occurs twice.
        case map([Member])
    }

    package struct Member: Sendable, Equatable {
        package var name: String
        /// The line on which the name stands.
        package var line: Int
        package var value: YAMLNode

        package init(name: String, line: Int, value: YAMLNode) {
            self.name = name
            self.line = line
            self.value = value
        }
    }

    package var content: Content
    /// From 1.
    package var line: Int

    package init(content: Content, line: Int) {
        self.content = content
        self.line = line
    }
}

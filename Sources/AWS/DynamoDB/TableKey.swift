/// The primary key of a table: one or two attributes.
package struct TableKey: Sendable, Hashable {
    /// What an attribute of a key holds.
    package enum AttributeType: String, Sendable, CaseIterable {
        case string = "S"
        case number = "N"
        case binary = "B"
    }

    /// An attribute of a key.
    package struct Attribute: Sendable, Hashable {
        package var name: String
        package var type: AttributeType

        package init(_ name: String, _ type: AttributeType = .string) {
            self.name = name
            self.type = type
        }
    }

    /// The partition key.
    package var hash: Attribute
    /// The sort key; nil if the table has none.
    package var range: Attribute?

    package init(hash: Attribute, range: Attribute? = nil) {
        self.hash = hash
        self.range = range
    }
}

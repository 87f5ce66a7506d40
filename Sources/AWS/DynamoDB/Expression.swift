/// A condition, filter or update, and what its placeholders stand for.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html>
package struct Expression: Sendable, Hashable {
    /// `attribute_not_exists(username) OR #e < :now`
    package var text: String
    /// Attribute names by placeholder: `["#e": "expires_at"]`.
    package var names: [String: String]
    /// Values by placeholder: `[":now": .n(0)]`.
    package var values: [String: AttributeValue]

    package init(_ text: String, names: [String: String] = [:], values: [String: AttributeValue] = [:]) {
        self.text = text
        self.names = names
        self.values = values
    }
}

// What writes of whole items have in common.
extension Expression {
    /// The update that sets attributes to these values.
    package static func setting(_ attributes: Item) -> Expression {
        let names = attributes.keys.sorted()
        return Expression(
            "SET " + names.map { "#\($0) = :\($0)" }.joined(separator: ", "),
            names: Dictionary(uniqueKeysWithValues: names.map { ("#\($0)", $0) }),
            values: Item(uniqueKeysWithValues: attributes.map { (":\($0)", $1) }))
    }

    /// The condition of a write that gives an item a new `version`: nobody else has written since it had the former one. It is
    /// also true for the attempt that already made the write.
    ///
    /// - Parameter former: the version that was read; nil if there was no item.
    /// - Returns: the condition.
    package static func versionIsStill(_ former: AttributeValue?) -> Expression {
        guard let former else { return Expression("(attribute_not_exists(#version) OR #version = :version)") }
        return Expression("(#version = :former OR #version = :version)", values: [":former": former])
    }
}

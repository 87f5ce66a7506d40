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

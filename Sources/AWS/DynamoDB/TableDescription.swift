import Formats

/// What DynamoDB says of a table.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html>
package struct TableDescription: Sendable, Hashable {
    package var tableName: String
    /// `ACTIVE` when the table can be used; `CREATING`, `UPDATING`, `DELETING` and so on.
    package var tableStatus: String
    /// Nil if the response doesn't say.
    package var tableARN: ARN?
    /// Nil if the response doesn't say, or says something that Latchkey doesn't know.
    package var key: TableKey?

    /// Nil unless the JSON has both members.
    init?(_ json: JSONValue) {
        guard let tableName = json["TableName"]?.string, let tableStatus = json["TableStatus"]?.string else {
            return nil
        }
        self.tableName = tableName
        self.tableStatus = tableStatus
        tableARN = json["TableArn"]?.string.flatMap { ARN($0) }
        key = Self.key(json)
    }

    private static func key(_ json: JSONValue) -> TableKey? {
        var types: [String: TableKey.AttributeType] = [:]
        for definition in json.elements("AttributeDefinitions") {
            guard let name = definition["AttributeName"]?.string, let type = definition["AttributeType"]?.string else {
                return nil
            }
            types[name] = TableKey.AttributeType(rawValue: type)
        }
        func attribute(_ kind: String) -> TableKey.Attribute? {
            let element = json.elements("KeySchema").first { $0["KeyType"]?.string == kind }
            guard let name = element?["AttributeName"]?.string, let type = types[name] else { return nil }
            return TableKey.Attribute(name, type)
        }
        return attribute("HASH").map { TableKey(hash: $0, range: attribute("RANGE")) }
    }
}

extension JSONValue {
    /// The elements of the list that is the member `name`; none if there is no such list.
    func elements(_ name: String) -> [JSONValue] {
        guard case .array(let elements)? = self[name] else { return [] }
        return elements
    }
}

import Formats

/// What a table is like.
package struct TableDescription: Sendable, Hashable {
    /// An attribute of the primary key.
    package struct KeySchemaElement: Sendable, Hashable {
        package var attributeName: String
        /// `HASH` or `RANGE`.
        package var keyType: String

        init?(_ json: JSONValue) {
            guard let attributeName = json["AttributeName"]?.string, let keyType = json["KeyType"]?.string else {
                return nil
            }
            self.attributeName = attributeName
            self.keyType = keyType
        }
    }

    package var tableName: String
    /// `ACTIVE` when it can be used.
    package var tableStatus: String
    package var tableARN: String?
    package var keySchema: [KeySchemaElement]?
    /// Updated every six hours or so.
    package var itemCount: Int?

    init?(_ json: JSONValue) {
        guard let tableName = json["TableName"]?.string, let tableStatus = json["TableStatus"]?.string else {
            return nil
        }
        self.tableName = tableName
        self.tableStatus = tableStatus
        tableARN = json["TableArn"]?.string
        keySchema = json["KeySchema"]?.all(KeySchemaElement.init)
        if case .integer(let count)? = json["ItemCount"] { itemCount = count }
    }
}

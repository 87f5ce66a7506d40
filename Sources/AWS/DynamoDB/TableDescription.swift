/// What a table is like.
package struct TableDescription: Sendable, Hashable, Decodable {
    /// An attribute of the primary key.
    package struct KeySchemaElement: Sendable, Hashable, Decodable {
        package var attributeName: String
        /// `HASH` or `RANGE`.
        package var keyType: String

        private enum CodingKeys: String, CodingKey {
            case attributeName = "AttributeName"
            case keyType = "KeyType"
        }
    }

    package var tableName: String
    /// `ACTIVE` when it can be used.
    package var tableStatus: String
    package var tableARN: String?
    package var keySchema: [KeySchemaElement]?
    /// Updated every six hours or so.
    package var itemCount: Int?

    private enum CodingKeys: String, CodingKey {
        case tableName = "TableName"
        case tableStatus = "TableStatus"
        case tableARN = "TableArn"
        case keySchema = "KeySchema"
        case itemCount = "ItemCount"
    }
}

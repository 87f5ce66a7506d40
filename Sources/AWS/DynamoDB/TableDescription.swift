import Formats

/// What DynamoDB says of a table.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html>
package struct TableDescription: Sendable, Hashable {
    package var tableName: String
    /// `ACTIVE` when the table can be used; `CREATING`, `UPDATING`, `DELETING` and so on.
    package var tableStatus: String

    /// Nil unless the JSON has both members.
    init?(_ json: JSONValue) {
        guard let tableName = json["TableName"]?.string, let tableStatus = json["TableStatus"]?.string else {
            return nil
        }
        self.tableName = tableName
        self.tableStatus = tableStatus
    }
}

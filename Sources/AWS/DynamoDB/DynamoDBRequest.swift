import Formats

/// The members of the requests of all operations.
struct DynamoDBRequest {
    var tableName: String
    var key: Item?
    var consistentRead: Bool?
    var conditionExpression: String?
    var updateExpression: String?
    var filterExpression: String?
    /// Nil if there are none, because DynamoDB refuses an empty map.
    private(set) var expressionAttributeNames: [String: String]?
    private(set) var expressionAttributeValues: [String: AttributeValue]?
    var returnValues: ReturnValues?
    var limit: Int?
    var segment: Int?
    var totalSegments: Int?
    var exclusiveStartKey: Item?

    init(tableName: String) { self.tableName = tableName }

    /// Adds the placeholders of an expression and returns its text.
    ///
    /// The expressions of a request share their placeholders: the same placeholder must mean the same in all of them.
    mutating func add(_ expression: Expression?) -> String? {
        guard let expression else { return nil }
        Self.add(expression.names, to: &expressionAttributeNames)
        Self.add(expression.values, to: &expressionAttributeValues)
        return expression.text
    }

    private static func add<Meaning: Equatable>(_ placeholders: [String: Meaning], to all: inout [String: Meaning]?) {
        guard !placeholders.isEmpty else { return }
        // Most requests have one expression with placeholders.
        all =
            all?.merging(placeholders) { former, meaning in
                assert(former == meaning, "a placeholder has two meanings")
                return meaning
            } ?? placeholders
    }

    /// The body of the request: the members that are set, as JSON.
    var body: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("TableName", tableName)
            if let key { writer.member("Key", key.write) }
            if let consistentRead { writer.member("ConsistentRead", .bool(consistentRead)) }
            if let conditionExpression { writer.member("ConditionExpression", conditionExpression) }
            if let updateExpression { writer.member("UpdateExpression", updateExpression) }
            if let filterExpression { writer.member("FilterExpression", filterExpression) }
            if let names = expressionAttributeNames {
                writer.member("ExpressionAttributeNames") { writer in
                    writer.object { writer in
                        for (placeholder, name) in names { writer.member(placeholder, name) }
                    }
                }
            }
            if let values = expressionAttributeValues { writer.member("ExpressionAttributeValues", values.write) }
            if let returnValues { writer.member("ReturnValues", returnValues.rawValue) }
            if let limit { writer.member("Limit", .integer(limit)) }
            if let segment { writer.member("Segment", .integer(segment)) }
            if let totalSegments { writer.member("TotalSegments", .integer(totalSegments)) }
            if let exclusiveStartKey { writer.member("ExclusiveStartKey", exclusiveStartKey.write) }
        }
        return writer.bytes
    }
}

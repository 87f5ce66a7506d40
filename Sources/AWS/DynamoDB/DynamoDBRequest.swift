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
        for (placeholder, name) in expression.names {
            expressionAttributeNames = expressionAttributeNames ?? [:]
            let former = expressionAttributeNames?.updateValue(name, forKey: placeholder)
            assert(former == nil || former == name, "\(placeholder) has two meanings")
        }
        for (placeholder, value) in expression.values {
            expressionAttributeValues = expressionAttributeValues ?? [:]
            let former = expressionAttributeValues?.updateValue(value, forKey: placeholder)
            assert(former == nil || former == value, "\(placeholder) has two meanings")
        }
        return expression.text
    }

    /// The body of the request: the members that are set.
    var json: JSONValue {
        let members: [(String, JSONValue?)] = [
            ("TableName", .string(tableName)),
            ("Key", key?.json),
            ("ConsistentRead", consistentRead.map(JSONValue.bool)),
            ("ConditionExpression", conditionExpression.map(JSONValue.string)),
            ("UpdateExpression", updateExpression.map(JSONValue.string)),
            ("FilterExpression", filterExpression.map(JSONValue.string)),
            ("ExpressionAttributeNames", expressionAttributeNames?.json),
            ("ExpressionAttributeValues", expressionAttributeValues?.json),
            ("ReturnValues", (returnValues?.rawValue).map(JSONValue.string)),
            ("Limit", limit.map(JSONValue.integer)),
            ("Segment", segment.map(JSONValue.integer)),
            ("TotalSegments", totalSegments.map(JSONValue.integer)),
            ("ExclusiveStartKey", exclusiveStartKey?.json),
        ]
        return .object(members.compactMap { name, value in value.map { JSONValue.Member(name, $0) } })
    }
}

extension [String: String] {
    fileprivate var json: JSONValue { .object(map { JSONValue.Member($0, .string($1)) }) }
}

/// The members that the requests of DynamoDB's operations are made of.
struct DynamoDBRequest: Encodable {
    var tableName: String
    var key: Item?
    var item: Item?
    var consistentRead: Bool?
    var conditionExpression: String?
    var updateExpression: String?
    var filterExpression: String?
    var keyConditionExpression: String?
    /// Left out when empty: DynamoDB refuses an empty map, and one that no expression uses.
    private(set) var expressionAttributeNames: [String: String]?
    private(set) var expressionAttributeValues: [String: AttributeValue]?
    var returnValues: ReturnValues?
    var indexName: String?
    var scanIndexForward: Bool?
    var limit: Int?
    var segment: Int?
    var totalSegments: Int?
    var exclusiveStartKey: Item?

    init(tableName: String) { self.tableName = tableName }

    /// Takes over an expression's placeholders and returns its text.
    ///
    /// Two expressions of one request share their placeholders: the same one must mean the same in both.
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

    enum CodingKeys: String, CodingKey {
        case tableName = "TableName"
        case key = "Key"
        case item = "Item"
        case consistentRead = "ConsistentRead"
        case conditionExpression = "ConditionExpression"
        case updateExpression = "UpdateExpression"
        case filterExpression = "FilterExpression"
        case keyConditionExpression = "KeyConditionExpression"
        case expressionAttributeNames = "ExpressionAttributeNames"
        case expressionAttributeValues = "ExpressionAttributeValues"
        case returnValues = "ReturnValues"
        case indexName = "IndexName"
        case scanIndexForward = "ScanIndexForward"
        case limit = "Limit"
        case segment = "Segment"
        case totalSegments = "TotalSegments"
        case exclusiveStartKey = "ExclusiveStartKey"
    }
}

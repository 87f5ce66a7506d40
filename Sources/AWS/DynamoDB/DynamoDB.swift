import Formats

/// Amazon DynamoDB. Methods and members have AWS's names.
///
/// A condition that doesn't hold is a ``ServiceError`` with the code `ConditionalCheckFailedException`.
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/>
package struct DynamoDB: Sendable {
    let client: Client

    package init(_ client: Client) { self.client = client }

    /// The same for what must still be done when a request's own time may be over.
    package func with(deadline: ContinuousClock.Instant) -> DynamoDB {
        DynamoDB(client.with(deadline: deadline, journal: client.journal))
    }

    /// The item with this primary key, or nil.
    package func getItem(table: String, key: Item, consistentRead: Bool = false) async throws(AWSError) -> Item? {
        var request = DynamoDBRequest(tableName: table)
        request.key = key
        if consistentRead { request.consistentRead = true }
        return try await call("GetItem", request, .idempotent).item
    }

    /// Changes attributes of an item, or makes it; answers what `returnValues` asks for.
    ///
    /// - Parameters:
    ///   - table: The table's name.
    ///   - key: The whole primary key.
    ///   - update: `SET #a = :b REMOVE #c`
    ///   - condition: Shares its placeholders with `update`: the same one must mean the same in both.
    ///   - returnValues: Which attributes to answer.
    ///   - idempotency: `idempotent` where doing it twice comes to the same, as for a plain `SET`.
    /// - Returns: The attributes asked for; nil where there are none.
    /// - Throws: `ConditionalCheckFailedException` where the condition doesn't hold, and what any call may.
    @discardableResult
    package func updateItem(
        table: String, key: Item, update: Expression, condition: Expression? = nil,
        returnValues: ReturnValues = .none, idempotency: Idempotency = .once
    ) async throws(AWSError) -> Item? {
        var request = DynamoDBRequest(tableName: table)
        request.key = key
        request.updateExpression = request.add(update)
        request.conditionExpression = request.add(condition)
        if returnValues != .none { request.returnValues = returnValues }
        return try await call("UpdateItem", request, idempotency).attributes
    }

    /// Deletes an item, if there is one; answers it where `returnValues` is `allOld`.
    @discardableResult
    package func deleteItem(
        table: String, key: Item, condition: Expression? = nil, returnValues: ReturnValues = .none
    ) async throws(AWSError) -> Item? {
        var request = DynamoDBRequest(tableName: table)
        request.key = key
        request.conditionExpression = request.add(condition)
        if returnValues != .none { request.returnValues = returnValues }
        return try await call("DeleteItem", request, condition == nil ? .idempotent : .once).attributes
    }

    /// What the table is like; `ResourceNotFoundException` where there is none.
    package func describeTable(table: String) async throws(AWSError) -> TableDescription {
        guard let found = try await call("DescribeTable", DynamoDBRequest(tableName: table), .idempotent).table else {
            throw .malformedAnswer(Operation(.dynamodb, "DescribeTable"), "Table is missing")
        }
        return found
    }

    func call(
        _ action: String, _ request: DynamoDBRequest, _ idempotency: Idempotency
    ) async throws(AWSError) -> DynamoDBAnswer {
        let operation = Operation(.dynamodb, action)
        let answer = try await client.send(
            Call(
                operation: operation, idempotency: idempotency, contentType: "application/x-amz-json-1.0",
                target: "DynamoDB_20120810.\(action)", body: request.json.bytes))
        do {
            return try DynamoDBAnswer(JSONReader.read(answer))
        } catch {
            throw .malformedAnswer(operation, "JSON that isn't the service's")
        }
    }
}

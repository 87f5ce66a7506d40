package import Concurrency
import Formats
package import Transport

/// Amazon DynamoDB. Methods and members have AWS's names.
///
/// A write whose condition doesn't hold fails with `ConditionalCheckFailedException`.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/>
package struct DynamoDB: Sendable {
    let client: Client

    package init(_ client: Client) { self.client = client }

    /// Where its tables are.
    package var region: Region { client.endpoints.region }

    /// The same service with another deadline, for work that must be done even when the time for its request is over.
    package func with(deadline: Instant) -> DynamoDB {
        DynamoDB(client.with(deadline: deadline, journal: client.journal))
    }

    /// The same service for the calls of another request.
    package func with(deadline: Instant, journal: CallJournal) -> DynamoDB {
        DynamoDB(client.with(deadline: deadline, journal: journal))
    }

    /// The item with this primary key; nil if there is none.
    package func getItem(table: String, key: Item, consistentRead: Bool = false) async throws(AWSError) -> Item? {
        var request = DynamoDBRequest(tableName: table)
        request.key = key
        if consistentRead { request.consistentRead = true }
        return try await call("GetItem", request, .idempotent).item
    }

    /// Changes attributes of an item. If there is no item with this key, it makes one.
    ///
    /// - Parameters:
    ///   - table: the table's name.
    ///   - key: the whole primary key.
    ///   - update: such as `SET #a = :b REMOVE #c`.
    ///   - condition: what must hold for the item. It shares its placeholders with `update`: the same placeholder must mean
    ///     the same in both.
    ///   - returnValues: which attributes are returned.
    ///   - idempotency: `idempotent` if a second update has no further effect, as with a plain `SET`.
    /// - Returns: the attributes that were asked for; nil if there are none.
    /// - Throws: `ConditionalCheckFailedException` if the condition doesn't hold, and the errors of any call.
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

    /// Deletes the item with this primary key, if there is one. Returns it if `returnValues` is `allOld`.
    ///
    /// It is repeated when its outcome is unknown. With a condition, an error may then tell of a first attempt that succeeded,
    /// so the condition should name what nobody else can have written.
    @discardableResult
    package func deleteItem(
        table: String, key: Item, condition: Expression? = nil, returnValues: ReturnValues = .none
    ) async throws(AWSError) -> Item? {
        var request = DynamoDBRequest(tableName: table)
        request.key = key
        request.conditionExpression = request.add(condition)
        if returnValues != .none { request.returnValues = returnValues }
        return try await call("DeleteItem", request, .idempotent).attributes
    }

    /// Describes a table. Fails with `ResourceNotFoundException` if there is none.
    package func describeTable(table: String) async throws(AWSError) -> TableDescription {
        guard let found = try await call("DescribeTable", DynamoDBRequest(tableName: table), .idempotent).table else {
            throw .malformedResponse(Operation(.dynamodb, "DescribeTable"), "Table is missing")
        }
        return found
    }

    func call(
        _ action: String, _ request: DynamoDBRequest, _ idempotency: Idempotency
    ) async throws(AWSError) -> DynamoDBResponse {
        let operation = Operation(.dynamodb, action)
        let response = try await client.send(
            Call(
                operation: operation, idempotency: idempotency, contentType: "application/x-amz-json-1.0",
                target: "DynamoDB_20120810." + action, body: request.body))
        do {
            return try DynamoDBResponse(response ?? [])
        } catch {
            throw .malformedResponse(operation, "not the JSON of this service")
        }
    }
}

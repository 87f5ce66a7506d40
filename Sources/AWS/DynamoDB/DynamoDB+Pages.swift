extension DynamoDB {
    /// Which part of a table a scan reads, so that several can share the work.
    package struct Segment: Sendable, Hashable {
        /// From 0.
        package var number: Int
        /// How many there are.
        package var total: Int

        package init(_ number: Int, of total: Int) {
            self.number = number
            self.total = total
        }
    }

    /// One page of a scan, beginning behind `exclusiveStartKey`.
    package func scanPage(
        table: String, filter: Expression? = nil, consistentRead: Bool = false, segment: Segment? = nil,
        limit: Int? = nil, exclusiveStartKey: Item? = nil
    ) async throws(AWSError) -> ItemPage {
        var request = DynamoDBRequest(tableName: table)
        request.filterExpression = request.add(filter)
        if consistentRead { request.consistentRead = true }
        request.segment = segment?.number
        request.totalSegments = segment?.total
        request.limit = limit
        request.exclusiveStartKey = exclusiveStartKey
        return try await page("Scan", request)
    }

    /// Every item that a scan finds; throws ``AWSError/malformedAnswer(_:_:)`` over `maximumItems`.
    package func scan(
        table: String, filter: Expression? = nil, consistentRead: Bool = false, segment: Segment? = nil,
        maximumItems: Int = 100_000
    ) async throws(AWSError) -> [Item] {
        var items: [Item] = []
        var start: Item?
        repeat {
            let page = try await scanPage(
                table: table, filter: filter, consistentRead: consistentRead, segment: segment,
                exclusiveStartKey: start)
            items.append(contentsOf: page.items)
            guard items.count <= maximumItems else {
                throw .malformedAnswer(Operation(.dynamodb, "Scan"), "more than \(maximumItems) items")
            }
            start = page.lastEvaluatedKey
        } while start != nil
        return items
    }

    /// One page of a query, beginning behind `exclusiveStartKey`.
    package func queryPage(
        table: String, keyCondition: Expression, filter: Expression? = nil, indexName: String? = nil,
        consistentRead: Bool = false, order: Order = .ascending, limit: Int? = nil, exclusiveStartKey: Item? = nil
    ) async throws(AWSError) -> ItemPage {
        var request = DynamoDBRequest(tableName: table)
        request.keyConditionExpression = request.add(keyCondition)
        request.filterExpression = request.add(filter)
        request.indexName = indexName
        if consistentRead { request.consistentRead = true }
        if order == .descending { request.scanIndexForward = false }
        request.limit = limit
        request.exclusiveStartKey = exclusiveStartKey
        return try await page("Query", request)
    }

    /// Every item that a query finds; throws ``AWSError/malformedAnswer(_:_:)`` over `maximumItems`.
    package func query(
        table: String, keyCondition: Expression, filter: Expression? = nil, indexName: String? = nil,
        consistentRead: Bool = false, order: Order = .ascending, maximumItems: Int = 100_000
    ) async throws(AWSError) -> [Item] {
        var items: [Item] = []
        var start: Item?
        repeat {
            let page = try await queryPage(
                table: table, keyCondition: keyCondition, filter: filter, indexName: indexName,
                consistentRead: consistentRead, order: order, exclusiveStartKey: start)
            items.append(contentsOf: page.items)
            guard items.count <= maximumItems else {
                throw .malformedAnswer(Operation(.dynamodb, "Query"), "more than \(maximumItems) items")
            }
            start = page.lastEvaluatedKey
        } while start != nil
        return items
    }

    /// The order of a query's items by their sort key.
    package enum Order: Sendable, Hashable {
        case ascending
        case descending
    }

    private func page(_ action: String, _ request: DynamoDBRequest) async throws(AWSError) -> ItemPage {
        let answer = try await call(action, request, .idempotent)
        // DynamoDB's own documentation: the end is where there is no key, or an empty one.
        let key = answer.lastEvaluatedKey.flatMap { $0.isEmpty ? nil : $0 }
        return ItemPage(items: answer.items ?? [], lastEvaluatedKey: key)
    }
}

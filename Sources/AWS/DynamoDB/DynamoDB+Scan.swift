extension DynamoDB {
    /// The part of a table that one of several scans reads, which run at the same time to share the work.
    package struct Segment: Sendable, Hashable {
        /// From 0.
        package var number: Int
        /// How many segments there are.
        package var total: Int

        package init(_ number: Int, of total: Int) {
            self.number = number
            self.total = total
        }
    }

    /// Reads one page of a table, up to 1 MB of items before the filter (`Scan`).
    ///
    /// - Parameters:
    ///   - table: the table's name.
    ///   - filter: which of the items that were read are returned; nil for all.
    ///   - segment: the part of the table to read; nil for the whole.
    ///   - limit: the most items to read; nil for as many as fit.
    ///   - exclusiveStartKey: ``ScanPage/lastEvaluatedKey`` of the page before; nil for the first.
    /// - Returns: the page, which may be empty without being the last.
    /// - Throws: the errors of any call.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html>
    package func scanPage(
        table: String, filter: Expression? = nil, segment: Segment? = nil, limit: Int? = nil,
        exclusiveStartKey: Item? = nil
    ) async throws(AWSError) -> ScanPage {
        var request = DynamoDBRequest(tableName: table)
        request.filterExpression = request.add(filter)
        request.segment = segment?.number
        request.totalSegments = segment?.total
        request.limit = limit
        request.exclusiveStartKey = exclusiveStartKey
        let response = try await call("Scan", request, .idempotent)
        // The last page has no key, or an empty one, as DynamoDB's documentation says.
        let key = response.lastEvaluatedKey.flatMap { $0.isEmpty ? nil : $0 }
        return ScanPage(items: response.items ?? [], lastEvaluatedKey: key)
    }
}

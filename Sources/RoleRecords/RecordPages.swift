package import AWS
import Concurrency

/// The role records that a scan finds, page by page. Only one page of each segment is in memory at a time.
package struct RecordPages: Sendable {
    /// How many parts of the table are read at once.
    private static let segments = 4

    private let dynamoDB: DynamoDB
    private let table: String
    private let filter: Expression
    private let recordsPerPage: Int
    private let seal: RecordSeal
    private var unread: [(segment: DynamoDB.Segment, start: Item?)]

    init(table: String, filter: Expression, recordsPerPage: Int, seal: RecordSeal, dynamoDB: DynamoDB) {
        self.table = table
        self.filter = filter
        self.recordsPerPage = recordsPerPage
        self.seal = seal
        self.dynamoDB = dynamoDB
        unread = (0..<Self.segments).map { (DynamoDB.Segment($0, of: Self.segments), nil) }
    }

    /// The records on the next page of every segment that has one. They may be none although more follow; nil is the end.
    package mutating func next() async throws(AWSError) -> [RoleRecord]? {
        guard !unread.isEmpty else { return nil }
        let (dynamoDB, table, filter, limit) = (dynamoDB, table, filter, recordsPerPage)
        let pages = try await concurrentMap(unread) { part throws(AWSError) in
            try await dynamoDB.scanPage(
                table: table, filter: filter, segment: part.segment, limit: limit,
                exclusiveStartKey: part.start)
        }
        unread = zip(unread, pages).compactMap { part, page in page.lastEvaluatedKey.map { (part.segment, $0) } }
        return pages.flatMap(\.items).compactMap { RoleRecord(item: $0, seal: seal) }
    }
}

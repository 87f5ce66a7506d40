package import AWS
import Concurrency

/// The role records that a scan finds, page by page: no more of a table is held than one page of each segment.
package struct RecordPages: Sendable {
    /// How many parts of the table are read side by side.
    private static let segments = 4

    private let dynamoDB: DynamoDB
    private let table: String
    private let filter: Expression
    private let recordsPerPage: Int
    private var unread: [(segment: DynamoDB.Segment, start: Item?)]

    init(table: String, filter: Expression, recordsPerPage: Int, dynamoDB: DynamoDB) {
        self.table = table
        self.filter = filter
        self.recordsPerPage = recordsPerPage
        self.dynamoDB = dynamoDB
        unread = (0..<Self.segments).map { (DynamoDB.Segment($0, of: Self.segments), nil) }
    }

    /// The next page of every segment that has one; it may be empty and not the last. Nil behind the last.
    package mutating func next() async throws(AWSError) -> [RoleRecord]? {
        guard !unread.isEmpty else { return nil }
        let (dynamoDB, table, filter, limit) = (dynamoDB, table, filter, recordsPerPage)
        let pages = try await sideBySide(unread) { part throws(AWSError) in
            try await dynamoDB.scanPage(
                table: table, filter: filter, segment: part.segment, limit: limit,
                exclusiveStartKey: part.start)
        }
        unread = zip(unread, pages).compactMap { part, page in page.lastEvaluatedKey.map { (part.segment, $0) } }
        return pages.flatMap(\.items).compactMap(RoleRecord.init(item:))
    }
}

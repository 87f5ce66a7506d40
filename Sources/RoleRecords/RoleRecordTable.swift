package import AWS
import Concurrency
package import FoundationEssentials

/// The DynamoDB table of role records. Where several nodes must agree on something, the condition of a write decides.
///
/// Every write may be sent twice, as the client does when an answer is lost: its condition is also true for the node that
/// already made it.
package struct RoleRecordTable: Sendable {
    package let table: String
    let seal: RecordSeal
    private let dynamoDB: DynamoDB
    private let recordsPerPage: Int

    /// - Parameters:
    ///   - table: the table's name.
    ///   - seal: shows which attributes Latchkey wrote.
    ///   - dynamoDB: the service that has the table.
    ///   - recordsPerPage: how many records each page of a scan looks at. The default makes pages of some 100 KB; DynamoDB
    ///     itself ends a page at 1 MB.
    package init(table: String, seal: RecordSeal, dynamoDB: DynamoDB, recordsPerPage: Int = 400) {
        self.table = table
        self.seal = seal
        self.dynamoDB = dynamoDB
        self.recordsPerPage = recordsPerPage
    }

    /// The same table for a write that has to be made even when the request that caused it has run out of time.
    var withTimeOfItsOwn: RoleRecordTable { with(deadline: .now + .seconds(5)) }

    /// The same table, for calls that end by a deadline.
    func with(deadline: Instant) -> RoleRecordTable {
        RoleRecordTable(table: table, seal: seal, dynamoDB: dynamoDB.with(deadline: deadline))
    }

    /// The record as it is now, by a consistent read.
    package func get(_ userName: String) async throws(AWSError) -> RoleRecord? {
        try await dynamoDB.getItem(table: table, key: key(userName), consistentRead: true)
            .flatMap(record)
    }

    /// The records that expired before `date`, from a scan of the whole table.
    package func expired(before date: Date) -> RecordPages {
        RecordPages(
            table: table,
            filter: Expression(
                "expires_at < :date AND attribute_exists(role_arn)", values: [":date": .date(date)]),
            recordsPerPage: recordsPerPage, seal: seal, dynamoDB: dynamoDB)
    }

    /// All records, from a scan of the whole table.
    package func all() -> RecordPages {
        RecordPages(
            table: table, filter: Expression("attribute_exists(role_arn)"), recordsPerPage: recordsPerPage,
            seal: seal, dynamoDB: dynamoDB)
    }

    /// Deletes the record if the lease on it is still the caller's; otherwise another node owns the record and nothing
    /// happens.
    package func delete(_ userName: String, lease: Lease) async throws(AWSError) {
        do throws(AWSError) {
            try await dynamoDB.deleteItem(
                table: table, key: key(userName),
                condition: Expression("lease_owner = :owner", values: [":owner": .s(lease.owner)]))
        } catch  where error.code == .conditionalCheckFailedException {}
    }

    /// Changes an item if the condition is true, and makes it if there is none.
    ///
    /// - Returns: the attributes that `returning` asks for; nil when the condition was false and nothing was changed.
    func update(
        _ userName: String, _ update: String, if condition: String, names: [String: String] = [:],
        values: [String: AttributeValue], returning: ReturnValues = .none
    ) async throws(AWSError) -> Item? {
        do throws(AWSError) {
            return try await dynamoDB.updateItem(
                table: table, key: key(userName), update: Expression(update, names: names, values: values),
                condition: Expression(condition), returnValues: returning, idempotency: .idempotent) ?? [:]
        } catch  where error.code == .conditionalCheckFailedException {
            return nil
        }
    }

    func record(_ item: Item) -> RoleRecord? { RoleRecord(item: item, seal: seal) }

    /// The code for what an item is to say of its user's role.
    func code(for part: RecordSeal.Part, of userName: String, _ attributes: Item) -> AttributeValue {
        var item = attributes
        item[Self.keyAttribute] = .s(userName)
        return seal.code(for: part, of: item)
    }

    private static let keyAttribute = "username"
    private func key(_ userName: String) -> Item { [Self.keyAttribute: .s(userName)] }
}

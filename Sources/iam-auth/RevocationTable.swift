import AWS
import Concurrency
import FoundationEssentials

/// The record of revocations: one item of the table of one-time values, so that each node reads all of them in one call.
///
/// | attribute | what it is |
/// |---|---|
/// | `id` | `revocations` |
/// | `revoked_at` | the moments until which sessions are over, by ARN or unique ID |
/// | `ended` | when sessions that were logged out began and would have ended, by the session's ID |
/// | `owners` | the moments until which sessions are over, by who logged out more often than ``RevocationList`` keeps |
/// | `floor` | sessions that began before are over |
/// | `version` | grows with each change |
/// | `seal` | what shows that Latchkey wrote all of it; see ``RevocationSeal`` |
///
/// Moments are seconds since 1970.
struct RevocationTable: Sendable {
    /// What stands in the table.
    enum Found: Sendable {
        case record(RevocationRecord)
        case nothing
        /// What isn't ours, and its version, of whatever form.
        case foreign(AttributeValue?)

        var version: AttributeValue? {
            switch self {
            case .record(let record): .n(record.version)
            case .nothing: nil
            case .foreign(let version): version
            }
        }
    }

    private static let key: Item = ["id": .s("revocations")]
    private static let maximumTries = 8

    let table: String
    let seal: RevocationSeal
    let dynamoDB: DynamoDB

    /// The same table, for calls that end by a deadline.
    func with(deadline: Instant) -> RevocationTable {
        RevocationTable(table: table, seal: seal, dynamoDB: dynamoDB.with(deadline: deadline))
    }

    /// What stands in the table now.
    func read() async throws(AWSError) -> Found {
        guard let item = try await dynamoDB.getItem(table: table, key: Self.key, consistentRead: true) else {
            return .nothing
        }
        return RevocationRecord(item, seal: seal).map { .record($0) } ?? .foreign(item["version"])
    }

    /// Changes the list. Where there is no record of ours, whoever is signed in has to prove again who they are: nobody knows who
    /// was told to leave.
    ///
    /// - Parameters:
    ///   - version: a version that was seen. An older record isn't believed.
    ///   - now: the time, by AWS's clock.
    ///   - change: what is done to the list. It may be called several times.
    /// - Returns: the record that was written, and whether there was one of ours before.
    /// - Throws: the errors of any call; `ConditionalCheckFailedException` when others kept changing the record.
    func change(
        since version: Int = 0, at now: Date, _ change: (inout RevocationList) -> Void
    ) async throws(AWSError) -> (record: RevocationRecord, hadOne: Bool) {
        for _ in 0..<Self.maximumTries {
            let found = try await read()
            var list = RevocationList()
            let hadOne: Bool
            if case .record(let record) = found, record.version >= version {
                list = record.list
                hadOne = true
            } else {
                list.endAll(before: Int(now.timeIntervalSince1970))
                hadOne = false
            }
            change(&list)
            if let record = try await write(list, over: found, at: now) { return (record, hadOne) }
        }
        throw .service(
            ServiceError(
                operation: Operation(.dynamodb, "UpdateItem"), status: 400, code: .conditionalCheckFailedException,
                message: "others kept changing the record of revocations"))
    }

    /// Writes a list in place of what was found.
    ///
    /// - Returns: the record; nil when something else stands there by now.
    func write(
        _ list: RevocationList, over found: Found, at now: Date
    ) async throws(AWSError) -> RevocationRecord? {
        let seconds = Self.seconds(now)
        var before = 0
        if case .record(let record) = found { before = record.version }
        var list = list
        list.dropOld(at: seconds)
        // By the clock, so that a node that knows no record makes none that is older than that of others.
        let record = RevocationRecord(list: list, version: max(before + 1, seconds))
        let item = seal.sealing(record.item)
        let condition = found.version.map { Expression("#version = :before", values: [":before": $0]) }
        do throws(AWSError) {
            try await dynamoDB.updateItem(
                table: table, key: Self.key, update: .setting(item),
                condition: condition ?? Expression("attribute_not_exists(#version)"))
        } catch  where error.code == .conditionalCheckFailedException {
            return nil
        }
        return record
    }

    private static func seconds(_ date: Date) -> Int { Int(date.timeIntervalSince1970.rounded(.up)) }
}

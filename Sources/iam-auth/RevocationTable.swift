import AWS
import FoundationEssentials

/// The record of revocations: one item of the table of one-time values, so that each node reads all of them in one call.
///
/// | attribute | what it is |
/// |---|---|
/// | `id` | `revocations` |
/// | `revoked_at` | the moments in seconds since 1970, by ARN or unique ID |
/// | `version` | counts the changes, so that none is lost when two are made at once |
struct RevocationTable: Sendable {
    private static let key: Item = ["id": .s("revocations")]
    private static let names = ["#revoked_at": "revoked_at", "#version": "version"]

    let table: String
    let dynamoDB: DynamoDB

    /// The record as it is now. Entries that aren't of our form are left out.
    func list() async throws(AWSError) -> RevocationList { try await read().list }

    /// Adds a revocation.
    ///
    /// - Throws: the errors of any call; `ConditionalCheckFailedException` when others kept changing the record.
    func add(_ target: RevocationTarget, at now: Date) async throws(AWSError) {
        for attempt in 1... {
            var (list, version) = try await read()
            list.add(target, at: Int(now.timeIntervalSince1970.rounded(.up)))
            do throws(AWSError) {
                return try await write(list, after: version)
            } catch  where error.code == .conditionalCheckFailedException && attempt < 8 {
                continue
            }
        }
    }

    private func read() async throws(AWSError) -> (list: RevocationList, version: Int) {
        let item = try await dynamoDB.getItem(table: table, key: Self.key, consistentRead: true)
        guard case .m(let moments)? = item?["revoked_at"] else {
            return (RevocationList(), item?["version"]?.integer ?? 0)
        }
        var entries: [RevocationTarget: Int] = [:]
        for (text, value) in moments {
            guard let target = RevocationTarget(text), let moment = value.integer else { continue }
            entries[target] = moment
        }
        return (RevocationList(entries), item?["version"]?.integer ?? 0)
    }

    private func write(_ list: RevocationList, after version: Int) async throws(AWSError) {
        // The latest are kept: those are what somebody is waiting for.
        let kept = list.entries.sorted { $0.value > $1.value }.prefix(RevocationList.maximumCount)
        let moments = Item(uniqueKeysWithValues: kept.map { ($0.key.text, AttributeValue.n($0.value)) })
        try await dynamoDB.updateItem(
            table: table, key: Self.key,
            update: Expression(
                "SET #revoked_at = :revoked_at, #version = :next", names: Self.names,
                values: [":revoked_at": .m(moments), ":next": .n(version + 1)]),
            condition: version == 0
                ? Expression("attribute_not_exists(#version)")
                : Expression("#version = :before", values: [":before": .n(version)]))
    }
}

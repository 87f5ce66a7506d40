import AWS
import Concurrency
import FoundationEssentials

@testable import FakeAWS
@testable import RoleRecords

/// A table in memory, and clocks that only the test moves.
struct TableBench: Sendable {
    static let start = ManualClock.start
    static let roleARN = "arn:aws:iam::123456789012:role/user-role/user_alice"

    let clock: ManualClock
    let account: FakeAccount
    let table: RoleRecordTable
    let role: ARN

    init(
        recordsPerPage: Int = 400, clock: ManualClock = ManualClock(),
        _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil }
    ) throws {
        self.clock = clock
        account = FakeAccount(intercept: intercept)
        role = try arn(Self.roleARN)
        let dynamoDB = DynamoDB(try account.client(timekeeper: clock.standing))
        table = RoleRecordTable(table: "latchkey", seal: .usual, dynamoDB: dynamoDB, recordsPerPage: recordsPerPage)
    }

    var now: Date { clock.now }

    var timekeeper: Timekeeper { clock.standing }

    func item(_ name: String = "alice") -> Item? { account.with { $0.table.items[name] } }

    /// Puts the sealed record of a current role into the table, with these attributes changed; nil leaves one out.
    func put(_ name: String = "alice", _ changes: [String: AttributeValue?] = [:]) {
        var item: Item = [
            "username": .s(name), "role_arn": .s(Self.roleARN), "expires_at": .date(now + 3_600),
            "synced_at": .date(now - 60), "plan": .s("plan"),
        ]
        for (attribute, value) in changes { item[attribute] = value }
        account.with { [item] in $0.table.items[name] = RecordSeal.usual.sealing(item) }
    }

    func lease(_ owner: String = "mine", for seconds: TimeInterval = 12) -> Lease {
        Lease(owner: owner, until: now + seconds)
    }
}

import AWS
import Concurrency
import FoundationEssentials
import Synchronization

@testable import FakeAWS
@testable import RoleRecords

/// A table in memory, and clocks that only the test moves.
struct TableBench: Sendable {
    static let start = Date(timeIntervalSince1970: 1_700_000_000)
    static let roleARN = "arn:aws:iam::123456789012:role/user-role/user_alice"

    /// The wall clock and the other one, which go together.
    final class Clock: Sendable {
        private let began = ContinuousClock.now
        private let passed = Mutex<TimeInterval>(0)

        func advance(_ seconds: TimeInterval) { passed.withLock { $0 += seconds } }
        var now: Date { TableBench.start + passed.withLock { $0 } }
        var instant: ContinuousClock.Instant { began + .seconds(passed.withLock { $0 }) }
    }

    let clock = Clock()
    let account: FakeAccount
    let table: RoleRecordTable
    let role: ARN

    init(
        recordsPerPage: Int = 400,
        _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil }
    ) throws {
        account = FakeAccount(intercept: intercept)
        role = try arn(Self.roleARN)
        let dynamoDB = DynamoDB(try account.client { Self.start })
        table = RoleRecordTable(table: "latchkey", dynamoDB: dynamoDB, recordsPerPage: recordsPerPage)
    }

    var now: Date { clock.now }

    /// The clocks, with waits that are over at once.
    var timekeeper: Timekeeper {
        Timekeeper(
            now: { [clock] in clock.now }, instant: { [clock] in clock.instant },
            sleep: { _ in try? await Task.sleep(for: .milliseconds(1)) })
    }

    func item(_ name: String = "alice") -> Item? { account.with { $0.table.items[name] } }

    /// Puts the record of a current role into the table, with these attributes changed; nil leaves one out.
    func put(_ name: String = "alice", _ changes: [String: AttributeValue?] = [:]) {
        var item: Item = [
            "username": .s(name), "role_arn": .s(Self.roleARN), "expires_at": .date(now + 3_600),
            "synced_at": .date(now - 60), "plan": .s("plan"),
        ]
        for (attribute, value) in changes { item[attribute] = value }
        account.with { [item] in $0.table.items[name] = item }
    }

    func lease(_ owner: String = "mine", for seconds: TimeInterval = 12) -> Lease {
        Lease(owner: owner, until: now + seconds)
    }
}

import AWS
import FoundationEssentials
import Testing

@testable import ConsoleSessions
@testable import FakeAWS

@Suite(.timeLimit(.minutes(1)))
struct RoleSessionsRecordTests {
    private static let denied = #"{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#

    @Test func `the record says when the last write was made, however long that took`() async throws {
        let clock = ManualClock()
        let bench = try SessionBench(clock: clock) { operation, _ in
            if operation == "DeleteRolePolicy" { clock.setAhead(20) }
            return nil
        }
        bench.account.with { $0.userPolicies["alice"] = Self.denied }
        try await bench.open()
        clock.advance(3_600)
        bench.account.with { $0.userPolicies = [:] }
        try await bench.open()
        let item = try #require(bench.account.with { $0.table.items["alice"] })
        // What a login began to read before this no longer shows the role as it is.
        #expect(item["leased_at"] == .n(Int(clock.now.timeIntervalSince1970)))
        #expect(item["synced_at"] == .n(Int(clock.now.timeIntervalSince1970) - 20))
    }

    @Test func `a refused login leaves a record only if there is a role`() async throws {
        let bench = try SessionBench()
        try await bench.open()
        bench.account.with { world in
            world.table.items = [:]
            world.userPolicies["alice"] = "no policy"
        }
        await #expect(throws: ConsoleSessionsError.self) { try await bench.open() }
        #expect(bench.account.recordNames == ["alice"])
        bench.account.with { $0.roles = [:] }
        bench.account.with { $0.table.items = [:] }
        await #expect(throws: ConsoleSessionsError.self) { try await bench.open() }
        #expect(bench.account.recordNames.isEmpty)
    }

    // MARK: Impossible times

    private static let later = Int(ManualClock.start.timeIntervalSince1970) + 100_000

    /// Logs in twice with a change of the record in between, and returns what the second login called.
    private func secondLogin(
        _ change: @Sendable (inout FakeTable.Item) -> Void,
        _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil }
    ) async throws -> [String] {
        let bench = try SessionBench(intercept)
        try await bench.open()
        bench.account.with { change(&$0.table.items["alice", default: [:]]) }
        let operations = try await bench.operations { try await bench.open() }
        let item = try #require(bench.account.with { $0.table.items["alice"] })
        #expect(item["synced_at"] == .n(Int(ManualClock.start.timeIntervalSince1970)))
        #expect(item["lease_owner"] == nil)
        return operations
    }

    @Test func `a record whose last sync lies in the future isn't current`() async throws {
        #expect(try await secondLogin { $0["synced_at"] = .n(Self.later) }.contains("GetAccountSummary"))
    }

    @Test(arguments: [AttributeValue.n(later), .n("1e120"), .n(-1), .s("soon"), nil])
    func `a lease that is longer than any, or that has no time, is ignored`(until: AttributeValue?) async throws {
        let operations = try await secondLogin {
            $0["lease_owner"] = .s("somebody")
            $0["lease_until"] = until
        }
        #expect(operations.contains("GetAccountSummary"))
    }

    @Test func `a role that was changed in the future, by its record, and can't be assumed is compared again`()
        async throws
    {
        let operations = try await secondLogin {
            $0["changed_at"] = .n(Self.later)
        } _: { operation, world in
            let calls = world.operations.filter { $0 == operation }
            return operation == "AssumeRole" && calls.count == 3 ? (403, "AccessDenied") : nil
        }
        #expect(operations.contains("GetAccountSummary"))
    }
}

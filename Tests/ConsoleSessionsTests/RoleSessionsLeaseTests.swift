import AWS
import FoundationEssentials
import Testing

@testable import ConsoleSessions
@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RoleSessionsLeaseTests {
    @Test func `a login whose lease has lapsed writes nothing`() async throws {
        let clock = ManualClock()
        let bench = try SessionBench(clock: clock) { operation, world in
            // The first update asks for a current record, the second one for the lease.
            if operation == "UpdateItem", world.operations.count(where: { $0 == operation }) == 2 {
                clock.advance(RoleLease.duration)
            }
            return nil
        }
        let error = await #expect(throws: ConsoleSessionsError.self) { try await bench.open() }
        guard case .mirror(.roleBusy) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.account.roleNames.isEmpty)
        clock.advance(1)
        try await bench.open()
        #expect(bench.account.roleNames == ["user_alice"])
    }

    @Test func `a login that lost its lease is refused, and the next one compares the role again`() async throws {
        let bench = try SessionBench { operation, world in
            guard operation == "CreateRole" else { return nil }
            world.table.items["alice"]?["lease_owner"] = nil
            world.table.items["alice"]?["synced_at"] = .n(Int(ManualClock.start.timeIntervalSince1970))
            return nil
        }
        await #expect(throws: ConsoleSessionsError.self) { try await bench.open() }
        let item = try #require(bench.account.with { $0.table.items["alice"] })
        #expect(item["role_arn"] != nil)
        #expect(item["synced_at"] == nil)
        #expect(try await bench.operations { try await bench.open() }.contains("GetAccountSummary"))
    }
}

import AWS
import FoundationEssentials
import Testing

@testable import FakeAWS
@testable import RoleRecords

@Suite(.timeLimit(.minutes(1))) struct RoleRecordTableTests {
    @Test func `a record is read as it was written`() async throws {
        let bench = try TableBench()
        bench.put("alice", ["user_id": .s("AIDA"), "lease_owner": .s("other"), "lease_until": .date(bench.now + 9)])
        let record = try #require(try await bench.table.get("alice"))
        let expected = RoleRecord(
            userName: "alice", roleARN: TableBench.roleARN, expiresAt: bench.now + 3_600, hasSealedExpiry: true,
            syncedAt: bench.now - 60, plan: "plan", userID: "AIDA", leaseOwner: "other", leaseUntil: bench.now + 9)
        #expect(record == expected)
        #expect(try await bench.table.get("bob") == nil)
    }

    @Test func `an item without a role is no record`() async throws {
        let bench = try TableBench()
        bench.put("alice", ["role_arn": nil])
        #expect(try await bench.table.get("alice") == nil)
    }

    @Test func `only the owner of a lease can delete the record`() async throws {
        let bench = try TableBench()
        bench.put("alice", ["lease_owner": .s("other")])
        try await bench.table.delete("alice", lease: bench.lease())
        #expect(bench.item() != nil)
        bench.put()
        try await bench.table.delete("alice", lease: bench.lease())
        #expect(bench.item() != nil)
        bench.put("alice", ["lease_owner": .s("mine")])
        try await bench.table.delete("alice", lease: bench.lease())
        #expect(bench.item() == nil)
        try await bench.table.delete("alice", lease: bench.lease())
    }

    @Test func `a deletion whose answer was lost is repeated`() async throws {
        let bench = try TableBench { operation, world in
            guard operation == "DeleteItem", world.table.items["alice"] != nil else { return nil }
            world.table.items["alice"] = nil
            return (500, "InternalServerError")
        }
        bench.put("alice", ["lease_owner": .s("mine")])
        try await bench.table.delete("alice", lease: bench.lease())
        #expect(bench.item() == nil)
        #expect(bench.account.with { $0.operations } == ["DeleteItem", "DeleteItem"])
    }

    @Test func `what AWS refuses for another reason is thrown`() async throws {
        let bench = try TableBench { _, _ in (400, "AccessDeniedException") }
        let error = await #expect(throws: AWSError.self) { try await bench.table.delete("alice", lease: bench.lease()) }
        #expect(error?.code == .accessDeniedException)
        let other = await #expect(throws: AWSError.self) { try await bench.table.renew("alice", lease: bench.lease()) }
        #expect(other?.code == .accessDeniedException)
    }
}

import AWS
import FoundationEssentials
import Testing

@testable import FakeAWS
@testable import RoleRecords

@Suite(.timeLimit(.minutes(1))) struct RoleRecordTableSyncTests {
    private func touch(_ bench: TableBench) async throws -> RoleRecord? {
        try await bench.table.touch(
            "alice", roleARN: bench.role, now: bench.now, expiresAt: bench.now + 7_200, freshSince: bench.now - 300)
    }

    @Test func `a touch extends the expiry of a current role and changes nothing else`() async throws {
        let bench = try TableBench()
        bench.put()
        let before = try #require(bench.item())
        let record = try #require(try await touch(bench))
        #expect(record.expiresAt == bench.now + 7_200 && record.syncedAt == bench.now - 60 && record.plan == "plan")
        #expect(record.hasSealedExpiry)
        let after = before.merging(["expires_at": .date(bench.now + 7_200)]) { $1 }
        #expect(bench.item() == RecordSeal.usual.sealing(after))
    }

    @Test(
        arguments: [
            ["role_arn": .s("arn:aws:iam::123456789012:role/user-role/other")], ["expires_at": .date(TableBench.start)],
            ["synced_at": nil], ["synced_at": .date(TableBench.start - 300)],
            ["synced_at": .date(TableBench.start + 5)], ["lease_owner": .s("other")],
        ] as [[String: AttributeValue?]])
    func `a touch leaves a role alone that isn't current`(changes: [String: AttributeValue?]) async throws {
        let bench = try TableBench()
        bench.put("alice", changes)
        let before = bench.item()
        #expect(try await touch(bench) == nil)
        #expect(bench.item() == before)
    }

    @Test func `a touch of a role that has no record makes none`() async throws {
        let bench = try TableBench()
        #expect(try await touch(bench) == nil)
        #expect(bench.item() == nil)
    }

    private func finish(_ bench: TableBench, _ lease: Lease, changedAt: Date? = nil) async throws -> Bool {
        try await bench.table.finish(
            try .make(), roleARN: bench.role, lease: lease, now: bench.now, syncedAt: bench.now, plan: "new",
            changedAt: changedAt)
    }

    @Test func `the end of a sync gives the lease back and makes the role current`() async throws {
        let bench = try TableBench()
        let lease = bench.lease()
        bench.put("alice", ["synced_at": nil, "lease_owner": .s(lease.owner), "lease_until": .date(lease.until)])
        #expect(try await finish(bench, lease, changedAt: bench.now - 1))
        let record = try #require(try await bench.table.get("alice"))
        #expect(record.leaseOwner == nil && record.leaseUntil == nil && record.leasedAt == bench.now)
        #expect(record.syncedAt == bench.now && record.plan == "new" && record.changedAt == bench.now - 1)
        #expect(record.userID == "AIDAALICE")
        #expect(record.userDigest == (try User.make()).digest)
        #expect(try await touch(bench) != nil)
    }

    @Test func `the end of a sync that is sent twice succeeds twice`() async throws {
        let bench = try TableBench()
        let lease = bench.lease()
        bench.put("alice", ["lease_owner": .s(lease.owner), "changed_at": .date(bench.now - 9)])
        #expect(try await finish(bench, lease))
        #expect(try await finish(bench, lease))
        #expect(try await bench.table.get("alice")?.changedAt == bench.now - 9)
    }

    @Test func `the end of a sync whose lease is somebody else's changes nothing`() async throws {
        let bench = try TableBench()
        bench.put("alice", ["synced_at": nil, "lease_owner": .s("other")])
        let before = bench.item()
        #expect(try await !finish(bench, bench.lease()))
        #expect(bench.item() == before)
    }

    @Test func `the end of a sync after the role was made current by somebody else changes nothing`() async throws {
        let bench = try TableBench()
        bench.put()
        let before = bench.item()
        #expect(try await !finish(bench, bench.lease()))
        #expect(bench.item() == before)
    }

    @Test func `a distrusted role isn't current any more`() async throws {
        let bench = try TableBench()
        bench.put()
        #expect(try await bench.table.distrust("alice"))
        #expect(try await bench.table.get("alice")?.syncedAt == nil)
        #expect(try await touch(bench) == nil)
        #expect(try await bench.table.distrust("alice"))
    }

    @Test func `a role can't be distrusted while somebody holds its lease`() async throws {
        let bench = try TableBench()
        bench.put("alice", ["synced_at": nil, "lease_owner": .s("other")])
        #expect(try await !bench.table.distrust("alice"))
    }

    @Test func `a role without a record needs no distrust`() async throws {
        let bench = try TableBench()
        #expect(try await bench.table.distrust("alice"))
        #expect(bench.item() == nil)
    }
}

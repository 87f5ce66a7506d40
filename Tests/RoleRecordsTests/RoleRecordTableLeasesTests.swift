import AWS
import FoundationEssentials
import Testing

@testable import FakeAWS
@testable import RoleRecords

@Suite(.timeLimit(.minutes(1))) struct RoleRecordTableLeasesTests {
    private func acquire(_ bench: TableBench, _ lease: Lease, revoking: Date? = nil) async throws -> Acquisition {
        try await bench.table.acquire(
            "alice", roleARN: bench.role, lease: lease, now: bench.now, expiresAt: bench.now + 7_200, revoking: revoking
        )
    }

    @Test func `a lease on a role without a record makes the record`() async throws {
        let bench = try TableBench()
        let lease = bench.lease()
        #expect(try await acquire(bench, lease) == .acquired(before: nil))
        var item = try #require(bench.item())
        #expect(try #require(try await bench.table.get("alice")).hasSealedExpiry)
        item["expiry_seal"] = nil
        #expect(
            item == [
                "username": .s("alice"), "role_arn": .s(TableBench.roleARN), "expires_at": .date(bench.now + 7_200),
                "lease_owner": .s("mine"), "lease_until": .date(lease.until), "leased_at": .date(bench.now),
            ])
    }

    @Test func `a lease on a current role tells of the record as it was, and the role isn't current any more`()
        async throws
    {
        let bench = try TableBench()
        bench.put("alice", ["revoked_at": .date(bench.now - 9)])
        let before = try await bench.table.get("alice")
        #expect(try await acquire(bench, bench.lease()) == .acquired(before: before))
        let record = try #require(try await bench.table.get("alice"))
        #expect(record.syncedAt == nil && record.leaseOwner == "mine")
        #expect(record.revokedAt == bench.now - 9)
    }

    @Test func `a lease that is to end sessions says from when on`() async throws {
        let bench = try TableBench()
        bench.put("alice", ["revoked_at": .date(bench.now - 9)])
        _ = try await acquire(bench, bench.lease(), revoking: bench.now)
        #expect(try await bench.table.get("alice")?.revokedAt == bench.now)
    }

    @Test func `a lease that somebody else holds can't be taken`() async throws {
        let bench = try TableBench()
        bench.put("alice", ["lease_owner": .s("other"), "lease_until": .date(bench.now + 1)])
        let before = bench.item()
        #expect(try await acquire(bench, bench.lease()) == .held)
        #expect(bench.item() == before)
    }

    @Test(
        arguments: [
            ("other", TableBench.start - 1), ("mine", TableBench.start + 12),
            // No lease lasts as long: the owner's clock was wrong.
            ("other", TableBench.start + 313),
        ])
    func `a lease that has ended, is one's own or lasts too long can be taken`(owner: String, until: Date) async throws
    {
        let bench = try TableBench()
        bench.put("alice", ["lease_owner": .s(owner), "lease_until": .date(until)])
        guard case .acquired = try await acquire(bench, bench.lease()) else {
            Issue.record("the lease wasn't taken")
            return
        }
        #expect(try await bench.table.get("alice")?.leaseOwner == "mine")
    }

    @Test func `a lease of somebody whose clock is minutes ahead is believed`() async throws {
        let bench = try TableBench()
        bench.put("alice", ["lease_owner": .s("other"), "lease_until": .date(bench.now + 312)])
        #expect(try await acquire(bench, bench.lease()) == .held)
    }

    // MARK: Removing

    private func acquireForRemoval(_ bench: TableBench, expiredBefore: Date?) async throws -> Acquisition {
        try await bench.table.acquireForRemoval(
            "alice", lease: bench.lease(), now: bench.now, expiredBefore: expiredBefore)
    }

    @Test func `a role is leased for removal only if it has a record`() async throws {
        let bench = try TableBench()
        #expect(try await acquireForRemoval(bench, expiredBefore: nil) == .held)
        #expect(bench.item() == nil)
        bench.put()
        let before = try await bench.table.get("alice")
        #expect(try await acquireForRemoval(bench, expiredBefore: nil) == .acquired(before: before))
        #expect(try await bench.table.get("alice")?.roleARN == TableBench.roleARN)
    }

    @Test func `an expired role is leased for removal only while it is expired`() async throws {
        let bench = try TableBench()
        bench.put()
        #expect(try await acquireForRemoval(bench, expiredBefore: bench.now) == .held)
        bench.put("alice", ["expires_at": .date(bench.now - 1)])
        let before = try await bench.table.get("alice")
        #expect(try await acquireForRemoval(bench, expiredBefore: bench.now) == .acquired(before: before))
    }

    private func acquireForOrphan(_ bench: TableBench) async throws -> Acquisition {
        try await bench.table.acquireForOrphan("alice", roleARN: bench.role, lease: bench.lease(), now: bench.now)
    }

    @Test func `a lease on a role without a record leaves no record behind`() async throws {
        let bench = try TableBench()
        #expect(try await acquireForOrphan(bench) == .acquired(before: nil))
        #expect(bench.item() != nil)
        #expect(try await bench.table.get("alice") == nil)
        // A crash here blocks the user until the lease has ended.
        #expect(try await acquire(bench, bench.lease("login")) == .held)
        bench.clock.advance(13)
        #expect(try await acquire(bench, bench.lease("login")) == .acquired(before: nil))
    }

    @Test func `a role is no orphan where a record names it`() async throws {
        let bench = try TableBench()
        bench.put()
        #expect(try await acquireForOrphan(bench) == .held)
        bench.put("alice", ["role_arn": .s("arn:aws:iam::123456789012:role/user-role/other")])
        let before = try await bench.table.get("alice")
        #expect(try await acquireForOrphan(bench) == .acquired(before: before))
    }

    // MARK: Keeping and giving back

    @Test func `only its owner can renew a lease`() async throws {
        let bench = try TableBench()
        _ = try await acquire(bench, bench.lease())
        bench.clock.advance(4)
        #expect(try await bench.table.renew("alice", lease: bench.lease()))
        #expect(try await bench.table.get("alice")?.leaseUntil == bench.now + 12)
        #expect(try await !bench.table.renew("alice", lease: bench.lease("other", for: 99)))
        #expect(try await bench.table.get("alice")?.leaseUntil == bench.now + 12)
        #expect(try await !bench.table.renew("nobody", lease: bench.lease()))
        #expect(bench.item("nobody") == nil)
    }

    @Test func `only its owner can give a lease back`() async throws {
        let bench = try TableBench()
        _ = try await acquire(bench, bench.lease())
        bench.clock.advance(4)
        try await bench.table.release("alice", lease: bench.lease("other"), now: bench.now)
        #expect(try await bench.table.get("alice")?.leaseOwner == "mine")
        try await bench.table.release("alice", lease: bench.lease(), now: bench.now)
        let record = try #require(try await bench.table.get("alice"))
        #expect(record.leaseOwner == nil && record.leaseUntil == nil && record.leasedAt == bench.now)
        #expect(record.syncedAt == nil)
    }

    @Test func `only its owner can delete the record of a lease`() async throws {
        let bench = try TableBench()
        _ = try await acquire(bench, bench.lease())
        try await bench.table.delete("alice", lease: bench.lease("other"))
        #expect(bench.item() != nil)
        try await bench.table.delete("alice", lease: bench.lease())
        #expect(bench.item() == nil)
    }

    @Test func `a lease of clean-roles is held by one run, in an item that is no record and no user's`() async throws {
        let bench = try TableBench()
        #expect(UserName(RoleRecordTable.runKey) == nil)
        #expect(try await bench.table.acquireRun(bench.lease(), now: bench.now))
        #expect(try await !bench.table.acquireRun(bench.lease("other"), now: bench.now))
        #expect(try await bench.table.get(RoleRecordTable.runKey) == nil)
        bench.clock.advance(13)
        #expect(try await bench.table.acquireRun(bench.lease("other"), now: bench.now))
    }
}

import AWS
import FoundationEssentials
import MirrorTestSupport
import RoleRecords
import Synchronization
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RoleLeaseTests {
    private func expectBusy(_ body: () async throws(RoleMirrorError) -> Void) async {
        let error = await #expect(throws: RoleMirrorError.self) { try await body() }
        guard case .roleBusy = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    private var roleARN: ARN {
        get throws { try arn("arn:aws:iam::123456789012:role/user-role/user_alice") }
    }

    @Test func `a lease is held by one at a time and given back when the work fails`() async throws {
        let bench = try MirrorBench()
        let lease = try await bench.lease()
        await #expect(throws: BadFixture.self) { _ = try await bench.lease() }
        await expectBusy { () throws(RoleMirrorError) in
            try await lease.holding { () throws(RoleMirrorError) in throw .roleBusy }
        }
        _ = try await bench.lease()
    }

    @Test func `finishing gives the lease back and marks the record as current`() async throws {
        let bench = try MirrorBench()
        let (lease, alice, plan) = (try await bench.lease(), try await bench.alice(), try RolePlan.make())
        let roleARN = try roleARN
        try await lease.holding { () throws(RoleMirrorError) in
            try await lease.finish(alice, plan, of: roleARN, syncedAt: bench.clock.now, changedAt: nil)
        }
        #expect(bench.record?["lease_owner"] == nil)
        #expect(bench.record?["synced_at"] == .n(Int(ManualClock.start.timeIntervalSince1970)))
        #expect(bench.record?["plan"] == .s(plan.fingerprint))
        #expect(bench.record?["user_digest"] == .s(alice.digest))
    }

    @Test func `a lease that another node took meanwhile is lost, and the next login looks at the role again`()
        async throws
    {
        let bench = try MirrorBench()
        let (lease, alice, plan) = (try await bench.lease(), try await bench.alice(), try RolePlan.make())
        let roleARN = try roleARN
        await expectBusy { () throws(RoleMirrorError) in
            try await lease.holding { () throws(RoleMirrorError) in
                bench.account.with { world in
                    world.table.items["alice"]?["lease_owner"] = nil
                    world.table.items["alice"]?["synced_at"] = .n(1)
                }
                try await lease.finish(alice, plan, of: roleARN, syncedAt: bench.clock.now, changedAt: nil)
            }
        }
        #expect(bench.record?["role_arn"] != nil)
        #expect(bench.record?["synced_at"] == nil)
    }

    @Test func `a lease that has lapsed is no longer held`() async throws {
        let bench = try MirrorBench()
        let lease = try await bench.lease()
        #expect(lease.held.isHeld)
        bench.clock.advance(RoleLease.duration)
        #expect(!lease.held.isHeld)
    }

    @Test func `a lease whose answer was lost is given back`() async throws {
        let isLost = Mutex(false)
        let bench = try MirrorBench { operation, _ in
            operation == "UpdateItem" && isLost.withLock { $0 } ? (500, "InternalServerError") : nil
        }
        let lease = RoleLease(on: try userName("alice"), records: bench.records, timekeeper: bench.timekeeper)
        isLost.withLock { $0 = true }
        let roleARN = bench.configuration.naming.roleARN(for: try userName("alice"), of: .usual)
        let operations = try await bench.operations {
            let error = await #expect(throws: RoleMirrorError.self) {
                _ = try await lease.acquire(for: roleARN, timeToLive: 60, revoking: nil)
            }
            #expect(error?.awsError?.mayHaveBeenCarriedOut == true)
        }
        #expect(operations.count > 1)
    }

    @Test func `deleting the record gives the lease back`() async throws {
        let bench = try MirrorBench()
        let lease = try await bench.lease()
        try await lease.holding { () throws(RoleMirrorError) in try await lease.deleteRecord() }
        #expect(bench.account.recordNames.isEmpty)
    }
}

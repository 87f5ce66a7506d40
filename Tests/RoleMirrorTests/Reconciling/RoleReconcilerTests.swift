import AWS
import Concurrency
import FoundationEssentials
import MirrorTestSupport
import RoleRecords
import Synchronization
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RoleReconcilerTests {
    /// An account where another node has the lease, and gives it back at the table's update of this number.
    private func bench(finishingAfter tries: Int) throws -> MirrorBench {
        try MirrorBench { operation, world in
            guard operation == "UpdateItem", world.operations.count(where: { $0 == operation }) == tries else {
                return nil
            }
            world.table.items["alice"]?["lease_owner"] = nil
            world.table.items["alice"]?["synced_at"] = .n(Int(ManualClock.start.timeIntervalSince1970))
            world.table.items["alice"] = world.table.items["alice"].map(RecordSeal.usual.sealing)
            return nil
        }
    }

    /// Has another node hold the lease on Alice's record.
    private func holdLease(_ bench: MirrorBench) async throws {
        let digest = try await bench.alice().digest
        bench.account.with { world in
            world.table.items["alice"] = [
                "username": .s("alice"), "role_arn": .s("arn:aws:iam::123456789012:role/user-role/user_alice"),
                "expires_at": .n(2_000_000_000), "user_digest": .s(digest), "changed_at": .n(7),
                "lease_owner": .s("somebody"), "lease_until": .n(Int(ManualClock.start.timeIntervalSince1970) + 10),
            ]
        }
    }

    @Test func `the role is made once, and then found as planned`() async throws {
        let bench = try MirrorBench()
        #expect(try await bench.reconcile() == bench.clock.now)
        #expect(bench.role?.tags["latchkey:mirror"] == "AIDA/alice")
        #expect(bench.record?["synced_at"] == .n(Int(ManualClock.start.timeIntervalSince1970)))
        #expect(bench.record?["lease_owner"] == nil)
        bench.clock.advance(3_600)
        let operations = try await bench.operations { try await bench.reconcile() }
        #expect(Set(operations.writes) == ["UpdateItem"])
    }

    @Test(arguments: [true, false])
    func `a role is made although the answer to CreateRole was lost`(isCarriedOut: Bool) async throws {
        let bench = try MirrorBench { operation, world in
            let call = world.calls.last?.form ?? [:]
            guard operation == "CreateRole", world.operations.count(where: { $0 == operation }) == 1 else { return nil }
            if isCarriedOut { _ = world.answer(operation, call) }
            return (500, "ServiceFailure")
        }
        try await bench.reconcile()
        #expect(bench.role?.tags["latchkey:mirror"] == "AIDA/alice")
        #expect(bench.record?["synced_at"] != nil && bench.record?["lease_owner"] == nil)
        #expect(bench.account.with { $0.operations.count(where: { $0 == "CreateRole" }) } == 2)
    }

    @Test func `a node that waits takes over what another one has finished`() async throws {
        let bench = try bench(finishingAfter: 2)
        try await holdLease(bench)
        var changedAt: Date?
        let operations = try await bench.operations { changedAt = try await bench.reconcile() }
        #expect(changedAt == Date(timeIntervalSince1970: 7))
        #expect(bench.account.roleNames.isEmpty)
        #expect(operations.writes == ["UpdateItem", "UpdateItem"])
    }

    @Test func `a node that needs its own result waits for the lease instead`() async throws {
        let bench = try bench(finishingAfter: 2)
        try await holdLease(bench)
        try await bench.reconcile(freshness: .fromThisNode)
        #expect(bench.account.roleNames == ["user_alice"])
    }

    @Test func `the result for a user who was different doesn't count`() async throws {
        let bench = try bench(finishingAfter: 2)
        try await holdLease(bench)
        bench.account.with { $0.table.items["alice"]?["user_digest"] = .s("other") }
        try await bench.reconcile()
        #expect(bench.account.roleNames == ["user_alice"])
    }

    @Test func `the role counts as busy after half a minute`() async throws {
        let bench = try MirrorBench()
        try await holdLease(bench)
        let error = await #expect(throws: RoleMirrorError.self) { try await bench.reconcile() }
        guard case .roleBusy = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(.seconds(25)...RoleLease.patience ~= bench.clock.waits.reduce(.zero, +))
        #expect(bench.record?["lease_owner"] == .s("somebody"))
    }

    @Test func `nothing is written where the process works on as many roles as it may`() async throws {
        let bench = try MirrorBench()
        let permits = AsyncSemaphore(count: 0)
        let alice = try await bench.alice()
        let operations = try await bench.operations {
            let waiting = Task {
                try await bench.reconciler(permits: permits).reconcile(alice, identity: .usual) { _ in }
            }
            waiting.cancel()
            let error = await #expect(throws: RoleMirrorError.self) { try await waiting.value }
            guard case .tooManyReconciliations = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(operations.isEmpty)
    }
}

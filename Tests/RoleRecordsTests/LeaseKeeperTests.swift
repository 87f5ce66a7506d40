import AWS
import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import FakeAWS
@testable import RoleRecords

@Suite(.timeLimit(.minutes(1))) struct LeaseKeeperTests {
    /// A keeper of leases of 12 seconds, and one of them, taken on the item `alice`.
    private func taken(_ bench: TableBench) async throws -> (LeaseKeeper, HeldLease) {
        let keeper = LeaseKeeper(records: bench.table, timekeeper: bench.timekeeper, duration: 12)
        let lease = keeper.newLease()
        let acquisition = try await bench.table.acquire(
            "alice", roleARN: bench.role, lease: lease.lease, now: bench.now, expiresAt: bench.now + 60)
        #expect(acquisition == .acquired(before: nil))
        return (keeper, lease)
    }

    private static func end(_ bench: TableBench) -> AttributeValue? { bench.item()?["lease_until"] }

    @Test func `each lease has another owner, and ends after its duration`() throws {
        let bench = try TableBench()
        let keeper = LeaseKeeper(records: bench.table, timekeeper: bench.timekeeper, duration: 12)
        let (one, other) = (keeper.newLease(), keeper.newLease())
        #expect(one.lease.owner != other.lease.owner && one.lease.owner.utf8.count == 32)
        #expect(one.lease.until == bench.now + 12)
        #expect(one.isHeld)
        bench.clock.advance(12)
        #expect(!one.isHeld)
    }

    @Test func `a lease is renewed for as long as the work takes`() async throws {
        let bench = try TableBench()
        let (keeper, lease) = try await taken(bench)
        let value = await keeper.holding(lease, of: "alice") {
            // In steps so short that the lease doesn't end between the write and the answer to it.
            for _ in 0..<40 {
                bench.clock.advance(1)
                let end = AttributeValue.date(bench.now + 12)
                await until { Self.end(bench) == end }
            }
            return lease.isHeld ? "done" : "lost"
        }
        #expect(value == "done")
        #expect(Self.end(bench) == .date(TableBench.start + 52))
    }

    @Test func `a renewal that fails is repeated sooner, so that the lease outlasts it`() async throws {
        // How many waits of a whole interval had begun when each renewal arrived.
        let intervals = Mutex<[Int]>([])
        let isTaken = Mutex(false)
        let clock = ManualClock()
        let bench = try TableBench(clock: clock) { _, _ in
            guard isTaken.withLock({ $0 }) else { return nil }
            return intervals.withLock { intervals in
                intervals.append(clock.waits.count { $0 == .seconds(4) })
                return intervals.count <= 2 ? (400, "AccessDeniedException") : nil
            }
        }
        let (keeper, lease) = try await taken(bench)
        isTaken.withLock { $0 = true }
        await keeper.holding(lease, of: "alice") {
            bench.clock.advance(8)
            let end = AttributeValue.date(bench.now + 12)
            await until { Self.end(bench) == end }
        }
        #expect(intervals.withLock { $0.prefix(3) } == [1, 1, 1])
        #expect(lease.isHeld)
    }

    @Test func `work is cancelled when somebody else has the lease`() async throws {
        let bench = try TableBench()
        let (keeper, lease) = try await taken(bench)
        let isCancelled = await keeper.holding(lease, of: "alice") {
            bench.put("alice", ["lease_owner": .s("other")])
            await until { false }
            return Task.isCancelled
        }
        #expect(isCancelled && lease.isLost)
        #expect(bench.item()?["lease_owner"] == .s("other"))
    }

    @Test func `work is cancelled when the lease couldn't be renewed in time`() async throws {
        let isDown = Mutex(false)
        let bench = try TableBench { _, _ in isDown.withLock { $0 } ? (400, "AccessDeniedException") : nil }
        let (keeper, lease) = try await taken(bench)
        isDown.withLock { $0 = true }
        let isCancelled = await keeper.holding(lease, of: "alice") {
            let calls = bench.account.with { $0.calls.count }
            await until { bench.account.with { $0.calls.count } > calls + 2 }
            // A failed renewal is no loss yet.
            #expect(lease.isHeld && !Task.isCancelled)
            bench.clock.advance(12)
            await until { false }
            return Task.isCancelled
        }
        #expect(isCancelled && lease.isLost)
    }

    @Test func `work that gives its lease back isn't cancelled`() async throws {
        let bench = try TableBench()
        let (keeper, lease) = try await taken(bench)
        let isCancelled = await keeper.holding(lease, of: "alice") {
            lease.giveBack()
            try? await bench.table.release("alice", lease: lease.lease, now: bench.now)
            bench.clock.advance(100)
            try? await Task.sleep(for: .milliseconds(50))
            return Task.isCancelled
        }
        #expect(!isCancelled && !lease.isLost)
    }

    @Test func `the end of the work ends the renewals`() async throws {
        let bench = try TableBench()
        let (keeper, lease) = try await taken(bench)
        await keeper.holding(lease, of: "alice") {}
        let calls = bench.account.with { $0.calls.count }
        try await Task.sleep(for: .milliseconds(50))
        #expect(bench.account.with { $0.calls.count } == calls)
    }

    @Test func `work that is to go on is told once that its lease is lost`() async throws {
        let bench = try TableBench()
        let (keeper, lease) = try await taken(bench)
        let losses = Mutex(0)
        let isCancelled = await keeper.holding(lease, of: "alice", lost: { losses.withLock { $0 += 1 } }) {
            bench.put("alice", ["lease_owner": .s("other")])
            await until { losses.withLock { $0 } > 0 }
            try? await Task.sleep(for: .milliseconds(20))
            return Task.isCancelled
        }
        #expect(!isCancelled)
        #expect(losses.withLock { $0 } == 1)
    }

    @Test func `work that keeps its lease isn't told of a loss`() async throws {
        let bench = try TableBench()
        let (keeper, lease) = try await taken(bench)
        let losses = Mutex(0)
        await keeper.holding(lease, of: "alice", lost: { losses.withLock { $0 += 1 } }) {
            bench.clock.advance(8)
            let end = AttributeValue.date(bench.now + 12)
            await until { Self.end(bench) == end }
        }
        #expect(losses.withLock { $0 } == 0 && lease.isHeld)
    }
}

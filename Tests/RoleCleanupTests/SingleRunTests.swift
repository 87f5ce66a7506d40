import AWS
import FoundationEssentials
import RoleRecords
import Synchronization
import Testing

@testable import FakeAWS
@testable import RoleCleanup

@Suite(.timeLimit(.minutes(1)))
struct SingleRunTests {
    private static func run(_ bench: CleanupBench) -> SingleRun {
        SingleRun(records: bench.records, timekeeper: bench.timekeeper)
    }

    @Test func `a second run is refused until the first gives the lease back`() async throws {
        let bench = try CleanupBench()
        let (run, stop) = (Self.run(bench), StopRequest())
        let first = try await run.perform(stop: stop) {
            let second = try? await run.perform(stop: stop) { true }
            return second == .some(nil)
        }
        #expect(first == true)
        #expect(bench.account.recordNames.isEmpty)
        #expect(try await run.perform(stop: stop) { true } == true)
    }

    @Test func `a run that was killed is followed by another once its lease has ended`() async throws {
        let bench = try CleanupBench()
        bench.account.with { world in
            world.table.items["#clean-roles"] = [
                "username": .s("#clean-roles"), "lease_owner": .s("killed"), "lease_until": .n(CleanupBench.now + 20),
            ]
        }
        #expect(try await Self.run(bench).perform(stop: StopRequest()) { true } == nil)
        bench.time.advance(21)
        #expect(try await Self.run(bench).perform(stop: StopRequest()) { true } == true)
    }

    @Test func `a run that loses its lease is asked to stop and leaves the lease of the other alone`() async throws {
        let bench = try CleanupBench()
        let run = SingleRun(records: bench.records, timekeeper: bench.timekeeper, leaseDuration: 1)
        let stop = StopRequest()
        let stopped = try await run.perform(stop: stop) {
            bench.account.with { world in
                world.table.items["#clean-roles"]?["lease_owner"] = .s("another")
            }
            for _ in 0..<100 where !stop.isRequested { try? await Task.sleep(for: .milliseconds(50)) }
            return stop.isRequested
        }
        #expect(stopped == true)
        #expect(bench.account.with { $0.table.items["#clean-roles"]?["lease_owner"] } == .s("another"))
    }

    @Test func `the lease is renewed for as long as the run takes`() async throws {
        let bench = try CleanupBench()
        let run = SingleRun(records: bench.records, timekeeper: bench.timekeeper, leaseDuration: 1)
        let stop = StopRequest()
        _ = try await run.perform(stop: stop) {
            for _ in 0..<6 {
                try? await Task.sleep(for: .milliseconds(350))
                bench.time.advance(0.35)
            }
        }
        #expect(!stop.isRequested)
        #expect(bench.account.with { $0.operations.filter { $0 == "UpdateItem" }.count } >= 4)
    }

    @Test func `the item of the lease is no role record and belongs to no user`() async throws {
        #expect(UserName(RoleRecordTable.runKey) == nil)
        let bench = try CleanupBench()
        _ = try await Self.run(bench).perform(stop: StopRequest()) {
            try? await bench.removeExpiredRoles()
            try? await bench.removeOrphanedRoles()
        }
        #expect(bench.counts.isEmpty)
        let item = ["username": AttributeValue.s("#clean-roles"), "lease_owner": .s("x"), "lease_until": .n(1)]
        #expect(RoleRecord(item: item, seal: .usual) == nil)
    }
}

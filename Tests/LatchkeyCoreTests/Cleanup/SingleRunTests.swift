import AWS
import FoundationEssentials
import RoleRecords
import Synchronization
import Testing

@testable import FakeAWS
@testable import LatchkeyCore

@Suite("One run at a time", .timeLimit(.minutes(1)))
struct SingleRunTests {
    private static func run(_ bench: Bench) -> SingleRun {
        SingleRun(records: bench.records, timekeeper: bench.timekeeper)
    }

    @Test("refuses a second run, and gives the lease back")
    func second() async throws {
        let bench = try Bench()
        let (run, stop) = (Self.run(bench), StopRequest())
        let first = try await run.perform(stop: stop) {
            let second = try? await run.perform(stop: stop) { true }
            return second == .some(nil)
        }
        #expect(first == true)
        #expect(bench.account.recordNames.isEmpty)
        #expect(try await run.perform(stop: stop) { true } == true)
    }

    @Test("takes over from a run that was killed once its lease has lapsed")
    func takesOver() async throws {
        let bench = try Bench()
        bench.account.with { world in
            world.table.items["#clean-roles"] = [
                "username": .s("#clean-roles"), "lease_owner": .s("killed"), "lease_until": .n(Bench.now + 20),
            ]
        }
        #expect(try await Self.run(bench).perform(stop: StopRequest()) { true } == nil)
        bench.time.advance(.seconds(21))
        #expect(try await Self.run(bench).perform(stop: StopRequest()) { true } == true)
    }

    @Test("asks to stop when another run has taken the lease, and leaves that one's alone")
    func lost() async throws {
        let bench = try Bench()
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

    @Test("keeps the lease for as long as the work takes")
    func renews() async throws {
        let bench = try Bench()
        let run = SingleRun(records: bench.records, timekeeper: bench.timekeeper, leaseDuration: 1)
        let stop = StopRequest()
        _ = try await run.perform(stop: stop) {
            for _ in 0..<6 {
                try? await Task.sleep(for: .milliseconds(350))
                bench.time.advance(.milliseconds(350))
            }
        }
        #expect(!stop.isRequested)
        #expect(bench.account.with { $0.operations.filter { $0 == "UpdateItem" }.count } >= 4)
    }

    @Test("its item is no role record, and no user's")
    func noRecord() async throws {
        #expect(UserName(RoleRecordTable.runKey) == nil)
        let bench = try Bench()
        _ = try await Self.run(bench).perform(stop: StopRequest()) {
            try? await bench.clean()
            try? await bench.cleanOrphans()
        }
        #expect(bench.counts.isEmpty)
        let item = ["username": AttributeValue.s("#clean-roles"), "lease_owner": .s("x"), "lease_until": .n(1)]
        #expect(RoleRecord(item: item) == nil)
    }
}

import AWS
import Testing

@testable import FakeAWS
@testable import Machines

@Suite(.timeLimit(.minutes(1))) struct MachineTableTests {
    private let bench: MachinesBench
    private var table: MachineTable { bench.signIns.table }

    init() throws { bench = try MachinesBench() }

    @Test func `a record is read as it was written`() async throws {
        let tokens = try await bench.begin(label: nil)
        let record = try #require(try await table.record(of: MachinesBench.ann))
        #expect(record.machines == [tokens.machine.id: tokens.machine] && record.endedAt == 0)
    }

    @Test func `a change that wants nothing written writes nothing`() async throws {
        let value = try await table.change(MachinesBench.ann) { _ throws(MachinesError) in (nil, 7) }
        #expect(value == 7 && bench.item == nil)
    }

    @Test func `of two changes at once neither is lost`() async throws {
        let bench = bench
        let labels = (0..<6).map { "machine-\($0)" }
        await withTaskGroup(of: Void.self) { group in
            for label in labels { group.addTask { _ = try? await bench.begin(label: label) } }
        }
        let found = try await bench.signIns.machines(of: MachinesBench.ann)
        #expect(Set(found.compactMap(\.label)) == Set(labels))
    }

    /// Each attribute that somebody else changes makes the record nobody's.
    @Test(arguments: ["version", "ended_at", "machines", "ended", "seal"])
    func `a record that somebody else changed isn't believed`(attribute: String) async throws {
        try await bench.begin()
        var item = try #require(bench.item)
        let values: Item = ["machines": .m(["x": .s("y")]), "ended": .m(["x": .s("y")]), "ended_at": .n(5)]
        item[attribute] = values[attribute] ?? .s("x")
        bench.item = item
        #expect(try await table.record(of: MachinesBench.ann) == nil)
        item[attribute] = nil
        bench.item = item
        #expect(try await table.record(of: MachinesBench.ann) == nil)
    }

    @Test func `ending all needs no look at the record, whoever wrote it`() async throws {
        bench.item = ["id": .s("machines/ann"), "version": .n(1)]
        try await bench.signIns.endAll(of: MachinesBench.ann)
        #expect(try await table.record(of: MachinesBench.ann)?.machines == [:])
        #expect(bench.account.with { $0.operations.first } == "UpdateItem")
    }
}

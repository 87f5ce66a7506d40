import AWS
import Formats
import HTTPTypes
import Problems
import Synchronization
import Testing

@testable import Applications
@testable import FakeAWS

@Suite(.timeLimit(.minutes(1))) struct CurrentRecordsTests {
    /// Whether the table answers.
    private final class Table: Sendable {
        let isDown = Mutex(false)
    }

    private let table: Table
    private let bench: RegistryBench
    private let registry: ApplicationRegistry
    private let records: CurrentRecords

    init() throws {
        let table = Table()
        self.table = table
        bench = RegistryBench { operation, _ in
            operation == "GetItem" && table.isDown.withLock { $0 } ? (400, "ResourceNotFoundException") : nil
        }
        registry = try bench.registry()
        records = try bench.records()
    }

    private func registered() async throws -> (Applicant, ApplicationRecord) {
        let me = Applicant(try application(), uniqueID: "AROAAPP")
        bench.trust("tenants", registry.externalID(of: me.identity))
        return (me, try await registry.register(.make(), for: me))
    }

    private var reads: Int { bench.account.with { $0.operations.count { $0 == "GetItem" } } }

    @Test func `a record is read once in a second, and again in the background after that`() async throws {
        let (me, record) = try await registered()
        let before = reads
        for _ in 0..<5 { #expect(try await records.record(for: me) == record) }
        bench.clock.advance(0.9)
        #expect(try await records.record(for: me) == record)
        #expect(reads == before + 1)
        let changed = try await registry.change(to: .make(["duration": 900]), for: me, if: .any)
        bench.clock.advance(0.2)
        #expect(try await records.record(for: me) == record)
        while try await records.record(for: me).version != changed.version {
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    @Test func `a role that the operator has taken off the list counts no more`() async throws {
        let (me, record) = try await registered()
        #expect(try await records.record(for: me) == record)
        let others = try bench.records(rules: bench.rules(roles: "arn:aws:iam::*:role/other/*"))
        await #expect(throws: ApplicationsError.roleNotAllowed(record.registration.role)) {
            try await others.record(for: me)
        }
    }

    @Test func `a change and a removal count after two seconds`() async throws {
        let (me, record) = try await registered()
        #expect(try await records.record(for: me) == record)
        let changed = try await registry.change(to: .make(["duration": 900]), for: me, if: .any)
        bench.clock.advance(2)
        #expect(try await records.record(for: me) == changed)
        try await registry.remove(me, if: .any)
        bench.clock.advance(2)
        await #expect(throws: ApplicationsError.notRegistered(me.identity)) { try await records.record(for: me) }
    }

    @Test func `what was changed here counts at once`() async throws {
        let (me, _) = try await registered()
        _ = try await records.record(for: me)
        try await registry.remove(me, if: .any)
        records.forget(me.identity)
        await #expect(throws: ApplicationsError.notRegistered(me.identity)) { try await records.record(for: me) }
    }

    @Test func `an application without a record is looked up each time`() async throws {
        let me = Applicant(try application(), uniqueID: "AROAAPP")
        await #expect(throws: ApplicationsError.notRegistered(me.identity)) { try await records.record(for: me) }
        let (_, record) = try await registered()
        #expect(try await records.record(for: me) == record)
    }

    @Test func `while the table is down a record counts for five seconds in all`() async throws {
        let (me, record) = try await registered()
        #expect(try await records.record(for: me) == record)
        table.isDown.withLock { $0 = true }
        bench.clock.advance(4.9)
        #expect(try await records.record(for: me) == record)
        bench.clock.advance(0.1)
        let error = await #expect(throws: ApplicationsError.self) { try await records.record(for: me) }
        #expect(error?.problem.kind == "applications-unavailable" && error?.problem.status == .serviceUnavailable)
        table.isDown.withLock { $0 = false }
        #expect(try await records.record(for: me) == record)
    }

    @Test func `all who ask at once share one read`() async throws {
        let (me, record) = try await registered()
        let before = reads
        let found = await withTaskGroup(of: ApplicationRecord?.self) { group in
            for _ in 0..<50 { group.addTask { try? await records.record(for: me) } }
            return await group.reduce(into: [ApplicationRecord?]()) { $0.append($1) }
        }
        #expect(found == Array(repeating: record, count: 50))
        #expect(reads == before + 1)
    }

    @Test func `a record that somebody else wrote is believed at no age`() async throws {
        let (me, _) = try await registered()
        _ = try await records.record(for: me)
        bench.account.with { $0.applicationsTable.items["application/\(me.identity.key)"]?["external_id"] = .s("mine") }
        bench.clock.advance(2)
        for _ in 0..<2 {
            await #expect(throws: ApplicationsError.unreadable(me.identity)) { try await records.record(for: me) }
        }
    }

    @Test(arguments: ["AROAOTHER", nil])
    func `a principal with another unique ID isn't the application`(_ id: String?) async throws {
        let (me, _) = try await registered()
        _ = try await records.record(for: me)
        let other = Applicant(me.identity, uniqueID: id)
        await #expect(throws: ApplicationsError.otherPrincipal(me.identity)) { try await records.record(for: other) }
    }

    @Test func `more applications than are kept are all found`() async throws {
        let records = try bench.records(bound: 2)
        var applicants: [Applicant] = []
        for number in 0..<5 {
            let role = "r\(number)"
            bench.add(role, path: "/access/")
            let me = Applicant(try application("aws:123456789012:role:app\(number)"), uniqueID: nil)
            bench.trust(role, registry.externalID(of: me.identity))
            let arn = "arn:aws:iam::123456789012:role/access/\(role)"
            _ = try await registry.register(.make(["role_arn": .string(arn)]), for: me)
            applicants.append(me)
        }
        for _ in 0..<2 {
            for me in applicants { #expect(try await records.record(for: me).identity == me.identity) }
        }
    }
}

import AWS
import FoundationEssentials
import Testing

@testable import FakeAWS
@testable import RoleRecords

@Suite(.timeLimit(.minutes(1))) struct RecordPagesTests {
    private func names(_ pages: RecordPages) async throws -> (names: [String], pages: Int) {
        var (pages, names, count) = (pages, [String](), 0)
        while let records = try await pages.next() {
            names += records.map(\.userName)
            count += 1
        }
        return (names.sorted(), count)
    }

    @Test func `a scan finds each record once, over several pages`() async throws {
        let bench = try TableBench(recordsPerPage: 3)
        let all = (0..<50).map { "user\($0)" }
        for name in all { bench.put(name) }
        let found = try await names(bench.table.all())
        #expect(found.names == all.sorted())
        // Each page is of at most three records of each of four segments.
        #expect(found.pages > 4)
    }

    @Test func `a scan for expired records finds no others`() async throws {
        let bench = try TableBench(recordsPerPage: 2)
        for number in 0..<20 { bench.put("user\(number)", ["expires_at": .date(bench.now + Double(number) - 5)]) }
        let found = try await names(bench.table.expired(before: bench.now)).names
        #expect(found == ["user0", "user1", "user2", "user3", "user4"])
    }

    @Test func `an item without a role is on no page`() async throws {
        let bench = try TableBench()
        bench.put("lease", ["role_arn": nil, "expires_at": nil])
        bench.put("broken", ["role_arn": nil, "expires_at": .date(bench.now - 1)])
        #expect(try await names(bench.table.all()).names.isEmpty)
        #expect(try await names(bench.table.expired(before: bench.now)).names.isEmpty)
    }

    @Test func `an empty table has pages without records, and then no more`() async throws {
        var pages = try TableBench().table.all()
        #expect(try await pages.next() == [])
        #expect(try await pages.next() == nil)
        #expect(try await pages.next() == nil)
    }

    @Test func `a failed scan is thrown`() async throws {
        let bench = try TableBench { _, _ in (400, "ResourceNotFoundException") }
        var pages = bench.table.all()
        await #expect(throws: AWSError.self) { try await pages.next() }
    }
}

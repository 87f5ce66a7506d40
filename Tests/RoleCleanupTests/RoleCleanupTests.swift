import AWS
import FoundationEssentials
import RoleRecords
import Synchronization
import Testing

@testable import FakeAWS
@testable import RoleCleanup

@Suite(.timeLimit(.minutes(1)))
struct RoleCleanupTests {
    @Test func `expired roles are removed from many pages of all segments, and no others`() async throws {
        let bench = try CleanupBench()
        for number in 0..<170 { bench.account.add("old\(number)", expiresAt: CleanupBench.now - 10) }
        for number in 0..<30 { bench.account.add("used\(number)", expiresAt: CleanupBench.now + 10) }
        try await bench.removeExpiredRoles()
        #expect(bench.account.roleNames == Set((0..<30).map { "user_used\($0)" }))
        #expect(bench.account.recordNames == Set((0..<30).map { "used\($0)" }))
        #expect(bench.counts == ["removed": 170])
        #expect(bench.account.with { $0.operations.filter { $0 == "Scan" }.count } >= 8)
    }

    @Test func `removal begins before the table is read to its end`() async throws {
        let bench = try CleanupBench()
        for number in 0..<180 { bench.account.add("old\(number)", expiresAt: CleanupBench.now - 10) }
        try await bench.removeExpiredRoles()
        let operations = bench.account.with { $0.operations }
        let firstRemoval = try #require(operations.firstIndex(of: "DeleteRole"))
        let lastScan = try #require(operations.lastIndex(of: "Scan"))
        #expect(firstRemoval < lastScan)
    }

    @Test func `throttled writes are tried again more slowly until all are done`() async throws {
        // Every third write of the first 90 is turned away.
        let writes = Mutex(0)
        let bench = try CleanupBench { operation, _ in
            guard operation.hasPrefix("Delete"), operation != "DeleteItem" else { return nil }
            let count = writes.withLock {
                $0 += 1
                return $0
            }
            return count <= 90 && count % 3 == 0 ? (400, "Throttling") : nil
        }
        for number in 0..<100 { bench.account.add("old\(number)", expiresAt: CleanupBench.now - 10) }
        try await bench.removeExpiredRoles()
        #expect(bench.account.roleNames.isEmpty)
        #expect(bench.account.recordNames.isEmpty)
        #expect(bench.counts == ["removed": 100])
        #expect(bench.rateLimiter.throttledAttempts == 30)
        // 230 writes and tries at 1,000 a second would take a quarter of a second.
        #expect(bench.time.passed > 1)
    }

    @Test func `a dry run reads and writes nothing`() async throws {
        let bench = try CleanupBench()
        for number in 0..<50 { bench.account.add("old\(number)", expiresAt: CleanupBench.now - 10) }
        bench.account.add("lost", expiresAt: nil)
        try await bench.removeExpiredRoles(.dryRun)
        try await bench.removeOrphanedRoles(.dryRun)
        #expect(bench.counts == ["wouldBeRemoved": 51])
        #expect(bench.account.with { Set($0.operations) } == ["Scan", "ListRoles", "GetRole"])
    }

    @Test func `nothing new is begun after a request to stop`() async throws {
        let stop = StopRequest()
        let bench = try CleanupBench { operation, _ in
            if operation == "DeleteItem" { stop.request() }
            return nil
        }
        for number in 0..<100 { bench.account.add("old\(number)", expiresAt: CleanupBench.now - 10) }
        try await bench.removeExpiredRoles(concurrency: 2, stop: stop)
        #expect(bench.account.roleNames.count >= 96)
        #expect(bench.account.roleNames.count == bench.account.recordNames.count)
        #expect(bench.counts == ["removed": 100 - bench.account.roleNames.count])
    }

    @Test func `a table that cannot be read to its end is an error, after what was found is removed`() async throws {
        let scans = Mutex(0)
        let bench = try CleanupBench { operation, _ in
            guard operation == "Scan" else { return nil }
            let count = scans.withLock {
                $0 += 1
                return $0
            }
            return count > 4 ? (400, "ResourceNotFoundException") : nil
        }
        for number in 0..<180 { bench.account.add("old\(number)", expiresAt: CleanupBench.now - 10) }
        await #expect(throws: AWSError.self) { try await bench.removeExpiredRoles() }
        #expect(bench.counts == ["removed": 160])
        #expect(bench.account.roleNames.count == 20)
    }

    @Test func `the roles of missing users go, however lately used and however their names are spelled`() async throws {
        let bench = try CleanupBench()
        for number in 0..<50 { bench.account.add("gone\(number)", expiresAt: CleanupBench.now + 1_000) }
        bench.account.add("There", expiresAt: CleanupBench.now + 1_000)
        bench.account.add("expired", expiresAt: CleanupBench.now - 10)
        bench.account.with { $0.users = ["there": [:], "other": [:]] }
        try await bench.removeRolesOfMissingUsers()
        #expect(bench.counts == ["removed": 50])
        #expect(bench.account.roleNames == ["user_There", "user_expired"])
        #expect(bench.account.recordNames == ["There", "expired"])
    }

    @Test func `the role of a user who was made after the list was read stays`() async throws {
        let bench = try CleanupBench { operation, world in
            if operation == "UpdateItem" { world.users["late"] = [:] }
            return nil
        }
        bench.account.add("late", expiresAt: CleanupBench.now + 1_000)
        try await bench.removeRolesOfMissingUsers()
        #expect(bench.counts == ["stayed": 1])
        #expect(bench.account.roleNames == ["user_late"])
        #expect(bench.account.with { $0.table.items["late"]?["lease_owner"] } == nil)
    }

    @Test(arguments: ["ListUsers", "GetUser"])
    func `no role goes when users cannot be listed or looked up`(operation: String) async throws {
        let bench = try CleanupBench { called, _ in called == operation ? (403, "AccessDenied") : nil }
        bench.account.add("gone", expiresAt: CleanupBench.now + 1_000)
        do throws(AWSError) {
            try await bench.removeRolesOfMissingUsers()
            #expect(bench.counts == ["failed": 1])
        } catch {
            #expect(bench.counts == [:])
        }
        #expect(bench.account.roleNames == ["user_gone"])
        #expect(bench.account.recordNames == ["gone"])
    }

    @Test func `a dry run writes nothing for missing users`() async throws {
        let bench = try CleanupBench()
        bench.account.add("gone", expiresAt: CleanupBench.now + 1_000)
        try await bench.removeRolesOfMissingUsers(.dryRun)
        #expect(bench.counts == ["wouldBeRemoved": 1])
        #expect(bench.account.with { Set($0.operations) } == ["Scan", "ListUsers", "GetUser"])
    }
}

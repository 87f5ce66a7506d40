import AWS
import Concurrency
import FoundationEssentials
import RoleRecords
import Secrets
import Synchronization
import Testing

@testable import FakeAWS
@testable import LatchkeyCore
@testable import RoleMirror

@Suite("Cleanup of roles", .timeLimit(.minutes(1)))
struct RoleCleanupTests {
    @Test("removes what is expired, from many pages of many segments, and nothing else")
    func manyPages() async throws {
        let bench = try Bench()
        for number in 0..<170 { bench.account.add("old\(number)", expiresAt: Bench.now - 10) }
        for number in 0..<30 { bench.account.add("used\(number)", expiresAt: Bench.now + 10) }
        try await bench.clean()
        #expect(bench.account.roleNames == Set((0..<30).map { "user_used\($0)" }))
        #expect(bench.account.recordNames == Set((0..<30).map { "used\($0)" }))
        #expect(bench.counts == ["removed": 170])
        #expect(bench.account.with { $0.operations.filter { $0 == "Scan" }.count } >= 8)
    }

    @Test("begins to remove before the table is read to its end")
    func streams() async throws {
        let bench = try Bench()
        for number in 0..<180 { bench.account.add("old\(number)", expiresAt: Bench.now - 10) }
        try await bench.clean()
        let operations = bench.account.with { $0.operations }
        let firstRemoval = try #require(operations.firstIndex(of: "DeleteRole"))
        let lastScan = try #require(operations.lastIndex(of: "Scan"))
        #expect(firstRemoval < lastScan)
    }

    @Test("loses nothing to throttling, and writes more slowly")
    func throttling() async throws {
        // Every third write of the first 90 is turned away.
        let writes = Mutex(0)
        let bench = try Bench { operation, _ in
            guard operation.hasPrefix("Delete"), operation != "DeleteItem" else { return nil }
            let count = writes.withLock {
                $0 += 1
                return $0
            }
            return count <= 90 && count % 3 == 0 ? (400, "Throttling") : nil
        }
        for number in 0..<100 { bench.account.add("old\(number)", expiresAt: Bench.now - 10) }
        try await bench.clean()
        #expect(bench.account.roleNames.isEmpty)
        #expect(bench.account.recordNames.isEmpty)
        #expect(bench.counts == ["removed": 100])
        #expect(bench.pace.throttledTries == 30)
        // 230 writes and tries at 1,000 a second would take a quarter of a second.
        #expect(bench.time.seconds > 1)
    }

    @Test("keeps a role that somebody logs into between scan and removal")
    func refreshed() async throws {
        let bench = try Bench { operation, world in
            if operation == "Scan" { return nil }
            // The first thing after the scan finds the record pushed on.
            world.table.items["used"]?["expires_at"] = .n(Bench.now + 100)
            return nil
        }
        bench.account.add("used", expiresAt: Bench.now - 10)
        bench.account.add("old", expiresAt: Bench.now - 10)
        try await bench.clean(concurrency: 1)
        #expect(bench.account.roleNames == ["user_used"])
        #expect(bench.account.recordNames == ["used"])
        #expect(bench.counts == ["removed": 1, "stayed": 1])
    }

    @Test("keeps a role that another node holds")
    func held() async throws {
        let bench = try Bench()
        bench.account.add("busy", expiresAt: Bench.now - 10)
        bench.account.with { world in
            world.table.items["busy"]?["lease_owner"] = .s("another")
            world.table.items["busy"]?["lease_until"] = .n(Bench.now + 5)
        }
        try await bench.clean()
        #expect(bench.counts == ["stayed": 1])
        #expect(bench.account.roleNames == ["user_busy"])
    }

    @Test("leaves the record, free and expired, when the role can't be removed")
    func failure() async throws {
        let bench = try Bench { operation, world in operation == "DeleteRole" ? (403, "AccessDenied") : nil }
        bench.account.add("old", expiresAt: Bench.now - 10)
        try await bench.clean()
        #expect(bench.counts == ["failed": 1])
        let record = try #require(bench.account.with { $0.table.items["old"] }.flatMap(RoleRecord.init(item:)))
        #expect(record.leaseOwner == nil)
        #expect(record.syncedAt == nil)
        #expect(record.expiresAt == Date(timeIntervalSince1970: Double(Bench.now - 10)))
    }

    @Test("goes on where a killed run stopped, at whatever write that was", arguments: 1...6)
    func resumes(after writes: Int) async throws {
        // From the given write on, everything fails: the process is as good as dead.
        let count = Mutex(0)
        let alive = Mutex(false)
        let bench = try Bench { operation, _ in
            guard !alive.withLock({ $0 }) else { return nil }
            let isWrite = !["Scan", "GetRole", "ListRolePolicies", "ListAttachedRolePolicies"].contains(operation)
            return count.withLock {
                if isWrite { $0 += 1 }
                return $0 >= writes ? (403, "AccessDenied") : nil
            }
        }
        bench.account.add(
            "old", expiresAt: Bench.now - 10, inline: ["a", "latchkey-deny"], attached: ["arn:aws:iam::aws:policy/P"])
        do { try await bench.clean() } catch { #expect(writes == 1) }
        if bench.account.roleNames.isEmpty == false { #expect(bench.account.recordNames == ["old"]) }

        alive.withLock { $0 = true }
        bench.time.advance(.seconds(RoleLease.duration + 1))
        try await bench.clean()
        #expect(bench.account.roleNames.isEmpty)
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test(
        "touches no role that isn't Latchkey's",
        arguments: [
            "arn:aws:iam::123456789012:role/admin", "arn:aws:iam::123456789012:role/user_admin",
            "arn:aws:iam::123456789012:role/user-role/admin", "arn:aws:iam::123456789012:role/user-role/x/user_admin",
            "arn:aws:iam::123456789012:user/user-role/user_admin", "nonsense",
        ])
    func foreign(roleARN: String) async throws {
        let bench = try Bench()
        bench.account.with { world in
            let name = String(roleARN.split(separator: "/").last ?? "")
            world.roles[name] = FakeAccount.FakeRole(arn: roleARN)
            world.table.items["zoe"] = ["username": .s("zoe"), "role_arn": .s(roleARN), "expires_at": .n(1)]
        }
        try await bench.clean()
        #expect(bench.counts == ["failed": 1])
        #expect(bench.account.with { $0.operations.allSatisfy { $0 == "Scan" } })
        #expect(bench.account.recordNames == ["zoe"])
    }

    @Test("writes nothing in a dry run")
    func dryRun() async throws {
        let bench = try Bench()
        for number in 0..<50 { bench.account.add("old\(number)", expiresAt: Bench.now - 10) }
        bench.account.add("lost", expiresAt: nil)
        try await bench.clean(.dryRun)
        try await bench.cleanOrphans(.dryRun)
        #expect(bench.counts == ["wouldRemove": 51])
        #expect(bench.account.with { Set($0.operations) } == ["Scan", "ListRoles", "GetRole"])
    }

    @Test("begins nothing new when asked to stop")
    func stops() async throws {
        let stop = StopRequest()
        let bench = try Bench { operation, _ in
            if operation == "DeleteItem" { stop.request() }
            return nil
        }
        for number in 0..<100 { bench.account.add("old\(number)", expiresAt: Bench.now - 10) }
        try await bench.clean(concurrency: 2, stop: stop)
        #expect(bench.account.roleNames.count >= 96)
        #expect(bench.account.roleNames.count == bench.account.recordNames.count)
        #expect(bench.counts == ["removed": 100 - bench.account.roleNames.count])
    }

    @Test("fails when the table can't be read, with what was found by then done")
    func brokenScan() async throws {
        let scans = Mutex(0)
        let bench = try Bench { operation, _ in
            guard operation == "Scan" else { return nil }
            let count = scans.withLock {
                $0 += 1
                return $0
            }
            return count > 4 ? (400, "ResourceNotFoundException") : nil
        }
        for number in 0..<180 { bench.account.add("old\(number)", expiresAt: Bench.now - 10) }
        await #expect(throws: CoreError.self) { try await bench.clean() }
        #expect(bench.counts == ["removed": 160])
        #expect(bench.account.roleNames.count == 20)
    }

    // MARK: Users who are gone

    @Test("removes what users left who are gone, however fresh, and whatever the case of their names")
    func usersGone() async throws {
        let bench = try Bench()
        for number in 0..<50 { bench.account.add("gone\(number)", expiresAt: Bench.now + 1_000) }
        bench.account.add("There", expiresAt: Bench.now + 1_000)
        bench.account.add("expired", expiresAt: Bench.now - 10)
        bench.account.with { $0.users = ["there": [:], "other": [:]] }
        try await bench.cleanOfUsersGone()
        #expect(bench.counts == ["removed": 50])
        #expect(bench.account.roleNames == ["user_There", "user_expired"])
        #expect(bench.account.recordNames == ["There", "expired"])
    }

    @Test("keeps the role of a user made since the users were listed")
    func userMadeSince() async throws {
        let bench = try Bench { operation, world in
            if operation == "UpdateItem" { world.users["late"] = [:] }
            return nil
        }
        bench.account.add("late", expiresAt: Bench.now + 1_000)
        try await bench.cleanOfUsersGone()
        #expect(bench.counts == ["stayed": 1])
        #expect(bench.account.roleNames == ["user_late"])
        #expect(bench.account.with { $0.table.items["late"]?["lease_owner"] } == nil)
    }

    @Test("removes nobody's where users can't be listed or asked for", arguments: ["ListUsers", "GetUser"])
    func brokenUsers(operation: String) async throws {
        let bench = try Bench { called, _ in called == operation ? (403, "AccessDenied") : nil }
        bench.account.add("gone", expiresAt: Bench.now + 1_000)
        do throws(CoreError) {
            try await bench.cleanOfUsersGone()
            #expect(bench.counts == ["failed": 1])
        } catch {
            #expect(bench.counts == [:])
        }
        #expect(bench.account.roleNames == ["user_gone"])
        #expect(bench.account.recordNames == ["gone"])
    }

    @Test("writes nothing for users who are gone in a dry run")
    func dryRunOfUsersGone() async throws {
        let bench = try Bench()
        bench.account.add("gone", expiresAt: Bench.now + 1_000)
        try await bench.cleanOfUsersGone(.dryRun)
        #expect(bench.counts == ["wouldRemove": 1])
        #expect(bench.account.with { Set($0.operations) } == ["Scan", "ListUsers", "GetUser"])
    }

    // MARK: Policies of a role's own

    @Test("deletes the policies made for a role, with their versions, and no others")
    func ownPolicies() async throws {
        let bench = try Bench()
        let mine = "arn:aws:iam::123456789012:policy/user-role/latchkey-user_old-1"
        let others = ["arn:aws:iam::123456789012:policy/latchkey-1", "arn:aws:iam::123456789012:policy/user-role/team"]
        let shared = "arn:aws:iam::123456789012:policy/user-role/latchkey-shared"
        bench.account.add("old", expiresAt: Bench.now - 10, attached: Set(others + [mine, shared]))
        bench.account.add("used", expiresAt: Bench.now + 10, attached: [shared])
        bench.account.with { world in
            world.policies = [mine: ["v1", "v2", "v3"], shared: ["v1"]]
            for other in others { world.policies[other] = ["v1"] }
        }
        try await bench.clean()
        #expect(bench.counts == ["removed": 1])
        #expect(bench.account.with { Set($0.policies.keys) } == Set(others + [shared]))
    }
}

/// A cleanup of a fake account, by a clock that stands still unless somebody waits for the pace.
struct Bench: Sendable {
    static let now = 1_700_000_000

    let account: FakeAccount
    let time = ManualTime()
    let pace: Pace
    let records: RoleRecordTable
    private let iam: IAM
    private let cleanup: RoleCleanup
    private let outcomes = Outcomes()

    init(
        _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil }
    ) throws {
        account = FakeAccount(intercept: intercept)
        pace = Pace(bound: 1_000, clock: time.clock)
        timekeeper = Timekeeper(
            now: { [time] in Date(timeIntervalSince1970: Double(Self.now) + time.seconds) },
            sleep: { try? await Task.sleep(for: $0) })
        var retry = RetryPolicy.patient
        retry.sleep = { _ in }
        let client = try account.client(retry: retry, pace: pace)
        iam = IAM(client)
        records = RoleRecordTable(table: "latchkey", dynamoDB: DynamoDB(client), recordsPerPage: 40)
        cleanup = RoleCleanup(
            iam: iam, records: records, naming: try .make(), pace: pace, timekeeper: timekeeper)
    }

    /// Its wall clock goes with the pace's; its waits are the machine's own.
    let timekeeper: Timekeeper

    var counts: [String: Int] { outcomes.counts.withLock { $0 } }

    func clean(
        _ mode: RoleCleanup.Mode = .remove, concurrency: Int = 8, stop: StopRequest = StopRequest()
    ) async throws {
        try await cleanup.removeExpired(mode: mode, concurrency: concurrency, stop: stop, report: outcomes.add)
    }

    func cleanOfUsersGone(_ mode: RoleCleanup.Mode = .remove) async throws(CoreError) {
        try await cleanup.removeOfUsersGone(
            mode: mode, concurrency: 8, stop: StopRequest(), report: outcomes.add)
    }

    func cleanOrphans(_ mode: RoleCleanup.Mode = .remove) async throws {
        let search = OrphanSearch(iam: iam, records: records, naming: try .make(), timekeeper: timekeeper)
        try await cleanup.removeOrphans(search, mode: mode, concurrency: 8, stop: StopRequest(), report: outcomes.add)
    }

    func cleanPolicies(_ mode: RoleCleanup.Mode = .remove) async throws {
        let search = OrphanSearch(iam: iam, records: records, naming: try .make(), timekeeper: timekeeper)
        try await cleanup.removeUnusedPolicies(
            search, mode: mode, concurrency: 8, stop: StopRequest(), report: { [outcomes] in outcomes.add($1) })
    }

    private final class Outcomes: Sendable {
        let counts = Mutex<[String: Int]>([:])

        @Sendable func add(_ role: RoleCleanup.Candidate, _ outcome: RoleCleanup.Outcome) { add(outcome) }

        func add(_ outcome: RoleCleanup.Outcome) {
            let word =
                switch outcome {
                case .removed: "removed"
                case .wouldRemove: "wouldRemove"
                case .stayed: "stayed"
                case .leftAlone: "leftAlone"
                case .failed: "failed"
                }
            counts.withLock { $0[word, default: 0] += 1 }
        }
    }
}

import AWS
import FoundationEssentials
import RoleRecords
import Synchronization
import Testing

@testable import FakeAWS
@testable import RoleCleanup

@Suite(.timeLimit(.minutes(1)))
struct RoleRemoverTests {
    @Test func `a role that somebody logs into after it was found stays`() async throws {
        let bench = try CleanupBench { operation, world in
            if operation == "Scan" { return nil }
            // The first thing after the scan finds the record pushed on.
            world.table.items["used"]?["expires_at"] = .n(CleanupBench.now + 100)
            return nil
        }
        bench.account.add("used", expiresAt: CleanupBench.now - 10)
        bench.account.add("old", expiresAt: CleanupBench.now - 10)
        try await bench.removeExpiredRoles(concurrency: 1)
        #expect(bench.account.roleNames == ["user_used"])
        #expect(bench.account.recordNames == ["used"])
        #expect(bench.counts == ["removed": 1, "stayed": 1])
    }

    @Test func `a role whose lease another node holds stays`() async throws {
        let bench = try CleanupBench()
        bench.account.add("busy", expiresAt: CleanupBench.now - 10)
        bench.account.with { world in
            world.table.items["busy"]?["lease_owner"] = .s("another")
            world.table.items["busy"]?["lease_until"] = .n(CleanupBench.now + 5)
        }
        try await bench.removeExpiredRoles()
        #expect(bench.counts == ["stayed": 1])
        #expect(bench.account.roleNames == ["user_busy"])
    }

    @Test func `a role that cannot be deleted keeps its record, free and expired`() async throws {
        let bench = try CleanupBench { operation, world in operation == "DeleteRole" ? (403, "AccessDenied") : nil }
        bench.account.add("old", expiresAt: CleanupBench.now - 10)
        try await bench.removeExpiredRoles()
        #expect(bench.counts == ["failed": 1])
        let record = try #require(
            bench.account.with { $0.table.items["old"] }.flatMap { RoleRecord(item: $0, seal: .usual) })
        #expect(record.leaseOwner == nil)
        #expect(record.syncedAt == nil)
        #expect(record.expiresAt == Date(timeIntervalSince1970: Double(CleanupBench.now - 10)))
    }

    @Test(arguments: 1...6)
    func `a run that was killed at any write is completed by the next one`(after writes: Int) async throws {
        // From the given write on, everything fails: the process is as good as dead.
        let count = Mutex(0)
        let alive = Mutex(false)
        let bench = try CleanupBench { operation, _ in
            guard !alive.withLock({ $0 }) else { return nil }
            let isWrite = !["Scan", "GetRole", "ListRolePolicies", "ListAttachedRolePolicies"].contains(operation)
            return count.withLock {
                if isWrite { $0 += 1 }
                return $0 >= writes ? (403, "AccessDenied") : nil
            }
        }
        bench.account.add(
            "old", expiresAt: CleanupBench.now - 10, inline: ["a", "latchkey-deny"],
            attached: ["arn:aws:iam::aws:policy/P"])
        do { try await bench.removeExpiredRoles() } catch { #expect(writes == 1) }
        if bench.account.roleNames.isEmpty == false { #expect(bench.account.recordNames == ["old"]) }

        alive.withLock { $0 = true }
        bench.time.advance(RoleRemover.leaseDuration + 1)
        try await bench.removeExpiredRoles()
        #expect(bench.account.roleNames.isEmpty)
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test(arguments: [
        "arn:aws:iam::123456789012:role/admin", "arn:aws:iam::123456789012:role/user_admin",
        "arn:aws:iam::123456789012:role/user-role/admin", "arn:aws:iam::123456789012:role/user-role/x/user_admin",
        "arn:aws:iam::123456789012:user/user-role/user_admin", "nonsense",
    ])
    func `a record cannot make it touch a role that is not one of Latchkey`(roleARN: String) async throws {
        let bench = try CleanupBench()
        bench.account.with { world in
            let name = String(roleARN.split(separator: "/").last ?? "")
            world.roles[name] = FakeAccount.FakeRole(arn: roleARN)
            world.table.items["zoe"] = ["username": .s("zoe"), "role_arn": .s(roleARN), "expires_at": .n(1)]
        }
        try await bench.removeExpiredRoles()
        #expect(bench.counts == ["failed": 1])
        #expect(bench.account.with { $0.operations.allSatisfy { $0 == "Scan" } })
        #expect(bench.account.recordNames == ["zoe"])
    }

    @Test func `the policies made for a role go with all their versions, and no others`() async throws {
        let bench = try CleanupBench()
        let mine = "arn:aws:iam::123456789012:policy/user-role/latchkey-user_old-1"
        let others = ["arn:aws:iam::123456789012:policy/latchkey-1", "arn:aws:iam::123456789012:policy/user-role/team"]
        let shared = "arn:aws:iam::123456789012:policy/user-role/latchkey-shared"
        bench.account.add("old", expiresAt: CleanupBench.now - 10, attached: Set(others + [mine, shared]))
        bench.account.add("used", expiresAt: CleanupBench.now + 10, attached: [shared])
        bench.account.with { world in
            world.policies = [mine: ["v1", "v2", "v3"], shared: ["v1"]]
            for other in others { world.policies[other] = ["v1"] }
        }
        try await bench.removeExpiredRoles()
        #expect(bench.counts == ["removed": 1])
        #expect(bench.account.with { Set($0.policies.keys) } == Set(others + [shared]))
    }
}

import AWS
import Concurrency
import FoundationEssentials
import MirrorTestSupport
import RoleMirror
import RoleRecords
import TestSupport
import Testing

@testable import FakeAWS
@testable import RoleCleanup

@Suite(.timeLimit(.minutes(1)))
struct RoleUpdaterTests {
    private static let read =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}"#
    private static let write =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Put*","Resource":"*"}]}"#

    /// An account whose user Alice has just logged in.
    private func bench(
        _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil }
    ) async throws -> CleanupBench {
        let bench = try CleanupBench(intercept)
        try await logIn("alice", bench)
        return bench
    }

    /// Makes a user who may write, with their role and its record.
    private func logIn(_ name: String, _ bench: CleanupBench) async throws {
        bench.account.with {
            $0.users[name] = [:]
            $0.userPolicies[name] = Self.write
        }
        let reconciler = RoleReconciler(
            iam: bench.iam, records: bench.records,
            configuration: MirrorConfiguration(naming: bench.naming, table: "latchkey"), cache: MirrorCache(),
            permits: AsyncSemaphore(count: 1), timekeeper: bench.timekeeper)
        let user = try await bench.iam.getUser(userName: userName(name))
        try await reconciler.reconcile(user, identity: .usual) { _ in }
    }

    /// Says when the role's record expires, in seconds from now, as a login would have said it.
    private func setExpiry(_ seconds: Int, of name: String = "alice", isSealed: Bool = true, _ bench: CleanupBench) {
        bench.account.with { world in
            guard var item = world.table.items[name] else { return }
            item["expires_at"] = .n(CleanupBench.now + seconds)
            if isSealed { item = RecordSeal.usual.sealing(item) }
            world.table.items[name] = item
        }
    }

    private func allows(_ action: String, _ bench: CleanupBench) -> Bool {
        bench.account.with { world in
            world.roles["user_alice"]?.inline["latchkey-allow"]?.contains(action) ?? false
        }
    }

    private func writes(_ bench: CleanupBench) -> [String] {
        bench.account.with { world in
            world.operations.filter { !$0.starts(with: /Get|List|Scan/) }
        }
    }

    @Test func `a role in use loses what its user has lost, and no other is written to`() async throws {
        let bench = try await bench()
        try await logIn("bob", bench)
        let expiry = bench.account.with { $0.table.items["alice"]?["expires_at"] }
        bench.account.with {
            $0.userPolicies["alice"] = Self.read
            $0.calls = []
        }
        try await bench.updateRolesInUse()
        #expect(bench.counts == ["updated": 1])
        #expect(allows("s3:Get*", bench) && !allows("s3:Put*", bench))
        #expect(writes(bench) == ["UpdateItem", "PutRolePolicy", "UpdateItem"])
        let record = try #require(try await bench.records.get("alice"))
        #expect(record.syncedAt != nil && record.leaseOwner == nil && record.hasSealedExpiry)
        #expect(bench.account.with { $0.table.items["alice"]?["expires_at"] } == expiry)

        bench.account.with { $0.calls = [] }
        try await bench.updateRolesInUse()
        #expect(bench.counts == ["updated": 1])
        #expect(writes(bench).isEmpty)
    }

    @Test(arguments: [
        // The last login was as long ago as a session lasts, or a second less.
        (86_400 - 43_200, true, false), (86_400 - 43_199, true, true),
        // Whoever wrote this may have meant to keep what the person has lost.
        (60, false, true),
    ])
    func `only roles that may have sessions are read`(expiry: Int, isSealed: Bool, isUpdated: Bool) async throws {
        let bench = try await bench()
        setExpiry(expiry, isSealed: isSealed, bench)
        bench.account.with {
            $0.userPolicies["alice"] = Self.read
            $0.calls = []
        }
        try await bench.updateRolesInUse()
        #expect(bench.counts == (isUpdated ? ["updated": 1] : [:]))
        #expect(bench.account.with { $0.operations.contains("GetUser") } == isUpdated)
    }

    @Test func `a dry run tells what would be updated, and writes nothing`() async throws {
        let bench = try await bench()
        bench.account.with {
            $0.userPolicies["alice"] = Self.read
            $0.calls = []
        }
        try await bench.updateRolesInUse(.dryRun)
        #expect(bench.counts == ["wouldBeUpdated": 1])
        #expect(writes(bench).isEmpty)
    }

    @Test func `a role that a login is at work on is left to it`() async throws {
        let bench = try await bench()
        bench.account.with { world in
            world.userPolicies["alice"] = Self.read
            world.table.items["alice"]?["lease_owner"] = .s("a login")
            world.table.items["alice"]?["lease_until"] = .n(CleanupBench.now + 10)
        }
        try await bench.updateRolesInUse()
        #expect(bench.counts == ["stayed": 1])
        #expect(allows("s3:Put*", bench))
    }

    @Test func `a role that is gone is not made again, and one without a user is left to the removal`() async throws {
        let bench = try await bench()
        try await logIn("bob", bench)
        bench.account.with {
            $0.roles["user_alice"] = nil
            $0.users["bob"] = nil
            $0.calls = []
        }
        try await bench.updateRolesInUse()
        #expect(bench.counts.isEmpty)
        #expect(bench.account.roleNames == ["user_bob"])
        #expect(writes(bench).isEmpty)
    }

    @Test func `sessions of a former user of the same name end`() async throws {
        let bench = try await bench()
        let former = bench.account.with { $0.roles["user_alice"]?.id }
        bench.account.with { $0.userIDs["alice"] = "AIDAANOTHER" }
        try await bench.updateRolesInUse()
        #expect(bench.counts == ["updated": 1])
        let present = bench.account.with { $0.roles["user_alice"]?.id }
        #expect(present != nil && present != former)
    }

    @Test func `a record of another role is left alone`() async throws {
        let bench = try await bench()
        bench.account.with { world in
            world.userPolicies["alice"] = Self.read
            world.table.items["alice"]?["role_arn"] = .s("arn:aws:iam::123456789012:role/user-role/user_bob")
            world.calls = []
        }
        try await bench.updateRolesInUse()
        #expect(bench.counts.isEmpty)
        #expect(writes(bench).isEmpty)
    }

    @Test func `a role that could not be written to is told of, and the next login looks at it`() async throws {
        let isDown = Recorder<Bool>()
        let bench = try await bench { operation, _ in
            operation == "PutRolePolicy" && isDown.count > 0 ? (403, "AccessDenied") : nil
        }
        isDown.record(true)
        bench.account.with { $0.userPolicies["alice"] = Self.read }
        try await bench.updateRolesInUse()
        #expect(bench.counts == ["failed": 1])
        let record = try #require(try await bench.records.get("alice"))
        #expect(record.syncedAt == nil && record.leaseOwner == nil)
    }
}

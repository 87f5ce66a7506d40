import AWS
import FoundationEssentials
import IAMPolicy
import MirrorTestSupport
import RoleRecords
import Synchronization
import TestSupport
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct ReconciliationTests {
    private static let unreadable = "no policy"

    @Test(
        arguments: [
            ("user-role/user_former", "alice", true), ("user-role/payroll", "alice", false),
            ("user-role/user_bob", "bob", false),
        ])
    func `the role that the record named before is removed, unless it isn't Latchkey's`(
        former: String, owner: String, isRemoved: Bool
    ) async throws {
        let bench = try MirrorBench()
        let name = String(try #require(former.split(separator: "/").last))
        bench.account.with { world in
            let arn = "arn:aws:iam::123456789012:role/\(former)"
            world.roles[name] = .init(arn: arn, tags: ["latchkey:mirror": "AIDA/\(owner)"])
            world.table.items["alice"] = [
                "username": .s("alice"), "role_arn": .s(arn), "expires_at": .n(2_000_000_000),
            ]
        }
        try await bench.reconcile()
        #expect(bench.account.roleNames == (isRemoved ? ["user_alice"] : ["user_alice", name]))
    }

    @Test func `the role of another user of that name is removed before a new one is made`() async throws {
        let bench = try MirrorBench()
        try await bench.reconcile()
        bench.account.with { $0.userIDs["alice"] = "AIDB" }
        let operations = try await bench.operations { try await bench.reconcile() }
        let (deleted, made) = (operations.firstIndex(of: "DeleteRole"), operations.firstIndex(of: "CreateRole"))
        #expect(try #require(deleted) < (try #require(made)))
        #expect(bench.record?["user_id"] == .s("AIDB"))
    }

    @Test func `a reading that began before another node was at work isn't trusted`() async throws {
        let bench = try MirrorBench()
        try await bench.reconcile()
        let alice = try await bench.alice()
        let early = bench.reader.begin(alice.userName)
        _ = try await early.result.value.get()
        bench.account.with { world in
            world.roles["user_alice"]?.inline["stray"] = Self.unreadable
            world.table.items["alice"]?["leased_at"] = .n(Int(ManualClock.start.timeIntervalSince1970))
        }
        try await bench.reconcile(alice, early: early)
        #expect(bench.role.map { Array($0.inline.keys) } == ["latchkey-deny"])
    }

    @Test func `a reading that nobody was at work on since is not repeated`() async throws {
        let bench = try MirrorBench()
        try await bench.reconcile()
        bench.clock.advance(3_600)
        let alice = try await bench.alice()
        let early = bench.reader.begin(alice.userName)
        _ = try await early.result.value.get()
        let operations = try await bench.operations { try await bench.reconcile(alice, early: early) }
        #expect(Set(operations) == ["UpdateItem"])
    }

    @Test func `a role that was there without a record may be gone by now, so it is read again`() async throws {
        let bench = try MirrorBench()
        try await bench.reconcile()
        let alice = try await bench.alice()
        let early = bench.reader.begin(alice.userName)
        _ = try await early.result.value.get()
        bench.account.with { world in
            world.roles = [:]
            world.table.items = [:]
        }
        try await bench.reconcile(alice, early: early)
        #expect(bench.account.roleNames == ["user_alice"])
    }

    @Test(arguments: [2, 3])
    func `what IAM contradicts is read and planned again, twice at the most`(failures: Int) async throws {
        let left = Mutex(failures)
        let bench = try MirrorBench { operation, _ in
            guard operation == "CreateRole" else { return nil }
            return left.withLock { left in
                left -= 1
                return left >= 0 ? (409, "EntityAlreadyExists") : nil
            }
        }
        if failures == 2 {
            try await bench.reconcile()
            #expect(bench.account.roleNames == ["user_alice"])
        } else {
            let error = await #expect(throws: RoleMirrorError.self) { try await bench.reconcile() }
            #expect(error?.awsError?.code == .entityAlreadyExists)
            #expect(bench.record?["synced_at"] == nil)
            #expect(bench.record?["lease_owner"] == nil)
        }
    }

    @Test(arguments: [true, false])
    func `a user who is gone by now takes their role and record along`(hasRecord: Bool) async throws {
        let bench = try MirrorBench()
        try await bench.reconcile()
        let alice = try await bench.alice()
        bench.account.with { world in
            world.users = [:]
            if !hasRecord { world.table.items = [:] }
        }
        let error = await #expect(throws: RoleMirrorError.self) { try await bench.reconcile(alice) }
        guard case .userNotFound(alice.userName, let removed) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(removed?.resourceName == "user_alice")
        #expect(bench.account.roleNames.isEmpty)
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test func `a plan that fails leaves a record only where there was a role or a revocation`() async throws {
        let bench = try MirrorBench()
        bench.account.with { $0.userPolicies["alice"] = Self.unreadable }
        await #expect(throws: RoleMirrorError.self) { try await bench.reconcile() }
        #expect(bench.account.recordNames.isEmpty)
        await #expect(throws: RoleMirrorError.self) { try await bench.reconcile(revoking: bench.clock.now) }
        #expect(bench.account.recordNames == ["alice"])
        bench.account.with { $0.table.items = [:] }
        bench.account.add("alice", expiresAt: nil)
        await #expect(throws: RoleMirrorError.self) { try await bench.reconcile() }
        #expect(bench.account.recordNames == ["alice"])
    }

    @Test func `what follows doesn't run for a user who was changed meanwhile, and the record is current`() async throws
    {
        let bench = try MirrorBench(tags: ["Team": "red"])
        let alice = try await bench.alice()
        bench.account.with { $0.users["alice"] = ["Team": "blue"] }
        let ran = Mutex(false)
        let error = await #expect(throws: RoleMirrorError.self) {
            try await bench.reconciler().reconcile(alice, identity: .usual) { _ in ran.withLock { $0 = true } }
        }
        guard case .roleBusy = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!ran.withLock { $0 })
        #expect(bench.role?.tags["Team"] == "blue")
        #expect(bench.record?["user_digest"] == .s(try await bench.alice().digest))
    }

    @Test func `the Denies that aren't planned go while what follows runs`() async throws {
        let bench = try MirrorBench()
        bench.account.with {
            $0.userPolicies["alice"] = UserSnapshot.Inline.make("Deny", "s3:*", version: nil).document
        }
        try await bench.reconcile()
        bench.account.with { $0.userPolicies = [:] }
        let alice = try await bench.alice()
        let isGone = try await bench.reconciler().reconcile(alice, identity: .usual) { _ in
            await until { bench.account.with { $0.operations.contains("DeleteRolePolicy") } }
            return true
        }
        #expect(isGone)
        #expect(bench.role.map { Array($0.inline.keys) } == ["latchkey-deny"])
    }

    @Test func `a role that is gone when it is written to is made again, though IAM answers AccessDenied`() async throws
    {
        let bench = try MirrorBench { operation, world in
            // IAM knows no path of a role that isn't there, so that the permission to write doesn't apply.
            guard operation == "PutRolePolicy" else { return nil }
            if world.operations.count(where: { $0 == operation }) == 1 { world.roles["user_alice"] = nil }
            return world.roles["user_alice"] == nil ? (403, "AccessDenied") : nil
        }
        try await bench.reconcile()
        bench.account.with { $0.userPolicies["alice"] = UserSnapshot.Inline.make("Allow", "s3:*").document }
        try await bench.reconcile()
        #expect(bench.role?.inline.isEmpty == false)
    }

    @Test(arguments: ["CreateRole", "PutRolePolicy"])
    func `a permission that is missing is told, and isn't taken for a role that is gone`(operation: String) async throws
    {
        let bench = try MirrorBench { called, _ in called == operation ? (403, "AccessDenied") : nil }
        bench.account.with { $0.userPolicies["alice"] = UserSnapshot.Inline.make("Allow", "s3:*").document }
        let error = await #expect(throws: RoleMirrorError.self) { try await bench.reconcile() }
        #expect(error?.awsError?.isAccessDenied == true)
        #expect(error?.awsError?.operation?.name == operation)
    }

    @Test func `a role that was made a moment ago by AWS's clock counts as changed then`() async throws {
        let bench = try MirrorBench()
        try await bench.reconcile()
        bench.account.with { world in
            world.roles["user_alice"]?.createDate = "2023-11-14T22:12:50Z"
            world.table.items = [:]
        }
        #expect(try await bench.reconcile() == bench.clock.now - 30)
        bench.clock.advance(31)
        bench.account.with { $0.table.items = [:] }
        #expect(try await bench.reconcile() == nil)
    }
}

import AWS
import FoundationEssentials
import MirrorTestSupport
import TestSupport
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RoleRemovalTests {
    private func remove(_ name: String, _ bench: MirrorBench, onlyIfGone: Bool = false) async throws -> String? {
        try await bench.removal.removeRole(
            of: userName(name), identity: .usual, onlyIfGone: onlyIfGone)?.resourceName
    }

    @Test(arguments: ["Case.Person", "case.PERSON"])
    func `a role goes with its record, whatever the case of the user's name`(name: String) async throws {
        let bench = try MirrorBench()
        bench.account.add("Case.Person", expiresAt: Int(ManualClock.start.timeIntervalSince1970) + 1_000)
        #expect(try await remove(name, bench) == "user_Case.Person")
        #expect(bench.account.roleNames.isEmpty)
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test func `a role without a record goes, and a record without a role`() async throws {
        let bench = try MirrorBench()
        bench.account.add("alice", expiresAt: nil)
        #expect(try await remove("alice", bench) == "user_alice")
        #expect(bench.account.roleNames.isEmpty)
        bench.account.add("alice", expiresAt: Int(ManualClock.start.timeIntervalSince1970))
        bench.account.with { $0.roles = [:] }
        #expect(try await remove("alice", bench) == nil)
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test func `nothing is written where there is nothing of Latchkey's`() async throws {
        let bench = try MirrorBench()
        bench.account.with { $0.roles["user_alice"] = .init(arn: "arn:aws:iam::123456789012:role/user_alice") }
        var removed: String?
        let operations = try await bench.operations { removed = try await remove("alice", bench) }
        #expect(removed == nil)
        #expect(operations.writes == ["UpdateItem"])
        #expect(bench.account.roleNames == ["user_alice"])
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test func `nothing is removed where the list of roles can't be read`() async throws {
        let bench = try MirrorBench { operation, _ in operation == "ListRoles" ? (403, "AccessDenied") : nil }
        bench.account.add("Case.Person", expiresAt: Int(ManualClock.start.timeIntervalSince1970) + 1_000)
        let error = await #expect(throws: RoleMirrorError.self) { _ = try await remove("case.person", bench) }
        #expect(error?.awsError?.code == .accessDenied)
        #expect(bench.account.roleNames == ["user_Case.Person"])
        #expect(bench.account.recordNames == ["Case.Person"])
    }

    @Test func `a role that a login is making is waited for, and stays when its user is there after all`() async throws
    {
        let bench = try MirrorBench()
        bench.account.add("alice", expiresAt: Int(ManualClock.start.timeIntervalSince1970) + 1_000)
        let login = try await bench.lease()
        let removal = Task { try await remove("alice", bench, onlyIfGone: true) }
        await until { !bench.clock.waits.isEmpty }
        #expect(bench.account.roleNames == ["user_alice"])
        _ = await #expect(throws: RoleMirrorError.self) {
            try await login.holding { () throws(RoleMirrorError) in throw .roleBusy }
        }
        let error = await #expect(throws: RoleMirrorError.self) { _ = try await removal.value }
        guard case .roleBusy = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.account.roleNames == ["user_alice"])
        #expect(bench.account.recordNames == ["alice"])
    }

    @Test func `a role that somebody else made stays, and with it no record`() async throws {
        let bench = try MirrorBench()
        bench.account.add("alice", expiresAt: Int(ManualClock.start.timeIntervalSince1970) + 1_000)
        bench.account.with { $0.roles["user_alice"]?.tags = [:] }
        #expect(try await remove("alice", bench) == nil)
        #expect(bench.account.roleNames == ["user_alice"])
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test func `a role of another installation's user stays`() async throws {
        let bench = try MirrorBench()
        bench.account.add("dev_bob", expiresAt: nil)
        bench.account.with { $0.roles["user_dev_bob"]?.tags = ["latchkey:mirror": "AIDABOB/bob"] }
        #expect(try await remove("dev_bob", bench) == nil)
        #expect(bench.account.roleNames == ["user_dev_bob"])
        #expect(bench.account.recordNames.isEmpty)
    }
}

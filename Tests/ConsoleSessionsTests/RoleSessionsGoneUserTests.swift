import AWS
import FoundationEssentials
import Testing

@testable import ConsoleSessions
@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RoleSessionsGoneUserTests {
    @Test(arguments: [true, false])
    func `a user who is deleted during a login leaves no role and no record`(hasRecord: Bool) async throws {
        let bench = try SessionBench { operation, world in
            // The second call is the second login's.
            if operation == "ListUserPolicies", world.operations.count(where: { $0 == operation }) == 2 {
                world.users["alice"] = nil
            }
            return world.users["alice"] == nil && operation == "ListUserPolicies" ? (404, "NoSuchEntity") : nil
        }
        try await bench.open()
        bench.clock.advance(3_600)
        if !hasRecord { bench.account.with { $0.table.items = [:] } }
        let error = await #expect(throws: ConsoleSessionsError.self) { try await bench.open() }
        bench.expectRemoval(of: "user_alice", by: error)
    }

    @Test func `a user isn't taken for deleted because something else was`() async throws {
        let bench = try SessionBench { operation, world in
            // This holds from the second login on.
            operation == "ListUserPolicies" && world.roles["user_alice"] != nil ? (404, "NoSuchEntity") : nil
        }
        try await bench.open()
        bench.clock.advance(3_600)
        let error = await #expect(throws: ConsoleSessionsError.self) { try await bench.open() }
        #expect(error?.awsError?.isNoSuchEntity == true)
        #expect(bench.account.roleNames == ["user_alice"])
        #expect(bench.account.recordNames == ["alice"])
    }

    @Test(arguments: ["Case.Person", "CASE.person"], [true, false])
    func `a login and a revocation remove the role of a user who is gone, whatever the case of the name`(
        name: String, isLogin: Bool
    ) async throws {
        let bench = try SessionBench()
        bench.account.add("Case.Person", expiresAt: Int(ManualClock.start.timeIntervalSince1970) + 1_000)
        let error = await #expect(throws: ConsoleSessionsError.self) {
            if isLogin { try await bench.open(as: name) } else { try await bench.revoke(name) }
        }
        bench.expectRemoval(of: "user_Case.Person", by: error)
    }

    @Test(arguments: [true, false])
    func `a look-up and a preview change nothing when the user is gone`(isPreview: Bool) async throws {
        let bench = try SessionBench()
        bench.account.add("Case.Person", expiresAt: Int(ManualClock.start.timeIntervalSince1970) + 1_000)
        let operations = try await bench.operations {
            let error = await #expect(throws: ConsoleSessionsError.self) {
                if isPreview {
                    _ = try await bench.preview("Case.Person")
                } else {
                    _ = try await bench.user("Case.Person")
                }
            }
            guard case .mirror(.userNotFound(_, removed: nil)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(operations == ["GetUser", "ListUsers"])
        #expect(bench.account.roleNames == ["user_Case.Person"])
        #expect(bench.account.recordNames == ["Case.Person"])
    }

    @Test func `nothing counts as removed when there was nothing, or nothing of Latchkey's`() async throws {
        let bench = try SessionBench()
        bench.account.with { $0.roles["user_nobody"] = .init(arn: "arn:aws:iam::123456789012:role/user_nobody") }
        let error = await #expect(throws: ConsoleSessionsError.self) { try await bench.open(as: "nobody") }
        guard case .mirror(.userNotFound(_, removed: nil)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.account.roleNames == ["user_nobody"])
    }

    @Test(arguments: ["ListUsers", "ListRoles"])
    func `a user isn't taken for gone when a list can't be read`(operation: String) async throws {
        let bench = try SessionBench { called, _ in called == operation ? (403, "AccessDenied") : nil }
        bench.account.add("Case.Person", expiresAt: Int(ManualClock.start.timeIntervalSince1970) + 1_000)
        let error = await #expect(throws: ConsoleSessionsError.self) { try await bench.open(as: "case.person") }
        #expect(error?.awsError?.code == .accessDenied)
        #expect(bench.account.roleNames == ["user_Case.Person"])
        #expect(bench.account.recordNames == ["Case.Person"])
    }
}

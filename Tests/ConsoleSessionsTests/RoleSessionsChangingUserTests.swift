import AWS
import FoundationEssentials
import Testing

@testable import ConsoleSessions
@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RoleSessionsChangingUserTests {
    @Test func `a user who changes during a login is mirrored as they are now, and that login is refused`() async throws
    {
        let bench = try SessionBench { operation, world in
            // The second update asks for the lease.
            if operation == "UpdateItem", world.operations.count(where: { $0 == operation }) == 2 {
                world.users["alice"] = ["Team": "blue"]
                // Another node had the lease until now, so what was read before doesn't count.
                world.table.items["alice"] = [
                    "username": .s("alice"), "role_arn": .s("arn:aws:iam::123456789012:role/user-role/user_alice"),
                    "expires_at": .n(2_000_000_000), "leased_at": .n(Int(ManualClock.start.timeIntervalSince1970)),
                ]
            }
            return nil
        }
        bench.account.with { $0.users["alice"] = ["Team": "red"] }
        let error = await #expect(throws: ConsoleSessionsError.self) { try await bench.open() }
        guard case .mirror(.roleBusy) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.account.with { $0.roles["user_alice"]?.tags["Team"] } == "blue")
        // The role is current for the next login.
        #expect(try await bench.operations { try await bench.open() }.count { $0 == "UpdateItem" } == 1)
    }

    @Test func `a user who is replaced by another one during a login gets a role of their own`() async throws {
        let bench = try SessionBench { operation, world in
            guard operation == "PutRolePolicy", world.userIDs["alice"] == "AIDA" else { return nil }
            world.userIDs["alice"] = "AIDB"
            return (404, "NoSuchEntity")
        }
        try await bench.open()
        bench.clock.advance(3_600)
        bench.account.with { world in
            world.userIDs["alice"] = "AIDA"
            world.userPolicies["alice"] = #"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#
        }
        let operations = try await bench.operations {
            await #expect(throws: ConsoleSessionsError.self) { try await bench.open() }
        }
        let (deleted, made) = (operations.firstIndex(of: "DeleteRole"), operations.firstIndex(of: "CreateRole"))
        #expect(try #require(deleted) < (try #require(made)))
        try await bench.open()
    }
}

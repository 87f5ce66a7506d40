import AWS
import Testing

@testable import FakeAWS
@testable import LatchkeyCore
@testable import RoleMirror

@Suite("A user who isn't as the role was synced to", .timeLimit(.minutes(1)))
struct ChangedUserTests {
    /// Logs in twice, with `change` in between; what the second login called.
    private func secondLogin(_ change: @Sendable (inout FakeAccount.World) -> Void) async throws -> [String] {
        let bench = try SessionBench()
        try await bench.open()
        bench.account.with { change(&$0) }
        // Nobody was at it just now: what is read while the lease is taken counts, and is over with the login.
        bench.clock.advance(10)
        let operations = try await bench.operations { try await bench.open() }
        let warm = try await bench.operations { try await bench.open() }
        #expect(warm.sorted() == ["AssumeRole", "GetUser", "UpdateItem"])
        return operations
    }

    @Test("is synced before anything is handed out")
    func changed() async throws {
        let operations = try await secondLogin { $0.users["alice"] = ["Team": "blue"] }
        // The session that was asked for beside it is thrown away.
        let (tag, assume) = (operations.lastIndex(of: "TagRole"), operations.lastIndex(of: "AssumeRole"))
        #expect(try #require(tag) < (try #require(assume)))
        #expect(operations.count { $0 == "AssumeRole" } == 2)
        #expect(!operations.contains("DeleteRole"))
    }

    @Test("is synced where the record doesn't tell")
    func unknown() async throws {
        let operations = try await secondLogin { $0.table.items["alice"]?["user_digest"] = nil }
        #expect(operations.contains("GetAccountSummary"))
        #expect(!operations.contains { $0.hasPrefix("Delete") })
    }

    @Test("gets a role of their own where they are another one of that name")
    func another() async throws {
        let operations = try await secondLogin { $0.userIDs["alice"] = "AIDB" }
        let (deleted, made) = (operations.firstIndex(of: "DeleteRole"), operations.firstIndex(of: "CreateRole"))
        #expect(try #require(deleted) < (try #require(made)))
    }

    @Test("gets a role of their own where it is older than they are, and there is no record")
    func younger() async throws {
        let operations = try await secondLogin { world in
            world.userDates["alice"] = "2020-01-01T00:00:01Z"
            world.table.items = [:]
        }
        // What the fake account makes is as old as the role before.
        #expect(operations.contains("DeleteRole"))
    }

    @Test("opens a session with the tags that the role has now") func newTags() async throws {
        let bench = try SessionBench(tags: ["Team": "a"])
        try await bench.open()
        bench.clock.advance(3_600)
        bench.account.with { $0.users["alice"] = ["Team": "b"] }
        let operations = try await bench.operations { try await bench.open() }
        let tagged = try #require(operations.lastIndex(of: "TagRole"))
        #expect(tagged < (try #require(operations.lastIndex(of: "AssumeRole"))))
    }
}

@Suite("A user who changes while a login is under way", .timeLimit(.minutes(1)))
struct ChangingUserTests {
    @Test("is mirrored as IAM tells of them last, and the login refused that knew them otherwise")
    func changes() async throws {
        let bench = try SessionBench { operation, world in
            // The second asks for the lease.
            if operation == "UpdateItem", world.operations.count(where: { $0 == operation }) == 2 {
                world.users["alice"] = ["Team": "blue"]
                // Somebody else had it until now: what was read before doesn't count.
                world.table.items["alice"] = [
                    "username": .s("alice"), "role_arn": .s("arn:aws:iam::123456789012:role/user-role/user_alice"),
                    "expires_at": .n(2_000_000_000), "leased_at": .n(Int(SessionBench.now)),
                ]
            }
            return nil
        }
        bench.account.with { $0.users["alice"] = ["Team": "red"] }
        let error = await #expect(throws: CoreError.self) { try await bench.open() }
        guard case .mirror(.roleBusy) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.account.with { $0.roles["user_alice"]?.tags["Team"] } == "blue")
        // It is current for whoever comes next.
        #expect(try await bench.operations { try await bench.open() }.count { $0 == "UpdateItem" } == 1)
    }

    @Test("gets a role of their own where they are another one by then")
    func another() async throws {
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
            await #expect(throws: CoreError.self) { try await bench.open() }
        }
        let (deleted, made) = (operations.firstIndex(of: "DeleteRole"), operations.firstIndex(of: "CreateRole"))
        #expect(try #require(deleted) < (try #require(made)))
        try await bench.open()
    }
}

@Suite("A user who goes while a login is under way", .timeLimit(.minutes(1)))
struct GoingUserTests {
    @Test("leaves no role and no record", arguments: [true, false])
    func goes(hasRecord: Bool) async throws {
        let bench = try SessionBench { operation, world in
            // The third asks for the lease that the second login wants, the first two were for the first.
            if operation == "ListUserPolicies", world.operations.count(where: { $0 == operation }) == 2 {
                world.users["alice"] = nil
            }
            return world.users["alice"] == nil && operation == "ListUserPolicies" ? (404, "NoSuchEntity") : nil
        }
        try await bench.open()
        bench.clock.advance(3_600)
        if !hasRecord { bench.account.with { $0.table.items = [:] } }
        let error = await #expect(throws: CoreError.self) { try await bench.open() }
        bench.expectRemoval(of: "user_alice", by: error)
    }

    @Test("isn't taken for gone where something else was")
    func stays() async throws {
        let bench = try SessionBench { operation, world in
            // From the second login on.
            operation == "ListUserPolicies" && world.roles["user_alice"] != nil ? (404, "NoSuchEntity") : nil
        }
        try await bench.open()
        bench.clock.advance(3_600)
        let error = await #expect(throws: CoreError.self) { try await bench.open() }
        #expect(error?.awsError?.isNoSuchEntity == true)
        #expect(bench.account.roleNames == ["user_alice"])
        #expect(bench.account.recordNames == ["alice"])
    }
}

@Suite("A user who is gone", .timeLimit(.minutes(1)))
struct UserGoneTests {
    @Test("leaves no role, whatever the case of their names", arguments: ["Case.Person", "CASE.person"])
    func anyCase(name: String) async throws {
        for enter in 0..<3 {
            let bench = try SessionBench()
            bench.account.add("Case.Person", expiresAt: Int(SessionBench.now) + 1_000)
            let error = await #expect(throws: CoreError.self) {
                switch enter {
                case 0: try await bench.open(as: name)
                case 1: try await bench.revoke(name)
                default: _ = try await bench.user(name)
                }
            }
            bench.expectRemoval(of: "user_Case.Person", by: error)
        }
    }

    @Test("is told of as having left nothing where there is nothing, or nothing of Latchkey's")
    func nothing() async throws {
        let bench = try SessionBench()
        bench.account.with { $0.roles["user_nobody"] = .init(arn: "arn:aws:iam::123456789012:role/user_nobody") }
        let error = await #expect(throws: CoreError.self) { try await bench.user("nobody") }
        guard case .mirror(.userNotFound(_, removed: nil)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.account.roleNames == ["user_nobody"])
    }

    @Test("isn't taken for gone where a list can't be read", arguments: ["ListUsers", "ListRoles"])
    func brokenList(operation: String) async throws {
        let bench = try SessionBench { called, _ in called == operation ? (403, "AccessDenied") : nil }
        bench.account.add("Case.Person", expiresAt: Int(SessionBench.now) + 1_000)
        let error = await #expect(throws: CoreError.self) { try await bench.user("case.person") }
        #expect(error?.awsError?.code == .accessDenied)
        #expect(bench.account.roleNames == ["user_Case.Person"])
        #expect(bench.account.recordNames == ["Case.Person"])
    }
}

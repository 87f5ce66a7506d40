import AWS
import Testing

@testable import ConsoleSessions
@testable import FakeAWS

@Suite(.timeLimit(.minutes(1)))
struct RoleSessionsChangedUserTests {
    /// Logs in twice with `change` in between, and returns what the second login called.
    private func secondLogin(_ change: @Sendable (inout FakeAccount.World) -> Void) async throws -> [String] {
        let bench = try SessionBench()
        try await bench.open()
        bench.account.with { change(&$0) }
        // No node was at work on the role lately, so what is read while the lease is being acquired counts.
        bench.clock.advance(10)
        let operations = try await bench.operations { try await bench.open() }
        let warm = try await bench.operations { try await bench.open() }
        #expect(warm.sorted() == ["AssumeRole", "GetUser", "UpdateItem"])
        return operations
    }

    @Test func `a user whose tags changed gets a session only after the role has changed`() async throws {
        let operations = try await secondLogin { $0.users["alice"] = ["Team": "blue"] }
        // The session that was asked for at the same time is thrown away.
        let (tag, assume) = (operations.lastIndex(of: "TagRole"), operations.lastIndex(of: "AssumeRole"))
        #expect(try #require(tag) < (try #require(assume)))
        #expect(operations.count { $0 == "AssumeRole" } == 2)
        #expect(!operations.contains("DeleteRole"))
    }

    @Test func `a user whose record has no digest has their role compared`() async throws {
        let operations = try await secondLogin { $0.table.items["alice"]?["user_digest"] = nil }
        #expect(operations.contains("GetAccountSummary"))
        #expect(!operations.contains { $0.hasPrefix("Delete") })
    }

    @Test func `another user of the same name gets a role of their own`() async throws {
        let operations = try await secondLogin { $0.userIDs["alice"] = "AIDB" }
        let (deleted, made) = (operations.firstIndex(of: "DeleteRole"), operations.firstIndex(of: "CreateRole"))
        #expect(try #require(deleted) < (try #require(made)))
    }

    @Test func `a user who is younger than a role without a record gets a role of their own`() async throws {
        let operations = try await secondLogin { world in
            world.userDates["alice"] = "2020-01-01T00:00:01Z"
            world.table.items = [:]
        }
        // The test account gives every role the same creation date.
        #expect(operations.contains("DeleteRole"))
    }

    @Test func `a user whose tags changed gets a session with the tags that the role has now`() async throws {
        let bench = try SessionBench(tags: ["Team": "a"])
        try await bench.open()
        bench.clock.advance(3_600)
        bench.account.with { $0.users["alice"] = ["Team": "b"] }
        let operations = try await bench.operations { try await bench.open() }
        let tagged = try #require(operations.lastIndex(of: "TagRole"))
        #expect(tagged < (try #require(operations.lastIndex(of: "AssumeRole"))))
    }
}

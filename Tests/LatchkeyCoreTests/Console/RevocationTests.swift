import AWS
import FoundationEssentials
import Synchronization
import Testing

@testable import LatchkeyCore

@Suite("Ending a person's sessions", .timeLimit(.minutes(1)))
struct RevocationTests {
    private static let name = "AWSRevokeOlderSessions"

    private func revocation(_ bench: SessionBench) -> Date? {
        bench.account.with { $0.roles["user_alice"]?.inline[Self.name] }
            .flatMap { try? PolicyDocument(parsing: $0) }?.deniedSessionsEnd
    }

    /// A login some time later, which finds the role not current.
    private func logInLater(_ bench: SessionBench, by seconds: TimeInterval) async throws {
        bench.clock.advance(seconds)
        bench.account.with { $0.table.items["alice"]?["synced_at"] = .n(0) }
        try await bench.open()
    }

    @Test("writes the Deny before anything is read or planned, and the record tells of it")
    func first() async throws {
        let bench = try SessionBench()
        try await bench.open()
        let operations = try await bench.operations {
            let end = try await bench.revoke()
            #expect(end?.date == bench.clock.now + 1)
            #expect(end?.syncFailure == nil)
        }
        #expect(operations.prefix(3) == ["GetUser", "GetRole", "PutRolePolicy"])
        #expect(operations.count { $0 == "PutRolePolicy" } == 1)
        #expect(revocation(bench) == bench.clock.now + 1)
        #expect(bench.account.with { $0.table.items["alice"]?["revoked_at"] } == .n(1_700_000_001))
    }

    @Test("goes by the role where its record is lost, and makes a record")
    func recordLost() async throws {
        let bench = try SessionBench()
        try await bench.open()
        bench.account.with { $0.table.items = [:] }
        let end = try await bench.revoke()
        #expect(end != nil)
        #expect(revocation(bench) == bench.clock.now + 1)
        #expect(bench.account.with { $0.table.items["alice"]?["revoked_at"] } == .n(1_700_000_001))
    }

    @Test("does nothing where there is neither role nor record")
    func nothing() async throws {
        let bench = try SessionBench()
        let operations = try await bench.operations {
            let end = try await bench.revoke()
            #expect(end == nil)
        }
        #expect(operations == ["GetUser", "GetRole", "GetItem"])
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test("needs no plan, and says that there is none", arguments: [true, false])
    func noPlan(hasRecord: Bool) async throws {
        let bench = try SessionBench()
        try await bench.open()
        bench.account.with { world in
            world.userPolicies["alice"] = "no policy"
            if !hasRecord { world.table.items = [:] }
        }
        let end = try #require(try await bench.revoke())
        guard case .policyNotMirrorable = end.syncFailure else {
            Issue.record("\(String(describing: end.syncFailure))")
            return
        }
        #expect(revocation(bench) == end.date)
        #expect(bench.account.with { $0.table.items["alice"]?["revoked_at"] } == .n(1_700_000_001))
        #expect(bench.account.with { $0.table.items["alice"]?["lease_owner"] } == nil)
    }

    @Test("needs no table")
    func noTable() async throws {
        let bench = try SessionBench { operation, world in
            let isLater = world.operations.contains("PutRolePolicy")
            return operation == "UpdateItem" && isLater ? (400, "AccessDeniedException") : nil
        }
        try await bench.open()
        let end = try #require(try await bench.revoke())
        #expect(end.syncFailure != nil)
        #expect(revocation(bench) == end.date)
    }

    @Test("stands again after a sync that was under way took it away")
    func takenAway() async throws {
        let bench = try SessionBench { operation, world in
            guard operation == "GetAccountSummary", world.operations.contains("PutRolePolicy") else { return nil }
            world.roles["user_alice"]?.inline[Self.name] = nil
            return (400, "ValidationError")
        }
        try await bench.open()
        let end = try #require(try await bench.revoke())
        #expect(end.syncFailure != nil)
        #expect(revocation(bench) == end.date)
    }

    @Test("deletes a role without the room for the Deny, and one that has none for any", arguments: [false, true])
    func full(isFuller: Bool) async throws {
        let bench = try SessionBench { operation, world in
            guard operation == "PutRolePolicy" else { return nil }
            let name = world.calls.last?.form["PolicyName"] ?? ""
            let isThere = world.roles["user_alice"]?.inline[name] != nil
            return !isThere && (isFuller || name == Self.name) ? (409, "LimitExceeded") : nil
        }
        try await bench.open()
        bench.account.with { world in
            for name in ["a", "b", "c"] {
                world.roles["user_alice"]?.inline[name] =
                    #"{"Statement":{"Effect":"Allow","Action":"s3:\#(name == "b" ? "GetObject" : "*")","Resource":"*"}}"#
            }
        }
        let end = try #require(try await bench.revoke())
        #expect(end.syncFailure == nil)
        #expect(bench.account.roleNames.isEmpty)
        #expect(bench.account.recordNames.isEmpty)
        if isFuller {
            let put = bench.account.with { world in
                world.calls.last { $0.operation == "PutRolePolicy" }?.form["PolicyName"]
            }
            #expect(put == "b")
        }
        try await bench.open()
    }

    @Test("is kept until every older session has expired, by the record or by the role", arguments: [true, false])
    func kept(hasRecord: Bool) async throws {
        let bench = try SessionBench()
        try await bench.open()
        let end = try #require(try await bench.revoke()).date
        if !hasRecord { bench.account.with { $0.table.items = [:] } }
        try await logInLater(bench, by: 43_200)
        #expect(revocation(bench) == end)
        try await logInLater(bench, by: 1)
        #expect(revocation(bench) == end)
        try await logInLater(bench, by: 1)
        #expect(revocation(bench) == nil)
        #expect(bench.account.with { $0.roles["user_alice"]?.inline.isEmpty } == true)
    }

    @Test("goes by whichever of record and role says more", arguments: [-100, 100])
    func more(difference: Int) async throws {
        let bench = try SessionBench()
        try await bench.open()
        let end = try #require(try await bench.revoke()).date
        bench.account.with { $0.table.items["alice"]?["revoked_at"] = .n(1_700_000_001 + difference) }
        try await logInLater(bench, by: 1_000)
        #expect(revocation(bench) == end + Double(max(0, difference)))
    }

    @Test("leaves a role at another path alone")
    func elsewhere() async throws {
        let bench = try SessionBench()
        bench.account.with { world in
            world.roles["user_alice"] = .init(arn: "arn:aws:iam::123456789012:role/user_alice", path: "/")
        }
        let end = try await bench.revoke()
        #expect(end == nil)
        #expect(revocation(bench) == nil)
    }
}

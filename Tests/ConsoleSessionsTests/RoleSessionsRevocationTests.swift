import AWS
import FoundationEssentials
import IAMPolicy
import Synchronization
import Testing

@testable import ConsoleSessions
@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct RoleSessionsRevocationTests {
    private static let name = "AWSRevokeOlderSessions"

    private func revocation(_ bench: SessionBench) -> Date? {
        bench.account.with { $0.roles["user_alice"]?.inline[Self.name] }
            .flatMap { try? PolicyDocument(parsing: $0) }?.deniedSessionsEnd
    }

    /// Logs in some time later, when the role is no longer current.
    private func logInLater(_ bench: SessionBench, by seconds: TimeInterval) async throws {
        bench.clock.advance(seconds)
        bench.account.with { $0.table.items["alice"]?["synced_at"] = .n(0) }
        try await bench.open()
    }

    @Test func `revoking writes the Deny before anything is read or planned, and the record tells of it`() async throws
    {
        let bench = try SessionBench()
        try await bench.open()
        let operations = try await bench.operations {
            let end = try await bench.revoke()
            #expect(end?.date == bench.clock.now + 2)
            #expect(end?.syncFailure == nil)
        }
        #expect(operations.first == "GetUser")
        #expect(Set(operations[1...2]) == ["GetRole", "GetRolePolicy"])
        #expect(operations[3] == "PutRolePolicy")
        #expect(operations.count { $0 == "PutRolePolicy" } == 1)
        #expect(revocation(bench) == bench.clock.now + 2)
        #expect(bench.account.with { $0.table.items["alice"]?["revoked_at"] } == .n(1_700_000_002))
    }

    @Test func `revoking goes by the role when its record is lost, and makes a record`() async throws {
        let bench = try SessionBench()
        try await bench.open()
        bench.account.with { $0.table.items = [:] }
        let end = try await bench.revoke()
        #expect(end != nil)
        #expect(revocation(bench) == bench.clock.now + 2)
        #expect(bench.account.with { $0.table.items["alice"]?["revoked_at"] } == .n(1_700_000_002))
    }

    @Test func `revoking does nothing when there is neither a role nor a record`() async throws {
        let bench = try SessionBench()
        let operations = try await bench.operations {
            let end = try await bench.revoke()
            #expect(end == nil)
        }
        #expect(operations.filter { $0 != "GetRolePolicy" } == ["GetUser", "GetRole", "GetItem"])
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test(arguments: [true, false])
    func `revoking needs no plan, and says when there can't be one`(hasRecord: Bool) async throws {
        let bench = try SessionBench()
        try await bench.open()
        bench.account.with { world in
            world.userPolicies["alice"] = "no policy"
            if !hasRecord { world.table.items = [:] }
        }
        let end = try #require(try await bench.revoke())
        guard case .mirror(.policyNotMirrorable) = end.syncFailure else {
            Issue.record("\(String(describing: end.syncFailure))")
            return
        }
        #expect(revocation(bench) == end.date)
        #expect(bench.account.with { $0.table.items["alice"]?["revoked_at"] } == .n(1_700_000_002))
        #expect(bench.account.with { $0.table.items["alice"]?["lease_owner"] } == nil)
    }

    @Test func `revoking needs no table`() async throws {
        let bench = try SessionBench { operation, world in
            let isLater = world.operations.count { $0 == "PutRolePolicy" } > 1
            return operation == "UpdateItem" && isLater ? (400, "AccessDeniedException") : nil
        }
        try await bench.open()
        let end = try #require(try await bench.revoke())
        #expect(end.syncFailure != nil)
        #expect(revocation(bench) == end.date)
    }

    @Test func `revoking writes the Deny again when another login took it away meanwhile`() async throws {
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

    @Test(arguments: [false, true])
    func `revoking removes a role that has no room for the Deny, or for any further policy`(isFuller: Bool) async throws
    {
        let bench = try SessionBench { operation, world in
            guard operation == "PutRolePolicy" else { return nil }
            let name = world.calls.last?.form["PolicyName"] ?? ""
            let isThere = name == "latchkey-deny" || world.roles["user_alice"]?.inline[name] != nil
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
        #expect(bench.removed.arns.map(\.resourceName) == ["user_alice"])
        if isFuller {
            let put = bench.account.with { world in
                world.calls.last { $0.operation == "PutRolePolicy" }?.form["PolicyName"]
            }
            #expect(put == "latchkey-deny")
        }
        try await bench.open()
    }

    @Test(arguments: [true, false])
    func `the Deny stays until every older session has expired, by the record or by the role`(hasRecord: Bool)
        async throws
    {
        let bench = try SessionBench()
        try await bench.open()
        let end = try #require(try await bench.revoke()).date
        if !hasRecord { bench.account.with { $0.table.items = [:] } }
        // AWS allows clocks to differ by 5 minutes.
        try await logInLater(bench, by: 43_502)
        #expect(revocation(bench) == end)
        try await logInLater(bench, by: 1)
        #expect(revocation(bench) == nil)
        #expect(bench.account.with { $0.roles["user_alice"].map { Array($0.inline.keys) } } == ["latchkey-deny"])
    }

    @Test(arguments: [-100, 100])
    func `the later date of record and role counts`(difference: Int) async throws {
        let bench = try SessionBench()
        try await bench.open()
        let end = try #require(try await bench.revoke()).date
        bench.account.with { $0.table.items["alice"]?["revoked_at"] = .n(1_700_000_002 + difference) }
        try await logInLater(bench, by: 1_000)
        #expect(revocation(bench) == end + Double(max(0, difference)))
    }

    @Test(arguments: [
        (-250.0, "22:09:10"), (-4.5, "22:13:15"), (0.0, "22:13:20"), (4.5, "22:13:24"), (250.0, "22:17:30"),
    ])
    func `revoking goes by AWS's clock, which AWS tells in whole seconds`(skew: TimeInterval, told: String) async throws
    {
        let bench = try SessionBench()
        try await bench.open()
        bench.account.with { $0.date = "Tue, 14 Nov 2023 \(told) GMT" }
        let time = bench.clock.now + skew
        let end = try #require(try await bench.revoke()).date
        #expect(end > time)
        #expect(end <= time + 2)
        #expect(revocation(bench) == end)
        #expect(try #require(bench.clock.waits.last) >= .seconds(end.timeIntervalSince(time)))
    }

    @Test(arguments: [13, -13])
    func `a node whose clock is wrong by hours keeps a revocation until its sessions are over`(hours: Int) async throws
    {
        let bench = try SessionBench()
        try await bench.open()
        let end = try #require(try await bench.revoke()).date
        bench.clock.setAhead(Double(hours) * 3_600)
        bench.account.with { $0.date = "Tue, 14 Nov 2023 23:13:20 GMT" }
        try await logInLater(bench, by: 0)
        #expect(revocation(bench) == end)
        // The session of that moment is over 12 hours later, and AWS lets clocks differ by five minutes.
        bench.account.with { $0.date = "Wed, 15 Nov 2023 10:18:21 GMT" }
        try await logInLater(bench, by: 0)
        #expect(revocation(bench) == end)
        bench.account.with { $0.date = "Wed, 15 Nov 2023 10:18:23 GMT" }
        try await logInLater(bench, by: 0)
        #expect(revocation(bench) == nil)
    }

    @Test(arguments: ["GetUser", "PutRolePolicy", "GetAccountSummary"])
    func `revoking doesn't take back a later revocation that was faster`(at call: String) async throws {
        let later = Date(timeIntervalSince1970: ManualClock.start.timeIntervalSince1970 + 20)
        let isDue = Mutex(false)
        let bench = try SessionBench { operation, world in
            guard operation == call, isDue.withLock({ $0 }) else { return nil }
            isDue.withLock { $0 = call == "GetAccountSummary" }
            world.roles["user_alice"]?.inline[Self.name] = PolicyDocument.denyingSessions(before: later).minified
            world.table.items["alice"]?["revoked_at"] = .n(Int(later.timeIntervalSince1970))
            return call == "GetAccountSummary" ? (400, "ValidationError") : nil
        }
        try await bench.open()
        isDue.withLock { $0 = true }
        try await bench.revoke()
        #expect(revocation(bench) == later)
    }

    @Test func `revoking leaves a role at another path alone`() async throws {
        let bench = try SessionBench()
        bench.account.with { world in
            world.roles["user_alice"] = .init(arn: "arn:aws:iam::123456789012:role/user_alice", path: "/")
        }
        let end = try await bench.revoke()
        #expect(end == nil)
        #expect(revocation(bench) == nil)
    }
}

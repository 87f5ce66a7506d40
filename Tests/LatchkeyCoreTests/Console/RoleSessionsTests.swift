import AWS
import Cryptography
import FoundationEssentials
import Synchronization
import Testing

@testable import LatchkeyCore

@Suite("Sessions of a role made a moment ago", .timeLimit(.minutes(1)))
struct NewRoleSessionsTests {
    @Test("are waited for where the role is there")
    func waitedFor() async throws {
        let bench = try SessionBench { operation, world in
            // The first login takes two.
            let number = world.operations.count { $0 == "AssumeRole" }
            return operation == "AssumeRole" && 3...4 ~= number ? (403, "AccessDenied") : nil
        }
        _ = try await bench.open()
        let operations = try await bench.operations { _ = try await bench.open() }
        #expect(operations.count { $0 == "AssumeRole" } == 3)
        #expect(!operations.contains("CreateRole"))
    }

    @Test("are of a new role where it was deleted since")
    func madeAgain() async throws {
        let bench = try SessionBench()
        _ = try await bench.open()
        bench.account.with { $0.roles = [:] }
        let operations = try await bench.operations { _ = try await bench.open() }
        #expect(operations.count { $0 == "CreateRole" } == 1)
        // One denied, and one of the new role.
        #expect(operations.count { $0 == "AssumeRole" } == 2)
    }

    @Test("are not of the role that was there before, which STS may still mean")
    func dying() async throws {
        let bench = try SessionBench()
        try await bench.open()
        bench.account.with { world in
            world.dyingRoleIDs = Array(repeating: world.roles["user_alice"]?.id ?? "", count: 2)
            world.roles = [:]
            world.table.items = [:]
        }
        let operations = try await bench.operations { try await bench.open() }
        #expect(bench.account.with { $0.dyingRoleIDs.isEmpty })
        // One in vain, two of the role before, and one of the new role.
        #expect(operations.count { $0 == "AssumeRole" } == 4)
    }

    @Test("are waited for, and the role not made twice, where IAM tells of it late")
    func toldLate() async throws {
        let bench = try SessionBench { operation, world in
            let calls = world.operations
            guard calls.contains("CreateRole") else { return nil }
            // From the first login on: four look-ups in vain, two denials.
            let later = calls[(calls.firstIndex(of: "CreateRole") ?? 0)...]
            if operation == "GetRole", later.count(where: { $0 == "GetRole" }) <= 4 { return (404, "NoSuchEntity") }
            if operation == "AssumeRole", 2...3 ~= later.count(where: { $0 == "AssumeRole" }) {
                return (403, "AccessDenied")
            }
            return nil
        }
        _ = try await bench.open()
        let operations = try await bench.operations { _ = try await bench.open() }
        #expect(operations.count { $0 == "CreateRole" } == 1)
        #expect(bench.account.roleNames == ["user_alice"])
    }

    @Test("are waited for where their limit was changed back a moment ago")
    func limited() async throws {
        let bench = try SessionBench { operation, world in
            guard operation == "AssumeRole", let limit = world.roles["user_alice"]?.maxSessionDuration else {
                return nil
            }
            let refusal = (400, "ValidationError:DurationSeconds exceeds the MaxSessionDuration set for this role.")
            if limit == "900" { return refusal }
            guard let update = world.operations.firstIndex(of: "UpdateRole") else { return nil }
            return world.operations[update...].count { $0 == operation } <= 2 ? refusal : nil
        }
        try await bench.open()
        bench.account.with { $0.roles["user_alice"]?.maxSessionDuration = "900" }
        let operations = try await bench.operations { try await bench.open() }
        #expect(operations.count { $0 == "UpdateRole" } == 1)
        #expect(bench.account.with { $0.roles["user_alice"]?.maxSessionDuration } == "43200")
    }

    @Test("are waited for where a try that came no further made it, by a clock that is behind AWS's")
    func madeBefore() async throws {
        let bench = try SessionBench { operation, world in
            let number = world.operations.count { $0 == "AssumeRole" }
            return operation == "AssumeRole" && 3...4 ~= number ? (403, "AccessDenied") : nil
        }
        _ = try await bench.open()
        bench.account.with { world in
            world.roles["user_alice"]?.createDate = Timestamp.format(Date(timeIntervalSince1970: SessionBench.now + 30))
            world.table.items = [:]
        }
        _ = try await bench.open()
        #expect(bench.account.with { $0.table.items["alice"]?["changed_at"] } == .n(Int(SessionBench.now)))
    }

    @Test("are waited for no longer than the bound")
    func bounded() async throws {
        let bench = try SessionBench { operation, _ in operation == "AssumeRole" ? (403, "AccessDenied") : nil }
        let error = await #expect(throws: CoreError.self) { try await bench.open() }
        guard case .roleNotReady(let waited, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(.seconds(20)...RoleSessions.patience ~= waited)
    }
}

@Suite("A role removed with its record while a login waits", .timeLimit(.minutes(1)))
struct RemovedRoleTests {
    @Test("is made again, however it was read before")
    func madeAgain() async throws {
        let bench = try SessionBench()
        try await bench.open()
        let user = try await bench.user("alice")
        let sync = bench.sessions.sync
        let reading = sync.reading(of: user.userName)
        _ = try await reading.contents.value.get()
        bench.account.with { world in
            world.roles = [:]
            world.table.items = [:]
        }
        try await sync.sync(user, identity: .make(), early: reading) { _ in }
        #expect(bench.account.roleNames == ["user_alice"])
    }
}

@Suite("A role that was called otherwise", .timeLimit(.minutes(1)))
struct RenamedRoleTests {
    @Test("goes with the next login, and one that isn't Latchkey's stays")
    func removed() async throws {
        let bench = try SessionBench()
        for (name, role) in [("user_former", "user-role/user_former"), ("payroll", "user-role/payroll")] {
            bench.account.with { world in
                let arn = "arn:aws:iam::123456789012:role/\(role)"
                world.roles[name] = .init(arn: arn)
                world.table.items["alice"] = [
                    "username": .s("alice"), "role_arn": .s(arn), "expires_at": .n(2_000_000_000),
                ]
            }
            try await bench.open()
        }
        #expect(bench.account.roleNames == ["user_alice", "payroll"])
    }
}

@Suite("A session tag of a key that the user has", .timeLimit(.minutes(1)))
struct OwnTagsTests {
    @Test("gives way to the user's own, whatever its case, and so does its transitive key")
    func givesWay() async throws {
        let bench = try SessionBench(tags: ["Department": "Research"])
        for _ in 0..<2 {
            try await bench.open(tags: ["dePartment": "Sales", "Floor": "3"], transitive: ["Department", "floor"])
            #expect(bench.sessionTags == ["Floor": "3"])
            #expect(bench.transitiveKeys == ["floor"])
        }
    }

    @Test("goes along where it says the same, to the byte")
    func same() async throws {
        let bench = try SessionBench(tags: ["Department": "Caf\u{e9}"])
        try await bench.open(tags: ["department": "Caf\u{e9}"], transitive: ["Department", "Absent"])
        #expect(bench.sessionTags == ["department": "Caf\u{e9}"])
        #expect(bench.transitiveKeys == ["Department"])
        try await bench.open(tags: ["department": "Cafe\u{301}"])
        #expect(bench.sessionTags == [:])
    }

    @Test("costs a known login no call, however it is found out")
    func warm() async throws {
        let bench = try SessionBench(tags: ["Department": "Research"])
        let tags = ["Department": "Sales"]
        try await bench.open(tags: tags)
        let warm = ["AssumeRole", "GetUser", "UpdateItem"]
        #expect(try await bench.operations { try await bench.open(tags: tags) }.sorted() == warm)

        // The tag goes, another comes: the role is synced, once.
        bench.account.with { $0.users["alice"] = ["Team": "blue"] }
        let further = tags.merging(["Team": "red"]) { $1 }
        #expect(try await bench.operations { try await bench.open(tags: further) }.contains("TagRole"))
        #expect(bench.sessionTags == tags)
        #expect(try await bench.operations { try await bench.open(tags: further) }.sorted() == warm)
        #expect(bench.sessionTags == tags)
    }

    @Test("is not in the session either where the role was made or synced by this login")
    func synced() async throws {
        let bench = try SessionBench()
        let tags = ["Department": "Sales"]
        try await bench.open(tags: tags)
        bench.account.with { world in
            world.users["alice"] = ["Department": "Research"]
            world.table.items["alice"]?["synced_at"] = .n(0)
            world.table.items["alice"]?["changed_at"] = .n(0)
        }
        try await bench.open(tags: tags)
        #expect(bench.sessionTags == [:])
    }

    @Test("is told of in the plan")
    func told() async throws {
        let bench = try SessionBench(tags: ["Department": "Research"])
        let words = try await bench.findings(tags: ["department": "Sales", "Floor": "3"])
        #expect(words.contains { $0.contains("“department”") && $0.contains("isn't passed") })
        #expect(words.contains { $0.contains("“Floor”") && $0.contains("aws:PrincipalTag") })
        #expect(try await bench.findings(tags: [:]) == Finding.always.map(\.words))
    }
}

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
        guard case .roleBusy = error else {
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
        guard case .userNotFound(_, let removed) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(removed?.resourceName == "user_alice")
        #expect(bench.account.roleNames.isEmpty)
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test("isn't taken for gone where something else was")
    func stays() async throws {
        let bench = try SessionBench { operation, world in
            world.operations.count(where: { $0 == "GetAccountSummary" }) > 1 && operation == "ListUserPolicies"
                ? (404, "NoSuchEntity") : nil
        }
        try await bench.open()
        bench.clock.advance(3_600)
        let error = await #expect(throws: CoreError.self) { try await bench.open() }
        #expect(error?.awsError?.isNoSuchEntity == true)
        #expect(bench.account.roleNames == ["user_alice"])
        #expect(bench.account.recordNames == ["alice"])
    }
}

@Suite("The record of a sync", .timeLimit(.minutes(1)))
struct SyncRecordTests {
    private static let denied = #"{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#

    @Test("tells of its last write, however long that took")
    func lastWrite() async throws {
        let clock = SessionBench.Clock()
        let bench = try SessionBench(clock: clock) { operation, _ in
            if operation == "DeleteRolePolicy" { clock.advance(20) }
            return nil
        }
        bench.account.with { $0.userPolicies["alice"] = Self.denied }
        try await bench.open()
        clock.advance(3_600)
        bench.account.with { $0.userPolicies = [:] }
        try await bench.open()
        let item = try #require(bench.account.with { $0.table.items["alice"] })
        // A reading that began before is no longer of the role as it is.
        #expect(item["leased_at"] == .n(Int(clock.now.timeIntervalSince1970)))
        #expect(item["synced_at"] == .n(Int(clock.now.timeIntervalSince1970) - 20))
    }

    @Test("stays where there is a role of before, though there was none")
    func refused() async throws {
        let bench = try SessionBench()
        try await bench.open()
        bench.account.with { world in
            world.table.items = [:]
            world.userPolicies["alice"] = "no policy"
        }
        await #expect(throws: CoreError.self) { try await bench.open() }
        #expect(bench.account.recordNames == ["alice"])
        bench.account.with { $0.roles = [:] }
        bench.account.with { $0.table.items = [:] }
        await #expect(throws: CoreError.self) { try await bench.open() }
        #expect(bench.account.recordNames.isEmpty)
    }
}

@Suite("A record whose times can't be", .timeLimit(.minutes(1)))
struct AbsurdTimesTests {
    private static let later = Int(SessionBench.now) + 100_000

    /// Logs in twice, with `change` of the record in between; what the second login called.
    private func secondLogin(
        _ change: @Sendable (inout FakeTable.Item) -> Void,
        _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil }
    ) async throws -> [String] {
        let bench = try SessionBench(intercept)
        try await bench.open()
        bench.account.with { change(&$0.table.items["alice", default: [:]]) }
        let operations = try await bench.operations { try await bench.open() }
        let item = try #require(bench.account.with { $0.table.items["alice"] })
        #expect(item["synced_at"] == .n(Int(SessionBench.now)))
        #expect(item["lease_owner"] == nil)
        return operations
    }

    @Test("isn't current where it was synced in times to come")
    func synced() async throws {
        #expect(try await secondLogin { $0["synced_at"] = .n(Self.later) }.contains("GetAccountSummary"))
    }

    @Test(
        "is free where its lease is longer than any, or has no time",
        arguments: [AttributeValue.n(later), .n("1e120"), .n(-1), .s("soon"), nil])
    func leased(until: AttributeValue?) async throws {
        let operations = try await secondLogin {
            $0["lease_owner"] = .s("somebody")
            $0["lease_until"] = until
        }
        #expect(operations.contains("GetAccountSummary"))
    }

    @Test("is mended where its role was changed in times to come and can't be assumed")
    func changed() async throws {
        let operations = try await secondLogin {
            $0["changed_at"] = .n(Self.later)
        } _: { operation, world in
            let calls = world.operations.filter { $0 == operation }
            return operation == "AssumeRole" && calls.count == 3 ? (403, "AccessDenied") : nil
        }
        #expect(operations.contains("GetAccountSummary"))
    }
}

@Suite("A login's round trips", .timeLimit(.minutes(1)))
struct DepthTests {
    private static func document(_ version: String, _ allowed: String, _ denied: String) -> String {
        #"{"Version":"\#(version)","Statement":[{"Effect":"Allow","Action":"\#(allowed)","Resource":"*"},"#
            + #"{"Effect":"Deny","Action":"\#(denied)","Resource":"*"}]}"#
    }

    @Test("are few at first, without a change, and where each write waits for another, however that is noticed")
    func syncs() async throws {
        let rounds = Rounds()
        let bench = try SessionBench(rounds: rounds)
        bench.account.with { world in
            world.groups["alice"] = ["staff"]
            world.groupPolicies["staff"] = Self.document("2008-10-17", "s3:*", "s3:DeleteBucket")
        }
        #expect(try await rounds.count { try await bench.open() } <= 8)
        bench.clock.advance(3_600)
        #expect(try await rounds.count { try await bench.open() } <= 3)

        // Denies, what is new, what is old, Denies again: each waits for the other.
        bench.account.with { $0.groupPolicies["staff"] = Self.document("2012-10-17", "sqs:*", "sqs:PurgeQueue") }
        bench.clock.advance(3_600)
        #expect(try await rounds.count { try await bench.open() } == 7)
        bench.account.with { world in
            world.groupPolicies["staff"] = Self.document("2008-10-17", "s3:*", "s3:DeleteBucket")
            world.users["alice"] = ["Team": "blue"]
        }
        bench.clock.advance(60)
        #expect(try await rounds.count { try await bench.open() } == 8)
        let names = try #require(bench.account.with { $0.roles["user_alice"]?.inline.keys.sorted() })
        #expect(names == ["latchkey-allow-2008", "latchkey-deny-2008"])
        #expect(try await rounds.count { try await bench.open() } == 1)
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
            guard case .userNotFound(_, let removed) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(removed?.resourceName == "user_Case.Person")
            #expect(bench.account.roleNames.isEmpty)
            #expect(bench.account.recordNames.isEmpty)
        }
    }

    @Test("is told of as having left nothing where there is nothing, or nothing of Latchkey's")
    func nothing() async throws {
        let bench = try SessionBench()
        bench.account.with { $0.roles["user_nobody"] = .init(arn: "arn:aws:iam::123456789012:role/user_nobody") }
        let error = await #expect(throws: CoreError.self) { try await bench.user("nobody") }
        guard case .userNotFound(_, removed: nil) = error else {
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

@Suite("A login whose lease is lost", .timeLimit(.minutes(1)))
struct LostLeaseTests {
    @Test("writes nothing once it has lapsed")
    func lapsed() async throws {
        let time = ManualTime()
        let bench = try SessionBench(time: time) { operation, world in
            // The first asks for a current role, the second for the lease.
            if operation == "UpdateItem", world.operations.count(where: { $0 == operation }) == 2 {
                time.advance(.seconds(RoleSync.leaseDuration))
            }
            return nil
        }
        let error = await #expect(throws: CoreError.self) { try await bench.open() }
        guard case .roleBusy = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.account.roleNames.isEmpty)
        try await bench.open()
        #expect(bench.account.roleNames == ["user_alice"])
    }

    @Test("is refused, and the role looked at again, where somebody else has finished meanwhile")
    func taken() async throws {
        let bench = try SessionBench { operation, world in
            guard operation == "CreateRole" else { return nil }
            world.table.items["alice"]?["lease_owner"] = nil
            world.table.items["alice"]?["synced_at"] = .n(Int(SessionBench.now))
            return nil
        }
        await #expect(throws: CoreError.self) { try await bench.open() }
        let item = try #require(bench.account.with { $0.table.items["alice"] })
        #expect(item["role_arn"] != nil)
        #expect(item["synced_at"] == nil)
        #expect(try await bench.operations { try await bench.open() }.contains("GetAccountSummary"))
    }
}

/// Logins of Alice, who has no policies, by clocks that stand still and waits that are over at once.
struct SessionBench: Sendable {
    static let now: TimeInterval = 1_700_000_000

    /// The wall clock.
    final class Clock: Sendable {
        private let date = Mutex(Date(timeIntervalSince1970: SessionBench.now))
        var now: Date { date.withLock { $0 } }
        func advance(_ seconds: TimeInterval) { date.withLock { $0 += seconds } }

        private let wait = Mutex<Duration>(.zero)
        var lastWait: Duration { wait.withLock { $0 } }
        fileprivate func wait(_ duration: Duration) { wait.withLock { $0 = duration } }
    }

    let clock: Clock
    let account: FakeAccount
    let sessions: RoleSessions

    init(
        tags: [String: String] = [:], time: ManualTime = ManualTime(), rounds: Rounds? = nil,
        clock: Clock = Clock(),
        _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil }
    ) throws {
        self.clock = clock
        account = FakeAccount(rounds: rounds, intercept: intercept)
        account.with { $0.users["alice"] = tags }
        let client = Client(
            transport: account,
            credentials: StaticCredentials(Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))),
            endpoints: Endpoints(region: try #require(Region("us-east-1"))), now: { [clock] in clock.now })
        sessions = RoleSessions(
            iam: IAM(client), sts: STS(client), records: RoleRecords(table: "latchkey", dynamoDB: DynamoDB(client)),
            memory: ConsoleMemory(broker: BrokerMemory(identity: try .make())),
            configuration: MirrorConfiguration(naming: try .make()),
            timekeeper: Timekeeper(
                now: { [clock] in clock.now }, instant: time.clock.now,
                sleep: { [clock] wait in
                    clock.wait(wait)
                    try? await Task.sleep(for: .milliseconds(1))
                }))
    }

    @discardableResult
    func open(
        as name: String = "alice", tags: [String: String] = [:], transitive: [String] = []
    ) async throws -> RoleSession {
        let request = RoleSessionRequest(
            userName: try userName(name), duration: try #require(SessionDuration(seconds: 3_600)),
            tags: list(tags), transitiveTagKeys: transitive)
        return try await sessions.open(request) { $0 }
    }

    func user(_ name: String) async throws -> User { try await sessions.user(named: try userName(name)) }

    @discardableResult
    func revoke(_ name: String = "alice") async throws -> RoleSessions.Revocation? {
        try await sessions.revoke(try userName(name))
    }

    func findings(tags: [String: String]) async throws -> [String] {
        try await sessions.preview(of: try userName("alice"), sessionTags: list(tags)).plan.findings.map(\.words)
    }

    private func list(_ tags: [String: String]) -> [AWS.Tag] {
        tags.sorted { $0.key < $1.key }.map { AWS.Tag(key: $0.key, value: $0.value) }
    }

    /// The tags of the session that was opened last.
    var sessionTags: [String: String] {
        let form = lastAssumption
        let members = (1...50).compactMap { number in
            form["Tags.member.\(number).Key"].map { ($0, form["Tags.member.\(number).Value"] ?? "") }
        }
        return Dictionary(members) { $1 }
    }

    var transitiveKeys: [String] {
        lastAssumption.filter { $0.key.hasPrefix("TransitiveTagKeys") }.map(\.value).sorted()
    }

    private var lastAssumption: [String: String] {
        account.with { world in world.calls.last { $0.operation == "AssumeRole" }?.form ?? [:] }
    }

    /// What was called while `body` ran.
    func operations(during body: () async throws -> Void) async throws -> [String] {
        let before = account.with { $0.calls.count }
        try await body()
        return account.with { Array($0.operations[before...]) }
    }
}

import AWS
import Formats
import FoundationEssentials
import IAMPolicy
import Testing

@testable import FakeAWS
@testable import LatchkeyCore
@testable import RoleMirror

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
        let reconciler = bench.sessions.reconciler
        let early = reconciler.beginReading(user.userName)
        _ = try await early.result.value.get()
        bench.account.with { world in
            world.roles = [:]
            world.table.items = [:]
        }
        try await reconciler.reconcile(user, identity: .make(), early: early) { _ in }
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
        #expect(try await bench.findings(tags: [:]) == Finding.ofEveryRole.map(\.words))
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
        let roundTrips = RoundTripCounter()
        let bench = try SessionBench(roundTrips: roundTrips)
        bench.account.with { world in
            world.groups["alice"] = ["staff"]
            world.groupPolicies["staff"] = Self.document("2008-10-17", "s3:*", "s3:DeleteBucket")
        }
        #expect(try await roundTrips.count { try await bench.open() } <= 8)
        bench.clock.advance(3_600)
        #expect(try await roundTrips.count { try await bench.open() } <= 3)

        // Denies, what is new, what is old, Denies again: each waits for the other.
        bench.account.with { $0.groupPolicies["staff"] = Self.document("2012-10-17", "sqs:*", "sqs:PurgeQueue") }
        bench.clock.advance(3_600)
        #expect(try await roundTrips.count { try await bench.open() } == 7)
        bench.account.with { world in
            world.groupPolicies["staff"] = Self.document("2008-10-17", "s3:*", "s3:DeleteBucket")
            world.users["alice"] = ["Team": "blue"]
        }
        bench.clock.advance(60)
        #expect(try await roundTrips.count { try await bench.open() } == 8)
        let names = try #require(bench.account.with { $0.roles["user_alice"]?.inline.keys.sorted() })
        #expect(names == ["latchkey-allow-2008", "latchkey-deny-2008"])
        #expect(try await roundTrips.count { try await bench.open() } == 1)
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
                time.advance(.seconds(RoleLease.duration))
            }
            return nil
        }
        let error = await #expect(throws: CoreError.self) { try await bench.open() }
        guard case .mirror(.roleBusy) = error else {
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

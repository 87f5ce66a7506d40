import AWS
import FoundationEssentials
import RoleMirror
import RoleRecords
import Testing

@testable import FakeAWS
@testable import RoleCleanup

@Suite(.timeLimit(.minutes(1)))
struct OrphanSearchTests {
    @Test func `roles without a record go when they are old enough and have the path and the prefix`() async throws {
        let bench = try CleanupBench()
        bench.account.add("lost", expiresAt: nil)
        bench.account.add("known", expiresAt: CleanupBench.now + 10)
        bench.account.with { world in
            // 59 minutes old.
            world.roles["user_young"] = .init(
                arn: "arn:aws:iam::123456789012:role/user-role/user_young", createDate: "2023-11-14T21:14:20Z")
            world.users["young"] = [:]
            // As old, but nobody's any more; and too young for IAM's list of users to be relied on.
            for (name, time) in [("gone", "21:14:20"), ("new", "22:12:30")] {
                world.roles["user_\(name)"] = .init(
                    arn: "arn:aws:iam::123456789012:role/user-role/user_\(name)", createDate: "2023-11-14T\(time)Z",
                    tags: ["latchkey:mirror": "AIDA/\(name)"])
            }
            for path in ["", "user-role/x/"] {
                let name = "user_elsewhere\(path.count)"
                world.roles[name] = .init(arn: "arn:aws:iam::123456789012:role/\(path)\(name)")
            }
            world.roles["payroll"] = .init(arn: "arn:aws:iam::123456789012:role/user-role/payroll")
        }
        try await bench.removeOrphanedRoles()
        #expect(bench.counts == ["removed": 2])
        #expect(
            bench.account.roleNames == [
                "user_known", "user_young", "user_new", "user_elsewhere0", "user_elsewhere12", "payroll",
            ])
        #expect(bench.account.recordNames == ["known"])
    }

    @Test func `roles without a record and without the tag of Latchkey are left alone`() async throws {
        let bench = try CleanupBench()
        func trust(_ principal: String, further: String = "") -> String {
            #"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::123456789012:\#(principal)"]},
             "Action":"sts:AssumeRole","Condition":{\#(further)}}]}
            """#
        }
        let external = #""StringEquals":{"sts:ExternalId":"x"}"#
        for (name, trust, duration, tags): (String, String?, String?, [String: String]) in [
            ("mirror", nil, nil, ["latchkey:mirror": "true"]),
            ("himeko", trust("root"), "43200", [:]),
            ("byhand", trust("root"), "3600", [:]),
            ("user", trust("user/bob"), "43200", [:]),
            ("external", trust("root", further: external), "43200", [:]),
            ("untagged", nil, nil, ["team": "blue"]),
            ("other", nil, nil, ["latchkey:mirror": "no"]),
        ] {
            let arn = "arn:aws:iam::123456789012:role/user-role/user_\(name)"
            bench.account.with {
                $0.roles["user_\(name)"] = .init(arn: arn, trust: trust, maxSessionDuration: duration, tags: tags)
            }
        }
        // They could be anybody's, and those of a Latchkey whose prefix begins like this one's.
        let other = "user_b_zoe"
        bench.account.with {
            $0.roles[other] = .init(
                arn: "arn:aws:iam::123456789012:role/user-role/\(other)",
                description: "Mirrors the IAM user zoe. Kept by Latchkey; changes are undone.",
                tags: ["latchkey:mirror": "true"])
        }
        let long = "user_" + String(repeating: "a", count: 59)
        bench.account.with {
            $0.roles[long] = .init(
                arn: "arn:aws:iam::123456789012:role/user-role/\(long)", tags: ["latchkey:mirror": "true"])
        }
        try await bench.removeOrphanedRoles(.dryRun)
        #expect(bench.counts == ["wouldBeRemoved": 1, "leftAlone": 8])
        try await bench.removeOrphanedRoles()
        #expect(bench.counts == ["wouldBeRemoved": 1, "removed": 1, "leftAlone": 16])
        let left = [
            "user_himeko", "user_byhand", "user_user", "user_external", "user_untagged", "user_other", other, long,
        ]
        #expect(bench.account.roleNames == Set(left))
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test(arguments: [true, false])
    func `an orphan goes and the record of the same user for another role stays`(goes: Bool) async throws {
        let bench = try CleanupBench { operation, _ in !goes && operation == "DeleteRole" ? (403, "AccessDenied") : nil
        }
        bench.account.add("zoe", expiresAt: nil)
        let record: FakeTable.Item = [
            "username": .s("zoe"), "expires_at": .n(CleanupBench.now + 100),
            "role_arn": .s("arn:aws:iam::123456789012:role/user-role/another_zoe"),
        ]
        bench.account.with { $0.table.items["zoe"] = record }
        try await bench.removeOrphanedRoles()
        #expect(bench.counts == [goes ? "removed" : "failed": 1])
        #expect(bench.account.roleNames == (goes ? [] : ["user_zoe"]))
        let left = bench.account.with { $0.table.items["zoe"] }?.filter { $0.key != "leased_at" }
        #expect(left == record)
    }

    @Test func `a role whose record appears after the table was read stays`() async throws {
        let bench = try CleanupBench { operation, world in
            guard operation == "UpdateItem", world.table.items.isEmpty else { return nil }
            world.table.items["back"] = [
                "username": .s("back"), "expires_at": .n(CleanupBench.now + 100),
                "role_arn": .s("arn:aws:iam::123456789012:role/user-role/user_back"),
            ]
            return nil
        }
        bench.account.add("back", expiresAt: nil)
        try await bench.removeOrphanedRoles()
        #expect(bench.counts == ["stayed": 1])
        #expect(bench.account.roleNames == ["user_back"])
        #expect(bench.account.with { $0.table.items["back"]?["lease_owner"] } == nil)
    }

    @Test func `an orphan that cannot be removed leaves no item in the table`() async throws {
        let bench = try CleanupBench { operation, _ in operation == "DeleteRole" ? (403, "AccessDenied") : nil }
        bench.account.add("lost", expiresAt: nil)
        try await bench.removeOrphanedRoles()
        #expect(bench.counts == ["failed": 1])
        #expect(bench.account.recordNames.isEmpty)
        #expect(bench.account.roleNames == ["user_lost"])
    }

    @Test func `logins are kept from an orphan while it is removed, but not for ever`() async throws {
        let bench = try CleanupBench()
        let now = Date(timeIntervalSince1970: Double(CleanupBench.now))
        let lease = Lease(owner: "cleanup", until: now + 12)
        let role = try arn("arn:aws:iam::123456789012:role/user-role/user_lost")
        let orphan = try await bench.records.acquireForOrphan("lost", roleARN: role, lease: lease, now: now)
        #expect(orphan == .acquired(before: nil))
        let login = Lease(owner: "login", until: now + 12)
        let held = try await bench.records.acquire("lost", roleARN: role, lease: login, now: now, expiresAt: now + 60)
        #expect(held == .held)
        // And not for ever, should the cleanup die.
        let later = now + 13
        let free = try await bench.records.acquire("lost", roleARN: role, lease: login, now: later, expiresAt: later)
        #expect(free == .acquired(before: nil))
    }
}

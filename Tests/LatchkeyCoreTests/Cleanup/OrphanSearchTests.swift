import AWS
import FoundationEssentials
import IAMPolicy
import RoleRecords
import Testing

@testable import FakeAWS
@testable import LatchkeyCore
@testable import RoleMirror

@Suite("Roles without a record", .timeLimit(.minutes(1)))
struct OrphanSearchTests {
    @Test("go when they are old enough, stand at the path and have the prefix")
    func removed() async throws {
        let bench = try Bench()
        bench.account.add("lost", expiresAt: nil)
        bench.account.add("known", expiresAt: Bench.now + 10)
        bench.account.with { world in
            // 59 minutes old.
            world.roles["user_young"] = .init(
                arn: "arn:aws:iam::123456789012:role/user-role/user_young", createDate: "2023-11-14T21:14:20Z")
            world.users["young"] = [:]
            // As old, but nobody's any more; and too young for IAM's list of users to be relied on.
            for (name, time) in [("gone", "21:14:20"), ("new", "22:12:30")] {
                world.roles["user_\(name)"] = .init(
                    arn: "arn:aws:iam::123456789012:role/user-role/user_\(name)", createDate: "2023-11-14T\(time)Z",
                    tags: [AWS.Tag.mirror.key: AWS.Tag.mirror.value])
            }
            for path in ["", "user-role/x/"] {
                let name = "user_elsewhere\(path.count)"
                world.roles[name] = .init(arn: "arn:aws:iam::123456789012:role/\(path)\(name)")
            }
            world.roles["payroll"] = .init(arn: "arn:aws:iam::123456789012:role/user-role/payroll")
        }
        try await bench.cleanOrphans()
        #expect(bench.counts == ["removed": 2])
        #expect(
            bench.account.roleNames == [
                "user_known", "user_young", "user_new", "user_elsewhere0", "user_elsewhere12", "payroll",
            ])
        #expect(bench.account.recordNames == ["known"])
    }

    @Test("are left alone where they are neither Latchkey's by their tag nor himeko's by their trust")
    func foreign() async throws {
        let bench = try Bench()
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
        try await bench.cleanOrphans(.dryRun)
        #expect(bench.counts == ["wouldRemove": 2, "leftAlone": 7])
        try await bench.cleanOrphans()
        #expect(bench.counts == ["wouldRemove": 2, "removed": 2, "leftAlone": 14])
        let left = ["user_byhand", "user_user", "user_external", "user_untagged", "user_other", other, long]
        #expect(bench.account.roleNames == Set(left))
        #expect(bench.account.recordNames.isEmpty)
    }

    @Test("go where their user's record names another role, and the record stays", arguments: [true, false])
    func otherRecord(goes: Bool) async throws {
        let bench = try Bench { operation, _ in !goes && operation == "DeleteRole" ? (403, "AccessDenied") : nil }
        bench.account.add("zoe", expiresAt: nil)
        let record: FakeTable.Item = [
            "username": .s("zoe"), "expires_at": .n(Bench.now + 100),
            "role_arn": .s("arn:aws:iam::123456789012:role/user-role/another_zoe"),
        ]
        bench.account.with { $0.table.items["zoe"] = record }
        try await bench.cleanOrphans()
        #expect(bench.counts == [goes ? "removed" : "failed": 1])
        #expect(bench.account.roleNames == (goes ? [] : ["user_zoe"]))
        let left = bench.account.with { $0.table.items["zoe"] }?.filter { $0.key != "leased_at" }
        #expect(left == record)
    }

    @Test("stay when a record appears after the table was read")
    func recordAppears() async throws {
        let bench = try Bench { operation, world in
            guard operation == "UpdateItem", world.table.items.isEmpty else { return nil }
            world.table.items["back"] = [
                "username": .s("back"), "expires_at": .n(Bench.now + 100),
                "role_arn": .s("arn:aws:iam::123456789012:role/user-role/user_back"),
            ]
            return nil
        }
        bench.account.add("back", expiresAt: nil)
        try await bench.cleanOrphans()
        #expect(bench.counts == ["stayed": 1])
        #expect(bench.account.roleNames == ["user_back"])
        #expect(bench.account.with { $0.table.items["back"]?["lease_owner"] } == nil)
    }

    @Test("leave no item behind when they can't be removed")
    func failure() async throws {
        let bench = try Bench { operation, _ in operation == "DeleteRole" ? (403, "AccessDenied") : nil }
        bench.account.add("lost", expiresAt: nil)
        try await bench.cleanOrphans()
        #expect(bench.counts == ["failed": 1])
        #expect(bench.account.recordNames.isEmpty)
        #expect(bench.account.roleNames == ["user_lost"])
    }

    @Test("keep logins away while they are being removed")
    func leased() async throws {
        let bench = try Bench()
        let now = Date(timeIntervalSince1970: Double(Bench.now))
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

    @Test("are told by name, or by the description where that fits the name")
    func userName() throws {
        let naming = try RoleNaming.make()
        let long = String(repeating: "a", count: 64)
        let shortened = naming.roleName(for: try FakeAWS.userName(long)).description
        func description(_ name: String) -> String {
            "Mirrors the IAM user \(name). Kept by Latchkey; changes are undone."
        }
        for (name, description, expected): (String, String?, String?) in [
            ("user_zoe", nil, "zoe"),
            ("user_zoe", description("zoe"), "zoe"),
            ("user_zoe.", description("zoe."), "zoe."),
            ("user_Zoe", description("zoe"), "zoe"),
            ("user_b_zoe", description("zoe"), nil),
            ("user_zoe", "Mirrors the IAM user ", "zoe"),
            (shortened, description(long), long),
            (shortened, nil, nil),
            (shortened, description("zoe"), nil),
            ("user_", nil, nil),
        ] {
            let role = Role(
                roleName: try #require(RoleName(name)), roleID: "AROA",
                arn: try arn("arn:aws:iam::123456789012:role/user-role/\(name)"), createDate: Date(),
                assumeRolePolicyDocument: "{}", description: description)
            #expect(naming.userName(of: role)?.description == expected, "\(name), \(description ?? "-")")
        }
    }
}

@Suite("Policies of Latchkey's own that nothing uses", .timeLimit(.minutes(1)))
struct UnusedPoliciesTests {
    /// The policy that Latchkey would make for a user's role.
    private func policy(of user: String, _ action: String = "s3:*") throws -> String {
        let naming = try RoleNaming.make()
        let role = naming.roleName(for: try userName(user))
        let document = PolicyDocument(statements: [
            PolicyStatement(effect: .allow, elements: ["Action": .string(action)])
        ])
        return naming.ownPolicyARN(for: role, holding: document, of: try .make()).description
    }

    @Test("go with all their versions, whether or not there is a role", arguments: [true, false])
    func removed(roleIsThere: Bool) async throws {
        let bench = try Bench()
        let policies = [try policy(of: "zoe"), try policy(of: "zoe", "ec2:*")]
        if roleIsThere { bench.account.add("zoe", expiresAt: Bench.now + 10) }
        bench.account.with { $0.policies = [policies[0]: ["v1", "v2", "v3"], policies[1]: ["v4"]] }
        try await bench.cleanPolicies(.dryRun)
        #expect(bench.counts == ["wouldRemove": 2])
        #expect(bench.account.with { $0.policies.count } == 2)
        try await bench.cleanPolicies()
        #expect(bench.counts == ["wouldRemove": 2, "removed": 2])
        #expect(bench.account.with { $0.policies.isEmpty })
        #expect(bench.account.roleNames == (roleIsThere ? ["user_zoe"] : []))
    }

    @Test("are none that anything uses, that are young, or that somebody else may have made")
    func kept() async throws {
        let bench = try Bench()
        let (attached, bounding, young) = (try policy(of: "zoe"), try policy(of: "yan"), try policy(of: "xia"))
        let foreign = [
            "arn:aws:iam::123456789012:policy/user-role/latchkey-notes",
            "arn:aws:iam::123456789012:policy/user-role/latchkey-0123456789ab-0123456789AB0123456789ab",
            "arn:aws:iam::123456789012:policy/\(try arn(attached).resourceName)",
            "arn:aws:iam::123456789012:policy/user-role/deeper/\(try arn(attached).resourceName)",
        ]
        bench.account.add("zoe", expiresAt: Bench.now + 10, attached: [attached])
        bench.account.add("yan", expiresAt: Bench.now + 10)
        bench.account.with { world in
            world.roles["user_yan"]?.boundary = bounding
            for policy in [attached, bounding, young] + foreign { world.policies[policy] = ["v1"] }
            // 59 minutes ago.
            world.policyDates[young] = "2023-11-14T21:14:20Z"
        }
        for counts in [true, false] {
            bench.account.with { $0.countsUses = counts }
            try await bench.cleanPolicies()
            #expect(bench.account.with { $0.policies.count } == 7)
            #expect(bench.counts == (counts ? [:] : ["stayed": 2]))
        }
    }

    @Test("stay when a login takes them meanwhile")
    func taken() async throws {
        let taken = try policy(of: "zoe")
        for moment in ["GetPolicy", "DeletePolicy"] {
            let bench = try Bench { operation, world in
                if operation == moment { world.roles["user_other"]?.attached = [taken] }
                return nil
            }
            bench.account.add("other", expiresAt: Bench.now + 10)
            bench.account.with { $0.policies[taken] = ["v1"] }
            try await bench.cleanPolicies()
            #expect(bench.counts == ["stayed": 1], "\(moment)")
            #expect(bench.account.with { $0.policies[taken] } == ["v1"])
        }
    }

    @Test("that can't be deleted are told, and the others go")
    func failure() async throws {
        let bench = try Bench { operation, world in
            let isFirst = world.operations.count { $0 == operation } == 1
            return operation == "DeletePolicy" && isFirst ? (403, "AccessDenied") : nil
        }
        let policies = try ["a", "b", "c"].map { try policy(of: $0) }
        bench.account.with { world in for policy in policies { world.policies[policy] = ["v1"] } }
        try await bench.cleanPolicies()
        #expect(bench.counts == ["failed": 1, "removed": 2])
        #expect(bench.account.with { $0.policies.count } == 1)
    }
}

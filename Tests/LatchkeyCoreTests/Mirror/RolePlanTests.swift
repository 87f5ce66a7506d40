import AWS
import Testing

@testable import LatchkeyCore

@Suite struct RolePlanTests {
    @Test func `mirrors name, path, boundary, tags and trust`() throws {
        let boundary = try policyARN("boundary")
        let plan = try RolePlan.make(boundary: boundary, tags: [AWS.Tag(key: "team", value: "blue")])
        #expect(plan.roleName.description == "user_alice")
        #expect(plan.path.description == "/user-role/")
        #expect(plan.maxSessionDuration == 43_200)
        #expect(plan.permissionsBoundary == boundary)
        #expect(plan.tags == [AWS.Tag(key: "team", value: "blue")])
        #expect(
            plan.trustPolicy.minified
                == #"{"Statement":[{"Action":["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"],"Effect":"Allow","#
                + #""Principal":{"AWS":"arn:aws:iam::123456789012:user/latchkey"}}],"Version":"2012-10-17"}"#)
    }

    @Test func `takes every managed policy once`() throws {
        let plan = try RolePlan.make(managed: [policyARN("a"), policyARN("b"), policyARN("a")])
        #expect(plan.attachedPolicies == [try policyARN("a"), try policyARN("b")])
    }

    @Test func `merges documents by effect and language, and loses no statement of the same name`() throws {
        let plan = try RolePlan.make(inline: [
            .make("Allow", "s3:*"), .make("Allow", "ec2:*", group: "a"), .make("Deny", "iam:*", group: "b"),
            .make("Allow", "sqs:*", version: nil), .make("Deny", "sns:*", version: "2008-10-17"),
            .make("Allow", "s3:*", group: "c"),
        ])
        #expect(
            plan.inlinePolicies.mapValues(\.statements.count) == [.allow: 2, .deny: 1, .allow2008: 1, .deny2008: 1])
        #expect(plan.inlinePolicies[.allow2008]?.version == .v2008)
    }

    @Test func `has one fingerprint whatever the order, and another for every difference`() throws {
        let policies: [UserSnapshot.InlinePolicy] = [
            .make("Allow", "s3:*"), .make("Allow", "ec2:*"), .make("Deny", "iam:*"),
        ]
        let base = try RolePlan.make(inline: policies, managed: [policyARN("a"), policyARN("b")])
        let turned = try RolePlan.make(inline: policies.reversed(), managed: [policyARN("b"), policyARN("a")])
        #expect(base == turned)
        #expect(base.fingerprint == turned.fingerprint)
        let others = [
            try RolePlan.make(inline: policies, managed: [policyARN("a")]),
            try RolePlan.make(inline: Array(policies.dropLast()), managed: [policyARN("a"), policyARN("b")]),
            try RolePlan.make(inline: policies, managed: [policyARN("a"), policyARN("b")], boundary: policyARN("c")),
            try RolePlan.make(
                inline: policies, managed: [policyARN("a"), policyARN("b")], tags: [AWS.Tag(key: "k", value: "v")]),
        ]
        #expect(Set(others.map(\.fingerprint) + [base.fingerprint]).count == 5)
    }

    @Test func `refuses a policy that it can't read`() throws {
        #expect(throws: CoreError.self) {
            try RolePlan.make(inline: [.init(name: "broken", document: "{")])
        }
    }

    @Test func `finds every limit that the role would pass`() throws {
        let long = String(repeating: "a", count: 6_000)
        let plan = try RolePlan.make(
            inline: [.make("Allow", "s3:\(long)"), .make("Allow", "ec2:\(long)")],
            managed: (0..<11).map { try policyARN("p\($0)") })
        let excesses = plan.excesses(over: .usual, isNew: true)
        #expect(excesses.map(\.limit) == [.attachedPolicies, .inlineCharacters])
        #expect(excesses.first == LimitExcess(limit: .attachedPolicies, needed: 11, allowed: 10))
        let raised = RoleQuotas(accountSummary: ["AttachedPoliciesPerRoleQuota": 20, "RolePolicySizeQuota": 20_000])
        #expect(plan.excesses(over: raised, isNew: true).isEmpty)
        let full = RoleQuotas(
            accountSummary: [
                "AttachedPoliciesPerRoleQuota": 20, "RolePolicySizeQuota": 20_000, "Roles": 1_000, "RolesQuota": 1_000,
            ])
        #expect(plan.excesses(over: full, isNew: true).map(\.limit) == [.roles])
        #expect(plan.excesses(over: full, isNew: false).isEmpty)
    }
}

@Suite struct RoleNamingTests {
    @Test func `keeps names that fit and shortens others without mixing them up`() throws {
        let naming = try RoleNaming.make()
        #expect(naming.roleName(for: try userName("a+=,.@-_9")).description == "user_a+=,.@-_9")
        let fits = String(repeating: "x", count: 59)
        #expect(naming.roleName(for: try userName(fits)).description == "user_" + fits)
        let long = (0..<6).map { String(repeating: "x", count: 59) + "y\($0)" }
        let names = try long.map { naming.roleName(for: try userName($0)).description }
        #expect(Set(names).count == 6)
        #expect(names.allSatisfy { $0.count == 64 })
    }

    @Test func `owns only what it could have made`() throws {
        let naming = try RoleNaming.make()
        #expect(naming.owns(try arn("arn:aws:iam::123456789012:role/user-role/user_alice")))
        for other in [
            "arn:aws:iam::123456789012:role/user_alice", "arn:aws:iam::123456789012:role/user-role/admin",
            "arn:aws:iam::123456789012:role/user-role/x/user_alice", "arn:aws:iam::123456789012:user/user-role/user_a",
            "arn:aws:sts::123456789012:role/user-role/user_alice",
        ] {
            #expect(!naming.owns(try arn(other)), "\(other)")
        }
    }

    @Test(arguments: ["", "a b", "a/b", String(repeating: "a", count: 33)])
    func `takes no prefix that can't begin a name`(prefix: String) throws {
        #expect((RoleNaming(prefix: prefix, path: .root) == nil) == !prefix.isEmpty)
    }
}

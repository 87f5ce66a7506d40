import AWS
import FoundationEssentials
import IAMPolicy
import TestSupport
import Testing

@testable import FakeAWS
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
        #expect(plan.attachedPolicies.keys.sorted() == [try policyARN("a"), try policyARN("b")])
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
        let policies: [UserPolicies.Inline] = [
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

    @Test func `loses no Deny whose resource looks like another's`() throws {
        let documents = ["caf\u{e9}", "cafe\u{301}"].map {
            #"{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::\#($0)/*"}}"#
        }
        let plan = try RolePlan.make(inline: documents.map { .init(name: "policy", document: $0) })
        #expect(plan.inlinePolicies[.deny2008]?.statements.count == 2)
    }

    @Test func `keeps a boundary that never allowed the user anything`() throws {
        let boundary = try policyARN("boundary")
        let document = #"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*",
             "Condition":{"StringEquals":{"aws:username":"bob"}}}]}
            """#
        let plan = try RolePlan.make(boundary: boundary, documents: [boundary: document])
        let own = try #require(plan.permissionsBoundary)
        #expect(own != boundary)
        #expect(plan.ownPolicies[own]?.statements == [.denyingAll])
    }

    @Test func `refuses a policy that it can't read`() throws {
        #expect(throws: CoreError.self) {
            try RolePlan.make(inline: [.init(name: "broken", document: "{")])
        }
    }

    @Test func `shuts out the sessions from before a revocation`() throws {
        let plan = try RolePlan(
            mirroring: .make(), UserPolicies(inline: [], managed: [], documents: [:]), naming: .make(), broker: .make(),
            mfa: .absent, quotas: .usual, revokedBefore: Date(timeIntervalSince1970: 0))
        #expect(
            plan.inlinePolicies[.revocation]?.minified
                == #"{"Statement":[{"Action":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"1970-01-01T00:00:00Z"}},"#
                + #""Effect":"Deny","Resource":"*"}],"Version":"2012-10-17"}"#)
    }

    @Test func `knows the Deny that ends sessions in the console's form too`() throws {
        func end(_ time: String, effect: String = "Deny", further: String = "") throws -> Date? {
            try PolicyDocument(
                parsing: #"""
                    {"Version":"2012-10-17","Statement":[{"Effect":"\#(effect)","Action":["*"],"Resource":["*"],
                     "Condition":{"DateLessThan":{"aws:TokenIssueTime":"\#(time)"}\#(further)}}]}
                    """#
            ).deniedSessionsEnd
        }
        let date = Date(timeIntervalSince1970: 1_700_000_000)
        #expect(PolicyDocument.denyingSessions(before: date).deniedSessionsEnd == date)
        #expect(try end("2023-11-14T22:13:20Z") == date)
        #expect(try end("2023-11-14T22:13:19.001Z") == date)
        #expect(try end("2023-11-14T22:13:20Z", effect: "Allow") == nil)
        #expect(try end("2023-11-14T22:13:20Z", further: #","Bool":{"aws:SecureTransport":"true"}"#) == nil)
        #expect(try end("yesterday") == nil)
        #expect(PolicyDocument.denyingEverything.deniedSessionsEnd == nil)
        #expect(PolicyDocument.denyingSessions(before: date).size == PolicyDocument.revocationSize)
    }

    @Test func `copies a boundary that has to be rewritten, and attaches one that hasn't`() throws {
        let boundary = try policyARN("boundary")
        let personal =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"a/${aws:username}"}}"#
        let plan = try RolePlan.make(boundary: boundary, documents: [boundary: personal])
        let own = try #require(plan.permissionsBoundary)
        #expect(own.resource.hasPrefix("policy/user-role/latchkey-"))
        #expect(
            try plan.ownPolicies[own] == PolicyDocument(parsing: personal.replacing("${aws:username}", with: "alice")))
        #expect(plan.attachedPolicies.isEmpty)
        #expect(plan.sources == [.init(name: "boundary", arn: boundary, standing: .boundaryCopy)])
        let unchanged = try RolePlan.make(boundary: boundary)
        #expect(unchanged.permissionsBoundary == boundary)
        #expect(unchanged.sources.map(\.standing) == [.boundary])
    }
}

@Suite(.timeLimit(.minutes(1))) struct RolePackingTests {
    private func text(_ letter: String, _ count: Int) -> String { String(repeating: letter, count: count) }

    @Test func `attaches what fits and merges the smallest of the rest`() throws {
        let managed = try (0..<13).map { try policyARN("p\($0)") }
        let plan = try RolePlan.make(managed: managed)
        #expect(plan.attachedPolicies.count == 10)
        #expect(plan.inlinePolicies[.allow]?.statements.count == 3)
        #expect(plan.ownPolicies.isEmpty)
        #expect(plan.sources.count { $0.standing == .merged } == 3)
    }

    @Test func `makes policies of its own where the inline ones are full`() throws {
        let plan = try RolePlan.make(inline: (0..<6).map { .make("Allow", "s3:\($0)\(text("a", 3_000))") })
        let inline = plan.inlinePolicies.values.reduce(0) { $0 + $1.minified.count }
        #expect(inline <= 10_240)
        #expect(plan.ownPolicies.values.allSatisfy { $0.minified.count <= 6_144 })
        #expect(plan.ownPolicies.keys.allSatisfy { plan.attachedPolicies[$0] != nil })
        let all = plan.inlinePolicies.values.flatMap(\.statements) + plan.ownPolicies.values.flatMap(\.statements)
        #expect(all.count == 6)
    }

    @Test func `keeps the languages apart`() throws {
        let plan = try RolePlan.make(
            inline: (0..<8).map { .make("Allow", "s3:\($0)\(text("a", 2_500))", version: $0 < 4 ? nil : "2012-10-17") })
        for document in Array(plan.inlinePolicies.values) + Array(plan.ownPolicies.values) {
            let digits = document.statements.compactMap { $0.elements["Action"]?.string?.dropFirst(3).first }
            #expect(digits.allSatisfy { (document.version == .v2008) == ("0"..."3" ~= $0) })
        }
        #expect(!plan.ownPolicies.isEmpty)
    }

    @Test func `refuses what fits nowhere, and says by how much`() throws {
        let large = (0..<40).map { UserPolicies.Inline.make("Allow", "s3:\($0)\(text("a", 5_000))") }
        let error = #expect(throws: CoreError.self) { try RolePlan.make(inline: large) }
        guard case .limitsExceeded(let excesses) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(excesses.map(\.limit) == [.characters])
        #expect(excesses.allSatisfy { $0.needed > $0.allowed })
    }

    @Test func `says that it is single statements that fit nowhere`() throws {
        // Two of them, one of which could stand inline.
        let large = (0..<2).map { UserPolicies.Inline.make("Allow", "s3:\($0)\(text("a", 7_000))") }
        let error = #expect(throws: CoreError.self) { try RolePlan.make(inline: large) }
        guard case .limitsExceeded(let excesses) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(excesses.map(\.limit) == [.oversizeStatements])
        #expect(excesses.allSatisfy { 14_000...14_300 ~= $0.needed && $0.needed > $0.allowed })
    }

    @Test func `puts a statement inline that fits nowhere else, whatever the Denies`() throws {
        let denies = (0..<5).map { UserPolicies.Inline.make("Deny", "s3:\($0)\(text("d", 2_000))") }
        let plan = try RolePlan.make(inline: denies + [.make("Allow", "s3:\(text("a", 7_000))")])
        #expect(plan.inlinePolicies[.allow]?.statements.count == 1)
        let denied = [plan.inlinePolicies[.deny]].compactMap { $0 } + Array(plan.ownPolicies.values)
        #expect(denied.flatMap(\.statements).count { $0.effect == .deny } == 5)
    }

    @Test func `says how many policies it would take where characters are left`() throws {
        // No policy holds two of them, apart from the inline ones.
        let large = (0..<14).map { UserPolicies.Inline.make("Allow", "s3:\($0)\(text("a", 3_500))") }
        let error = #expect(throws: CoreError.self) { try RolePlan.make(inline: large) }
        guard case .limitsExceeded(let excesses) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(excesses == [LimitExcess(limit: .attachedPolicies, needed: 12, allowed: 10)])
    }

    @Test func `tells soon that a hundred large policies fit nowhere`() throws {
        let managed = try (0..<110).map { try policyARN("p\($0)") }
        let documents = Dictionary(uniqueKeysWithValues: managed.map { ($0, large($0.resourceName)) })
        let error = #expect(throws: CoreError.self) { try RolePlan.make(managed: managed, documents: documents) }
        guard case .limitsExceeded(let excesses) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(excesses.map(\.limit) == [.attachedPolicies, .characters])
    }

    private func large(_ name: String) -> String {
        let statements = (0..<50).map {
            #"{"Effect":"Allow","Action":"\#(name):\#($0)\#(text("a", 60))","Resource":"*"}"#
        }
        return #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
    }

    @Test func `goes by the account's own quotas`() throws {
        let managed = try (0..<13).map { try policyARN("p\($0)") }
        let raised = RoleQuotas(accountSummary: ["AttachedPoliciesPerRoleQuota": 20])
        #expect(try RolePlan.make(managed: managed, quotas: raised).attachedPolicies.count == 13)
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

    /// Whatever names are made after the names of roles: two users share a role only where IAM takes them for one.
    @Test(arguments: ["", "user_", String(repeating: "p", count: 32)])
    func `gives no two users one role`(prefix: String) throws {
        var random = SeededGenerator(seed: 20_261_121)
        let naming = try RoleNaming.make(prefix: prefix)
        var users: Set<String> = []
        var roles: [String: String] = [:]
        func add(_ name: String, depth: Int = 0) throws {
            guard depth < 3, let user = UserName(name), users.insert(name.lowercased()).inserted else { return }
            let role = naming.roleName(for: user).description
            #expect(role.count <= 64)
            #expect(roles.updateValue(name, forKey: role.lowercased()) == nil, "\(name), seed 20261121")
            // Whoever is called like somebody's role, in whatever case, and whoever is called like theirs.
            try add(String(role.dropFirst(prefix.count)), depth: depth + 1)
            try add(String(role.dropFirst(prefix.count)).uppercased(), depth: depth + 1)
        }
        let letters = Array("abcdefABCDEF0123456789-_.")
        for _ in 0..<500 {
            let count = Int.random(in: 1...64, using: &random)
            try add(String((0..<count).map { _ in letters.randomElement(using: &random) ?? "a" }))
            let whole = (0..<51 - prefix.count).map { _ in letters.randomElement(using: &random) ?? "a" }
            let digest = (0..<12).map { _ in Array("0123456789abcdef").randomElement(using: &random) ?? "0" }
            try add(String(whole) + "-" + String(digest))
        }
        #expect(roles.count > 1_000)
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

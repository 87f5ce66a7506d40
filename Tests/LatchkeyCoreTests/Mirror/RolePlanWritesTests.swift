import AWS
import FoundationEssentials
import IAMPolicy
import TestSupport
import Testing

@testable import FakeAWS
@testable import LatchkeyCore

/// Holds the writes against a model of a role: whichever way it was, they end at the plan, and never pass through more.
@Suite struct RolePlanWritesTests {
    private static let quotas = RoleQuotas(accountSummary: [:])
    private static let naming = RoleNaming.usual

    private func applied(_ writes: RoleWrites, to model: RoleModel) -> RoleModel {
        var model = model
        for write in writes.all { model.apply(write) }
        return model
    }

    /// A role as planned, in an account that has these managed policies.
    private func model(of plan: RolePlan, policies: [ARN: String] = [:]) -> RoleModel {
        let planned = plan.attachedPolicies.filter { plan.ownPolicies[$0.key] == nil }.mapValues(\.minified)
        let account = RoleModel(policies: policies.merging(planned) { account, _ in account })
        return applied(plan.writes(from: nil, naming: Self.naming, quotas: Self.quotas), to: account)
    }

    @Test func `makes a new role, what it is denied, and what it is allowed`() throws {
        let plan = try RolePlan.make(
            inline: [.make("Allow", "s3:*"), .make("Deny", "iam:*")], managed: [policyARN("a")],
            boundary: policyARN("b"))
        let writes = plan.writes(from: nil, naming: Self.naming, quotas: Self.quotas)
        #expect(writes.stages.map(\.count) == [1, 1, 2])
        #expect(writes.stages.first == [.create(plan)])
        #expect(writes.afterwards.isEmpty)
    }

    /// Untagging the old spelling of a key takes the new one with it.
    @Test(
        arguments: [
            (("team", "blue"), [("Team", "blue")], []),
            (("team", "blue"), [("Team", "red")], ["tag Team"]),
            (("team", "blue"), [("Floor", "3")], ["tag Floor", "untag team"]),
            (("team", "Caf\u{e9}"), [("team", "Cafe\u{301}")], ["tag team"]),
            (("Caf\u{e9}", "1"), [("Cafe\u{301}", "1")], ["tag Cafe\u{301}", "untag Caf\u{e9}"]),
        ] as [((String, String), [(String, String)], [String])])
    func `tells tags apart as AWS does`(
        held: (String, String), planned: [(String, String)], expected: [String]
    ) throws {
        let old = try RolePlan.make(tags: [AWS.Tag(key: held.0, value: held.1)])
        let plan = try RolePlan.make(tags: planned.map { AWS.Tag(key: $0.0, value: $0.1) })
        let writes = plan.writes(from: try model(of: old).state(), naming: Self.naming, quotas: Self.quotas)
        let words = writes.all.flatMap { write -> [String] in
            switch write {
            case .tag(let tags): tags.map { "tag \($0.key)" }
            case .untag(let keys): keys.map { "untag \($0)" }
            default: ["\(write)"]
            }
        }
        func bytes(_ texts: [String]) -> [[UInt8]] { texts.sorted().map { Array($0.utf8) } }
        #expect(bytes(words) == bytes(expected))
    }

    private func tags(_ count: Int) -> [AWS.Tag] {
        (100..<100 + count).map { AWS.Tag(key: "tag\($0)", value: "") }
    }

    @Test(arguments: [0, 1, 49, 50])
    func `gives a role a tag of Latchkey's own where there is room`(count: Int) throws {
        let plan = try RolePlan.make(tags: tags(count))
        #expect(plan.tags.count == count)
        #expect(plan.roleTags.count == min(50, count + 1))
        #expect(plan.roleTags.contains(.mirror) == (count < 50))
        #expect(try RolePlan.make(tags: [AWS.Tag(key: "Latchkey:Mirror", value: "mine")]).roleTags.count == 1)
    }

    @Test func `tags a role of before with the next write, and not for its own sake`() throws {
        let plan = try RolePlan.make(inline: [.make("Allow", "s3:*")], tags: tags(1))
        var old = model(of: plan)
        old.tags.removeAll { $0 == .mirror }
        #expect(plan.writes(from: try old.state(), naming: Self.naming, quotas: Self.quotas).all.isEmpty)
        old.inline = [:]
        let written = plan.writes(from: try old.state(), naming: Self.naming, quotas: Self.quotas)
        #expect(written.stages.map(\.count) == [2])
        #expect(applied(written, to: old) == model(of: plan))
        // What is only removed, is removed in no more steps.
        old.inline = model(of: plan).inline
        old.inline[RolePlan.InlineName.deny.policyName] = PolicyDocument.denyingEverything.minified
        let removed = plan.writes(from: try old.state(), naming: Self.naming, quotas: Self.quotas)
        #expect(removed.stages.isEmpty && removed.afterwards.map(\.count) == [2])
        // Beside tags of the user's it goes in one call.
        old = model(of: plan)
        old.tags = []
        let tagged = plan.writes(from: try old.state(), naming: Self.naming, quotas: Self.quotas)
        #expect(tagged.all == [.tag(plan.roleTags)])
    }

    @Test func `makes room for tags where a role has all that it may`() throws {
        let old = try model(of: .make(tags: tags(49)))
        #expect(old.tags.count == 50)
        let plan = try RolePlan.make(tags: tags(50))
        let writes = plan.writes(from: try old.state(), naming: Self.naming, quotas: Self.quotas)
        #expect(writes.stages == [[.untag(["latchkey:mirror"])], [.tag([try #require(tags(50).last)])]])
        #expect(applied(writes, to: old) == model(of: plan))
    }

    @Test func `writes nothing to a role that is as planned`() throws {
        let plan = try RolePlan.make(
            inline: [.make("Allow", "s3:*"), .make("Deny", "iam:*"), .make("Allow", "ec2:*", version: nil)],
            managed: [policyARN("a")], boundary: policyARN("b"), tags: [AWS.Tag(key: "k", value: "v")])
        #expect(plan.writes(from: try model(of: plan).state(), naming: Self.naming, quotas: Self.quotas).all.isEmpty)
    }

    @Test func `undoes what somebody else changed`() throws {
        let plan = try RolePlan.make(inline: [.make("Allow", "s3:*")], managed: [policyARN("a")])
        var changed = model(of: plan)
        changed.trust = #"{"Version":"2012-10-17","Statement":[]}"#
        changed.maxSessionDuration = 3_600
        changed.boundary = try policyARN("x")
        changed.tags = [AWS.Tag(key: "stray", value: "")]
        changed.inline[try #require(PolicyName("stray"))] =
            #"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
        changed.attached = [try policyARN("x")]
        let writes = plan.writes(from: try changed.state(), naming: Self.naming, quotas: Self.quotas)
        #expect(applied(writes, to: changed) == model(of: plan))
    }

    @Test func `empties a role before filling it where old and new don't fit side by side`() throws {
        let plan = try RolePlan.make(managed: (0..<8).map { try policyARN("new\($0)") })
        let old = try model(
            of: .make(managed: (0..<8).map { try policyARN("old\($0)") }), policies: model(of: plan).policies)
        let writes = plan.writes(from: try old.state(), naming: Self.naming, quotas: Self.quotas)
        #expect(writes.stages.map(\.count) == [8, 8])
        #expect(applied(writes, to: old) == model(of: plan, policies: old.policies))
    }

    @Test func `shuts a role while its boundary and its policies change`() throws {
        let plan = try RolePlan.make(inline: [.make("Allow", "s3:*")], boundary: policyARN("new"))
        let old = try model(of: .make(inline: [.make("Allow", "ec2:*")], boundary: policyARN("old")))
        let writes = plan.writes(from: try old.state(), naming: Self.naming, quotas: Self.quotas)
        let deny = RolePlan.InlineName.deny.policyName
        #expect(
            writes.stages.first == [.putInline(name: deny, document: PolicyDocument.denyingEverything.minified)])
        #expect(writes.afterwards == [[.deleteInline(name: deny)]])
    }

    /// From any role, or none, to any plan, in any order within a stage: what the role allows at any moment, it allowed
    /// before or is to allow in the end; and it is never given more than it has room for.
    @Test(arguments: 0..<400)
    func `passes through no more than it was or will be`(round: UInt64) throws {
        var random = SeededGenerator(seed: 20_261_121 + round)
        let quotas = RoleQuotas(accountSummary: [
            "AttachedPoliciesPerRoleQuota": .random(in: 4...10, using: &random),
            "RolePolicySizeQuota": .random(in: 1...3, using: &random) * 600 + PolicyDocument.revocationSize,
            "PolicySizeQuota": 1_200,
        ])
        let account = try RolePlan.account()
        let isNew = round % 4 == 0
        var role = RoleModel(policies: account)
        if !isNew {
            role = try model(
                of: .random(quotas: quotas, revokedBefore: .randomRevocation(using: &random), using: &random),
                policies: account)
            if round % 4 == 1 { try role.tamper(quotas: quotas, using: &random) }
        }
        let revokedBefore = isNew ? nil : try role.state().revokedBefore
        let plan = try RolePlan.random(
            quotas: quotas,
            revokedBefore: [revokedBefore, .randomRevocation(using: &random)].compactMap { $0 }.max(), using: &random)
        let target = model(of: plan, policies: account)
        #expect(
            target.inlineSize - (plan.inlinePolicies[.revocation]?.size ?? 0) + PolicyDocument.revocationSize
                <= quotas.inlineCharacters, "round \(round)")
        let bounds = try (isNew ? [] : role.rights()).union(target.rights())
        let writes = plan.writes(from: isNew ? nil : try role.state(), naming: Self.naming, quotas: quotas)
        let makesBoundary = plan.permissionsBoundary.map { plan.ownPolicies[$0] != nil && role.boundary != $0 } ?? false
        if !isNew, round % 4 != 1, !makesBoundary {
            // With what marks the record, a sync of a role that nobody else changed is five deep once it has read.
            #expect(writes.stages.count + writes.afterwards.count <= 4, "round \(round)")
        }
        for stage in writes.stages + writes.afterwards + [writes.leftovers] {
            for write in stage.shuffled(using: &random) {
                role.apply(write)
                let wider = try role.rights().subtracting(bounds)
                #expect(wider.isEmpty, "round \(round): \(wider) after \(write)")
                #expect(role.attached.count <= quotas.attachedPolicies, "round \(round)")
                #expect(role.inlineSize <= quotas.inlineCharacters, "round \(round): \(write)")
                if let revokedBefore {
                    #expect(try role.state().revokedBefore ?? .distantPast >= revokedBefore, "round \(round): \(write)")
                }
            }
        }
        role.policies = target.policies
        #expect(role == target, "round \(round)")
    }

    @Test func `empties a role Allows first`() throws {
        let names = ["latchkey-allow", "latchkey-deny", "old"].compactMap { PolicyName($0) }
        let stages = RoleMirror.emptying(inline: names, attached: [try policyARN("a")])
        #expect(stages.map(\.count) == [1, 1, 2, 1])
        #expect(stages.first == [.deleteInline(name: RolePlan.InlineName.allow.policyName)])
        #expect(stages.last == [.deleteInline(name: RolePlan.InlineName.deny.policyName)])
    }
}

extension RolePlan {
    /// An account's managed policies: some allow, some forbid, some do both; and boundaries, one of which has to be
    /// rewritten.
    fileprivate static func account() throws -> [ARN: String] {
        func statement(_ effect: String, _ number: Int) -> String {
            #"{"Effect":"\#(effect)","Action":"service\#(number):*","Resource":"*"}"#
        }
        func document(_ statements: String) -> String { #"{"Version":"2012-10-17","Statement":[\#(statements)]}"# }
        let documents = (0..<12).map { number in
            switch number % 3 {
            case 0: statement("Allow", number)
            case 1: statement("Deny", number - 1)
            default: statement("Allow", number) + "," + statement("Deny", (number + 3) % 12)
            }
        }
        func boundary(_ services: some Sequence<Int>, _ action: String) -> String {
            (services.map { statement("Allow", $0) } + [#"{"Effect":"Allow","Action":"\#(action)","Resource":"*"}"#])
                .joined(separator: ",")
        }
        let personal = #",{"Effect":"Allow","Action":"sns:*","Resource":"arn:aws:sns:*:*:${aws:username}"}"#
        var account = Dictionary(
            uniqueKeysWithValues: try documents.enumerated().map { (try policyARN("p\($0)"), document($1)) })
        account[try policyARN("boundary0")] = document(boundary(0..<8, "s3:*"))
        account[try policyARN("boundary1")] = document(boundary(4..<12, "ec2:*"))
        account[try policyARN("boundary2")] = document(boundary(2..<10, "sqs:*") + personal)
        return account
    }

    /// The plan of a random user, who has no more than a role can hold.
    fileprivate static func random(
        quotas: RoleQuotas, revokedBefore: Date?, using random: inout SeededGenerator
    ) throws -> RolePlan {
        func some<Element>(_ elements: [Element]) -> [Element] { elements.filter { _ in Bool.random(using: &random) } }
        let tagged = #","Condition":{"StringEquals":{"aws:PrincipalTag/a":"1"}}"#
        let inline: [UserPolicies.Inline] = ["s3:*", "ec2:*", "sqs:*", "iam:*"].flatMap { action in
            [("Allow", "2012-10-17"), ("Deny", "2012-10-17"), ("Allow", nil), ("Deny", nil)].map {
                .make($0.0, action, version: $0.1, further: action == "s3:*" ? tagged : "")
            }
        }
        let account = try account()
        let boundaries = try (0..<3).map { try policyARN("boundary\($0)") }
        while true {
            do {
                return try .make(
                    inline: some(inline), managed: some(account.keys.filter { !boundaries.contains($0) }.sorted()),
                    boundary: some(boundaries).randomElement(using: &random),
                    tags: some([AWS.Tag(key: "a", value: "1"), AWS.Tag(key: "b", value: "2")]), documents: account,
                    quotas: quotas, revokedBefore: revokedBefore)
            } catch CoreError.limitsExceeded {
                continue
            }
        }
    }
}

extension RoleModel {
    fileprivate var inlineSize: Int { inline.values.reduce(0) { $0 + $1.countWithoutWhiteSpace } }

    /// Changes the role as somebody else could.
    fileprivate mutating func tamper(quotas: RoleQuotas, using random: inout SeededGenerator) throws {
        let everything = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#
        let both = everything.replacing("}]}", with: #"},{"Effect":"Deny","Action":"iam:*","Resource":"*"}]}"#)
        if inlineSize + both.count <= quotas.inlineCharacters, Bool.random(using: &random) {
            inline[try #require(PolicyName("stray"))] = both
        }
        for name in [RolePlan.InlineName.deny, .revocation] where Bool.random(using: &random) {
            let document = Bool.random(using: &random) ? everything : both
            if inlineSize - (inline[name.policyName]?.count ?? 0) + document.count <= quotas.inlineCharacters {
                inline[name.policyName] = document
            }
        }
        for arn in attached.union([boundary].compactMap { $0 })
        where RoleNaming.usual.ownsPolicy(arn) && Bool.random(using: &random) {
            policies[arn] = everything
        }
    }

    /// What its sessions may do, of all that the policies here are about.
    fileprivate func rights() throws -> Set<String> {
        func statements(_ documents: [String]) throws -> [PolicyStatement] {
            try documents.flatMap { try PolicyDocument(parsing: $0).statements }
        }
        func applies(_ statement: PolicyStatement, _ effect: PolicyStatement.Effect, _ action: String) -> Bool {
            // Sessions of now are after any revocation.
            statement.effect == effect && !statement.json.minified.contains("aws:TokenIssueTime")
                && ["*", .string(action)].contains(statement.elements["Action"])
                && (statement.elements["Condition"] == nil || tags.contains(AWS.Tag(key: "a", value: "1")))
        }
        let own = try statements(Array(inline.values) + attached.compactMap { policies[$0] })
        let bounds = try boundary.map { try statements([try #require(policies[$0])]) }
        let universe = ["s3:*", "ec2:*", "sqs:*", "iam:*"] + (0..<12).map { "service\($0):*" }
        return Set(
            universe.filter { action in
                own.contains { applies($0, .allow, action) } && !own.contains { applies($0, .deny, action) }
                    && bounds?.contains { applies($0, .allow, action) } ?? true
            })
    }
}

extension Date? {
    fileprivate static func randomRevocation(using random: inout SeededGenerator) -> Date? {
        Bool.random(using: &random) ? Date(timeIntervalSince1970: .random(in: 0...9, using: &random)) : nil
    }
}

/// A generator whose numbers follow from its seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

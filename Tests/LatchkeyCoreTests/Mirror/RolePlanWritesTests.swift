import AWS
import Testing

@testable import LatchkeyCore

/// Holds the writes against a model of a role: whichever way it was, they end at the plan, and never pass through more.
@Suite struct RolePlanWritesTests {
    private static let quotas = RoleQuotas(accountSummary: [:])
    private static let naming = RoleNaming.usual

    private func applied(_ stages: [[RoleWrite]], to model: RoleModel) -> RoleModel {
        var model = model
        for write in stages.joined() { model.apply(write) }
        return model
    }

    /// A role as planned, in an account that has these managed policies.
    private func model(of plan: RolePlan, policies: [ARN: String] = [:]) -> RoleModel {
        let planned = plan.attachedPolicies.filter { plan.ownPolicies[$0.key] == nil }.mapValues(\.minified)
        let account = RoleModel(policies: policies.merging(planned) { account, _ in account })
        return applied(plan.writes(from: nil, naming: Self.naming, quotas: Self.quotas), to: account)
    }

    @Test func `makes a new role in two stages`() throws {
        let plan = try RolePlan.make(
            inline: [.make("Allow", "s3:*"), .make("Deny", "iam:*")], managed: [policyARN("a")],
            boundary: policyARN("b"))
        let stages = plan.writes(from: nil, naming: Self.naming, quotas: Self.quotas)
        #expect(stages.map(\.count) == [1, 3])
        #expect(stages.first == [.create(plan)])
    }

    @Test func `writes nothing to a role that is as planned`() throws {
        let plan = try RolePlan.make(
            inline: [.make("Allow", "s3:*"), .make("Deny", "iam:*"), .make("Allow", "ec2:*", version: nil)],
            managed: [policyARN("a")], boundary: policyARN("b"), tags: [AWS.Tag(key: "k", value: "v")])
        #expect(plan.writes(from: try model(of: plan).state(), naming: Self.naming, quotas: Self.quotas).isEmpty)
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

    @Test func `rebuilds a role behind a Deny of everything where old and new don't fit side by side`() throws {
        let plan = try RolePlan.make(managed: (0..<8).map { try policyARN("new\($0)") })
        let old = try model(
            of: .make(managed: (0..<8).map { try policyARN("old\($0)") }), policies: model(of: plan).policies)
        let stages = plan.writes(from: try old.state(), naming: Self.naming, quotas: Self.quotas)
        var role = old
        for write in stages.joined() {
            role.apply(write)
            #expect(role.attached.count <= Self.quotas.attachedPolicies)
            let isMixed =
                !role.attached.isSubset(of: old.attached) && !role.attached.isSubset(of: plan.attachedPolicies.keys)
            let isShut = try role.statements(.deny).contains { $0.elements == ["Action": "*", "Resource": "*"] }
            #expect(isShut || !isMixed)
        }
        #expect(role == model(of: plan, policies: old.policies))
    }

    /// From any role to any plan, in any order within a stage: each Allow that is in force is one of the old role or of the
    /// plan, no Deny of the plan is missing once something new is allowed, and no old Deny goes before the last old Allow.
    @Test(arguments: 0..<300)
    func `passes through no more than it was or will be`(round: UInt64) throws {
        var random = SeededGenerator(seed: 20_261_121 + round)
        let quotas = RoleQuotas(accountSummary: ["AttachedPoliciesPerRoleQuota": .random(in: 4...10, using: &random)])
        let account = try RolePlan.account()
        let before = try RolePlan.random(quotas: quotas, using: &random)
        let plan = try RolePlan.random(quotas: quotas, using: &random)
        let old = model(of: before, policies: account)
        var role = old
        let (oldAllows, oldDenies) = try (old.statements(.allow), old.statements(.deny))
        let target = model(of: plan, policies: account)
        let (newAllows, newDenies) = try (target.statements(.allow), target.statements(.deny))
        let shut = PolicyStatement(effect: .deny, elements: ["Action": "*", "Resource": "*"])
        for stage in plan.writes(from: try old.state(), naming: Self.naming, quotas: quotas) {
            for write in stage.shuffled(using: &random) {
                role.apply(write)
                let (allows, denies) = try (role.statements(.allow), role.statements(.deny))
                if denies.contains(shut) { continue }
                #expect(allows.isSubset(of: oldAllows.union(newAllows)), "round \(round)")
                if !allows.isSubset(of: oldAllows) {
                    #expect(newDenies.isSubset(of: denies), "round \(round): allowed before it was denied")
                }
                if !oldDenies.isSubset(of: denies) {
                    #expect(allows.isSubset(of: newAllows), "round \(round): a Deny went before an Allow")
                }
                if role.boundary != old.boundary, role.boundary == nil {
                    #expect(allows.isSubset(of: newAllows), "round \(round): the boundary went before an Allow")
                }
            }
        }
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
    /// An account's managed policies: some allow, some forbid, some do both.
    fileprivate static func account() throws -> [ARN: String] {
        func statement(_ effect: String, _ number: Int) -> String {
            #"{"Effect":"\#(effect)","Action":"service\#(number):*","Resource":"*"}"#
        }
        let documents = (0..<12).map { number in
            let statements =
                switch number % 3 {
                case 0: statement("Allow", number)
                case 1: statement("Deny", number - 1)
                default: statement("Allow", number) + "," + statement("Deny", (number + 3) % 12)
                }
            return #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#
        }
        return Dictionary(uniqueKeysWithValues: try documents.enumerated().map { (try policyARN("p\($0)"), $1) })
    }

    fileprivate static func random(quotas: RoleQuotas, using random: inout SeededGenerator) throws -> RolePlan {
        func some<Element>(_ elements: [Element]) -> [Element] { elements.filter { _ in Bool.random(using: &random) } }
        let inline: [UserPolicies.Inline] = ["s3:*", "ec2:*", "sqs:*", "iam:*"].flatMap { action in
            [("Allow", "2012-10-17"), ("Deny", "2012-10-17"), ("Allow", nil), ("Deny", nil)].map {
                .make($0.0, action, version: $0.1)
            }
        }
        let account = try account()
        return try .make(
            inline: some(inline), managed: some(account.keys.sorted()),
            boundary: some([try policyARN("boundary")]).first,
            tags: some([AWS.Tag(key: "a", value: "1"), AWS.Tag(key: "b", value: "2")]), documents: account,
            quotas: quotas)
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

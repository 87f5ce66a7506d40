import AWS
import FoundationEssentials
import IAMPolicy
import TestSupport
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite struct ChangeSetSafetyTests {
    /// From any role, or none, to any plan, with the writes of a stage in any order: what the role allows at any moment, it
    /// allowed before or is to allow in the end. And it is never given more than it has room for.
    @Test(arguments: 0..<400)
    func `after no write does a role allow what it neither allowed before nor will in the end`(round: UInt64) throws {
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
            role = RoleModel(
                of: try .random(quotas: quotas, revokedBefore: .randomRevocation(using: &random), using: &random),
                policies: account)
            if round % 4 == 1 { try role.tamper(quotas: quotas, using: &random) }
        }
        let revokedBefore = isNew ? nil : try role.snapshot().revokedBefore
        let plan = try RolePlan.random(
            quotas: quotas,
            revokedBefore: [revokedBefore, .randomRevocation(using: &random)].compactMap { $0 }.max(), using: &random)
        let target = RoleModel(of: plan, policies: account)
        #expect(
            target.inlineSize - (plan.inlinePolicies[.revocation]?.size ?? 0) + PolicyDocument.revocationSize
                <= quotas.inlineCharacters, "round \(round)")
        let bounds = try (isNew ? [] : role.rights()).union(target.rights())
        let changes = ChangeSet(from: isNew ? nil : try role.snapshot(), to: plan, quotas: quotas)
        let makesBoundary = plan.permissionsBoundary.map { plan.ownPolicies[$0] != nil && role.boundary != $0 } ?? false
        if !isNew, round % 4 != 1, !makesBoundary {
            // With the write to the record, a reconciliation is five round trips deep once it has read, unless somebody else
            // changed the role.
            #expect(changes.stages.count + changes.closingStages.count <= 4, "round \(round)")
        }
        for stage in changes.stages + changes.closingStages + [changes.unusedPolicies] {
            for change in stage.shuffled(using: &random) {
                role.apply(change)
                let wider = try role.rights().subtracting(bounds)
                #expect(wider.isEmpty, "round \(round): \(wider) after \(change)")
                #expect(role.attached.count <= quotas.attachedPolicies, "round \(round)")
                #expect(role.inlineSize <= quotas.inlineCharacters, "round \(round): \(change)")
                if let revokedBefore {
                    let end = try role.snapshot().revokedBefore ?? .distantPast
                    #expect(end >= revokedBefore, "round \(round): \(change)")
                }
            }
        }
        role.policies = target.policies
        #expect(role == target, "round \(round)")
    }
}

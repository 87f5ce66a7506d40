import AWS
import FoundationEssentials
import IAMPolicy
import Testing

@testable import FakeAWS
@testable import RoleMirror

/// A role in an account, as IAM would have it after some changes.
struct RoleModel: Equatable {
    var trust = ""
    var maxSessionDuration = 3_600
    var boundary: ARN?
    var tags: [AWS.Tag] = []
    var inline: [PolicyName: String] = [:]
    var attached: Set<ARN> = []
    /// The documents of all managed policies in the account.
    var policies: [ARN: String] = [:]

    mutating func apply(_ change: RoleChange) {
        switch change {
        case .create(let plan):
            trust = plan.trustPolicy.minified
            maxSessionDuration = plan.maxSessionDuration
            boundary = plan.boundaryAtCreation
            tags = plan.roleTags
        case .updateTrust(let text): trust = text
        case .updateMaxSessionDuration(let seconds): maxSessionDuration = seconds
        case .putBoundary(let arn): boundary = arn
        case .deleteBoundary: boundary = nil
        case .tag(let new):
            tags = (tags.filter { old in !new.contains { $0.key == old.key } } + new).sorted { $0.key < $1.key }
        case .untag(let keys): tags.removeAll { keys.contains($0.key) }
        case .putInline(let name, let document): inline[name] = document
        case .deleteInline(let name): inline[name] = nil
        case .attach(let arn): attached.insert(arn)
        case .detach(let arn): attached.remove(arn)
        case .createPolicy(let arn, let document), .resetPolicy(let arn, let document): policies[arn] = document
        case .deletePolicy(let arn): policies[arn] = nil
        }
    }

    func snapshot(_ name: String = "user_alice") throws -> RoleSnapshot {
        RoleSnapshot(
            role: Role(
                roleName: try #require(RoleName(name)), roleID: "AROA",
                arn: try arn("arn:aws:iam::123456789012:role/user-role/\(name)"),
                path: try #require(Path("/user-role/")),
                createDate: .distantPast, assumeRolePolicyDocument: trust, description: nil,
                maxSessionDuration: maxSessionDuration, permissionsBoundary: boundary, tags: tags),
            inlinePolicies: inline, attachedPolicies: attached, documents: policies)
    }
}

extension RoleModel {
    /// A role that equals a plan, in an account that has these managed policies besides those of the plan.
    init(of plan: RolePlan, policies: [ARN: String] = [:]) {
        let planned = plan.attachedPolicies.filter { plan.ownPolicies[$0.key] == nil }.mapValues(\.minified)
        self.init(policies: policies.merging(planned) { account, _ in account })
        apply(ChangeSet(from: nil, to: plan, quotas: .usual))
    }

    mutating func apply(_ changes: ChangeSet) {
        for change in changes.all { apply(change) }
    }

    func applying(_ changes: ChangeSet) -> RoleModel {
        var copy = self
        copy.apply(changes)
        return copy
    }
}

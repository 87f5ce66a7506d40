import AWS
import Concurrency
import FoundationEssentials
import RoleMirror

/// A policy that Latchkey made for a role, and that nothing uses.
struct UnusedPolicy: Sendable, Equatable {
    var arn: ARN
    /// The role that it was made for; nil when that role is gone.
    var roleName: RoleName?
}

/// Finds policies that Latchkey made for roles and that nothing uses: a login or a clean-up ended between detaching one and
/// deleting it.
struct UnusedPolicySearch: Sendable {
    /// For how long a policy must not have changed, in seconds: a younger one may be about to be attached.
    static let grace: TimeInterval = 3_600

    private let iam: IAM
    private let naming: RoleNaming
    private let timekeeper: Timekeeper

    init(iam: IAM, naming: RoleNaming, timekeeper: Timekeeper) {
        self.iam = iam
        self.naming = naming
        self.timekeeper = timekeeper
    }

    /// The policies that IAM's list says nothing uses, by ARN.
    func unusedPolicies() async throws(AWSError) -> [UnusedPolicy] {
        let policies = try await iam.listPolicies(pathPrefix: naming.path).filter(isUnused).map(\.arn)
        let marks = Set(policies.compactMap(naming.policyMark(of:)))
        guard !marks.isEmpty else { return [] }
        let roles = try await roles(marked: marks)
        return policies.sorted().compactMap { arn in
            naming.policyMark(of: arn).map { UnusedPolicy(arn: arn, roleName: roles[$0]) }
        }
    }

    /// The roles whose marks stand in the names of policies, by mark.
    private func roles(marked marks: Set<String>) async throws(AWSError) -> [String: RoleName] {
        var roles: [String: RoleName] = [:]
        var pages = RoleReader(iam: iam, naming: naming).all()
        while let page = try await pages.next() {
            for role in page {
                let mark = naming.policyMark(of: role.roleName)
                if marks.contains(mark) { roles[mark] = role.roleName }
            }
        }
        return roles
    }

    /// Whether nothing uses the policy now.
    ///
    /// No lease keeps a login from attaching it at this moment, as the policy's name doesn't say whose role it is for. A
    /// login that finds the policy gone makes it again.
    ///
    /// - Throws: also `NoSuchEntity` when the policy is gone.
    func isUnused(_ policy: UnusedPolicy) async throws(AWSError) -> Bool {
        guard isUnused(try await iam.getPolicy(policyARN: policy.arn)) else { return false }
        guard let roleName = policy.roleName else { return true }
        // IAM's counts of uses may lag behind, so the role is looked at too.
        async let role = outcome { () throws(AWSError) in try await iam.getRole(roleName: roleName) }
        do throws(AWSError) {
            let attached = try await iam.listAttachedRolePolicies(roleName: roleName).map(\.policyARN)
            let boundary = try await role.get().permissionsBoundary
            return boundary != policy.arn && !attached.contains(policy.arn)
        } catch  where error.isNoSuchEntity {
            return true
        }
    }

    private func isUnused(_ policy: ManagedPolicy) -> Bool {
        guard let changed = policy.updateDate else { return false }
        return policy.attachmentCount == 0 && policy.permissionsBoundaryUsageCount == 0
            && changed < timekeeper.now() - Self.grace
    }
}

package import AWS
import Concurrency
import IAMPolicy
package import RoleRecords

/// Deleting a role without giving it more rights on the way.
extension RoleWriter {
    /// Deletes a role with its policies. That it is gone already is fine.
    ///
    /// A role of the same name at another path is another role, so the whole ARN has to be the same.
    ///
    /// - Parameters:
    ///   - roleARN: the role.
    ///   - claim: says whether the role is the user's.
    ///   - lease: the right to change the role, looked at before each stage.
    /// - Returns: the role that was deleted; nil when there is none.
    /// - Throws: ``RoleMirrorError/foreignRole(_:)`` when the claim doesn't cover the role, which is left alone then;
    ///   ``RoleMirrorError/roleBusy`` when the lease is lost on the way; otherwise what IAM says.
    package func deleteRole(
        _ roleARN: ARN, by claim: RoleClaim, under lease: HeldLease
    ) async throws(RoleMirrorError) -> ARN? {
        guard let roleName = RoleName(roleARN.resourceName) else { return nil }
        do throws(RoleMirrorError) {
            let found = try await mappingAWSErrors { () throws(AWSError) in try await read(roleARN, roleName) }
            guard let found else { return nil }
            guard claim.covers(found.role) else { throw .foreignRole(found.role.arn) }
            try await empty(roleName, found, under: lease)
            try check(lease)
            try await mappingAWSErrors { () throws(AWSError) in
                try await deleteEmptied(roleName)
                removed.add(found.role.arn)
                let policies = found.attached + [found.role.permissionsBoundary].compactMap { $0 }
                _ = try await concurrentMap(policies.filter(naming.ownsPolicy)) { arn throws(AWSError) in
                    try await deletePolicy(arn)
                }
            }
            return found.role.arn
        } catch .aws(let error) where error.isNoSuchEntity {
            return nil
        }
    }

    /// A role, and what has to go before it can be deleted.
    private struct Found {
        var role: Role
        var inline: [PolicyName]
        var attached: [ARN]
    }

    /// Nil for a role at another path.
    private func read(_ roleARN: ARN, _ roleName: RoleName) async throws(AWSError) -> Found? {
        async let role = outcome { () throws(AWSError) in try await iam.getRole(roleName: roleName) }
        async let attached = outcome { () throws(AWSError) in
            try await iam.listAttachedRolePolicies(roleName: roleName).map(\.policyARN)
        }
        let inline = try await iam.listRolePolicies(roleName: roleName)
        let found = try await role.get()
        // IAM compares names without regard to case, paths with regard to it.
        guard found.arn.isSame(as: roleARN) else { return nil }
        return Found(role: found, inline: inline, attached: try await attached.get())
    }

    /// Deletes a role that has no policies. A deletion whose answer is lost is repeated, and then finds no role.
    private func deleteEmptied(_ roleName: RoleName) async throws(AWSError) {
        do throws(AWSError) {
            try await iam.deleteRole(roleName: roleName)
        } catch  where error.isAccessDenied {
            let cause = await explained(error, roleName)
            guard cause.isNoSuchEntity else { throw cause }
        }
    }

    private func empty(_ roleName: RoleName, _ found: Found, under lease: HeldLease) async throws(RoleMirrorError) {
        do throws(RoleMirrorError) {
            let stages = Self.emptying(inline: found.inline, attached: found.attached)
            try await apply(stages, to: roleName, under: lease)
        } catch .aws(let error) where error.code == .limitExceeded {
            let (gate, inline) = try await mappingAWSErrors { () throws(AWSError) in
                (try await shutInPlace(roleName), try await iam.listRolePolicies(roleName: roleName))
            }
            let stages = Self.emptying(inline: inline, attached: found.attached, gate: gate)
            try await apply(stages, to: roleName, under: lease)
        }
    }

    /// The changes that take everything from a role, Allows before Denies. Where a policy's name doesn't tell which of the
    /// two it has, a Deny of everything stands until all are gone.
    ///
    /// - Parameters:
    ///   - inline: the names of the role's inline policies.
    ///   - attached: the policies attached.
    ///   - gate: an inline policy that denies everything already.
    /// - Returns: stages as in a ``ChangeSet``.
    static func emptying(inline: [PolicyName], attached: [ARN], gate: PolicyName? = nil) -> [[RoleChange]] {
        let inline = inline.filter { $0 != gate }
        let planned = inline.compactMap { InlinePolicyName(rawValue: $0.rawValue) }
        let foreign = inline.filter { InlinePolicyName(rawValue: $0.rawValue) == nil }
        var denies = planned.filter(\.isDeny).map(\.policyName)
        var shutting: [RoleChange] = []
        if let gate {
            denies.append(gate)
        } else if foreign.count + attached.count > 1 {
            shutting = [.putInline(.deny, .denyingEverything)]
            let gate = InlinePolicyName.deny.policyName
            if !denies.contains(gate) { denies.append(gate) }
        }
        return [
            planned.filter { !$0.isDeny }.map { .deleteInline(name: $0.policyName) },
            shutting,
            foreign.map { .deleteInline(name: $0) } + attached.map { .detach($0) },
            denies.map { .deleteInline(name: $0) },
        ].filter { !$0.isEmpty }
    }

    /// Writes a Deny of everything in place of the largest inline policy, where there is no room for another one.
    ///
    /// - Returns: the name of that policy.
    private func shutInPlace(_ roleName: RoleName) async throws(AWSError) -> PolicyName {
        let sizes = try await concurrentMap(try await iam.listRolePolicies(roleName: roleName)) {
            name throws(AWSError) in
            (name, try await iam.getRolePolicy(roleName: roleName, policyName: name).countWithoutWhiteSpace)
        }
        let gate = sizes.max { $0.1 < $1.1 }?.0 ?? InlinePolicyName.deny.policyName
        try await iam.putRolePolicy(
            roleName: roleName, policyName: gate, policyDocument: PolicyDocument.denyingEverything.minified)
        return gate
    }
}

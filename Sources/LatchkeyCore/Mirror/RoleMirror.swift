package import AWS

/// Reads users and roles, and carries out what a plan says.
package struct RoleMirror: Sendable {
    private let iam: IAM

    package init(iam: IAM) {
        self.iam = iam
    }

    // MARK: Reading

    /// Everything about a user that a role can mirror; three round trips deep, however many policies there are.
    ///
    /// - Throws: also `NoSuchEntity` when something was deleted while it was read.
    package func snapshot(of user: User) async throws(AWSError) -> UserSnapshot {
        let name = user.userName
        async let groups = outcome { () throws(AWSError) in try await groupPolicies(of: name) }
        async let inline = outcome { () throws(AWSError) in
            try await sideBySide(try await iam.listUserPolicies(userName: name)) { policy throws(AWSError) in
                UserSnapshot.InlinePolicy(
                    name: policy.rawValue, document: try await iam.getUserPolicy(userName: name, policyName: policy))
            }
        }
        async let attached = outcome { () throws(AWSError) in try await iam.listAttachedUserPolicies(userName: name) }
        let (inherited, own, managed) = (try await groups.get(), try await inline.get(), try await attached.get())
        return UserSnapshot(
            user: user,
            inlinePolicies: own + inherited.flatMap(\.inline),
            managedPolicies: managed.map(\.policyARN) + inherited.flatMap(\.managed))
    }

    private func groupPolicies(
        of userName: UserName
    ) async throws(AWSError) -> [(inline: [UserSnapshot.InlinePolicy], managed: [ARN])] {
        let groups = try await iam.listGroupsForUser(userName: userName).map(\.groupName)
        return try await sideBySide(groups) { group throws(AWSError) in
            async let attached = outcome { () throws(AWSError) in
                try await iam.listAttachedGroupPolicies(groupName: group)
            }
            let inline = try await sideBySide(try await iam.listGroupPolicies(groupName: group)) {
                policy throws(AWSError) in
                UserSnapshot.InlinePolicy(
                    group: group.rawValue, name: policy.rawValue,
                    document: try await iam.getGroupPolicy(groupName: group, policyName: policy))
            }
            return (inline, try await attached.get().map(\.policyARN))
        }
    }

    /// What a role holds, or nil when there is none; two round trips deep.
    package func state(of roleName: RoleName) async throws(AWSError) -> RoleState? {
        async let role = outcome { () throws(AWSError) in try await iam.getRole(roleName: roleName) }
        async let attached = outcome { () throws(AWSError) in
            try await iam.listAttachedRolePolicies(roleName: roleName)
        }
        async let inline = outcome { () throws(AWSError) in
            try await sideBySide(try await iam.listRolePolicies(roleName: roleName)) { policy throws(AWSError) in
                (policy, try await iam.getRolePolicy(roleName: roleName, policyName: policy))
            }
        }
        do throws(AWSError) {
            return RoleState(
                role: try await role.get(),
                inlinePolicies: Dictionary(try await inline.get()) { $1 },
                attachedPolicies: Set(try await attached.get().map(\.policyARN)))
        } catch  where error.isNoSuchEntity {
            return nil
        }
    }

    package func quotas() async throws(AWSError) -> RoleQuotas {
        RoleQuotas(accountSummary: try await iam.getAccountSummary())
    }

    // MARK: Writing

    /// Carries out the stages one after the other, the writes of each side by side.
    package func apply(_ stages: [[RoleWrite]], to roleName: RoleName) async throws(AWSError) {
        for stage in stages {
            _ = try await sideBySide(stage, limit: 8) { write throws(AWSError) in
                try await apply(write, to: roleName)
            }
        }
    }

    private func apply(_ write: RoleWrite, to roleName: RoleName) async throws(AWSError) {
        switch write {
        case .create(let plan):
            _ = try await iam.createRole(
                roleName: plan.roleName, path: plan.path, assumeRolePolicyDocument: plan.trustPolicy.minified,
                maxSessionDuration: plan.maxSessionDuration, permissionsBoundary: plan.permissionsBoundary,
                description: plan.description, tags: plan.tags)
        case .updateTrust(let document):
            try await iam.updateAssumeRolePolicy(roleName: roleName, policyDocument: document)
        case .updateMaxSessionDuration(let seconds):
            try await iam.updateRole(roleName: roleName, maxSessionDuration: seconds)
        case .putBoundary(let arn):
            try await iam.putRolePermissionsBoundary(roleName: roleName, permissionsBoundary: arn)
        case .deleteBoundary:
            try await iam.deleteRolePermissionsBoundary(roleName: roleName)
        case .tag(let tags):
            try await iam.tagRole(roleName: roleName, tags: tags)
        case .untag(let keys):
            try await iam.untagRole(roleName: roleName, tagKeys: keys)
        case .putInline(let name, let document):
            try await iam.putRolePolicy(roleName: roleName, policyName: name, policyDocument: document)
        case .deleteInline(let name):
            try await ignoringNoSuchEntity { () throws(AWSError) in
                try await iam.deleteRolePolicy(roleName: roleName, policyName: name)
            }
        case .attach(let arn):
            try await iam.attachRolePolicy(roleName: roleName, policyARN: arn)
        case .detach(let arn):
            try await ignoringNoSuchEntity { () throws(AWSError) in
                try await iam.detachRolePolicy(roleName: roleName, policyARN: arn)
            }
        }
    }

    /// Deletes a role and all that hangs on it; a role that is gone already is fine.
    ///
    /// The name alone could be of a role at another path, which is not Latchkey's: the whole ARN has to agree.
    package func remove(_ roleARN: ARN) async throws(AWSError) {
        guard let roleName = RoleName(roleARN.resourceName) else { return }
        try await ignoringNoSuchEntity { () throws(AWSError) in
            async let role = outcome { () throws(AWSError) in try await iam.getRole(roleName: roleName) }
            async let attached = outcome { () throws(AWSError) in
                try await iam.listAttachedRolePolicies(roleName: roleName)
            }
            let inline = try await iam.listRolePolicies(roleName: roleName)
            guard try await role.get().arn == roleARN else { return }
            let policies = try await attached.get().map(\.policyARN)
            try await apply(Self.emptying(inline: inline, attached: policies), to: roleName)
            try await iam.deleteRole(roleName: roleName)
        }
    }

    /// The writes that take everything from a role, Allows before Denies: where a policy's name doesn't tell which it is,
    /// a Deny of everything stands until all are gone.
    static func emptying(inline: [PolicyName], attached: [ARN]) -> [[RoleWrite]] {
        let planned = inline.compactMap { RolePlan.InlineName(rawValue: $0.rawValue) }
        let foreign = inline.filter { RolePlan.InlineName(rawValue: $0.rawValue) == nil }
        let gate = RolePlan.InlineName.deny.policyName
        var denies = planned.filter(\.isDeny).map(\.policyName)
        var shut: [RoleWrite] = []
        if foreign.count + attached.count > 1 {
            shut = [.putInline(name: gate, document: PolicyDocument.denyingEverything.minified)]
            if !denies.contains(gate) { denies.append(gate) }
        }
        return [
            planned.filter { !$0.isDeny }.map { .deleteInline(name: $0.policyName) },
            shut,
            foreign.map { .deleteInline(name: $0) } + attached.map { .detach($0) },
            denies.map { .deleteInline(name: $0) },
        ].filter { !$0.isEmpty }
    }

    private func ignoringNoSuchEntity(_ body: () async throws(AWSError) -> Void) async throws(AWSError) {
        do throws(AWSError) {
            try await body()
        } catch  where error.isNoSuchEntity {
            // Gone already is what was wanted.
        }
    }
}

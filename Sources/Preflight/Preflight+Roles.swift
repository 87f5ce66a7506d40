import AWS

/// What concerns mirrored roles, and policies.
extension Preflight {
    func policies(_ examples: Examples) -> [Probe] {
        let policy = examples.missingPolicy
        return [
            Probe("iam:GetPolicy") { () throws(AWSError) in _ = try await iam.getPolicy(policyARN: policy) },
            Probe("iam:GetPolicyVersion") { () throws(AWSError) in
                _ = try await iam.getPolicyVersion(policyARN: policy, versionID: "v1")
            },
            Probe("iam:ListPolicyVersions") { () throws(AWSError) in
                _ = try await iam.listPolicyVersions(policyARN: policy)
            },
            Probe("iam:DeletePolicy") { () throws(AWSError) in try await iam.deletePolicy(policyARN: policy) },
            Probe("iam:DeletePolicyVersion") { () throws(AWSError) in
                try await iam.deletePolicyVersion(policyARN: policy, versionID: "v1")
            },
        ] + ["iam:CreatePolicy", "iam:CreatePolicyVersion"].map { Probe($0, untried: .wouldChange) }
    }

    func roles(_ examples: Examples) -> [Probe] {
        let missing = examples.missingRole
        // IAM knows no path of a role that doesn't exist: these are allowed by another statement of the policy.
        let lookingUp = [
            Probe("iam:GetRole") { () throws(AWSError) in _ = try await iam.getRole(roleName: missing) },
            Probe("iam:ListRolePolicies") { () throws(AWSError) in _ = try await iam.listRolePolicies(roleName: missing)
            },
            Probe("iam:ListAttachedRolePolicies") { () throws(AWSError) in
                _ = try await iam.listAttachedRolePolicies(roleName: missing)
            },
        ]
        let changing = [
            "iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary",
            "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:TagRole", "iam:UntagRole",
            "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession",
        ].map { Probe($0, untried: .wouldChange) }
        return lookingUp + existing(examples) + changing
    }

    /// What can be tried with a mirrored role that is there.
    private func existing(_ examples: Examples) -> [Probe] {
        guard let role = examples.role else {
            return ["iam:GetRolePolicy", "iam:DeleteRolePolicy", "iam:DetachRolePolicy"].map {
                Probe($0, untried: .noRole)
            }
        }
        return [
            whileThere(role, "iam:GetRolePolicy") { () throws(AWSError) in
                _ = try await iam.getRolePolicy(roleName: role, policyName: examples.missingPolicyName)
            },
            whileThere(role, "iam:ListRolePolicies") { () throws(AWSError) in
                _ = try await iam.listRolePolicies(roleName: role)
            },
            whileThere(role, "iam:ListAttachedRolePolicies") { () throws(AWSError) in
                _ = try await iam.listAttachedRolePolicies(roleName: role)
            },
            whileThere(role, "iam:DeleteRolePolicy") { () throws(AWSError) in
                try await iam.deleteRolePolicy(roleName: role, policyName: examples.missingPolicyName)
            },
            whileThere(role, "iam:DetachRolePolicy") { () throws(AWSError) in
                try await iam.detachRolePolicy(roleName: role, policyARN: examples.missingPolicy)
            },
        ]
    }

    /// A probe of a role that somebody may remove meanwhile. IAM would then say AccessDenied.
    private func whileThere(_ role: RoleName, _ permission: String, _ call: @escaping Probe.Call) -> Probe {
        Probe(permission) { () throws(AWSError) in
            do throws(AWSError) {
                try await call()
            } catch {
                if error.isAccessDenied { _ = try await iam.getRole(roleName: role) }
                throw error
            }
        }
    }
}

extension Probe.Reason {
    fileprivate static let noRole = Self(words: "there is no mirrored role yet")
}

import AWS
import IAMPolicy

extension AccountWriter {
    /// The inline policy that denies everything while much changes.
    static let shutPolicyName = "latchkey-baseline-shut"

    func putPolicy(_ name: PolicyName, _ document: String, of holder: Holder) async throws(AWSError) {
        switch holder {
        case .user(let user):
            try await iam.putUserPolicy(userName: user, policyName: name, policyDocument: document)
        case .group(let group):
            try await iam.putGroupPolicy(groupName: group, policyName: name, policyDocument: document)
        case .role(let role):
            try await iam.putRolePolicy(roleName: role, policyName: name, policyDocument: document)
        }
    }

    func deletePolicy(_ name: PolicyName, of holder: Holder) async throws(AWSError) {
        try await ignoringAbsence { () throws(AWSError) in
            switch holder {
            case .user(let user): try await iam.deleteUserPolicy(userName: user, policyName: name)
            case .group(let group): try await iam.deleteGroupPolicy(groupName: group, policyName: name)
            case .role(let role): try await iam.deleteRolePolicy(roleName: role, policyName: name)
            }
        }
    }

    func attach(_ arn: ARN, to holder: Holder) async throws(AWSError) {
        switch holder {
        case .user(let user): try await iam.attachUserPolicy(userName: user, policyARN: arn)
        case .group(let group): try await iam.attachGroupPolicy(groupName: group, policyARN: arn)
        case .role(let role): try await iam.attachRolePolicy(roleName: role, policyARN: arn)
        }
    }

    func detach(_ arn: ARN, from holder: Holder) async throws(AWSError) {
        try await ignoringAbsence { () throws(AWSError) in
            switch holder {
            case .user(let user): try await iam.detachUserPolicy(userName: user, policyARN: arn)
            case .group(let group): try await iam.detachGroupPolicy(groupName: group, policyARN: arn)
            case .role(let role): try await iam.detachRolePolicy(roleName: role, policyARN: arn)
            }
        }
    }

    /// Denies everything to the holder, and to the members of a group.
    func shut(_ holder: Holder) async throws(AWSError) {
        guard let name = PolicyName(Self.shutPolicyName) else { return }
        try await putPolicy(name, PolicyDocument.denyingEverything.minified, of: holder)
    }

    func open(_ holder: Holder) async throws(AWSError) {
        guard let name = PolicyName(Self.shutPolicyName) else { return }
        try await deletePolicy(name, of: holder)
    }

    /// Sets the permissions boundary of a user or a role, or removes it. Groups have none.
    func setBoundary(_ boundary: ARN?, of holder: Holder) async throws(AWSError) {
        switch (holder, boundary) {
        case (.user(let user), let boundary?):
            try await iam.putUserPermissionsBoundary(userName: user, permissionsBoundary: boundary)
        case (.role(let role), let boundary?):
            try await iam.putRolePermissionsBoundary(roleName: role, permissionsBoundary: boundary)
        case (.user(let user), nil):
            try await ignoringAbsence { () throws(AWSError) in
                try await iam.deleteUserPermissionsBoundary(userName: user)
            }
        case (.role(let role), nil):
            try await ignoringAbsence { () throws(AWSError) in
                try await iam.deleteRolePermissionsBoundary(roleName: role)
            }
        case (.group, _): break
        }
    }
}

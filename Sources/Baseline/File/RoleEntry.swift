package import AWS

/// A role of the file.
package struct RoleEntry: Sendable, Equatable {
    package var name: RoleName
    package var path: Path
    package var description: String?
    package var managedPolicies: [PolicyReference]
    package var inlinePolicies: [PolicyName: WrittenPolicy]
    package var permissionsBoundary: PolicyReference?
    /// In seconds, from 3,600 to 43,200.
    package var maximumSessionDuration: Int
    /// Whom it trusts; at least one.
    package var trust: [TrustEntry]
    package var tags: [Tag]
    /// Whether there is an instance profile of the role's name with the role in it.
    package var instanceProfile: Bool
    /// Where the entry begins, from 1.
    package var line: Int

    package static let usualSessionDuration = 3_600

    package init(
        name: RoleName, path: Path = .root, description: String? = nil, managedPolicies: [PolicyReference] = [],
        inlinePolicies: [PolicyName: WrittenPolicy] = [:], permissionsBoundary: PolicyReference? = nil,
        maximumSessionDuration: Int = usualSessionDuration, trust: [TrustEntry], tags: [Tag] = [],
        instanceProfile: Bool = false, line: Int = 0
    ) {
        self.name = name
        self.path = path
        self.description = description
        self.managedPolicies = managedPolicies
        self.inlinePolicies = inlinePolicies
        self.permissionsBoundary = permissionsBoundary
        self.maximumSessionDuration = maximumSessionDuration
        self.trust = trust
        self.tags = tags
        self.instanceProfile = instanceProfile
        self.line = line
    }
}

extension RoleEntry {
    /// The roles of the file that it trusts by name, which have to be there before it.
    package var trustedRoles: [RoleName] {
        trust.flatMap { entry -> [RoleName] in
            guard case .principals(let trust) = entry else { return [] }
            return trust.principals.compactMap { principal in
                if case .role(let name) = principal { name } else { nil }
            }
        }
    }
}

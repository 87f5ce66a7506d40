package import AWS

/// What a mirrored role holds now.
package struct RoleState: Sendable, Equatable {
    package var role: Role
    /// The inline policies' documents by name.
    package var inlinePolicies: [PolicyName: String]
    package var attachedPolicies: Set<ARN>
    /// What the attached policies say, and Latchkey's own boundary.
    package var documents: [ARN: String]

    package init(
        role: Role, inlinePolicies: [PolicyName: String], attachedPolicies: Set<ARN>, documents: [ARN: String] = [:]
    ) {
        self.role = role
        self.inlinePolicies = inlinePolicies
        self.attachedPolicies = attachedPolicies
        self.documents = documents
    }
}

package import AWS
import FoundationEssentials
import IAMPolicy

/// What a mirrored role holds now.
package struct RoleState: Sendable, Equatable {
    package var role: Role
    /// The inline policies' documents by name.
    package var inlinePolicies: [PolicyName: String]
    package var attachedPolicies: Set<ARN>
    /// What the attached policies say, and Latchkey's own boundary.
    package var documents: [ARN: String]

    /// Sessions that began before are shut out by the role itself; nil where none are.
    var revokedBefore: Date? {
        inlinePolicies[RolePlan.InlineName.revocation.policyName]
            .flatMap { try? PolicyDocument(parsing: $0) }?.deniedSessionsEnd
    }

    package init(
        role: Role, inlinePolicies: [PolicyName: String], attachedPolicies: Set<ARN>, documents: [ARN: String] = [:]
    ) {
        self.role = role
        self.inlinePolicies = inlinePolicies
        self.attachedPolicies = attachedPolicies
        self.documents = documents
    }
}

package import AWS
package import FoundationEssentials
import IAMPolicy

/// What a mirrored role is at one time: the role and its policies, as IAM has them.
package struct RoleSnapshot: Sendable, Equatable {
    package var role: Role
    /// The inline policies' documents by name.
    package var inlinePolicies: [PolicyName: String]
    package var attachedPolicies: Set<ARN>
    /// The documents of the attached policies, and of the boundary where that is Latchkey's own.
    package var documents: [ARN: String]

    package init(
        role: Role, inlinePolicies: [PolicyName: String], attachedPolicies: Set<ARN>, documents: [ARN: String] = [:]
    ) {
        self.role = role
        self.inlinePolicies = inlinePolicies
        self.attachedPolicies = attachedPolicies
        self.documents = documents
    }

    /// The role denies everything to sessions that began before this date; nil where it tells of no such date.
    package var revokedBefore: Date? {
        inlinePolicies[InlinePolicyName.revocation.policyName]
            .flatMap { try? PolicyDocument(parsing: $0) }?.deniedSessionsEnd
    }
}

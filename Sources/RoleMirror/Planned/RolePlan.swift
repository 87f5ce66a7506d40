package import AWS
package import IAMPolicy

/// What a mirrored role shall be. Made from a ``UserSnapshot`` alone; making it reads and writes nothing.
package struct RolePlan: Sendable, Equatable {
    package var roleName: RoleName
    package var path: Path
    package var description: String
    package var trustPolicy: PolicyDocument
    /// In seconds.
    package var maxSessionDuration: Int
    package var permissionsBoundary: ARN?
    /// The user's own tags, so that `aws:PrincipalTag` has the same values in the role's sessions; without those that AWS or Latchkey made.
    package var tags: [Tag]
    /// Latchkey's own tag.
    package var mark: Tag
    /// The managed policies attached, with their documents: the user's, and Latchkey's own.
    package var attachedPolicies: [ARN: PolicyDocument]
    /// The inline policies by name.
    package var inlinePolicies: [InlinePolicyName: PolicyDocument]
    /// The policies that Latchkey makes for this role, among them the boundary if it had to be rewritten.
    package var ownPolicies: [ARN: PolicyDocument]
    /// What became of statements that aren't as they were, and where the role is not what the user is.
    package var findings: [Finding]
    /// That of ``findings`` which says that most of what the user may do falls away, if it does.
    package var shortfall: Finding?
    /// What became of each of the user's policies, the boundary last.
    package var sources: [Source]
}

extension RolePlan {
    /// The tags of the role: the user's and Latchkey's own. The latter is left out where the user has as many tags as a role
    /// may have.
    package var roleTags: [Tag] {
        guard tags.count < Tag.mostPerRole else { return tags }
        return (tags + [mark]).sorted { $0.key < $1.key }
    }

    /// The boundary that the role can be created with: one of Latchkey's own is made only at the same time.
    var boundaryAtCreation: ARN? { permissionsBoundary.flatMap { ownPolicies[$0] == nil ? $0 : nil } }
}

package import AWS

/// One write to IAM on the way from what a role is to what it should be.
package enum RoleWrite: Sendable, Equatable {
    case create(RolePlan)
    case updateTrust(String)
    case updateMaxSessionDuration(Int)
    case putBoundary(ARN)
    case deleteBoundary
    case tag([Tag])
    case untag([String])
    case putInline(name: PolicyName, document: String)
    case deleteInline(name: PolicyName)
    case attach(ARN)
    case detach(ARN)
    /// Makes a policy of Latchkey's own.
    case createPolicy(ARN, document: String)
    /// Makes a policy of Latchkey's own say again what it was made with.
    case resetPolicy(ARN, document: String)
    /// Deletes a policy of Latchkey's own, with all its versions.
    case deletePolicy(ARN)
}

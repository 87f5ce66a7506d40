package import AWS

/// One write to IAM that brings a role nearer to its plan.
package enum RoleChange: Sendable, Equatable {
    case create(RolePlan)
    case updateTrust(String)
    /// In seconds.
    case updateMaxSessionDuration(Int)
    case putBoundary(ARN)
    case deleteBoundary
    case tag([Tag])
    /// Removes the tags with these keys.
    case untag([String])
    case putInline(name: PolicyName, document: String)
    case deleteInline(name: PolicyName)
    case attach(ARN)
    case detach(ARN)
    /// Makes a managed policy of Latchkey's own.
    case createPolicy(ARN, document: String)
    /// Restores the document of a managed policy of Latchkey's own that somebody else changed.
    case resetPolicy(ARN, document: String)
    /// Deletes a managed policy of Latchkey's own, with all its versions.
    case deletePolicy(ARN)
}

extension RoleChange {
    /// Whether AWS may refuse AssumeRole for some seconds after this change, or whether a session opened before it has
    /// other tags.
    var needsTimeToPropagate: Bool {
        switch self {
        case .create, .updateTrust, .updateMaxSessionDuration, .tag, .untag: true
        default: false
        }
    }
}

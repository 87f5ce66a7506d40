package import AWS
import IAMPolicy

/// The names of the inline policies that a mirrored role can have.
///
/// The statements of all the user's and groups' inline policies are merged: it doesn't matter which document a statement is
/// in, apart from the language version. Denies have documents of their own, so that they can be written first and removed
/// last. The Deny that ends sessions has another, so that it can be written whatever else there is.
package enum InlinePolicyName: String, Sendable, CaseIterable, Comparable {
    /// The name that the IAM console's “Revoke active sessions” gives to its policy.
    case revocation = "AWSRevokeOlderSessions"
    case deny = "latchkey-deny"
    case deny2008 = "latchkey-deny-2008"
    case allow = "latchkey-allow"
    case allow2008 = "latchkey-allow-2008"

    init(effect: PolicyStatement.Effect, version: PolicyDocument.Version) {
        self =
            switch (effect, version) {
            case (.deny, .v2012): .deny
            case (.deny, .v2008): .deny2008
            case (.allow, .v2012): .allow
            case (.allow, .v2008): .allow2008
            }
    }

    /// The name as IAM takes it.
    package var policyName: PolicyName {
        guard let name = PolicyName(rawValue) else { preconditionFailure("the names here are policy names") }
        return name
    }

    /// Whether a document of this name contains Denies.
    var isDeny: Bool { self == .deny || self == .deny2008 || self == .revocation }

    package static func < (a: InlinePolicyName, b: InlinePolicyName) -> Bool { a.rawValue < b.rawValue }
}

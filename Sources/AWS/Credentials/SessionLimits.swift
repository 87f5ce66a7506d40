/// What sessions of roles are cut down to.
///
/// Only sessions that are opened for it can be: credentials that somebody else gives stay what they are.
package struct SessionLimits: Sendable, Hashable {
    /// A session policy that denies everything. Whoever has such a session can say who they are, for which AWS wants no
    /// permission.
    ///
    /// Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
    package static let noPermissions =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#

    /// How long a session lasts.
    package var durationSeconds: Int
    /// A session policy as JSON: what the session may do at most.
    package var policy: String

    package init(durationSeconds: Int, policy: String) {
        self.durationSeconds = durationSeconds
        self.policy = policy
    }
}

extension CredentialsOrigin {
    /// Whether they are a role's session that was opened on the way here, so that ``SessionLimits`` hold for it.
    package var isOpenedRole: Bool {
        switch self {
        case .webIdentity, .assumedRole: true
        case .session(let role, _): role != nil
        case .environment, .sharedFile, .sso, .process, .container, .instanceMetadata: false
        }
    }
}

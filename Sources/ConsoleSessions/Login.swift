import AWS

/// A login whose user is known: what a session is opened with.
///
/// A class, because several tasks hold it while they wait for AWS.
final class Login: Sendable {
    let user: User
    /// What was asked for, without the tags that contradict the user's own.
    let request: RoleSessionRequest
    /// The keys of those tags.
    let contradictedTagKeys: [String]
    let roleARN: ARN
    /// A session of the role as it was found, before it is known whether the role is current.
    let earlySession: AssumedSession?

    init(
        user: User, request: RoleSessionRequest, contradictedTagKeys: [String], roleARN: ARN,
        earlySession: AssumedSession? = nil
    ) {
        self.user = user
        self.request = request
        self.contradictedTagKeys = contradictedTagKeys
        self.roleARN = roleARN
        self.earlySession = earlySession
    }

    func session(_ assumed: AssumedSession) -> RoleSession {
        RoleSession(
            user: user, roleARN: roleARN, credentials: assumed.role.credentials, shortenedTo: assumed.shortenedTo)
    }
}

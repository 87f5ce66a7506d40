package import AWS

/// Who applies a plan.
package struct PlanCaller: Sendable {
    /// What signs the requests.
    package enum Credentials: Sendable {
        /// An access key of a user, whose requests never have a second factor.
        case accessKey
        /// A session, which may have one.
        case session
    }

    /// As `GetCallerIdentity` tells it.
    package var arn: ARN
    package var credentials: Credentials

    package init(_ arn: ARN, credentials: Credentials = .session) {
        self.arn = arn
        self.credentials = credentials
    }
}

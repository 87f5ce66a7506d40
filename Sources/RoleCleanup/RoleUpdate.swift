/// What became of a role that isn't equal to its user any more.
package struct RoleUpdate: Sendable {
    package enum Outcome: Sendable {
        /// The role was made equal to its user.
        case updated
        /// Only in a dry run: a real run would have tried it.
        case wouldBeUpdated
        /// A login is at work on the role, and will do the same.
        case stayed
        case failed(RoleCleanupError)
    }

    package var userName: String
    package var roleARN: String
    package var outcome: Outcome

    package init(userName: String, roleARN: String, outcome: Outcome) {
        self.userName = userName
        self.roleARN = roleARN
        self.outcome = outcome
    }
}

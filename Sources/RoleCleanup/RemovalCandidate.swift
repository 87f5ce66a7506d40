/// A role that may have to be removed.
package struct RemovalCandidate: Sendable, Equatable {
    package enum Reason: String, Sendable {
        /// Nobody has used the role for its time to live.
        case expired
        /// The role's IAM user is gone.
        case userGone = "user-gone"
        /// No record tells of the role.
        case orphaned
    }

    /// The IAM user whose role it is, by the record or by the role; nil for an orphan that tells of none.
    package var userName: String?
    /// As the record or IAM has it; not checked yet.
    package var roleARN: String
    package var reason: Reason
    /// Whether the record's word is enough that the role has expired. Otherwise IAM has to say that nobody uses it.
    package var isSealed: Bool

    package init(userName: String?, roleARN: String, reason: Reason, isSealed: Bool = true) {
        self.userName = userName
        self.roleARN = roleARN
        self.reason = reason
        self.isSealed = isSealed
    }
}

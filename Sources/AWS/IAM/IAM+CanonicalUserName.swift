extension IAM {
    /// The name of a user as IAM spells it, for a name whose case may differ; nil when there is no such user.
    ///
    /// No two IAM users have names that differ by case alone, but IAM doesn't promise that `GetUser` finds a user by another
    /// case, so this reads the list of all users.
    package func canonicalUserName(of name: UserName) async throws(AWSError) -> UserName? {
        try await listUsers().first { $0.userName.isSame(as: name) }?.userName
    }
}

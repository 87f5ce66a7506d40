extension IAM {
    /// The name of a user in the case in which IAM has it, for a name in any case; nil if there is no such user.
    ///
    /// The names of two IAM users never differ by case alone. But IAM doesn't promise that `GetUser` finds a user by a name in
    /// another case, so this reads the list of all users.
    package func canonicalUserName(of name: UserName) async throws(AWSError) -> UserName? {
        try await listUsers().first { $0.userName.isSame(as: name) }?.userName
    }
}

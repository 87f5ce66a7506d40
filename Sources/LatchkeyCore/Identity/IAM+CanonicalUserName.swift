import AWS

extension IAM {
    /// The name of a user as IAM spells it, for one whose case may differ; nil when there is none.
    ///
    /// IAM keeps no two names that differ by case alone, but doesn't promise to find one by another's case.
    func canonicalUserName(of name: UserName) async throws(AWSError) -> UserName? {
        try await listUsers().first { $0.userName.isSame(as: name) }?.userName
    }
}

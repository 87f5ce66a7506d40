extension FakeAccount {
    /// A role with its policies, as texts of IAM's answers.
    struct FakeRole: Sendable {
        var arn: String
        var id = "AROA"
        var path = "/user-role/"
        var createDate = "2020-01-01T00:00:00Z"
        var description: String?
        var trust: String?
        var maxSessionDuration: String?
        var boundary: String?
        /// The documents by policy name.
        var inline: [String: String] = [:]
        /// ARNs of managed policies.
        var attached: Set<String> = []
        /// Only GetRole tells them.
        var tags: [String: String] = [:]
    }
}

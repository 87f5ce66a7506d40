/// What there is in the account, and what it was asked.
extension FakeAccount {
    struct FakeRole {
        var arn: String
        var id = "AROA"
        var path = "/user-role/"
        var createDate = "2020-01-01T00:00:00Z"
        var description: String?
        var trust: String?
        var maxSessionDuration: String?
        var boundary: String?
        /// The documents by name.
        var inline: [String: String] = [:]
        var attached: Set<String> = []
        /// Told by GetRole alone.
        var tags: [String: String] = [:]
    }

    struct Call: Equatable {
        var operation: String
        /// A Query service's parameters.
        var form: [String: String] = [:]
    }

    struct World {
        /// By name, with their tags.
        var users: [String: [String: String]] = [:]
        /// The users' inline policies, one each, by user name.
        var userPolicies: [String: String] = [:]
        /// The ARNs of managed policies attached to users, by user name.
        var userAttached: [String: Set<String>] = [:]
        /// The groups' inline policies, one each, by group name, and the groups that users are in.
        var groupPolicies: [String: String] = [:]
        var groups: [String: [String]] = [:]
        /// The users' unique IDs and the days on which they were made, by user name, where a test tells them apart.
        var userIDs: [String: String] = [:]
        var userDates: [String: String] = [:]
        /// The users' access keys, by user name.
        var keys: [String: [String]] = [:]
        /// When keys were made, where it isn't now, and that they were used.
        var keyDates: [String: String] = [:]
        var usedKeys: Set<String> = []
        /// Whether lists of keys are empty, as IAM answers too early.
        var hidesKeys = false
        /// By name.
        var roles: [String: FakeRole] = [:]
        /// Roles made anew, which sessions may be of nevertheless: the IDs that the next ones are of.
        var dyingRoleIDs: [String] = []
        /// The versions of customer managed policies, by ARN; the last is the default one.
        var policies: [String: [String]] = [:]
        /// The documents of the default versions, by ARN.
        var policyDocuments: [String: String] = [:]
        /// When policies were changed, where it wasn't long ago.
        var policyDates: [String: String] = [:]
        /// Whether IAM counts what uses a policy; it may come to that late.
        var countsUses = true
        /// What GetAccountSummary tells of the account's quotas.
        var summary: [String: Int] = [:]
        var table = FakeTable()
        /// The `Date` of IAM's answers, where they have one.
        var date: String?
        /// Everything answered, in order.
        var calls: [Call] = []
        var operations: [String] { calls.map(\.operation) }
    }
}

extension FakeAccount {
    /// What is in the account, and what it was asked.
    struct World {
        /// The users' tags, by user name.
        var users: [String: [String: String]] = [:]
        /// The document of each user's only inline policy, by user name.
        var userPolicies: [String: String] = [:]
        /// The ARNs of managed policies attached to users, by user name.
        var userAttached: [String: Set<String>] = [:]
        /// The document of each group's only inline policy, by group name.
        var groupPolicies: [String: String] = [:]
        /// The groups that users are in, by user name.
        var groups: [String: [String]] = [:]
        /// The users' unique IDs, by user name, where a test tells them apart.
        var userIDs: [String: String] = [:]
        /// When users were made, by user name, where a test tells it apart.
        var userDates: [String: String] = [:]
        /// The IDs of the users' access keys, by user name.
        var keys: [String: [String]] = [:]
        /// When access keys were made, by ID, where it isn't now.
        var keyDates: [String: String] = [:]
        /// The access keys that are inactive.
        var inactiveKeys: Set<String> = []
        /// The access keys that were used.
        var usedKeys: Set<String> = []
        /// Whether lists of access keys are empty, as IAM answers for a while after a key was made.
        var hidesKeys = false
        /// Whose the MFA devices are, by serial number; empty for a virtual one that is nobody's.
        var mfaDevices: [String: String] = [:]
        /// By name.
        var roles: [String: FakeRole] = [:]
        /// Unique IDs of deleted roles, of which the next sessions are, as AWS does while a new role spreads.
        var dyingRoleIDs: [String] = []
        /// The versions of customer managed policies, by ARN; the last is the default one.
        var policies: [String: [String]] = [:]
        /// The documents of the policies' default versions, by ARN, where a test or a call gave one.
        var policyDocuments: [String: String] = [:]
        /// When policies were changed, by ARN, where it wasn't long ago.
        var policyDates: [String: String] = [:]
        /// Whether IAM counts already what uses a policy.
        var countsUses = true
        /// The account's quotas and counts, as GetAccountSummary names them.
        var summary: [String: Int] = [:]
        /// The role records.
        var table = FakeTable()
        /// One-time values and revocations, in the table of the name `latchkey-tokens`.
        var tokensTable = FakeTable(key: "id")
        /// Applications and the roles that they have, in the table of the name `latchkey-applications`.
        var applicationsTable = FakeTable(key: "id")
        /// The `Date` of IAM's answers, where they have one.
        var date: String?
        /// Every call, in order.
        var calls: [Call] = []

        var operations: [String] { calls.map(\.operation) }
    }

    /// What IAM and STS answer.
    enum Answer {
        /// The content of the result element.
        case result(String)
        case error(Int, String)

        /// An operation that succeeds without a word.
        static let done = Answer.result("")
        static let noSuchEntity = Answer.error(404, "NoSuchEntity")
        static let entityAlreadyExists = Answer.error(409, "EntityAlreadyExists")
        static let deleteConflict = Answer.error(409, "DeleteConflict")

        /// `<Name><member>…</member>…</Name>`
        static func list(_ name: String, _ members: some Sequence<String>) -> Answer {
            .result(FakeAccount.list(name, members))
        }
    }

    /// A managed policy in the list of those attached to a user or role.
    static func attachedPolicy(_ arn: String) -> String {
        "<PolicyName>p</PolicyName><PolicyArn>\(arn)</PolicyArn>"
    }

    static func list(_ name: String, _ members: some Sequence<String>) -> String {
        "<\(name)>" + members.map { "<member>\($0)</member>" }.joined() + "</\(name)>"
    }
}

extension FakeAccount.World {
    /// Carries out an operation of IAM or STS, whose parameters are `form`.
    mutating func answer(_ operation: String, _ form: [String: String]) -> FakeAccount.Answer {
        answerOnUsers(operation, form) ?? answerOnAccessKeys(operation, form) ?? answerOnMFADevices(operation, form)
            ?? answerOnRoles(operation, form)
            ?? answerOnPolicies(operation, form) ?? .noSuchEntity
    }
}

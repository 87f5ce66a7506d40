import AWS
import ConsoleSessions
import FoundationEssentials
import IAMPolicy
import RoleMirror

/// One line of the input: a user as IAM would describe it.
struct AccountUser: Decodable {
    struct Inline: Decodable {
        var group: String?
        var name: String
        var document: String
    }

    var name: String
    var id: String
    var path: String
    var tags: [String: String]
    /// The session tags that the sign-on passes for the user.
    var sessionTags: [String: String]
    var boundary: String?
    var inline: [Inline]
    /// The managed policies of the user and its groups.
    var managed: [String]
    /// The documents of all managed policies, with that of the boundary, by ARN.
    var documents: [String: String]
    /// The account's quotas, by the names that `iam:GetAccountSummary` has for them.
    var quotas: [String: Int]
    var mfa: String

    /// The plan of the user's role, and the tags of its sessions.
    ///
    /// - Throws: ``InvalidLine`` if IAM can't have such a user.
    func plan() throws -> (role: RolePlan, sessionTags: [Tag]) {
        func arn(_ text: String) throws -> ARN {
            guard let arn = ARN(text) else { throw InvalidLine(text) }
            return arn
        }
        guard let userName = UserName(name), let userPath = Path(path), let rolePath = Path("/user-role/"),
            let mfa = PrincipalFacts.MFA(rawValue: mfa), let naming = RoleNaming(prefix: "user_", path: rolePath),
            let broker = BrokerIdentity(principal: try arn("arn:aws:iam::123456789012:user/latchkey")),
            let duration = SessionDuration(seconds: 3_600)
        else { throw InvalidLine(name) }
        let user = User(
            userName: userName, userID: id, arn: try arn("arn:aws:iam::123456789012:user\(path)\(name)"),
            path: userPath,
            permissionsBoundary: try boundary.map(arn), tags: tags.map { Tag(key: $0.key, value: $0.value) })
        let snapshot = UserSnapshot(
            user: user,
            inline: inline.map { .init(group: $0.group, name: $0.name, document: $0.document) },
            managed: Set(try managed.map(arn)),
            documents: Dictionary(uniqueKeysWithValues: try documents.map { (try arn($0.key), $0.value) }))
        var plan = try RolePlan(
            mirroring: snapshot, naming: naming, broker: broker, mfa: mfa,
            guardian: .guarding(naming, of: broker, table: "latchkey"),
            quotas: RoleQuotas(accountSummary: quotas))
        let request = RoleSessionRequest(
            userName: userName, duration: duration, tags: sessionTags.map { Tag(key: $0.key, value: $0.value) })
        plan.findings += Finding.list(of: request.tags, for: user)
        return (plan, request.without(tagKeys: user.contradictedTagKeys(of: request.tags)).tags)
    }
}

/// A line that describes a user whom IAM can't have.
struct InvalidLine: Error {
    var text: String

    init(_ text: String) { self.text = text }
}

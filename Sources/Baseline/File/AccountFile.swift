package import AWS

/// What an account should have, as a file says it. Everything is checked and filled in: no word in capitals is left in a
/// policy, and each name that is used is of something in the file.
package struct AccountFile: Sendable, Equatable {
    /// The account that the file is filled in for.
    package var account: AWSAccount
    /// Whose things these are: the value of the tag ``ownerTag``.
    package var name: String
    /// Where its groups and policies lie.
    package var path: Path
    /// Where its tables are. A file with tables names it.
    package var region: Region?
    /// Nil if the file leaves the account's alias alone.
    package var alias: String?
    /// Nil if the file leaves the account's password policy alone.
    package var passwordPolicy: AccountPasswordPolicy?
    package var policies: [PolicyEntry]
    package var groups: [GroupEntry]
    package var roles: [RoleEntry]
    package var people: [PersonEntry]
    package var openIDConnectProviders: [OpenIDConnectProviderEntry]
    package var samlProviders: [SAMLProviderEntry]
    package var tables: [TableEntry]

    /// The key of the tag that says which file a user, role, policy, provider or table is of. IAM tags no groups.
    package static let ownerTag = "latchkey:baseline"
    /// The key of a further tag on what was there before a file took it over. IAM tags no groups.
    package static let adoptedTag = "latchkey:adopted"
    package static let usualName = "baseline"
    /// The name of the inline policy by which a group may assume the roles that trust it.
    package static let assumptionPolicyName = "latchkey-assume-roles"

    /// What a name should be, in words.
    static let nameForm = "1 to 64 letters, digits and _+=.@-"

    /// The name of a file, which is the value of a tag and the end of a path; nil if it can't be.
    package static func checkedName(_ text: String) -> String? {
        guard RoleName(text) != nil, !text.utf8.contains(UInt8(ascii: ",")) else { return nil }
        return text
    }

    /// Where the groups and policies of a file lie that says nothing of it.
    package static func usualPath(ofFile name: String) -> Path { Path("/\(name)/") ?? .root }

    package init(
        account: AWSAccount, name: String = usualName, path: Path, region: Region? = nil, alias: String? = nil,
        passwordPolicy: AccountPasswordPolicy? = nil, policies: [PolicyEntry] = [], groups: [GroupEntry] = [],
        roles: [RoleEntry] = [], people: [PersonEntry] = [],
        openIDConnectProviders: [OpenIDConnectProviderEntry] = [], samlProviders: [SAMLProviderEntry] = [],
        tables: [TableEntry] = []
    ) {
        self.account = account
        self.name = name
        self.path = path
        self.region = region
        self.alias = alias
        self.passwordPolicy = passwordPolicy
        self.policies = policies
        self.groups = groups
        self.roles = roles
        self.people = people
        self.openIDConnectProviders = openIDConnectProviders
        self.samlProviders = samlProviders
        self.tables = tables
    }
}

extension Path {
    /// Whether a file with this name may have the path.
    package func isOf(file name: String) -> Bool { rawValue.hasSuffix("/\(name)/") }
}

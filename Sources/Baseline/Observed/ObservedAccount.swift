package import AWS

/// What an account has.
package struct ObservedAccount: Sendable {
    /// What the listing of the whole account leaves out of a role.
    package struct RoleFacts: Sendable, Hashable {
        package var description: String?
        /// In seconds.
        package var maxSessionDuration: Int

        package init(description: String?, maxSessionDuration: Int) {
            self.description = description
            self.maxSessionDuration = maxSessionDuration
        }
    }

    package var details: AccountAuthorizationDetails
    package var roleFacts: [RoleName: RoleFacts]
    /// Nil if the account has none of its own.
    package var passwordPolicy: AccountPasswordPolicy?
    package var alias: String?
    /// The tags of those policies that were asked for.
    package var policyTags: [ARN: [Tag]]
    /// Those of a file's policies that are neither in it nor in the account nor AWS's own.
    package var absentPolicies: Set<ARN> = []
    /// The documents of those of AWS's own policies that bound somebody, or are to.
    package var policiesOfAWS: [ARN: String] = [:]
    package var openIDConnectProviders: [ARN: OpenIDConnectProvider]
    package var samlProviders: [ARN: SAMLProvider]
    /// Of those users of a file who are to be given any.
    package var firstSecrets: [UserName: FirstSecretsState]
    /// Where the tables are, or were looked for.
    package var region: Region?
    /// By name.
    package var tables: [String: ObservedTable]
    /// Whether all tables were looked for that were asked for.
    package var areTablesListed = true
    /// The account's quotas and their usage by AWS's names.
    package var summary: [String: Int]

    /// The account's quota by AWS's name, or what is usual where AWS doesn't tell it.
    func quota(_ name: String, _ usual: Int) -> Int { summary[name] ?? usual }

    package init(
        details: AccountAuthorizationDetails = AccountAuthorizationDetails(), roleFacts: [RoleName: RoleFacts] = [:],
        passwordPolicy: AccountPasswordPolicy? = nil, alias: String? = nil, policyTags: [ARN: [Tag]] = [:],
        openIDConnectProviders: [ARN: OpenIDConnectProvider] = [:], samlProviders: [ARN: SAMLProvider] = [:],
        firstSecrets: [UserName: FirstSecretsState] = [:], tables: [String: ObservedTable] = [:],
        summary: [String: Int] = [:]
    ) {
        self.details = details
        self.roleFacts = roleFacts
        self.passwordPolicy = passwordPolicy
        self.alias = alias
        self.policyTags = policyTags
        self.openIDConnectProviders = openIDConnectProviders
        self.samlProviders = samlProviders
        self.firstSecrets = firstSecrets
        self.tables = tables
        self.summary = summary
    }
}

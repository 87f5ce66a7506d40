/// What one role of this account may hold, as `iam:GetAccountSummary` tells it.
///
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
package struct RoleQuotas: Sendable, Equatable {
    /// Managed policies attached to one role.
    package var attachedPolicies: Int
    /// All inline policies of one role together, in characters without white space.
    package var inlineCharacters: Int
    /// One managed policy, in characters without white space.
    package var policyCharacters: Int
    /// A trust policy, in characters.
    package var trustCharacters: Int
    /// Roles in the account: those there are, and those there may be.
    package var roles: Int
    package var rolesQuota: Int
    /// The account's own managed policies: those there are, and those there may be.
    package var policies: Int
    package var policiesQuota: Int

    /// Reads a summary; what it doesn't tell is taken as AWS's default.
    package init(accountSummary: [String: Int]) {
        attachedPolicies = accountSummary["AttachedPoliciesPerRoleQuota"] ?? 10
        inlineCharacters = accountSummary["RolePolicySizeQuota"] ?? 10_240
        policyCharacters = accountSummary["PolicySizeQuota"] ?? 6_144
        trustCharacters = accountSummary["AssumeRolePolicySizeQuota"] ?? 2_048
        roles = accountSummary["Roles"] ?? 0
        rolesQuota = accountSummary["RolesQuota"] ?? 1_000
        policies = accountSummary["Policies"] ?? 0
        policiesQuota = accountSummary["PoliciesQuota"] ?? 1_500
    }
}

/// One limit that the mirrored role would pass.
package struct LimitExcess: Sendable, Equatable {
    package enum Limit: String, Sendable {
        case attachedPolicies = "managed policies attached to one role"
        case characters = "characters of policies in one role"
        case oversizeStatements = "characters, inline, of statements too large for a managed policy"
        case boundary = "characters of a permissions boundary"
        case trustCharacters = "characters of a role's trust policy"
        case roles = "roles in the account"
        case policies = "managed policies in the account"
    }

    package var limit: Limit
    package var needed: Int
    package var allowed: Int

    package init(limit: Limit, needed: Int, allowed: Int) {
        self.limit = limit
        self.needed = needed
        self.allowed = allowed
    }
}

/// What one role of this account may hold, as `iam:GetAccountSummary` says.
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
    /// Roles in the account: how many there are.
    package var roles: Int
    /// Roles in the account: how many there may be.
    package var rolesQuota: Int
    /// The account's own managed policies: how many there are.
    package var policies: Int
    /// The account's own managed policies: how many there may be.
    package var policiesQuota: Int

    /// Reads a summary; what it doesn't say is taken as AWS's default.
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

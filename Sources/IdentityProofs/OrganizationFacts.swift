/// Where a principal stands in its organization, and its tags, as a token of AWS's says it.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html>
package struct OrganizationFacts: Sendable, Hashable {
    /// `o-a1b2c3d4e5`; nil of an account in no organization.
    package var id: String?
    /// The path of the account in its organization, such as `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/`.
    package var paths: [String]
    /// The principal's tags. Those that somebody passed with the request for a token aren't among them.
    package var principalTags: [String: String]

    package init(id: String?, paths: [String], principalTags: [String: String]) {
        self.id = id
        self.paths = paths
        self.principalTags = principalTags
    }
}

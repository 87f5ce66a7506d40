/// One limit of AWS's that the mirrored role would pass.
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

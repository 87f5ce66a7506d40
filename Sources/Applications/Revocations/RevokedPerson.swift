import AWS
import Grants

/// A person of an application, as the claim of a token names them.
package struct RevokedPerson: Sendable, Hashable {
    /// As sessions name them: their name and source identity.
    package let sessionName: String

    /// Nil unless a session can be of such a person.
    package init?(_ claim: String) {
        guard !claim.isEmpty, let name = PersonName.escaped(claim) else { return nil }
        sessionName = name
    }

    /// Nil unless a session can have this name.
    package init?(sessionName name: String) {
        guard RoleSessionName(name) != nil else { return nil }
        sessionName = name
    }
}

package import AWS
package import Tokens

/// What the operator lets applications register.
package struct RegistrationRules: Sendable {
    /// Whether two applications can have one role.
    package enum RoleSharing: String, Sendable, CaseIterable {
        case refused
        case allowed
    }

    let roles: [ARNPattern]
    /// The hosts from which keys and discovery documents are read.
    package var keyHosts: KeyHosts
    let sharing: RoleSharing

    /// - Parameters:
    ///   - roles: the roles of which sessions can be given.
    ///   - keyHosts: the hosts from which keys and discovery documents are read.
    ///   - sharing: whether two applications can have one role.
    package init(roles: [ARNPattern], keyHosts: KeyHosts, sharing: RoleSharing) {
        self.roles = roles
        self.keyHosts = keyHosts
        self.sharing = sharing
    }

    /// - Throws: ``ApplicationsError`` for a role or host that isn't on the list.
    package func check(_ registration: Registration) throws(ApplicationsError) {
        guard roles.contains(where: { $0.matches(registration.role.arn) }) else {
            throw .roleNotAllowed(registration.role)
        }
        let address = registration.keySource.firstAddress
        guard keyHosts.rule(for: address) != nil else { throw .keyHostNotAllowed(address.authority) }
    }
}

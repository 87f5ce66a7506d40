/// Something of the account that a file may have.
package struct Entity: Sendable, Hashable {
    /// The words of ARNs, where there are any.
    package enum Kind: String, Sendable, CaseIterable {
        case passwordPolicy = "password-policy"
        case alias = "account-alias"
        case openIDConnectProvider = "oidc-provider"
        case samlProvider = "saml-provider"
        case policy
        case group
        case user
        case role
        case table
    }

    package var kind: Kind
    /// Empty for what an account has one of.
    package var name: String

    package init(_ kind: Kind, _ name: String = "") {
        self.kind = kind
        self.name = name
    }

    /// The entity with only what IAM tells apart of its name: names have no case.
    var key: Entity { Entity(kind, name.lowercased()) }

    /// As a person names it: `role/admin`.
    package var words: String { name.isEmpty ? kind.rawValue : "\(kind.rawValue)/\(name)" }
}

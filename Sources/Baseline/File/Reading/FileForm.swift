/// A kind of map in the file, and the names that it may have. The JSON Schema for editors has the same.
enum FileForm: String, CaseIterable {
    case file
    case passwordPolicy
    case policy
    case inlinePolicy
    case group
    case role
    case groupTrust
    case serviceTrust
    case principalTrust
    case webIdentityTrust
    case samlTrust
    case statementTrust
    case person
    case openIDConnectProvider
    case samlProvider
    case table
    case textFile

    /// What it is called in faults.
    var words: String {
        switch self {
        case .file: "the file"
        case .passwordPolicy: "the password policy"
        case .policy: "a policy"
        case .inlinePolicy: "an inline policy"
        case .group: "a group"
        case .role: "a role"
        case .groupTrust: "the trust of groups"
        case .serviceTrust: "the trust of a service"
        case .principalTrust: "the trust of principals"
        case .webIdentityTrust: "the trust of a provider’s people"
        case .samlTrust: "the trust of a SAML provider"
        case .statementTrust: "the trust by statements"
        case .person: "a person"
        case .openIDConnectProvider: "an OpenID Connect provider"
        case .samlProvider: "a SAML provider"
        case .table: "a table"
        case .textFile: "what stands in a file"
        }
    }

    /// In the order in which faults list them.
    var names: [String] {
        switch self {
        case .file:
            [
                "account", "region", "name", "path", "alias", "words", "new-actions", "password-policy", "policies",
                "groups", "roles", "people", "open-id-connect-providers", "saml-providers", "tables",
            ]
        case .passwordPolicy:
            [
                "minimum-password-length", "require-symbols", "require-numbers", "require-uppercase-characters",
                "require-lowercase-characters", "allow-users-to-change-password", "max-password-age",
                "password-reuse-prevention", "hard-expiry",
            ]
        case .policy: ["description", "document", "file", "shipped"]
        case .inlinePolicy: ["document", "file", "shipped"]
        case .group: ["managed-policies", "inline-policies"]
        case .role:
            [
                "path", "description", "trust", "managed-policies", "inline-policies", "permissions-boundary",
                "max-session-duration", "instance-profile", "tags",
            ]
        case .groupTrust: ["groups", "mfa", "mfa-age", "mirrored-roles"]
        case .serviceTrust: ["service"]
        case .principalTrust: ["principals", "external-id", "bring"]
        case .webIdentityTrust: ["provider", "clients", "claim", "people", "require-source-identity", "session-tags"]
        case .samlTrust: ["saml-provider"]
        case .statementTrust: ["statements"]
        case .person:
            [
                "path", "groups", "managed-policies", "inline-policies", "permissions-boundary", "tags", "pgp-key",
                "console-password", "password-reset-required", "access-key",
            ]
        case .openIDConnectProvider: ["client-ids", "thumbprints", "tags"]
        case .samlProvider: ["metadata", "tags"]
        case .table: ["key", "time-to-live", "point-in-time-recovery", "tags"]
        case .textFile: ["file"]
        }
    }

    /// The forms of a trust. The first name of each says which it is.
    static let trusts: [FileForm] = [
        .groupTrust, .serviceTrust, .principalTrust, .webIdentityTrust, .samlTrust, .statementTrust,
    ]
}

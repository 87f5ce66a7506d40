import AWS

/// What the trust of a role may name in the file.
struct TrustNames {
    var roles: [RoleName]
    var people: [UserName]
    /// With its providers.
    var file: AccountFile
}

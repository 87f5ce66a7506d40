/// Where credentials came from, so that people can be told which of their many settings counted.
package indirect enum CredentialsOrigin: Sendable, Hashable {
    /// `AWS_ACCESS_KEY_ID` and the variables beside it.
    case environment
    /// A role, for the token in a file. The profile is nil where AWS's variables name the file.
    case webIdentity(role: ARN, tokenFile: String, profile: String?)
    /// An access key in one of the shared files.
    case sharedFile(path: String, profile: String)
    /// A role that IAM Identity Center gives to a person who signed in there.
    case sso(profile: String, account: AccountID, roleName: RoleName)
    /// What the `credential_process` of a profile printed.
    case process(profile: String)
    /// The role of a profile, assumed with other credentials.
    case assumedRole(role: ARN, profile: String, source: CredentialsOrigin)
    /// A session that was asked for besides: of a role, or of the user themselves where that is nil.
    case session(of: ARN?, by: CredentialsOrigin)
    /// The credentials endpoint of a container or of a local agent.
    case container
    /// The role of the EC2 instance.
    case instanceMetadata
}

/// Credentials, and where they came from.
package struct FoundCredentials: Sendable, Hashable {
    package var credentials: Credentials
    package var origin: CredentialsOrigin

    package init(_ credentials: Credentials, from origin: CredentialsOrigin) {
        self.credentials = credentials
        self.origin = origin
    }
}

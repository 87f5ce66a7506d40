import Secrets

/// The credentials of a profile in the shared files: keys, a process, a web identity, a sign-in with IAM Identity Center, or
/// a role that another profile assumes.
struct ProfileCredentials: CredentialsSource {
    var context: CredentialsContext
    /// For a profile whose `credential_source` is `Ec2InstanceMetadata`.
    var instanceMetadata: InstanceMetadataCredentials

    func load() async throws(AWSError) -> FoundCredentials? {
        let name = context.profile ?? context.variable("AWS_PROFILE")
        let profiles = try Profiles(environment: context.environment, files: context.files)
        guard let profile = profiles[name ?? "default"] else {
            if let name { throw .credentials("the profile \(name) doesn't exist") }
            return nil
        }
        return try await load(profile, profiles, sourceOf: [])
    }

    /// The credentials of a profile: those of the role that it assumes, or else its own. Nil if it has neither.
    ///
    /// `dependents` are the profiles whose roles are assumed with these credentials, one by the other.
    private func load(
        _ profile: Profile, _ profiles: Profiles, sourceOf dependents: [String]
    ) async throws(AWSError) -> FoundCredentials? {
        // Keys end a chain of roles; only at its beginning does the role count.
        let isEndOfChain = !dependents.isEmpty && profile.hasKeys
        if profile["role_arn"] == nil || profile["web_identity_token_file"] != nil || isEndOfChain {
            return try await own(profile, profiles, within: dependents.isEmpty ? context.limits : nil)
        }
        return try await assume(profile, profiles, dependents: dependents + [profile.name])
    }

    /// The credentials of a profile that need no other profile, in the order of AWS's command line; nil if it has none.
    private func own(
        _ profile: Profile, _ profiles: Profiles, within limits: SessionLimits? = nil
    ) async throws(AWSError) -> FoundCredentials? {
        if let tokenFile = profile["web_identity_token_file"] {
            return try await WebIdentityCredentials(
                context: context, tokenFile: tokenFile, roleARN: profile["role_arn"],
                sessionName: profile["role_session_name"], limits: limits, profile: profile.name
            ).load()
        }
        if profile["sso_account_id"] != nil || profile["sso_role_name"] != nil {
            return try await SSOCredentials(
                context: context, profile: profile, session: profile["sso_session"].flatMap(profiles.session)
            ).load()
        }
        if let keys = try profile.keys(in: .credentials) { return keys }
        if let command = profile["credential_process"] {
            return try await ProcessCredentials(context: context, profile: profile.name, command: command).load()
        }
        if let keys = try profile.keys(in: .config) { return keys }
        if profile.hasKeys {
            throw .credentials("the profile \(profile.name) has an aws_secret_access_key and no aws_access_key_id")
        }
        if profile["sso_session"] != nil || profile["sso_start_url"] != nil {
            throw .credentials("the profile \(profile.name) needs sso_account_id and sso_role_name")
        }
        if profile["login_session"] != nil {
            throw .credentials(
                "the profile \(profile.name) needs a person to sign in, which isn't done here; \(Self.advice(profile))")
        }
        return nil
    }

    private func assume(
        _ profile: Profile, _ profiles: Profiles, dependents: [String]
    ) async throws(AWSError) -> FoundCredentials? {
        let name = profile.name
        guard let role = profile["role_arn"].flatMap(ARN.init) else {
            throw .credentials("the role_arn of the profile \(name) is malformed")
        }
        let sessionName = profile["role_session_name"].flatMap(RoleSessionName.init)
        guard sessionName != nil || profile["role_session_name"] == nil else {
            throw .credentials("the role_session_name of the profile \(name) is malformed")
        }
        let session = RequestedSession(
            roleARN: role, roleSessionName: sessionName, externalID: profile["external_id"],
            durationSeconds: profile["duration_seconds"].flatMap(Int.init), mfaSerialNumber: profile["mfa_serial"]
        ).limited(to: dependents.count == 1 ? context.limits : nil)
        let source = try await source(of: profile, profiles, dependents: dependents)
        guard session.mfaSerialNumber == nil || context.mfa != nil else {
            throw .credentials(
                "the profile \(name) needs an MFA code, which isn't asked for here; \(Self.advice(profile))")
        }
        let credentials = try await session.open(with: source.credentials, in: context)
        return FoundCredentials(credentials, from: .assumedRole(role: role, profile: name, source: source.origin))
    }

    /// The credentials with which the profile's role is assumed.
    private func source(
        of profile: Profile, _ profiles: Profiles, dependents: [String]
    ) async throws(AWSError) -> FoundCredentials {
        let found: FoundCredentials?
        switch (profile["source_profile"], profile["credential_source"]) {
        // A profile may name itself as the source of its role. Its own credentials are meant then.
        case (profile.name, nil): found = try await own(profile, profiles)
        case (let name?, nil):
            guard let source = profiles[name] else {
                throw .credentials("the source profile \(name) of the profile \(profile.name) doesn't exist")
            }
            guard !dependents.contains(name) else {
                throw .credentials("the source profiles of \(profile.name) form a circle")
            }
            found = try await load(source, profiles, sourceOf: dependents)
        case (nil, "Environment"): found = try await EnvironmentCredentials(context: context).load()
        case (nil, "EcsContainer"): found = try await ContainerCredentials(context: context).load()
        case (nil, "Ec2InstanceMetadata"): found = try await instanceMetadata.load()
        default:
            throw .credentials(
                "the profile \(profile.name) needs either a source_profile or a known credential_source")
        }
        guard let found else { throw .credentials("the source of the profile \(profile.name) has no credentials") }
        return found
    }

    /// How AWS's command line gives the credentials of a profile that only a person can use.
    private static func advice(_ profile: Profile) -> String {
        "“aws configure export-credentials --profile \(profile.name)” gives its credentials"
    }
}

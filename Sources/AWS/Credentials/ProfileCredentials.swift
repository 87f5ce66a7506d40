import Secrets

/// The credentials of a profile in the shared files: keys, a process, a web identity, or a role that another profile
/// assumes.
struct ProfileCredentials: CredentialsSource {
    var context: CredentialsContext

    func load() async throws(AWSError) -> Credentials? {
        let name = context.variable("AWS_PROFILE")
        let profiles = try Profiles(context)
        let found = try await load(name ?? "default", profiles, visited: [])
        if found == nil, let name { throw .credentials("the profile \(name) doesn't exist, or has no credentials") }
        return found
    }

    private func load(
        _ name: String, _ profiles: Profiles, visited: [String]
    ) async throws(AWSError) -> Credentials? {
        guard let profile = profiles[name] else { return nil }
        // A profile may name itself as the source of its role. Its own keys are meant then.
        let mayAssume = profile["role_arn"] != nil && visited.last != name
        if mayAssume {
            guard !visited.contains(name), visited.count < 8 else {
                throw .credentials("the source profiles of \(name) form a circle")
            }
            return try await assume(name, profile, profiles, visited: visited + [name])
        }
        if let keys = try keys(name, profile) { return keys }
        if let command = profile["credential_process"] {
            return try await ProcessCredentials(context: context, command: command).load()
        }
        if profile["sso_session"] != nil || profile["sso_start_url"] != nil || profile["login_session"] != nil {
            throw .credentials("the profile \(name) needs a person to sign in, which a server can't do")
        }
        return nil
    }

    private func keys(_ name: String, _ profile: [String: String]) throws(AWSError) -> Credentials? {
        guard let accessKeyID = profile["aws_access_key_id"] else { return nil }
        guard let secretAccessKey = profile["aws_secret_access_key"] else {
            throw .credentials("the profile \(name) has an aws_access_key_id and no aws_secret_access_key")
        }
        return Credentials(
            accessKeyID: accessKeyID, secretAccessKey: Secret(secretAccessKey),
            sessionToken: profile["aws_session_token"].map { Secret($0) })
    }

    private func assume(
        _ name: String, _ profile: [String: String], _ profiles: Profiles, visited: [String]
    ) async throws(AWSError) -> Credentials? {
        if let tokenFile = profile["web_identity_token_file"] {
            return try await WebIdentityCredentials(
                context: context, tokenFile: tokenFile, roleARN: profile["role_arn"],
                sessionName: profile["role_session_name"]
            ).load()
        }
        guard let role = profile["role_arn"].flatMap(ARN.init) else {
            throw .credentials("the role_arn of the profile \(name) is malformed")
        }
        guard let session = profile["role_session_name"].map(RoleSessionName.init) ?? context.defaultSessionName else {
            throw .credentials("the role_session_name of the profile \(name) is malformed")
        }
        guard profile["mfa_serial"] == nil else {
            throw .credentials("the profile \(name) needs an MFA code, which a server doesn't have")
        }
        let source = try await source(of: name, profile, profiles, visited: visited)
        let input = AssumeRoleInput(
            roleARN: role, roleSessionName: session, durationSeconds: profile["duration_seconds"].flatMap(Int.init),
            externalID: profile["external_id"])
        return try await STS(context.client(source)).assumeRole(input).credentials
    }

    /// The credentials with which the profile's role is assumed.
    private func source(
        of name: String, _ profile: [String: String], _ profiles: Profiles, visited: [String]
    ) async throws(AWSError) -> Credentials {
        let found: Credentials?
        switch (profile["source_profile"], profile["credential_source"]) {
        case (let source?, nil): found = try await load(source, profiles, visited: visited)
        case (nil, "Environment"): found = try await EnvironmentCredentials(context: context).load()
        case (nil, "EcsContainer"): found = try await ContainerCredentials(context: context).load()
        case (nil, "Ec2InstanceMetadata"): found = try await InstanceMetadataCredentials(context: context).load()
        default:
            throw .credentials("the profile \(name) needs a source_profile, or a known credential_source")
        }
        guard let found else { throw .credentials("the source of the profile \(name) has no credentials") }
        return found
    }
}

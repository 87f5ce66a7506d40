import AWS

/// The variables of a command that gets a profile's credentials.
struct ExecEnvironment {
    /// Those by which AWS's tools would find other credentials, or believe others.
    private static let contradicting: Set<String> = [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
        "AWS_CREDENTIAL_EXPIRATION", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME",
        "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", PersonalCredentials.guardVariable,
    ]

    private(set) var variables: [String: String]

    /// - Parameters:
    ///   - parent: the process's own variables.
    ///   - name: the profile, which also counts for what the command asks this tool.
    ///   - region: its Region; nil to leave what the variables say.
    init(_ parent: [String: String], profile name: String, region: Region?) {
        variables = parent.filter { !Self.contradicting.contains($0.key) }
        variables["LATCHKEY_PROFILE"] = name
        if let region {
            variables["AWS_REGION"] = region.rawValue
            variables["AWS_DEFAULT_REGION"] = region.rawValue
        }
    }

    /// Hides the files in which the default profile has credentials, as AWS's tools take those before an endpoint's.
    ///
    /// - Parameter files: reads AWS's files.
    /// - Returns: those that the command doesn't see.
    /// - Throws: ``CommandError`` when they can't be read.
    mutating func hideDefaultCredentials(_ files: FileReader) throws(CommandError) -> [String] {
        let profiles: Profiles
        do throws(AWSError) {
            profiles = try Profiles(environment: variables, files: files)
        } catch {
            throw CommandError(error)
        }
        let hidden = profiles["default"]?.filesWithCredentials ?? []
        if let path = Profiles.configPath(variables), hidden.contains(path) {
            variables["AWS_CONFIG_FILE"] = "/dev/null"
        }
        if let path = Profiles.credentialsPath(variables), hidden.contains(path) {
            variables["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null"
        }
        return hidden
    }

    /// Adds the credentials themselves, which end when they end.
    mutating func add(_ credentials: KeptCredentials) {
        for (name, value) in credentials.variables where name != "AWS_REGION" { variables[name] = value }
    }
}

import Secrets

/// The credentials of a role session, for an identity provider's token in a file. Something else renews that file, such as
/// EKS.
struct WebIdentityCredentials: CredentialsSource {
    var context: CredentialsContext
    /// `AWS_WEB_IDENTITY_TOKEN_FILE`, or the profile's.
    var tokenFile: String?
    /// `AWS_ROLE_ARN`, or the profile's.
    var roleARN: String?
    /// `AWS_ROLE_SESSION_NAME`, or the profile's.
    var sessionName: String?
    /// What the session is cut down to; nil if it isn't.
    var limits: SessionLimits?
    /// The profile's name; nil for the environment's settings.
    var profile: String?

    /// Takes the settings from the environment.
    init(context: CredentialsContext) {
        self.init(
            context: context, tokenFile: context.variable("AWS_WEB_IDENTITY_TOKEN_FILE"),
            roleARN: context.variable("AWS_ROLE_ARN"), sessionName: context.variable("AWS_ROLE_SESSION_NAME"),
            limits: context.limits, profile: nil)
    }

    init(
        context: CredentialsContext, tokenFile: String?, roleARN: String?, sessionName: String?, limits: SessionLimits?,
        profile: String?
    ) {
        self.context = context
        self.tokenFile = tokenFile
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.limits = limits
        self.profile = profile
    }

    func load() async throws(AWSError) -> FoundCredentials? {
        guard let tokenFile else { return nil }
        guard let role = roleARN.flatMap(ARN.init) else {
            throw .credentials("a web identity token file is set, but its role's ARN is missing or malformed")
        }
        guard let session = sessionName.map(RoleSessionName.init) ?? context.defaultSessionName else {
            throw .credentials("the role session name must be 2 to 64 characters of [\\w+=,.@-]")
        }
        // The file is read each time, because the token expires sooner than the process ends.
        let token = try context.token(atPath: tokenFile, named: "the web identity setting")
        let client = context.client()
        let assumed = try await STS(client).assumeRoleWithWebIdentity(
            roleARN: role, roleSessionName: session, webIdentityToken: Secret(token),
            durationSeconds: limits?.durationSeconds, policy: limits?.policy)
        return FoundCredentials(
            assumed.credentials.byOurClock(of: client),
            from: .webIdentity(role: role, tokenFile: tokenFile, profile: profile))
    }
}

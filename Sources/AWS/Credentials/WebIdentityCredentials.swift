import Cryptography
import Secrets

/// A role's session for the token in a file, which whoever runs the program keeps fresh (EKS and its like).
struct WebIdentityCredentials: CredentialsSource {
    var context: CredentialsContext
    /// `AWS_WEB_IDENTITY_TOKEN_FILE`, or the profile's.
    var tokenFile: String?
    /// `AWS_ROLE_ARN`, or the profile's.
    var roleARN: String?
    /// `AWS_ROLE_SESSION_NAME`, or the profile's.
    var sessionName: String?

    /// As the environment says.
    init(context: CredentialsContext) {
        self.init(
            context: context, tokenFile: context.variable("AWS_WEB_IDENTITY_TOKEN_FILE"),
            roleARN: context.variable("AWS_ROLE_ARN"), sessionName: context.variable("AWS_ROLE_SESSION_NAME"))
    }

    init(context: CredentialsContext, tokenFile: String?, roleARN: String?, sessionName: String?) {
        self.context = context
        self.tokenFile = tokenFile
        self.roleARN = roleARN
        self.sessionName = sessionName
    }

    func load() async throws(AWSError) -> Credentials? {
        guard let tokenFile else { return nil }
        guard let role = roleARN.flatMap(ARN.init) else {
            throw .credentials("a web identity token file is set and its role's ARN isn't, or is malformed")
        }
        guard let session = sessionName.map(RoleSessionName.init) ?? context.defaultSessionName else {
            throw .credentials("the role session name must be 2 to 64 characters of [\\w+=,.@-]")
        }
        // Read anew each time: the token is shorter lived than the process.
        let token = try context.token(atPath: tokenFile, named: "the web identity setting")
        let assumed = try await STS(context.client()).assumeRoleWithWebIdentity(
            roleARN: role, roleSessionName: session, webIdentityToken: Secret(token))
        return assumed.credentials
    }
}

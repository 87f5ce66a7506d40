import AWS
import OAuthClient
import Secrets

/// A link that signs a browser in to the console, made from credentials by AWS's federation endpoint.
struct ConsoleLink {
    private let credentials: KeptCredentials
    private let issuer: String
    private let partition: Partition
    private let signin: Signin

    /// - Parameters:
    ///   - credentials: those of a session.
    ///   - profile: what they were made for; nil for a profile of AWS's files.
    ///   - context: the machine.
    /// - Throws: ``CommandError`` for a setting that can't be used.
    init(
        _ credentials: KeptCredentials, _ profile: PersonalProfile?, in context: CommandContext
    ) throws(CommandError) {
        self.credentials = credentials
        partition = Self.partition(credentials, profile)
        // Where the console sends people whose session has ended.
        issuer = profile?.signIn.issuer ?? "https://\(partition.consoleHost)/"
        let region = credentials.region?.partition == partition ? credentials.region : nil
        let client = Client(
            transport: try context.serverTransport(),
            credentials: StaticCredentials(credentials.credentials),
            endpoints: Endpoints(region: region ?? partition.iamSigningRegion), retry: context.retry,
            timekeeper: context.timekeeper)
        var endpoint: EndpointURL?
        if let text = context.variable("AWS_ENDPOINT_URL_SIGNIN") {
            guard let url = EndpointURL(text.hasSuffix("/") ? "\(text)federation" : "\(text)/federation") else {
                throw CommandError(.configuration, "AWS_ENDPOINT_URL_SIGNIN should be a URL")
            }
            endpoint = url
        }
        signin = Signin(client, endpoint: endpoint)
    }

    /// Whose console the credentials are for: that of their Region or their role, or else the usual one.
    static func partition(_ credentials: KeptCredentials, _ profile: PersonalProfile?) -> Partition {
        if case .direct(let role)? = profile?.role, let partition = Partition(rawValue: role.partition) {
            return partition
        }
        return credentials.region?.partition ?? .aws
    }

    /// Makes the link.
    ///
    /// - Parameters:
    ///   - page: where it leads.
    ///   - duration: how long the console session lasts; nil for as long as the credentials.
    ///   - formerSession: what happens to sessions that the browser has.
    /// - Returns: the link, which signs in whoever opens it first.
    /// - Throws: ``CommandError`` in the person's words.
    func link(
        to page: ConsoleDestination, for duration: SessionDuration?, formerSession: Signin.FormerSession
    ) async throws(CommandError) -> Secret {
        guard formerSession == .kept || partition == .aws else {
            throw CommandError(.usage, "--sign-out-first works only in the partition aws")
        }
        do throws(AWSError) {
            let token = try await signin.getSigninToken(
                credentials: credentials.credentials,
                duration: duration.flatMap { AWS.SessionDuration(seconds: $0.seconds) })
            return Secret(
                signin.loginURL(
                    signinToken: token, issuer: issuer, destination: page.description, formerSession: formerSession))
        } catch {
            throw Self.error(error, duration)
        }
    }

    private static func error(_ error: AWSError, _ duration: SessionDuration?) -> CommandError {
        guard case .service(let refusal) = error, (400...499).contains(refusal.status) else {
            return CommandError(error)
        }
        // What the endpoint says is a page, not words.
        return duration == nil
            ? CommandError(
                .noPermission,
                "AWS's sign-in refuses the credentials (status \(refusal.status)): only those of a role's session open the "
                    + "console")
            : CommandError(
                .noPermission,
                "AWS's sign-in refuses it (status \(refusal.status)): it takes --duration only for a role that wasn't "
                    + "assumed with another session; leave it out")
    }
}

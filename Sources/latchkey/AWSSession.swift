import AWS
import Concurrency
import FoundationEssentials
import IdentityProofs
import Transport

/// AWS as one command sees it: found and reached as by AWS's own command line.
struct AWSSession: Sendable {
    /// Who AWS says that the owner of the credentials is.
    struct Caller: Sendable {
        var identity: IAMIdentity
        var caller: CallerIdentity
        var found: FoundCredentials
        var client: Client

        /// The time by AWS's clock.
        var now: Date { client.awsTimekeeper.now() }
    }

    /// The Region that an option, a variable or the profile names; nil if none does.
    let region: Region?
    let transport: any Transport
    let endpoints: Endpoints
    /// A PEM file of the certificate authorities to trust instead of the system's; nil for those.
    let caFile: String?
    /// An MFA code that the person gave beforehand, until it is used.
    let givenCode: GivenCode
    private let chain: CredentialsChain
    private let context: CommandContext

    /// - Parameters:
    ///   - options: whose credentials are used, and where AWS is asked.
    ///   - requested: a session that is opened with them.
    ///   - limits: what the role's session is cut down to that these credentials are, if they are one; nil for none.
    ///   - code: an MFA code that the person gave beforehand.
    ///   - context: the machine.
    /// - Throws: ``CommandError`` for a setting that can't be used.
    init(
        _ options: AWSOptions, opening requested: RequestedSession? = nil, within limits: SessionLimits? = nil,
        code: String? = nil,
        in context: CommandContext
    ) throws(CommandError) {
        self.context = context
        let profile = try Self.profile(options, context)
        if let named = options.region {
            region = named
        } else {
            region = try Self.region(profile, context)
        }
        var environment = context.environment
        if environment["AWS_ENDPOINT_URL"]?.isEmpty ?? true {
            environment["AWS_ENDPOINT_URL"] = profile?["endpoint_url"]
        }
        do throws(EndpointsError) {
            endpoints = try Endpoints(region: region ?? .usual, environment: environment)
        } catch {
            throw CommandError(.configuration, "\(error)")
        }
        caFile = context.variable("AWS_CA_BUNDLE") ?? profile?["ca_bundle"]
        givenCode = GivenCode(code)
        transport = try context.transport(context.network(caFile: caFile))
        chain = CredentialsChain(
            transport: transport, endpoints: endpoints, environment: context.environment, profile: options.profile,
            session: requested, limits: limits,
            mfa: KeptSessions(
                folder: UserFolders(environment: context.environment).caches,
                codes: MFACodes(
                    given: givenCode, command: options.mfa.command ?? context.variable("LATCHKEY_MFA_COMMAND"),
                    environment: context.environment, ask: context.askHidden),
                context: context),
            files: context.files, retry: context.retry, timekeeper: context.timekeeper)
    }

    /// The profile that counts; nil if there is none.
    private static func profile(_ options: AWSOptions, _ context: CommandContext) throws(CommandError) -> Profile? {
        let named = options.profile ?? context.variable("AWS_PROFILE")
        do throws(AWSError) {
            let profiles = try Profiles(environment: context.environment, files: context.files)
            if let profile = profiles[named ?? "default"] { return profile }
        } catch {
            throw CommandError(error)
        }
        if let named {
            throw CommandError(
                .configuration,
                "there is no profile “\(named)” in AWS's files: “aws configure list-profiles” lists them")
        }
        return nil
    }

    private static func region(_ profile: Profile?, _ context: CommandContext) throws(CommandError) -> Region? {
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            guard let text = context.variable(name) else { continue }
            guard let region = Region(text) else {
                throw CommandError(.configuration, "\(name) is “\(text)”: it should be a Region such as us-east-1")
            }
            return region
        }
        guard let profile, let text = profile["region"], !text.isEmpty else { return nil }
        guard let region = Region(text) else {
            throw CommandError(
                .configuration,
                "the profile \(profile.name) has the region “\(text)”: it should be one such as us-east-1")
        }
        return region
    }

    /// The credentials, and where they came from.
    func credentials() async throws(CommandError) -> FoundCredentials {
        let found: FoundCredentials
        do throws(AWSError) {
            found = try await chain.find()
        } catch {
            throw CommandError(error)
        }
        if let end = found.credentials.expiration, end <= context.timekeeper.now() {
            throw CommandError(
                .noPermission, "the credentials (\(found.origin.words)) have expired: sign in again, or renew them")
        }
        return found
    }

    /// A client that signs with these credentials.
    func client(
        signingWith credentials: Credentials, in region: Region? = nil, rateLimiter: RateLimiter? = nil
    ) -> Client {
        Client(
            transport: transport, credentials: StaticCredentials(credentials), endpoints: endpoints.at(region),
            retry: context.retry, rateLimiter: rateLimiter, timekeeper: context.timekeeper)
    }

    /// Asks STS who the owner of the credentials is.
    func caller() async throws(CommandError) -> Caller {
        try await caller(try await credentials())
    }

    /// Asks STS whose these credentials are.
    func caller(_ found: FoundCredentials) async throws(CommandError) -> Caller {
        let client = client(signingWith: found.credentials)
        let caller: CallerIdentity
        do throws(AWSError) {
            caller = try await STS(client).getCallerIdentity()
        } catch {
            throw CommandError(error, credentialsFrom: found.origin)
        }
        guard let identity = IAMIdentity(caller) else {
            throw CommandError(.badAnswer, "AWS names an identity of a form that isn't known: \(caller.arn)")
        }
        return Caller(identity: identity, caller: caller, found: found, client: client)
    }
}

extension Region {
    /// Where STS is asked if nothing names a Region, as in AWS's command line.
    fileprivate static let usual = Partition.aws.iamSigningRegion
}

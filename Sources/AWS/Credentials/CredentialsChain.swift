package import Concurrency
import FoundationEssentials
package import Transport

/// Finds Latchkey's own credentials in the first place that is set up, in the order of AWS's SDKs: environment, web
/// identity token file, shared config and credentials files, container endpoint, instance metadata.
///
/// It looks anew each time, so put ``CachedCredentials`` in front of it.
///
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>
package struct CredentialsChain: CredentialsProvider {
    private let sources: [any CredentialsSource]
    private let session: RequestedSession?
    private let context: CredentialsContext

    /// - Parameters:
    ///   - transport: sends the requests to STS and to the metadata services.
    ///   - endpoints: where STS is.
    ///   - environment: the `AWS_…` variables and `HOME`. A `credential_process` gets it too.
    ///   - profile: a profile that a person asked for. It counts more than an access key or a token file in the environment,
    ///     as with `--profile` of AWS's command line. Nil if the environment decides.
    ///   - session: a session that is opened with the credentials that are found; nil for these themselves.
    ///   - limits: what the role's session is cut down to that comes out at the end; nil for none. Look at the origin:
    ///     other credentials aren't cut down.
    ///   - mfa: opens sessions that need a person's MFA code; nil where there is nobody to ask.
    ///   - files: reads the shared files and the tokens.
    ///   - retry: how calls to STS are repeated.
    ///   - timekeeper: our clocks. The wall clock dates signatures, and judges expirations.
    package init(
        transport: any Transport, endpoints: Endpoints, environment: [String: String], profile: String? = nil,
        session: RequestedSession? = nil, limits: SessionLimits? = nil, mfa: (any MFASessions)? = nil,
        files: FileReader = .system,
        retry: RetryPolicy = .standard, timekeeper: Timekeeper = .system
    ) {
        let context = CredentialsContext(
            transport: transport, endpoints: endpoints, environment: environment, profile: profile, mfa: mfa,
            limits: session == nil ? limits : nil, files: files, retry: retry, timekeeper: timekeeper)
        self.session = session?.limited(to: limits)
        self.context = context
        let instanceMetadata = InstanceMetadataCredentials(context: context)
        let variables: [any CredentialsSource] = [
            EnvironmentCredentials(context: context), WebIdentityCredentials(context: context),
        ]
        sources =
            (profile == nil ? variables : []) + [
                ProfileCredentials(context: context, instanceMetadata: instanceMetadata),
                ContainerCredentials(context: context), instanceMetadata,
            ]
    }

    package func credentials() async throws(AWSError) -> Credentials {
        try await find().credentials
    }

    /// The credentials, and where they came from.
    package func find() async throws(AWSError) -> FoundCredentials {
        let found = try await load()
        guard let session else { return found }
        let opened = try await session.open(with: found.credentials, in: context)
        return FoundCredentials(opened, from: .session(of: session.roleARN, by: found.origin))
    }

    private func load() async throws(AWSError) -> FoundCredentials {
        for source in sources {
            if let found = try await source.load() { return found }
        }
        throw .credentials("none in the environment, the shared files, a container endpoint or instance metadata")
    }
}

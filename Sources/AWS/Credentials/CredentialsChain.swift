package import FoundationEssentials
package import Transport

/// Our own credentials, from the first place that is set up, in the order of AWS's SDKs: environment, web identity
/// token file, shared config and credentials files, container endpoint, instance metadata.
///
/// It asks anew every time: put ``CachedCredentials`` before it.
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>
package struct CredentialsChain: CredentialsProvider {
    private let sources: [any CredentialsSource]

    /// - Parameters:
    ///   - transport: Carries the calls to STS and to the metadata services.
    ///   - endpoints: Where STS is.
    ///   - environment: The `AWS_…` variables and `HOME`; a `credential_process` gets it too.
    ///   - files: Reads the shared files and the tokens.
    ///   - retry: How calls to STS are repeated.
    ///   - now: The clock that signatures are dated and ends are compared by.
    package init(
        transport: any Transport, endpoints: Endpoints, environment: [String: String], files: FileReader = .system,
        retry: RetryPolicy = .standard, now: @escaping @Sendable () -> Date = { Date.now }
    ) {
        let context = CredentialsContext(
            transport: transport, endpoints: endpoints, environment: environment, files: files, retry: retry, now: now)
        sources = [
            EnvironmentCredentials(context: context), WebIdentityCredentials(context: context),
            ProfileCredentials(context: context), ContainerCredentials(context: context),
            InstanceMetadataCredentials(context: context),
        ]
    }

    package func credentials() async throws(AWSError) -> Credentials {
        for source in sources {
            if let found = try await source.load() { return found }
        }
        throw .credentials("none in the environment, the shared files, a container endpoint or instance metadata")
    }
}

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

    /// - Parameters:
    ///   - transport: sends the requests to STS and to the metadata services.
    ///   - endpoints: where STS is.
    ///   - environment: the `AWS_…` variables and `HOME`. A `credential_process` gets it too.
    ///   - files: reads the shared files and the tokens.
    ///   - retry: how calls to STS are repeated.
    ///   - timekeeper: our clocks. The wall clock dates signatures, and judges expirations.
    package init(
        transport: any Transport, endpoints: Endpoints, environment: [String: String], files: FileReader = .system,
        retry: RetryPolicy = .standard, timekeeper: Timekeeper = .system
    ) {
        let context = CredentialsContext(
            transport: transport, endpoints: endpoints, environment: environment, files: files, retry: retry,
            timekeeper: timekeeper)
        let instanceMetadata = InstanceMetadataCredentials(context: context)
        sources = [
            EnvironmentCredentials(context: context), WebIdentityCredentials(context: context),
            ProfileCredentials(context: context, instanceMetadata: instanceMetadata),
            ContainerCredentials(context: context), instanceMetadata,
        ]
    }

    package func credentials() async throws(AWSError) -> Credentials {
        for source in sources {
            if let found = try await source.load() { return found }
        }
        throw .credentials("none in the environment, the shared files, a container endpoint or instance metadata")
    }
}

package import Concurrency
package import Transport

extension Client {
    /// A client for calls that aren't signed.
    package static func unsigned(
        transport: any Transport, endpoints: Endpoints, retry: RetryPolicy, timekeeper: Timekeeper
    ) -> Client {
        Client(
            transport: transport, credentials: NoCredentials(), endpoints: endpoints, retry: retry,
            timekeeper: timekeeper)
    }
}

/// Stands for credentials in calls that aren't signed.
private struct NoCredentials: CredentialsProvider {
    func credentials() async throws(AWSError) -> Credentials { throw .credentials("this client can't sign") }
}

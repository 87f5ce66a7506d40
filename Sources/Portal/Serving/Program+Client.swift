package import AWS
internal import FastCGI
internal import Glibc
package import Transport

extension Program {
    /// What our requests to AWS call themselves.
    package static var userAgent: String { "latchkey/\(version)" }

    /// Whether this process answers one request of a web server and ends.
    package static var isPlainCGI: Bool { ProcessEnvironment.isPlainCGI }

    /// The AWS client of a program: its Region and endpoints, and credentials from where AWS's SDKs look for them.
    ///
    /// Ends the program with 78 (`EX_CONFIG`) when one of AWS's own variables is bad or the transport can't be made.
    package func client(
        _ settings: AWSSettings, retry: RetryPolicy = .standard, pace: Pace? = nil,
        transport makeTransport: () throws -> any Transport
    ) -> Client {
        let environment = ProcessEnvironment.variables.merging(settings.variables) { $1 }
        do {
            let endpoints = try Endpoints(region: settings.region, environment: environment)
            let transport = try makeTransport()
            let chain = CredentialsChain(transport: transport, endpoints: endpoints, environment: environment)
            return Client(
                transport: transport, credentials: CachedCredentials(chain), endpoints: endpoints, retry: retry,
                pace: pace)
        } catch {
            StandardError.write("\(name): \(error)")
            exit(78)
        }
    }
}

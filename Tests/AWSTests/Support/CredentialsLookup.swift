import AWS
import Foundation
import Testing

/// What a ``CredentialsChain`` finds in an environment, files and responses that a test makes up.
struct CredentialsLookup {
    var environment: [String: String]
    var files: [String: String] = [:]
    var transport = ScriptedTransport([])
    /// The profile that a person asks for.
    var profile: String?
    var session: RequestedSession?
    var limits: SessionLimits?
    var mfa: (any MFASessions)?

    /// An environment in which instance metadata isn't asked.
    static let noMetadata = ["AWS_EC2_METADATA_DISABLED": "true"]

    /// Credentials of a container or an instance, in JSON.
    static let json = #"""
        {"Code":"Success","AccessKeyId":"ASIA1","SecretAccessKey":"s","Token":"t","Expiration":"2015-08-30T13:36:00Z"}
        """#

    private func chain() throws -> CredentialsChain {
        let files = files
        return CredentialsChain(
            transport: transport, endpoints: Endpoints(region: try .known("eu-west-1")), environment: environment,
            profile: profile, session: session, limits: limits, mfa: mfa,
            files: FileReader { (path) throws(AWSError) in files[path].map { Array($0.utf8) } },
            retry: .longestWaits, timekeeper: .example)
    }

    func load() async throws -> Credentials {
        try await chain().credentials()
    }

    /// Where they came from.
    func origin() async throws -> CredentialsOrigin { try await chain().find().origin }

    /// The reason why there are none.
    func refusal() async throws -> String {
        let chain = try chain()
        let error = await #expect(throws: AWSError.self) { try await chain.credentials() }
        guard case .credentials(let reason)? = error else { return "\(String(describing: error))" }
        return reason
    }
}

/// Loads credentials as a ``CredentialsChain`` does.
func load(
    _ environment: [String: String], files: [String: String] = [:],
    _ transport: ScriptedTransport = ScriptedTransport([])
) async throws -> Credentials {
    try await CredentialsLookup(environment: environment, files: files, transport: transport).load()
}

/// The reason why a ``CredentialsChain`` finds no credentials.
func refusal(
    _ environment: [String: String], files: [String: String] = [:],
    _ transport: ScriptedTransport = ScriptedTransport([])
) async throws -> String {
    try await CredentialsLookup(environment: environment, files: files, transport: transport).refusal()
}

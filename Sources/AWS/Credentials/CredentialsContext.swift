import Concurrency
import Formats
import FoundationEssentials
import HTTPTypes
import Transport

/// What the sources of credentials read and call. They read nothing from the process itself.
struct CredentialsContext: Sendable {
    var transport: any Transport
    var endpoints: Endpoints
    var environment: [String: String]
    /// The profile that a person asked for; nil if `AWS_PROFILE` or the default one counts.
    var profile: String?
    /// Opens sessions that need a code; nil where there is no person to ask.
    var mfa: (any MFASessions)?
    /// What the session is cut down to that these sources give, if it is a role's; not those that are opened on the way to it.
    var limits: SessionLimits?
    var files: FileReader
    var retry: RetryPolicy
    var timekeeper: Timekeeper

    /// The value of an environment variable; nil if it is unset or empty.
    func variable(_ name: String) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        return value
    }

    /// The token in a file that must exist: its text without the white space around it.
    func token(atPath path: String, named name: String) throws(AWSError) -> String {
        guard let bytes = try files.read(path), let text = String(utf8: bytes.span) else {
            throw .credentials("the file that \(name) names is missing or isn't text")
        }
        let isSpace: (Character) -> Bool = { $0.isWhitespace || $0.isNewline }
        var token = text.drop(while: isSpace)
        while let last = token.last, isSpace(last) { token.removeLast() }
        guard !token.isEmpty, token.utf8.count <= 20_000 else {
            throw .credentials("the file that \(name) names is empty or too long")
        }
        return String(token)
    }

    /// A client that signs with `credentials`; without them, only for calls that aren't signed.
    func client(_ credentials: Credentials? = nil) -> Client {
        var client =
            credentials.map {
                Client(
                    transport: transport, credentials: StaticCredentials($0), endpoints: endpoints, retry: retry,
                    timekeeper: timekeeper)
            } ?? .unsigned(transport: transport, endpoints: endpoints, retry: retry, timekeeper: timekeeper)
        client.deadline = timekeeper.instant() + .seconds(20)
        return client
    }

    /// Sends a small request to a metadata service.
    func fetch(_ head: HTTPRequest, timeout: Duration) async throws(TransportError) -> TransportResponse {
        try await transport.send(
            TransportRequest(head: head, deadline: timekeeper.instant() + timeout, maximumResponseSize: 64 << 10))
    }

    /// AWS's clock less ours, in seconds, as a response tells that has just been received.
    func clockCorrection(by response: TransportResponse) -> TimeInterval {
        ClientState.ResponseTime(field: response.fields[.date], received: timekeeper.now()).correction ?? 0
    }

    /// The name of a session for which none is configured.
    var defaultSessionName: RoleSessionName? {
        RoleSessionName("latchkey-\(Int(timekeeper.now().timeIntervalSince1970))")
    }
}

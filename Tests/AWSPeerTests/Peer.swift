import AWS
import Cryptography
import Curl
import FoundationEssentials
import Secrets
import Subprocess
import Testing
import Transport

/// A stand-in for AWS that runs while a test does.
struct Peer: Sendable {
    enum Name: String, CaseIterable, Sendable {
        /// Checks signatures and policies.
        case ministack
        /// Knows the third key's refusal and when a key was used.
        case moto
    }

    struct Key: Decodable, Sendable {
        var accessKeyID: String
        var secretAccessKey: String
    }

    struct Account: Decodable, Sendable {
        var endpoint: String
        var account: String
        var boundary: String
        /// Of `broker`, who may what the README documents, and of `admin`.
        var keys: [String: Key]
    }

    var name: Name
    var account: Account
    private var transport: CurlTransport

    /// Starts a peer, calls `body`, and ends the peer.
    static func run(_ name: Name, _ body: @escaping @Sendable (Peer) async throws -> Void) async throws {
        let support = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Support"
        let python = ProcessInfo.processInfo.environment["LATCHKEY_TEST_PYTHON"] ?? "python3"
        let transport = try CurlTransport()
        defer { transport.stop() }
        let result = try await Subprocess.run(
            .name("env"), arguments: [python, "\(support)/Botocore/aws_peer.py", name.rawValue], input: .inputWriter,
            output: .sequence, error: .bytes(limit: 1 << 20)
        ) { execution in
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            // What went wrong before the line is on standard error, told below.
            guard let line = try await lines.next() else { return }
            let account = try JSONDecoder().decode(Account.self, from: Data(line.utf8))
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await body(Peer(name: name, account: account, transport: transport)))
            } catch {
                outcome = .failure(error)
            }
            try await execution.standardInputWriter.finish()
            try outcome.get()
        }
        let complaint = String(decoding: result.standardError, as: UTF8.self)
        #expect(result.terminationStatus.isSuccess, "\(name.rawValue): \(complaint)")
    }

    /// A client for `user`, or with another secret.
    func client(_ user: String, secret: String? = nil) throws -> Client {
        let key = try #require(account.keys[user])
        return try client(
            signingWith: Credentials(
                accessKeyID: key.accessKeyID, secretAccessKey: Secret(secret ?? key.secretAccessKey)))
    }

    func client(signingWith credentials: Credentials) throws -> Client {
        try client(signingWith: credentials, through: transport)
    }

    /// A client for another account, of which the stand-in knows nothing yet, that may do everything.
    ///
    /// - Parameters:
    ///   - number: the account's number.
    ///   - retry: how failures are repeated.
    ///   - wrap: what stands between the client and the network.
    /// - Returns: the client.
    /// - Throws: never, for the Region of the tests.
    func client(
        ofAccount number: String, retry: RetryPolicy = .standard, through wrap: (any Transport) -> any Transport
    ) throws -> Client {
        try client(
            signingWith: Credentials(accessKeyID: number, secretAccessKey: Secret("test")), through: wrap(transport),
            retry: retry)
    }

    private func client(
        signingWith credentials: Credentials, through transport: any Transport, retry: RetryPolicy = .standard
    ) throws -> Client {
        Client(
            transport: transport, credentials: StaticCredentials(credentials),
            endpoints: try Endpoints(
                region: try known("us-east-1"), environment: ["AWS_ENDPOINT_URL": account.endpoint]), retry: retry)
    }
}

/// A value that the test knows to be well formed.
func known<Value: CheckedText>(_ text: String) throws -> Value {
    try #require(Value(text), "\(text) is refused")
}

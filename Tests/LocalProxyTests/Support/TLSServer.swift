import FoundationEssentials
import Subprocess
import Testing

/// A server over TLS, in Python.
struct TLSServer: Decodable, Sendable {
    /// What is wrong with it.
    enum Kind: String, Sendable {
        case good, tls12, name, expired, authority
    }

    var port: Int
    /// The file with the authority that it should have its certificate from.
    var authorities: String

    /// Starts a server, calls `body`, and ends the server.
    static func run(_ kind: Kind, _ body: @escaping @Sendable (TLSServer) async throws -> Void) async throws {
        let support = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Support"
        let python = ProcessInfo.processInfo.environment["LATCHKEY_TEST_PYTHON"] ?? "python3"
        let result = try await Subprocess.run(
            .name("env"), arguments: [python, "\(support)/TLS/tls_server.py", kind.rawValue], input: .inputWriter,
            output: .sequence, error: .bytes(limit: 1 << 20)
        ) { execution in
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            guard let line = try await lines.next() else { return }
            let server = try JSONDecoder().decode(TLSServer.self, from: Data(line.utf8))
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await body(server))
            } catch {
                outcome = .failure(error)
            }
            try await execution.standardInputWriter.finish()
            try outcome.get()
        }
        let complaint = String(decoding: result.standardError, as: UTF8.self)
        #expect(result.terminationStatus.isSuccess, "\(complaint)")
    }
}

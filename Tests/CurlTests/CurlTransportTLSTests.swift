import Curl
import Glibc
import HTTPTypes
import Testing
import Transport

/// Against `openssl s_server`, with an authority made for the test.
@Suite(.timeLimit(.minutes(1)), .serialized)
final class CurlTransportTLSTests {
    private let folder: String
    private var server: ChildProcess?
    private var port: UInt16 = 0

    private var caFile: String { "\(folder)/ca.pem" }

    init() throws {
        var template = Array("/tmp/latchkey-tls-XXXXXX".utf8CString)
        folder = try #require(unsafe mkdtemp(&template).map { unsafe String(cString: $0) })
        try ChildProcess.run(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2", "-subj", "/CN=Test authority", "-keyout", "\(folder)/ca.key", "-out", caFile)
        try ChildProcess.run(
            "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", "\(folder)/key.pem", "-out",
            "\(folder)/request.pem")
        try ChildProcess.run(
            "openssl", "x509", "-req", "-in", "\(folder)/request.pem", "-CA", caFile, "-CAkey", "\(folder)/ca.key",
            "-CAcreateserial", "-days", "2", "-copy_extensions", "copy", "-out", "\(folder)/certificate.pem")
    }

    deinit {
        server?.stop()
        try? ChildProcess.run("rm", "-rf", folder)
    }

    /// Starts the server; it answers any GET with a page.
    private func serve(_ options: String...) {
        port = TestServer.unusedPort()
        server = try? ChildProcess(
            [
                "openssl", "s_server", "-quiet", "-www", "-accept", "127.0.0.1:\(port)", "-cert",
                "\(folder)/certificate.pem", "-key", "\(folder)/key.pem",
            ] + options)
    }

    /// Sends until the server listens, and gives what came of it.
    private func get(host: String = "localhost", caFile: String?) async throws -> Result<
        TransportResponse, TransportError
    > {
        let transport = try CurlTransport(.init(caFile: caFile))
        for _ in 0..<100 {
            do throws(TransportError) {
                return .success(try await transport.send(.make(.get, scheme: "https", "\(host):\(port)")))
            } catch {
                guard case .notSent(let text) = error, text.contains("connect to") else { return .failure(error) }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ChildProcess.Failed(program: "openssl s_server", status: 0)
    }

    private func isNotSent(_ result: Result<TransportResponse, TransportError>) -> Bool {
        if case .failure(let error) = result { error.isNotSent } else { false }
    }

    @Test func `a certificate of the configured authority is accepted`() async throws {
        serve()
        let response = try await get(caFile: caFile).get()
        #expect(response.head.status.code == 200)
        #expect(!response.body.isEmpty)
    }

    @Test func `a certificate of an unknown authority is refused before anything is sent`() async throws {
        serve()
        let result = try await get(caFile: nil)
        #expect(isNotSent(result), "\(result)")
    }

    @Test func `a certificate for another name is refused before anything is sent`() async throws {
        serve()
        let result = try await get(host: "127.0.0.1", caFile: caFile)
        #expect(isNotSent(result), "\(result)")
    }

    @Test func `TLS before 1.2 is refused before anything is sent`() async throws {
        serve("-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
        let result = try await get(caFile: caFile)
        #expect(isNotSent(result), "\(result)")
    }
}

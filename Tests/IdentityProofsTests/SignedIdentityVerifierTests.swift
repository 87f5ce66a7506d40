import AWS
import Concurrency
import FoundationEssentials
import HTTPTypes
import Secrets
import Synchronization
import Testing
import Transport

@testable import IdentityProofs

@Suite(.timeLimit(.minutes(1))) struct SignedIdentityVerifierTests {
    /// STS, answering as it is told, with AWS's time.
    final class FakeSTS: Transport {
        let answer: @Sendable (TransportRequest) -> (Int, String)
        let date: String?
        private let sent = Mutex<[TransportRequest]>([])

        init(
            date: String? = "Sat, 21 Nov 2026 02:25:00 GMT",
            _ answer: @escaping @Sendable (TransportRequest) -> (Int, String)
        ) {
            self.date = date
            self.answer = answer
        }

        var requests: [TransportRequest] { sent.withLock { $0 } }

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            sent.withLock { $0.append(request) }
            let (status, body) = answer(request)
            var head = HTTPResponse(status: .init(code: status))
            head.headerFields[.date] = date
            return TransportResponse(head: head, body: Array(body.utf8))
        }

        static func identity(
            _ arn: String = "arn:aws:iam::123456789012:user/alice", account: String = "123456789012",
            id: String = "AIDAEXAMPLE"
        ) -> String {
            """
            <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>\(arn)</Arn><UserId>\(id)</UserId>\
            <Account>\(account)</Account></GetCallerIdentityResult></GetCallerIdentityResponse>
            """
        }

        static func error(_ code: String) -> String {
            "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>m</Message></Error></ErrorResponse>"
        }
    }

    static let verifier = SignedIdentityVerifier(regions: Set(["eu-central-1", "us-east-1"].compactMap { Region($0) }))

    /// The proof was signed at 02:24:17, and our own clock is what the test says.
    private func verify(
        _ sts: FakeSTS, ourTime: String = "20261121T022500Z", region: String = "eu-central-1",
        verifier: SignedIdentityVerifier = Self.verifier, environment: [String: String] = [:]
    ) async throws -> Result<IAMIdentity, ProofError> {
        let clock = try #require(SigningDate(timestamp: ourTime)).date
        var retry = RetryPolicy()
        retry.random = { 0 }
        let client = Client(
            transport: sts,
            credentials: StaticCredentials(Credentials(accessKeyID: "AKIDOURS", secretAccessKey: Secret("ours"))),
            endpoints: try Endpoints(region: try #require(Region("us-east-1")), environment: environment), retry: retry,
            timekeeper: Timekeeper(now: { clock }))
        let proof = try SignedIdentity(encoded: SignedIdentity.encoded(changing: "region", to: region))
        let server = try #require(ServerName("tools.example.com"))
        do throws(ProofError) {
            return .success(try await verifier.identity(of: proof, for: server, asking: client))
        } catch {
            return .failure(error)
        }
    }

    @Test func `the request is rebuilt for STS's host of the Region with our own name`() async throws {
        let sts = FakeSTS { _ in (200, FakeSTS.identity()) }
        let identity = try await verify(sts).get()
        #expect(identity.name == "alice")
        let request = try #require(sts.requests.first)
        #expect(sts.requests.count == 1)
        #expect(request.head.authority == "sts.eu-central-1.amazonaws.com")
        #expect(request.head.scheme == "https" && request.head.path == "/" && request.head.method == .post)
        #expect(String(decoding: request.body, as: UTF8.self) == "Action=GetCallerIdentity&Version=2011-06-15")
        let fields = request.head.headerFields
        #expect(fields[.contentType] == "application/x-www-form-urlencoded; charset=utf-8")
        #expect(fields[try #require(HTTPField.Name("x-latchkey-server"))] == "tools.example.com")
        #expect(fields[try #require(HTTPField.Name("x-latchkey-nonce"))] == "AAECAwQFBgcICQoLDA0ODw")
        #expect(fields[try #require(HTTPField.Name("x-amz-date"))] == "20261121T022417Z")
        #expect(fields[try #require(HTTPField.Name("x-amz-security-token"))]?.hasPrefix("IQoJ") == true)
        #expect(
            fields[.authorization]
                == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261121/eu-central-1/sts/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-latchkey-nonce;x-latchkey-server, "
                + "Signature=\(String(repeating: "0f", count: 32))")
    }

    @Test func `where our settings name another STS it gets the request for the Region's ordinary host`() async throws {
        let sts = FakeSTS { _ in (200, FakeSTS.identity()) }
        for url in ["https://vpce-1.sts.eu-central-1.vpce.amazonaws.com", "http://127.0.0.1:4566"] {
            _ = try await verify(sts, environment: ["AWS_ENDPOINT_URL_STS": url]).get()
            let request = try #require(sts.requests.last)
            #expect("\(request.head.scheme ?? "")://\(request.head.authority ?? "")" == url)
            #expect(request.host == "sts.eu-central-1.amazonaws.com" && request.head.path == "/")
        }
    }

    @Test(arguments: ["us-west-2", "cn-north-1", "us-gov-west-1"])
    func `a Region that isn't allowed is never asked`(region: String) async throws {
        let sts = FakeSTS { _ in (200, FakeSTS.identity()) }
        #expect(try await verify(sts, region: region) == .failure(.regionNotAllowed))
        #expect(sts.requests.isEmpty)
    }

    @Test(arguments: [
        ("Sat, 21 Nov 2026 02:29:17 GMT", nil), ("Sat, 21 Nov 2026 02:29:18 GMT", ProofError.expired),
        ("Sat, 21 Nov 2026 02:23:17 GMT", nil), ("Sat, 21 Nov 2026 02:23:16 GMT", ProofError.early),
        ("Sun, 22 Nov 2026 02:24:17 GMT", ProofError.expired), ("Fri, 20 Nov 2026 02:24:17 GMT", ProofError.early),
    ])
    func `the age counts by AWS's clock, even where ours is a day off`(date: String, error: ProofError?) async throws {
        let sts = FakeSTS(date: date) { _ in (200, FakeSTS.identity()) }
        let result = try await verify(sts, ourTime: "20261120T150000Z")
        switch error {
        case nil: #expect(throws: Never.self) { try result.get() }
        case let error?: #expect(result == .failure(error))
        }
    }

    @Test func `a small difference between the clocks isn't taken for AWS's time`() async throws {
        let sts = FakeSTS(date: "Sat, 21 Nov 2026 02:29:20 GMT") { _ in (200, FakeSTS.identity()) }
        let result = try await verify(sts, ourTime: "20261121T022917Z")
        #expect(throws: Never.self) { try result.get() }
    }

    @Test(arguments: [
        (403, "SignatureDoesNotMatch"), (403, "InvalidClientTokenId"), (403, "ExpiredToken"), (403, "AccessDenied"),
        (400, "IncompleteSignature"), (403, "MissingAuthenticationToken"), (403, "RegionDisabledException"),
    ])
    func `what STS refuses is refused at the first answer`(status: Int, code: String) async throws {
        let sts = FakeSTS { _ in (status, FakeSTS.error(code)) }
        #expect(try await verify(sts) == .failure(.refusedByAWS(ErrorCode(rawValue: code))))
        #expect(sts.requests.count == 1)
    }

    @Test func `a refused signature doesn't change the clock that our own calls are signed by`() async throws {
        let sts = FakeSTS(date: "Sat, 21 Nov 2026 09:25:00 GMT") { _ in (403, FakeSTS.error("SignatureDoesNotMatch")) }
        #expect(try await verify(sts) == .failure(.refusedByAWS("SignatureDoesNotMatch")))
        #expect(sts.requests.count == 1)
    }

    @Test(arguments: [
        (503, FakeSTS.error("ServiceUnavailable")), (500, FakeSTS.error("InternalFailure")), (429, ""),
        (400, FakeSTS.error("Throttling")),
        (502, "<html>"), (403, "<html>"), (302, ""), (404, "not found"), (200, "<html>"), (200, ""), (200, "{}"),
        (200, "<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>"),
        (200, FakeSTS.identity().replacing("GetCallerIdentity", with: "AssumeRole")),
        (200, FakeSTS.identity("arn:aws:iam::210987654321:user/alice")),
        (200, FakeSTS.identity("arn:aws-cn:iam::123456789012:user/alice")),
        (200, FakeSTS.identity("arn:aws:iam::123456789012:group/alice")),
        (200, FakeSTS.identity("")), (200, FakeSTS.identity(account: "")), (200, FakeSTS.identity(id: "")),
    ])
    func `what isn't STS's answer proves nothing`(status: Int, body: String) async throws {
        let result = try await verify(FakeSTS { _ in (status, body) })
        guard case .failure(.awsUnavailable) = result else {
            Issue.record("\(status) \(body): \(result)")
            return
        }
    }

    @Test func `our own credentials are never asked for`() async throws {
        struct NoCredentials: CredentialsProvider {
            func credentials() async throws(AWSError) -> Credentials { throw .credentials("asked for") }
        }
        let sts = FakeSTS { _ in (200, FakeSTS.identity()) }
        let clock = try #require(SigningDate(timestamp: "20261121T022500Z")).date
        let client = Client(
            transport: sts, credentials: NoCredentials(),
            endpoints: Endpoints(region: try #require(Region("us-east-1"))),
            timekeeper: Timekeeper(now: { clock }))
        let proof = try SignedIdentity(encoded: SignedIdentity.encoded(SignedIdentity.members))
        let identity = try await Self.verifier.identity(
            of: proof, for: try #require(ServerName("tools.example.com")), asking: client)
        #expect(identity.kind == .user)
    }

    @Test func `a nonce is remembered until its proof can't be taken any more`() throws {
        let proof = try SignedIdentity(encoded: SignedIdentity.encoded(SignedIdentity.members))
        #expect(Self.verifier.end(of: proof) == proof.date.date.addingTimeInterval(360))
    }
}

import AWS
import FastCGI
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Secrets
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import iam_auth

@Suite(.timeLimit(.minutes(1))) struct KMSRoutesTests {
    private static let key = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    private static let settings = ["LATCHKEY_IAM_AUTH_PROOFS": "signed,kms", "LATCHKEY_IAM_AUTH_KMS_KEY": key]
    private static let plain = settings.merging(["LATCHKEY_IAM_AUTH_HTTP_SERVERS": "portal.example"]) { $1 }

    private func bench(_ changes: [String: String] = [:]) throws -> IAMAuthBench {
        try IAMAuthBench(Self.settings.merging(changes) { $1 })
    }

    /// What a client encrypts.
    private func content(
        _ bench: IAMAuthBench, id: String = "ASIAIOSFODNN7EXAMPLE", lifetime: Double = 900
    ) -> String {
        let credentials = Credentials(
            accessKeyID: id, secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            sessionToken: Secret("IQoJb3JpZ2luX2VjEXAMPLETOKEN"),
            expiration: bench.clock.now.addingTimeInterval(lifetime))
        return """
            {"AccessKeyId":"\(id)","Expiration":"\(Timestamp.format(credentials.expiration ?? .distantPast))",\
            "SecretAccessKey":"\(credentials.secretAccessKey.reveal())",\
            "SessionToken":"\(credentials.sessionToken?.reveal() ?? "")"}
            """
    }

    /// A token, as a client makes it of what a 401 told it.
    private func token(
        _ bench: IAMAuthBench, content: String? = nil, key: String? = nil
    ) async throws -> String {
        let challenge = await bench.verify("/report")
        let context = try EncryptionContext(field: try #require(challenge["Iam-Auth-Kms-Encryption-Context"]))
        let id = try #require(challenge["Iam-Auth-Kms-Key-Id"])
        return Base64.encode(FakeKeys.encrypt(content ?? self.content(bench), key ?? id, context.members))
    }

    private func signIn(
        _ bench: IAMAuthBench, _ token: String, _ further: [(String, String)] = [],
        to address: String = "/report?x=1&y=%7B", method: String = "GET"
    ) async -> Response {
        var form = FormEncoding()
        form.append("return_url", address)
        form.append("token", token)
        return await bench.ask(.make(method, "/auth?\(form.text)", user: nil, further))
    }

    private func reason(_ response: Response) -> String? {
        (try? JSONReader.read(response.body))?["reason"]?.string
    }

    @Test func `a token signs in, and leads to the page that was wanted`() async throws {
        let bench = try bench()
        let answer = await signIn(bench, try await token(bench))
        #expect(answer.head.status == .found && answer["Location"] == "/report?x=1&y=%7B")
        #expect(answer["Cache-Control"] == "private, no-cache, no-store, max-age=0")
        let cookie = try #require(answer["Set-Cookie"])
        #expect(cookie.hasPrefix("__Host-latchkey-iam=") && cookie.contains("; Secure; HttpOnly; SameSite=Lax"))
        let entered = await bench.verify(cookie: String(cookie.prefix { $0 != ";" }))
        #expect(entered["X-Iam-Arn"] == "arn:aws:iam::123456789012:user/alice")
        #expect(bench.audit.contains("iam-sign-in"))
        #expect(!bench.audit.contains("EXAMPLEKEY") && !bench.lines.all.joined().contains("EXAMPLEKEY"))
    }

    @Test func `a token from before a revocation signs nobody in, and isn't spent`() async throws {
        let bench = try bench()
        let now = Int(bench.clock.now.timeIntervalSince1970)
        let token = try await token(bench)
        bench.keep(RevocationList([try #require(RevocationTarget("arn:aws:iam::123456789012:user/alice")): now]))
        let answer = await signIn(bench, token)
        #expect(answer.head.status == .forbidden && reason(answer) == "revoked" && answer["Set-Cookie"] == nil)
        bench.clock.advance(Double(RevocationList.margin + 1))
        let later = await signIn(bench, try await self.token(bench))
        #expect(later.head.status == .found)
    }

    @Test func `the challenge has what a client looks for, and nothing of it where tokens aren't taken`() async throws {
        let challenge = try await bench().verify()
        #expect(challenge.head.headerFields[values: .wwwAuthenticate].count == 1)
        #expect(challenge["WWW-Authenticate"]?.hasPrefix(#"IAM realm="123456789012""#) == true)
        #expect(challenge["WWW-Authenticate"]?.contains(#"proofs="signed kms""#) == true)
        #expect(challenge["Iam-Auth-Kms-Key-Id"] == Self.key)
        let off = try await IAMAuthBench().verify()
        #expect(off["Iam-Auth-Kms-Key-Id"] == nil && off["Iam-Auth-Kms-Encryption-Context"] == nil)
        #expect(try await IAMAuthBench().ask(.make("GET", "/auth?token=x", user: nil)).head.status == .notFound)
    }

    @Test func `whoever sent a proof, or two cookies, isn't sent to sign in by KMS`() async throws {
        let bench = try bench()
        #expect(await bench.verify(proof: "IAM x")["Iam-Auth-Kms-Key-Id"] == nil)
        let name = "__Host-latchkey-iam"
        #expect(await bench.verify(cookie: "\(name)=x; \(name)=y")["Iam-Auth-Kms-Key-Id"] == nil)
        #expect(await bench.verify(cookie: "\(name)=x")["Iam-Auth-Kms-Key-Id"] != nil)
    }

    @Test func `without TLS tokens are taken only where there is to be none`() async throws {
        var secure = try bench()
        let token = try await token(secure)
        secure.hasTLS = false
        let challenge = await secure.verify()
        #expect(challenge.head.status == .unauthorized && challenge["Iam-Auth-Kms-Key-Id"] == nil)
        #expect(challenge["WWW-Authenticate"]?.contains(#"proofs="signed""#) == true)
        let answer = await signIn(secure, token)
        #expect(answer.head.status == .forbidden && reason(answer) == "tls")
        #expect(secure.identities.keys.count == 0)

        var bench = try IAMAuthBench(Self.plain)
        bench.hasTLS = false
        let signedIn = await signIn(bench, try await self.token(bench))
        let cookie = try #require(signedIn["Set-Cookie"])
        #expect(signedIn.head.status == .found && cookie.hasPrefix("latchkey-iam-plain="))
        let pair = String(cookie.prefix { $0 != ";" })
        #expect(await bench.verify(cookie: pair).head.status == .noContent)
        // What was sent in the clear counts for nothing over TLS.
        bench.hasTLS = true
        #expect(await bench.verify(cookie: pair).head.status == .unauthorized)
        let value = pair.dropFirst("latchkey-iam-plain=".count)
        #expect(await bench.verify(cookie: "__Host-latchkey-iam=\(value)").error == "forged")
    }

    @Test func `a token is taken once, and so are its credentials in another token`() async throws {
        let bench = try bench()
        let token = try await token(bench)
        #expect(await signIn(bench, token).head.status == .found)
        for token in [token, try await self.token(bench), try await self.token(bench, content: content(bench) + " ")] {
            let answer = await signIn(bench, token)
            #expect(answer.head.status == .forbidden && answer["Set-Cookie"] == nil)
            #expect(reason(answer) == "replayed")
        }
        #expect(
            await signIn(bench, try await self.token(bench, content: content(bench, id: "ASIAIOSFODNN7EXAMPL2")))
                .head.status == .found)
    }

    @Test func `a token is good for five to ten minutes`() async throws {
        for (seconds, status) in [(300.0, 302), (601.0, 403)] {
            let bench = try bench()
            let token = try await token(bench)
            bench.clock.setAhead(seconds)
            #expect(await signIn(bench, token).head.status.code == status, "\(seconds)")
        }
    }

    @Test(arguments: [
        "{}", "[]", "x", #"{"AccessKeyId":"ASIAIOSFODNN7EXAMPLE"}"#,
        #"{"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","Expiration":"2023-11-14T22:20:00Z","SecretAccessKey":"wJalrXUtnFEMIK7"}"#,
        #"{"AccessKeyId":"x","Expiration":"2023-11-14T22:20:00Z","SecretAccessKey":"wJalrXUtnFEMIK7MDENGbPx","SessionToken":"IQoJb3JpZ2luX2VjEXAMPLE"}"#,
        #"{"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","Expiration":1,"SecretAccessKey":"wJalrXUtnFEMIK7MDENGbPx","SessionToken":"IQoJb3JpZ2luX2VjEXAMPLE"}"#,
        #"{"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","Expiration":"2023-11-14T22:20:00Z","SecretAccessKey":"wJalrXUtnFEMIK7MDENGbPx","SessionToken":"IQoJb3JpZ2luX2Vj\r\nX: y"}"#,
        #"{"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","AccessKeyId":"ASIAIOSFODNN7EXAMPLE","SecretAccessKey":"wJalrXUtnFEMIK7MDENGbPx","SessionToken":"IQoJb3JpZ2luX2Vj"}"#,
    ])
    func `what isn't credentials of the protocol's form signs nobody in`(content: String) async throws {
        let bench = try bench()
        let answer = await signIn(bench, try await token(bench, content: content))
        #expect(answer.head.status == .forbidden && answer["Set-Cookie"] == nil)
        #expect(["content", "context"].contains(reason(answer)))
        #expect(bench.identities.count == 0)
    }

    @Test func `credentials that have expired, or last for long, sign nobody in`() async throws {
        for (lifetime, expected) in [(-1.0, "expired"), (0, "expired"), (970, "duration"), (43_200, "duration")] {
            let bench = try bench()
            let answer = await signIn(bench, try await token(bench, content: content(bench, lifetime: lifetime)))
            #expect(answer.head.status == .forbidden && reason(answer) == expected, "\(lifetime)")
            #expect(bench.identities.count == 0)
        }
    }

    @Test func `another key, another server and a changed token sign nobody in`() async throws {
        let bench = try bench()
        let other = Self.key.replacing("1234abcd-", with: "4321abcd-")
        let contexts = bench.service.kmsContexts
        let server = try #require(ServerName("wiki.example.com"))
        let wiki = try #require(contexts.current(for: server, at: bench.clock.now))
        for token in [
            try await token(bench, key: other),
            Base64.encode(FakeKeys.encrypt(content(bench), Self.key, wiki.encryptionContext.members)),
            Base64.encode(FakeKeys.encrypt(content(bench), Self.key, [:])),
            Base64.encode(FakeKeys.encrypt(content(bench), Self.key, ["host": "portal.example"])),
            Base64.encode([1, 2, 3]),
        ] {
            let answer = await signIn(bench, token)
            #expect(answer.head.status == .forbidden && answer["Set-Cookie"] == nil)
            #expect(reason(answer) == "context")
        }
        #expect(bench.identities.count == 0 && bench.hasSpentNothing)
    }

    @Test func `the number of calls for one token is bounded`() async throws {
        let bench = try bench()
        _ = await signIn(bench, Base64.encode([1, 2, 3]))
        #expect((1...6).contains(bench.identities.keys.count))
    }

    @Test(arguments: [
        "//evil.example", "/\\evil.example", "https://evil.example", "https://portal.example/x", "evil", "", "/\tx",
        "/\nx", "/a/../../x", "/%2f/evil.example", "/%5cevil", "/é", "?x", " /x", "/x#y",
    ])
    func `a return URL that isn't a path of the server is refused before anything is asked`(
        address: String
    ) async throws {
        let bench = try bench()
        let token = try await token(bench)
        let answer = await signIn(bench, token, to: address)
        #expect(answer.head.status == .forbidden && reason(answer) == "return-url" && answer["Set-Cookie"] == nil)
        #expect(bench.identities.keys.count == 0)
        #expect(await signIn(bench, token).head.status == .found)
    }

    @Test(arguments: [
        "", "return_url=/x", "token=", "token=x", "token=%2b%2b", "token=AAA=&token=AAA=", "token=AAAA&x=1",
        "token=AA%20A", "Token=AAAA", "token=AAB=",
    ])
    func `a request of another form is refused`(query: String) async throws {
        let bench = try bench()
        let answer = await bench.ask(.make("GET", "/auth?\(query)", user: nil))
        #expect([.forbidden, .badRequest].contains(answer.head.status) && answer["Set-Cookie"] == nil)
        #expect(bench.identities.keys.count == 0)
    }

    @Test func `a token longer than any of KMS is refused`() async throws {
        let bench = try bench()
        let answer = await signIn(bench, Base64.encode([UInt8](repeating: 1, count: 6_145)))
        #expect(answer.head.status == .forbidden && bench.identities.keys.count == 0)
    }

    @Test(arguments: ["HEAD", "POST", "PUT", "DELETE"])
    func `only GET signs in`(method: String) async throws {
        let bench = try bench()
        let token = try await token(bench)
        let answer = await signIn(bench, token, method: method)
        #expect(answer.head.status == .methodNotAllowed && answer["Set-Cookie"] == nil)
        #expect(await signIn(bench, token).head.status == .found)
    }

    @Test(arguments: ["cross-site", "same-site", "x"])
    func `no other site signs a browser in`(site: String) async throws {
        let bench = try bench()
        let token = try await token(bench)
        let answer = await signIn(bench, token, [("HTTP_SEC_FETCH_SITE", site)])
        #expect(answer.head.status == .forbidden && reason(answer) == "cross-site")
        for site in ["none", "same-origin"] {
            let token = try await self.token(bench, content: content(bench, id: "ASIA000000000000\(site.count)"))
            #expect(await signIn(bench, token, [("HTTP_SEC_FETCH_SITE", site)]).head.status == .found)
        }
    }

    @Test func `nobody's session is replaced by somebody else's`() async throws {
        let bench = try bench()
        let cookie = await bench.session()
        bench.identities.sign(as: "arn:aws:iam::123456789012:user/mallory", "AIDAMALLORY")
        let token = try await token(bench)
        let answer = await signIn(bench, token, [("LATCHKEY_COOKIE", cookie)])
        #expect(answer.head.status == .forbidden && reason(answer) == "session" && answer["Set-Cookie"] == nil)
        // A bad cookie keeps nobody out.
        #expect(await signIn(bench, token, [("LATCHKEY_COOKIE", cookie + "x")]).head.status == .found)
    }

    @Test func `whoever isn't let in gets no session, and spends nothing`() async throws {
        let bench = try bench(["LATCHKEY_IAM_AUTH_ALLOW": "arn:aws:iam::123456789012:user/bob"])
        #expect(await signIn(bench, try await token(bench)).head.status == .forbidden)
        bench.identities.sign(as: "arn:aws:iam::210987654321:user/bob", "AIDAOTHER")
        let answer = await signIn(bench, try await token(bench))
        #expect(answer.head.status == .forbidden && answer["Set-Cookie"] == nil)
        #expect(bench.hasSpentNothing)
    }

    @Test func `while AWS is down the answer is 503, and the token stays good`() async throws {
        let bench = try bench()
        let token = try await token(bench)
        bench.identities.keys.fail(503, "KMSInternalException")
        let answer = await signIn(bench, token)
        #expect(answer.head.status == .serviceUnavailable && answer["Retry-After"] != nil)
        #expect(answer["Iam-Auth-Kms-Key-Id"] == nil)
        bench.identities.keys.fail(400, "AccessDeniedException")
        #expect(await signIn(bench, token).head.status == .badGateway)
        bench.identities.keys.heal()
        #expect(await signIn(bench, token).head.status == .found)
    }

    @Test func `without an audit record nobody is signed in`() async throws {
        let bench = try bench()
        let token = try await token(bench)
        try bench.breakAudit()
        let answer = await signIn(bench, token)
        #expect(answer.head.status == .serviceUnavailable && answer["Set-Cookie"] == nil)
    }
}

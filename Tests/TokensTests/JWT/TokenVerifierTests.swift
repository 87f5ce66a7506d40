import Concurrency
import Cryptography
import Formats
import FoundationEssentials
import Testing
import TokensTestSupport

@testable import Tokens

struct TokenVerifierTests {
    static let now = 1_800_000_000
    static let issuer: TestIssuer = {
        var issuer = TestIssuer()
        issuer.keys["EC256_0"] = .es256
        issuer.keys["PSS_0"] = .ps256
        return issuer
    }()
    static let keys = try? KeySet(json: issuer.keySet.bytes)
    static let claims = TestIssuer.claims(now: now)
    static let header: JSONValue = ["kid": "RSA_0", "typ": "JWT", "alg": "RS256"]

    static func verify(
        _ token: String, at seconds: Int = now, keys: (any TokenKeys)? = nil,
        algorithms: Set<SignatureAlgorithm> = Set(SignatureAlgorithm.allCases)
    ) async throws -> TokenClaims {
        let verifier = TokenVerifier(
            issuer: TestIssuer.name, audience: TestIssuer.audience,
            keys: try keys ?? #require(Self.keys), algorithms: algorithms,
            timekeeper: Timekeeper(now: { Date(timeIntervalSince1970: TimeInterval(seconds)) }))
        return try await verifier.verify(token)
    }

    @Test(arguments: [("RSA_0", "RS256"), ("PSS_0", "PS256"), ("EC256_0", "ES256"), ("EC384_0", "ES384")])
    func `a genuine token of each algorithm is accepted`(keyID: String, algorithm: String) async throws {
        for type in ["JWT", "at+jwt", nil] as [JSONValue?] {
            let header = JSONValue(present: ["kid": .string(keyID), "alg": .string(algorithm), "typ": type])
            let found = try await Self.verify(Self.issuer.token(header: header, claims: Self.claims))
            #expect(found.issuer == TestIssuer.name && found.audiences == [TestIssuer.audience])
            #expect(found.subject == TestIssuer.principal && found.tokenID == "5488e298-0a47-4c5b-80d7-6b4ab8a4cede")
            #expect(found.expiration == Date(timeIntervalSince1970: TimeInterval(Self.now + 300)))
            #expect(found.issuedAt == Date(timeIntervalSince1970: TimeInterval(Self.now)) && found.notBefore == nil)
            #expect(found["https://sts.amazonaws.com/"]?["org_id"] == "o-abc1234567" && found["none"] == nil)
        }
    }

    @Test func `a token of an algorithm that isn't allowed is refused before any key is looked for`() async throws {
        struct NoKeys: TokenKeys {
            func key(withID id: String) throws(KeySetError) -> VerificationKey? { throw .status(503) }
        }
        let token = Self.issuer.token(claims: Self.claims)
        _ = try await Self.verify(token, algorithms: [.rs256])
        for algorithms in [[], [.es256], [.ps256, .es384]] as [Set<SignatureAlgorithm>] {
            await #expect(throws: TokenError.unknownAlgorithm) {
                try await Self.verify(token, keys: NoKeys(), algorithms: algorithms)
            }
        }
    }

    @Test func `an RSA key is for one padding, and PS256 has a salt as long as its digest`() async throws {
        let pss: JSONValue = ["kid": "PSS_0", "alg": "PS256"]
        for (header, key) in [
            (pss, TestSigningKey.rs256), (pss.with("alg", "RS256"), .ps256), (Self.header.with("alg", "PS256"), .rs256),
        ] {
            await #expect(throws: TokenError.self) {
                try await Self.verify(Self.issuer.token(header: header, claims: Self.claims, signedWith: key))
            }
        }
        let text = Base64URL.encode(pss.bytes) + "." + Base64URL.encode(Self.claims.bytes)
        for (salt, isValid) in [(32, true), (31, false), (33, false), (0, false), (20, false)] as [(CInt, Bool)] {
            let token = text + "." + Base64URL.encode(TestSigningKey.ps256.sign(text, saltByteCount: salt))
            let claims = try? await Self.verify(token)
            #expect((claims != nil) == isValid)
        }
    }

    @Test func `a header may name the key's certificate, which is ignored, and what nobody knows`() async throws {
        let header = Self.header.with("x5t", "Tz6a2Mmm9esxcwBvT6Yw4o9D3Ok").with("x5t#S256", "a").with("new", true)
        _ = try await Self.verify(Self.issuer.token(header: header, claims: Self.claims))
    }

    @Test func `a token for several audiences is accepted if ours is among them`() async throws {
        let claims = Self.claims.with("aud", ["https://other.example.com", .string(TestIssuer.audience)])
        #expect(try await Self.verify(Self.issuer.token(claims: claims)).audiences.count == 2)
    }

    @Test func `a token is valid from 30 seconds before it was issued until it expires`() async throws {
        let token = Self.issuer.token(claims: Self.claims.with("nbf", .integer(Self.now)))
        for seconds in [-30, 0, 299] { _ = try await Self.verify(token, at: Self.now + seconds) }
        await #expect(throws: TokenError.notYetValid) { try await Self.verify(token, at: Self.now - 31) }
        await #expect(throws: TokenError.expired) { try await Self.verify(token, at: Self.now + 300) }
    }

    @Test func `a change of any character of a token is noticed`() async throws {
        let token = Array(Self.issuer.token(claims: Self.claims).utf8)
        for index in token.indices {
            var changed = token
            changed[index] = token[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            await #expect(throws: TokenError.self) { try await Self.verify(String(decoding: changed, as: UTF8.self)) }
        }
    }

    @Test func `a token that was cut anywhere is refused`() async throws {
        let token = Self.issuer.token(claims: Self.claims)
        for count in 0..<token.utf8.count {
            await #expect(throws: TokenError.self) { try await Self.verify(String(token.prefix(count))) }
        }
    }

    @Test func `without keys a token is neither right nor wrong`() async throws {
        struct NoKeys: TokenKeys {
            func key(withID id: String) throws(KeySetError) -> VerificationKey? { throw .status(503) }
        }
        let token = Self.issuer.token(claims: Self.claims)
        await #expect(throws: TokenError.keysUnavailable(.status(503))) {
            try await Self.verify(token, keys: NoKeys())
        }
    }

    @Test func `a token of a key that the issuer no longer publishes is refused`() async throws {
        var other = TestIssuer()
        other.keys["RSA_0"] = nil
        let keys = try KeySet(json: other.keySet.bytes)
        await #expect(throws: TokenError.unknownKey) {
            try await Self.verify(Self.issuer.token(claims: Self.claims), keys: keys)
        }
    }
}

import Cryptography
import Formats
import FoundationEssentials
import OAuthClient
import Secrets
import Testing
import Tokens
import TokensTestSupport
import Transport

@Suite(.timeLimit(.minutes(1)))
struct OAuthClientTests {
    @Test func `a code becomes tokens, for the verifier that belongs to the challenge`() async throws {
        let issuer = StandInIssuer()
        issuer.answer("/token", StandInIssuer.answer(StandInIssuer.token()).text)
        let begun = try await BegunSignIn(at: issuer)
        let tokens = try await begun.tokens()
        #expect(tokens.accessToken == Secret("a1") && tokens.refreshToken == Secret("r1"))
        #expect(tokens.accessTokenEnd == StandInIssuer.now + 3_600)
        #expect(tokens.claims?.subject == "alice")
        let form = try #require(issuer.forms("/token").first)
        #expect(
            form == [
                "grant_type": "authorization_code", "code": "c1", "client_id": StandInIssuer.client,
                "redirect_uri": "http://127.0.0.1:4000/callback", "code_verifier": StandInIssuer.secret,
            ])
        let challenge = Base64URL.encode(SHA256.digest(StandInIssuer.secret))
        #expect(begun.request.url.contains("&code_challenge=\(challenge)&code_challenge_method=S256"))
    }

    @Test func `a client that was given a secret says it to the server, and not to the browser`() async throws {
        let issuer = StandInIssuer()
        issuer.answer("/token", StandInIssuer.answer(StandInIssuer.token()).text)
        issuer.answer("/revoke", "")
        var settings = StandInIssuer.settings
        settings.clientSecret = Secret("GOCSPX-1")
        let begun = try await BegunSignIn(at: issuer, settings)
        #expect(!begun.request.url.contains("GOCSPX-1"))
        _ = try await begun.tokens()
        _ = try await begun.client.refresh(Secret("r1"), of: "alice", at: begun.metadata)
        _ = try await begun.client.revoke(Secret("r1"), isRefreshToken: true, at: begun.metadata)
        let forms = issuer.forms("/token") + issuer.forms("/revoke")
        #expect(forms.map { $0["client_secret"] } == Array(repeating: "GOCSPX-1", count: 3))
    }

    private static let hash = Base64URL.encode(Array(SHA256.digest("a1").prefix(16)))

    /// Claims that differ in one point from those of a good ID token, and why they aren't believed.
    private static let refused: [(String, JSONValue?, OAuthError)] = [
        ("iss", "https://evil.example.com", OAuthError.token(.wrongIssuer)),
        ("iss", "https://id.example.com/", .token(.wrongIssuer)), ("iss", nil, .token(.missingClaim("iss"))),
        ("aud", "another", .token(.wrongAudience)), ("aud", nil, .token(.missingClaim("aud"))),
        ("aud", ["0oa123", "another"], .idToken(.wrongParty)), ("azp", "another", .idToken(.wrongParty)),
        ("azp", 1, .idToken(.wrongParty)), ("exp", 1_795_600_000, .token(.expired)),
        ("exp", nil, .token(.missingClaim("exp"))), ("iat", 1_795_600_031, .token(.notYetValid)),
        ("nbf", 1_795_600_031, .token(.notYetValid)), ("iat", nil, .idToken(.incomplete)),
        ("sub", nil, .idToken(.incomplete)), ("nonce", nil, .idToken(.wrongNonce)),
        ("nonce", "another", .idToken(.wrongNonce)), ("nonce", 7, .idToken(.wrongNonce)),
        ("nonce", .string(StandInIssuer.secret + "A"), .idToken(.wrongNonce)),
        ("at_hash", "another", .idToken(.wrongAccessToken)), ("at_hash", "", .idToken(.wrongAccessToken)),
        ("at_hash", .null, .idToken(.wrongAccessToken)),
    ]

    @Test(arguments: refused)
    func `an ID token that isn't the one asked for is refused`(
        _ name: String, _ value: JSONValue?, _ error: OAuthError
    ) async throws {
        let issuer = StandInIssuer()
        let token = StandInIssuer.token(StandInIssuer.claims.with(name, value))
        issuer.answer("/token", StandInIssuer.answer(token).text)
        let begun = try await BegunSignIn(at: issuer)
        await #expect(throws: error) { try await begun.tokens() }
    }

    @Test func `an ID token that says more of itself is believed`() async throws {
        let issuer = StandInIssuer()
        let claims = StandInIssuer.claims.with("aud", ["0oa123", "another"]).with("azp", "0oa123")
            .with("at_hash", .string(Self.hash))
        issuer.answer("/token", StandInIssuer.answer(StandInIssuer.token(claims)).text)
        #expect(try await BegunSignIn(at: issuer).tokens().claims?.audiences == ["0oa123", "another"])
    }

    @Test func `the hash of an access token is of the algorithm's digest`() async throws {
        let issuer = StandInIssuer()
        let keys: JSONValue = ["keys": .array([TestSigningKey.es384.jsonWebKey(id: "e")])]
        issuer.answer("/keys", keys.text)
        let hash = Base64URL.encode(Array(SHA384.digest("a1").prefix(24)))
        for (value, isGood) in [(hash, true), (Self.hash, false)] {
            let claims = StandInIssuer.claims.with("at_hash", .string(value))
            issuer.answer("/token", StandInIssuer.answer(StandInIssuer.token(claims, key: .es384, id: "e")).text)
            let begun = try await BegunSignIn(at: issuer)
            let tokens = try? await begun.tokens()
            #expect((tokens != nil) == isGood)
        }
    }

    @Test func `a token without a key's ID is of the only key, and of none where there are two`() async throws {
        let issuer = StandInIssuer()
        issuer.answer("/token", StandInIssuer.answer(StandInIssuer.token(id: nil)).text)
        #expect(try await BegunSignIn(at: issuer).tokens().claims?.subject == "alice")
        let keys: JSONValue = [
            "keys": .array([TestSigningKey.rs256.jsonWebKey(id: "k"), TestSigningKey.es256.jsonWebKey(id: "e")])
        ]
        issuer.answer("/keys", keys.text)
        let begun = try await BegunSignIn(at: issuer)
        await #expect(throws: OAuthError.token(.malformedKeyID)) { try await begun.tokens() }
    }

    private static let foreign: [(String, OAuthError)] = [
        (StandInIssuer.token(key: TestSigningKey(.rs256)), OAuthError.token(.wrongSignature)),
        (StandInIssuer.token(id: "another"), .token(.unknownKey)),
        (StandInIssuer.token(key: .es256), .token(.wrongAlgorithm)),
        (
            TestIssuer().token(header: #"{"alg":"none"}"#, claims: StandInIssuer.claims.text, signedWith: .rs256),
            .token(.unknownAlgorithm)
        ),
        (
            TestIssuer().token(
                header: #"{"alg":"HS256","kid":"k"}"#, claims: StandInIssuer.claims.text, signedWith: .rs256),
            .token(.unknownAlgorithm)
        ),
        ("nonsense", .token(.notCompact)),
    ]

    @Test(arguments: foreign)
    func `a token that the issuer didn't sign is refused`(_ token: String, _ error: OAuthError) async throws {
        let issuer = StandInIssuer()
        issuer.answer("/token", StandInIssuer.answer(token).text)
        let begun = try await BegunSignIn(at: issuer)
        await #expect(throws: error) { try await begun.tokens() }
    }

    @Test func `keys that were changed are read again`() async throws {
        let issuer = StandInIssuer()
        let key = TestSigningKey(.rs256)
        issuer.answer("/token", StandInIssuer.answer(StandInIssuer.token(key: key, id: "new")).text)
        let begun = try await BegunSignIn(at: issuer)
        await #expect(throws: OAuthError.token(.unknownKey)) { try await begun.tokens() }
        let keys: JSONValue = ["keys": .array([key.jsonWebKey(id: "new")])]
        issuer.answer("/keys", keys.text)
        #expect(try await begun.tokens().claims?.subject == "alice")
    }

    @Test func `a provider that sends no ID token has signed nobody in`() async throws {
        let issuer = StandInIssuer()
        issuer.answer("/token", StandInIssuer.answer(nil).text)
        let begun = try await BegunSignIn(at: issuer)
        await #expect(throws: OAuthError.idToken(.missing)) { try await begun.tokens() }
    }

    @Test func `an error that comes instead of a code is told, and nothing is asked`() async throws {
        let issuer = StandInIssuer()
        let begun = try await BegunSignIn(at: issuer)
        await #expect(throws: OAuthError.refused("access_denied", words: "no")) {
            try await begun.client.tokens(
                for: .error("access_denied", words: "no"), to: begun.request, at: begun.metadata)
        }
        #expect(issuer.forms("/token").isEmpty)
    }

    @Test func `a refresh keeps the token unless another one comes`() async throws {
        let issuer = StandInIssuer()
        let begun = try await BegunSignIn(at: issuer)
        let renewed = StandInIssuer.token(StandInIssuer.claims.with("nonce", nil))
        for (sent, kept) in [("r2", "r2"), (nil, "r1")] {
            let answer = StandInIssuer.answer(renewed).with("refresh_token", sent.map { .string($0) })
            issuer.answer("/token", answer.text)
            let tokens = try await begun.client.refresh(Secret("r1"), of: "alice", at: begun.metadata)
            #expect(tokens.refreshToken == Secret(kept))
        }
        #expect(
            issuer.forms("/token").last == [
                "grant_type": "refresh_token", "refresh_token": "r1", "client_id": StandInIssuer.client,
            ])
    }

    @Test func `a renewed token of somebody else is refused`() async throws {
        let issuer = StandInIssuer()
        issuer.answer("/token", StandInIssuer.answer(StandInIssuer.token()).text)
        let begun = try await BegunSignIn(at: issuer)
        await #expect(throws: OAuthError.idToken(.otherPerson)) {
            try await begun.client.refresh(Secret("r1"), of: "bob", at: begun.metadata)
        }
    }

    private static let ends: [(Int, String, Bool)] = [
        (400, #"{"error":"invalid_grant"}"#, true), (401, #"{"error":"invalid_client"}"#, true),
        (400, #"{"error":"temporarily_unavailable"}"#, false), (400, "nonsense", false), (500, "", false),
        (503, #"{"error":"invalid_grant"}"#, false), (302, "", false), (429, "", false),
    ]

    @Test(arguments: ends)
    func `only what the server says of a token ends a sign-in`(_ status: Int, _ text: String, _ isOver: Bool)
        async throws
    {
        let issuer = StandInIssuer()
        issuer.answer("/token", status, text)
        let begun = try await BegunSignIn(at: issuer)
        do throws(OAuthError) {
            _ = try await begun.client.refresh(Secret("r1"), of: "alice", at: begun.metadata)
            Issue.record("it was refreshed")
        } catch {
            #expect(error.endsSignIn == isOver)
        }
        issuer.fail(.notSent("no route"))
        do throws(OAuthError) {
            _ = try await begun.client.refresh(Secret("r1"), of: "alice", at: begun.metadata)
            Issue.record("it was refreshed")
        } catch {
            #expect(error == .transport(.notSent("no route"), of: "id.example.com") && !error.endsSignIn)
        }
    }

    @Test func `a token is revoked where the server can do that`() async throws {
        let issuer = StandInIssuer()
        issuer.answer("/revoke", "")
        let begun = try await BegunSignIn(at: issuer)
        #expect(try await begun.client.revoke(Secret("r1"), isRefreshToken: true, at: begun.metadata))
        #expect(
            Array(issuer.forms("/revoke").prefix(1)) == [
                ["token": "r1", "token_type_hint": "refresh_token", "client_id": StandInIssuer.client]
            ])
        // Not for a client without a secret.
        for (status, text) in [(401, ""), (400, #"{"error":"invalid_client"}"#), (403, ""), (405, "")] {
            issuer.answer("/revoke", status, text)
            let isRevoked = try await begun.client.revoke(Secret("r1"), isRefreshToken: true, at: begun.metadata)
            #expect(!isRevoked)
        }
        issuer.answer("/revoke", 503, "")
        await #expect(throws: OAuthError.status(503, of: "id.example.com")) {
            try await begun.client.revoke(Secret("r1"), isRefreshToken: true, at: begun.metadata)
        }
        let other = StandInIssuer(StandInIssuer.metadata.with("revocation_endpoint", nil))
        let plain = try await BegunSignIn(at: other)
        #expect(try await !plain.client.revoke(Secret("r1"), isRefreshToken: true, at: plain.metadata))
    }

    @Test func `a portal's tokens come without an ID token, and say whose they are`() async throws {
        let issuer = StandInIssuer()
        issuer.answer("/.well-known/oauth-authorization-server", StandInIssuer.metadata.with("jwks_uri", nil).text)
        issuer.answer(
            "/token", #"{"access_token":"a1","token_type":"bearer","expires_in":900,"username":"alice"}"#)
        let portal = SignInSettings(
            name: "company", kind: .portal, issuer: StandInIssuer.issuer, clientID: "latchkey", scopes: [])
        let begun = try await BegunSignIn(at: issuer, portal, machine: "alice's laptop")
        #expect(begun.request.url.hasSuffix("&machine=alice%27s%20laptop"))
        #expect(!begun.request.url.contains("nonce") && !begun.request.url.contains("scope"))
        let tokens = try await begun.tokens()
        #expect(tokens.username == "alice" && tokens.accessTokenEnd == StandInIssuer.now + 900)
    }
}

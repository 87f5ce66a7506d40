import Cryptography
import Formats
import Testing
import TokensTestSupport

@testable import Tokens

/// The examples of RFC 7519 (JSON Web Token) and RFC 7520 (JSON Object Signing), as far as they are about signatures.
struct TokenVerifierExamplesTests {
    private static let modulus = """
        n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2w\
        qVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bT\
        wJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5\
        iaiQkqgc5gHdrNP5zw
        """
    private static let hobbit: JSONValue = "bilbo.baggins@hobbiton.example"
    /// RFC 7520, section 3.3.
    private static let publicKey: JSONValue = [
        "kty": "RSA", "kid": hobbit, "use": "sig", "n": .string(modulus), "e": "AQAB",
    ]
    /// “It’s a dangerous business, Frodo, going out your door…”
    private static let payload = """
        SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwg\
        YW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9m\
        ZiB0by4
        """

    // RFC 7520, section 4: the headers and signatures of one payload.
    private static let rs256 = (
        header: "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9",
        signature: """
        MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB\
        -BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxn\
        t8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcI\
        e8u9ipH84ogoree7vjbU5y18kDquDg
        """
    )
    private static let ps384 = (
        header: "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9",
        signature: """
        cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6\
        _1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3\
        lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6G\
        YmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw
        """
    )
    private static let es512 = (
        header: "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9",
        signature: """
        AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDy\
        YjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2
        """
    )
    private static let hs256 = (
        header: "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9",
        signature: "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0"
    )

    private static func set(_ keys: JSONValue...) throws -> KeySet {
        try KeySet(json: (["keys": .array(keys)] as JSONValue).bytes)
    }

    private static func key(_ algorithm: String) throws -> VerificationKey {
        try #require(try set(publicKey.with("alg", .string(algorithm))).key(withID: hobbit.string ?? ""))
    }

    private static func isValid(
        _ key: VerificationKey, _ example: (header: String, signature: String), of payload: String = payload
    ) throws -> Bool {
        let signature = try #require(Base64URL.decode(example.signature))
        return key.isValid(signature, of: Array("\(example.header).\(payload)".utf8))
    }

    @Test func `the signature of RSA in RFC 7520 is that of its key, for RS256 alone`() throws {
        #expect(try Self.isValid(Self.key("RS256"), Self.rs256))
        #expect(try !Self.isValid(Self.key("RS256"), Self.rs256, of: "A" + Self.payload))
        #expect(try !Self.isValid(Self.key("PS256"), Self.rs256))
        // That of PS384 is by the same key.
        #expect(try !Self.isValid(Self.key("RS256"), Self.ps384))
        #expect(try !Self.isValid(Self.key("PS256"), Self.ps384))
    }

    /// Sections 3.1, 3.2, 3.4 and 3.5: P-521, private keys, and a symmetric one.
    @Test func `of the keys of RFC 7520, only the public one of RSA is usable`() throws {
        let curve: JSONValue = [
            "kty": "EC", "kid": Self.hobbit, "use": "sig", "crv": "P-521",
            "x": "AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",
            "y": "AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1",
        ]
        let privateCurve = curve.with(
            "d", "AAhRON2r9cqXX1hg-RoI6R1tX5p2rUAYdmpHZoC1XNM56KtscrX6zbKipQrCW9CGZH3T4ubpnoTKLDYJ_fF3_rJt")
        let privateKey = Self.publicKey.with(
            "d", "bWUC9B-EFRIo8kpGfh0ZuyGPvMNKvYWNtB_ikiH9k20eT-O1q_I78eiZkpXxXQ0UTEs2")
        let symmetric: JSONValue = [
            "kty": "oct", "kid": "018c0ae5-4d9b-471b-bfd6-eef314bc7037", "use": "sig", "alg": "HS256",
            "k": "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg",
        ]
        for key in [curve, privateCurve, privateKey, symmetric] {
            #expect(throws: KeySetError.noUsableKey) { try Self.set(key) }
        }
        let all = try Self.set(curve, privateCurve, privateKey, symmetric, Self.publicKey)
        #expect(all.keyIDs == ["bilbo.baggins@hobbiton.example"])
    }

    @Test(arguments: [
        // Genuine, but no claims.
        ("RFC 7520, 4.1", "\(rs256.header).\(payload).\(rs256.signature)", TokenError.malformed(.claims)),
        ("RFC 7520, 4.2", "\(ps384.header).\(payload).\(ps384.signature)", .unknownAlgorithm),
        ("RFC 7520, 4.3", "\(es512.header).\(payload).\(es512.signature)", .unknownAlgorithm),
        ("RFC 7520, 4.4", "\(hs256.header).\(payload).\(hs256.signature)", .unknownAlgorithm),
        ("RFC 7520, 4.5", "\(hs256.header)..\(hs256.signature)", .notCompact),
        (
            "RFC 7520, 4.7", #"{"payload":"\#(payload)","header":{"alg":"HS256"},"signature":"\#(hs256.signature)"}"#,
            .notCompact
        ),
        (
            "RFC 7519, 3.1",
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            .unknownAlgorithm
        ),
        (
            "RFC 7519, 6.1",
            "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
                + "Ijp0cnVlfQ.",
            .notCompact
        ),
    ])
    func `no example is taken for a token of ours`(name: String, token: String, expected: TokenError) async throws {
        let error = await #expect(throws: TokenError.self, "\(name)") {
            try await TokenVerifierTests.verify(token, keys: Self.set(Self.publicKey))
        }
        #expect(error == expected, "\(name)")
    }
}

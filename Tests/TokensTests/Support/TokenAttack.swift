import Cryptography
import Formats
import Testing
import TokensTestSupport

@testable import Tokens

/// A token that must not be accepted, and why it isn't.
struct TokenAttack: Sendable, CustomTestStringConvertible {
    var name: String
    var token: String
    var expected: TokenError

    var testDescription: String { name }

    static let all = texts + headers + signatures + claims + times

    private static let issuer = TokenVerifierTests.issuer
    private static let goodHeader = TokenVerifierTests.header
    private static let goodClaims = TokenVerifierTests.claims
    private static let good = issuer.token(claims: goodClaims)
    private static let parts = good.split(separator: ".").map(String.init)

    private static func attack(_ name: String, _ expected: TokenError, _ token: String) -> TokenAttack {
        TokenAttack(name: name, token: token, expected: expected)
    }

    /// Signed as an issuer that is broken, or that an attacker runs, would sign it.
    private static func header(_ name: String, _ expected: TokenError, _ header: JSONValue) -> TokenAttack {
        attack(name, expected, issuer.token(header: header, claims: goodClaims))
    }

    private static func header(_ name: String, _ expected: TokenError, text: String) -> TokenAttack {
        attack(name, expected, issuer.token(header: text, claims: goodClaims.text, signedWith: .rs256))
    }

    private static func claims(_ name: String, _ expected: TokenError, _ claims: JSONValue) -> TokenAttack {
        attack(name, expected, issuer.token(claims: claims))
    }

    private static func claims(_ name: String, _ expected: TokenError, text: String) -> TokenAttack {
        attack(name, expected, issuer.token(header: goodHeader.text, claims: text, signedWith: .rs256))
    }

    // MARK: The text

    private static let texts = [
        attack("nothing", .notCompact, ""),
        attack("dots alone", .notCompact, ".."),
        attack("one part", .notCompact, parts[0]),
        attack("two parts", .notCompact, parts[0] + "." + parts[1]),
        attack("no signature", .notCompact, parts[0] + "." + parts[1] + "."),
        attack("no header", .notCompact, "." + parts[1] + "." + parts[2]),
        attack("detached claims", .notCompact, parts[0] + ".." + parts[2]),
        attack("a fourth part", .notCompact, good + "." + parts[2]),
        attack("an encrypted token's five parts", .notCompact, good + ".AA.AA"),
        attack("JSON serialization", .notCompact, #"{"payload":"","signatures":[]}"#),
        attack("“Bearer” before it", .malformed(.header), "Bearer " + good),
        attack("white space before it", .malformed(.header), " " + good),
        attack("a line feed behind it", .malformed(.signature), good + "\n"),
        attack("a line feed in it", .malformed(.claims), parts[0] + ".\n" + parts[1] + "." + parts[2]),
        attack("padding", .malformed(.header), parts[0] + "=." + parts[1] + "." + parts[2]),
        attack("padding of the signature", .malformed(.signature), good + "=="),
        attack("the other alphabet", .malformed(.signature), parts[0] + "." + parts[1] + ".+/+/"),
        attack("unused bits that aren't zero", .malformed(.signature), parts[0] + "." + parts[1] + ".AB"),
        attack("percent encoding", .notCompact, good.replacing(".", with: "%2E")),
        attack("a NUL", .malformed(.signature), good + "\0"),
        attack("characters of Unicode that look alike", .malformed(.header), "е" + good),
        attack("16,385 characters", .tooLong, good + String(repeating: "A", count: 16_385 - good.utf8.count)),
        attack("a megabyte of dots", .tooLong, String(repeating: ".", count: 1 << 20)),
        attack("a header of 2 KB", .malformed(.header), String(repeating: "A", count: 2_048) + "." + parts[1] + ".AA"),
    ]

    // MARK: The header

    private static let headers = [
        header("no algorithm", .unknownAlgorithm, goodHeader.with("alg", nil)),
        header("algorithm none", .unknownAlgorithm, goodHeader.with("alg", "none")),
        header("algorithm None", .unknownAlgorithm, goodHeader.with("alg", "None")),
        header("algorithm nOnE", .unknownAlgorithm, goodHeader.with("alg", "nOnE")),
        header("an empty algorithm", .unknownAlgorithm, goodHeader.with("alg", "")),
        header("algorithm in lower case", .unknownAlgorithm, goodHeader.with("alg", "rs256")),
        header("algorithm with white space", .unknownAlgorithm, goodHeader.with("alg", "RS256 ")),
        header("HMAC", .unknownAlgorithm, goodHeader.with("alg", "HS256")),
        header("HMAC of another length", .unknownAlgorithm, goodHeader.with("alg", "HS512")),
        header("PSS for a key of the other padding", .wrongAlgorithm, goodHeader.with("alg", "PS256")),
        header("PSS with another digest", .unknownAlgorithm, goodHeader.with("alg", "PS384")),
        header("a longer digest", .unknownAlgorithm, goodHeader.with("alg", "RS512")),
        header("SHA-1", .unknownAlgorithm, goodHeader.with("alg", "RS1")),
        header("Ed25519", .unknownAlgorithm, goodHeader.with("alg", "EdDSA")),
        header("P-521", .unknownAlgorithm, goodHeader.with("alg", "ES512")),
        header("an algorithm that is a list", .unknownAlgorithm, goodHeader.with("alg", ["RS256"])),
        header("an algorithm that is null", .unknownAlgorithm, goodHeader.with("alg", .null)),
        header("two algorithms", .duplicateMembers(.header), text: #"{"alg":"none","alg":"RS256","kid":"RSA_0"}"#),
        header(
            "two algorithms, one escaped", .duplicateMembers(.header),
            text: #"{"alg":"RS256","\u0061lg":"none","kid":"RSA_0"}"#),
        header("two spellings of alg", .forbiddenHeader("alg"), goodHeader.with("ALG", "none")),
        header("alg in upper case alone", .forbiddenHeader("alg"), goodHeader.with("alg", nil).with("ALG", "RS256")),
        header("critical extensions", .forbiddenHeader("crit"), goodHeader.with("crit", ["exp"])),
        header("no critical extensions", .forbiddenHeader("crit"), goodHeader.with("crit", [])),
        header("the address of a key set", .forbiddenHeader("jku"), goodHeader.with("jku", "https://evil.example/k")),
        header("the same in upper case", .forbiddenHeader("jku"), goodHeader.with("JKU", "https://evil.example/k")),
        header(
            "a key of its own", .forbiddenHeader("jwk"),
            goodHeader.with("jwk", TestSigningKey.es256.jsonWebKey(id: "x"))),
        header(
            "the address of a certificate", .forbiddenHeader("x5u"), goodHeader.with("x5u", "https://evil.example/c")),
        header("a certificate of its own", .forbiddenHeader("x5c"), goodHeader.with("x5c", ["MIIB"])),
        header("claims that aren't encoded", .forbiddenHeader("b64"), goodHeader.with("b64", false)),
        header("compression", .forbiddenHeader("zip"), goodHeader.with("zip", "DEF")),
        header("encryption", .forbiddenHeader("enc"), goodHeader.with("enc", "A256GCM")),
        header("a nested token", .forbiddenHeader("cty"), goodHeader.with("cty", "JWT")),
        header("another type", .unknownType, goodHeader.with("typ", "JOSE")),
        header("a logout token", .unknownType, goodHeader.with("typ", "logout+jwt")),
        header("a proof of possession", .unknownType, goodHeader.with("typ", "dpop+jwt")),
        header("a type that is a number", .unknownType, goodHeader.with("typ", 1)),
        header("no key ID", .malformedKeyID, goodHeader.with("kid", nil)),
        header("an empty key ID", .malformedKeyID, goodHeader.with("kid", "")),
        header("a key ID that is a number", .malformedKeyID, goodHeader.with("kid", 0)),
        header("a key ID with a control character", .malformedKeyID, goodHeader.with("kid", "RSA_0\u{0}")),
        header(
            "a key ID of 257 bytes", .malformedKeyID,
            goodHeader.with("kid", .string(String(repeating: "k", count: 257)))),
        header("a key ID that is a path", .unknownKey, goodHeader.with("kid", "../../../../dev/null")),
        header("a key ID that is SQL", .unknownKey, goodHeader.with("kid", "' OR 1=1 --")),
        header("a key ID in another case", .unknownKey, goodHeader.with("kid", "rsa_0")),
        header("a header that is a list", .malformed(.header), text: #"["alg","RS256"]"#),
        header("a header that is text", .malformed(.header), text: #""RS256""#),
        header("a header that isn't JSON", .malformed(.header), text: "alg=RS256"),
        header("two headers", .malformed(.header), text: goodHeader.text + goodHeader.text),
        header("a header with a byte order mark", .malformed(.header), text: "\u{feff}" + goodHeader.text),
        header(
            "a header that is nested deep", .malformed(.header),
            text: #"{"a":"# + String(repeating: "[", count: 100) + String(repeating: "]", count: 100) + "}"),
    ]

    // MARK: The signature

    private static let signatures = [
        attack(
            "another key's signature", .wrongSignature,
            issuer.token(claims: goodClaims, signedWith: TestSigningKey(.rs256))),
        attack(
            "the signature of other claims", .wrongSignature,
            {
                let other = issuer.token(claims: goodClaims.with("sub", "arn:aws:iam::123456789012:user/alice"))
                return other.split(separator: ".").prefix(2).joined(separator: ".") + "." + parts[2]
            }()),
        attack("a signature that is one byte short", .wrongSignature, parts[0] + "." + parts[1] + "." + cut(parts[2])),
        attack("an RSA signature of zeros", .wrongSignature, signed(goodHeader, [UInt8](repeating: 0, count: 256))),
        attack("an RSA signature of 1", .wrongSignature, signed(goodHeader, [UInt8](repeating: 0, count: 255) + [1])),
        attack("the digest instead of a signature", .wrongSignature, signed(goodHeader, SHA256.digest("x"))),
        attack(
            "the RSA modulus as HMAC key", .unknownAlgorithm,
            {
                let header = goodHeader.with("alg", "HS256")
                let text = Base64URL.encode(header.bytes) + "." + parts[1]
                let key = HMACKey(Array((issuer.keySet["keys"]?.text ?? "").utf8).span)
                return text + "." + Base64URL.encode(key.authenticationCode(for: text))
            }()),
        attack("an ECDSA signature of zeros", .wrongSignature, signed(ecHeader, [UInt8](repeating: 0, count: 96))),
        attack("an ECDSA signature in DER", .wrongSignature, signed(ecHeader, [0x30, 6, 2, 1, 1, 2, 1, 1])),
        attack(
            "an ECDSA signature of P-256", .wrongSignature,
            issuer.token(header: ecHeader, claims: goodClaims, signedWith: .es256)),
        attack(
            "the RSA key as one of ECDSA", .wrongAlgorithm,
            issuer.token(header: goodHeader.with("alg", "ES256"), claims: goodClaims, signedWith: .es256)),
        attack(
            "the ECDSA key as one of RSA", .wrongAlgorithm,
            issuer.token(header: ecHeader.with("alg", "RS256"), claims: goodClaims, signedWith: .rs256)),
        attack(
            "the P-384 key as one of P-256", .wrongAlgorithm,
            issuer.token(header: ecHeader.with("alg", "ES256"), claims: goodClaims, signedWith: .es256)),
    ]

    private static let ecHeader: JSONValue = ["kid": "EC384_0", "typ": "JWT", "alg": "ES384"]

    private static func signed(_ header: JSONValue, _ signature: [UInt8]) -> String {
        Base64URL.encode(header.bytes) + "." + parts[1] + "." + Base64URL.encode(signature)
    }

    private static func cut(_ signature: String) -> String {
        Base64URL.encode(Base64URL.decode(signature)?.dropLast() ?? [])
    }

    // MARK: The claims

    private static let claims = [
        claims("claims that are a list", .malformed(.claims), text: "[]"),
        claims("claims that aren't JSON", .malformed(.claims), text: "iss=x"),
        claims("a NUL in a claim", .malformed(.claims), text: "{\"iss\":\"\u{0}\"}"),
        claims(
            "claims that are nested deep", .malformed(.claims),
            text: #"{"a":"# + String(repeating: "[", count: 2_000) + String(repeating: "]", count: 2_000) + "}"),
        claims("two subjects", .duplicateMembers(.claims), text: String(goodClaims.text.dropLast()) + #","sub":"x"}"#),
        claims(
            "two accounts", .duplicateMembers(.claims), goodClaims.with("x", .object([.init("a", 1), .init("a", 2)]))),
        claims("no issuer", .missingClaim("iss"), goodClaims.with("iss", nil)),
        claims(
            "another issuer", .wrongIssuer,
            goodClaims.with("iss", "https://99999999-2222-3333-4444-555555555555.tokens.sts.global.api.aws")),
        claims("the issuer with a slash", .wrongIssuer, goodClaims.with("iss", .string(TestIssuer.name + "/"))),
        claims("the issuer in upper case", .wrongIssuer, goodClaims.with("iss", .string(TestIssuer.name.uppercased()))),
        claims(
            "the issuer as a prefix", .wrongIssuer, goodClaims.with("iss", .string(TestIssuer.name + ".evil.example"))),
        claims("an issuer that is a list", .malformedClaim("iss"), goodClaims.with("iss", [.string(TestIssuer.name)])),
        claims("no audience", .missingClaim("aud"), goodClaims.with("aud", nil)),
        claims("an empty audience", .malformedClaim("aud"), goodClaims.with("aud", "")),
        claims("an empty list of audiences", .malformedClaim("aud"), goodClaims.with("aud", [])),
        claims("another audience", .wrongAudience, goodClaims.with("aud", "https://other.example.com")),
        claims(
            "the audience as a prefix", .wrongAudience,
            goodClaims.with("aud", .string(TestIssuer.audience + ".evil.example"))),
        claims(
            "the audience in upper case", .wrongAudience,
            goodClaims.with("aud", .string(TestIssuer.audience.uppercased()))),
        claims("a wildcard as audience", .wrongAudience, goodClaims.with("aud", "*")),
        claims(
            "an audience in a list in a list", .malformedClaim("aud"),
            goodClaims.with("aud", [[.string(TestIssuer.audience)]])),
        claims(
            "33 audiences", .malformedClaim("aud"),
            goodClaims.with("aud", .array(Array(repeating: .string(TestIssuer.audience), count: 33)))),
        claims(
            "a list with a number", .malformedClaim("aud"), goodClaims.with("aud", [.string(TestIssuer.audience), 1])),
        claims("a subject that is a number", .malformedClaim("sub"), goodClaims.with("sub", 1)),
        claims("an empty subject", .malformedClaim("sub"), goodClaims.with("sub", "")),
        claims("an ID that is a list", .malformedClaim("jti"), goodClaims.with("jti", [])),
    ]

    // MARK: Times

    private static let now = TokenVerifierTests.now
    private static let times = [
        claims("no expiry", .missingClaim("exp"), goodClaims.with("exp", nil)),
        claims("an expiry that is null", .malformedClaim("exp"), goodClaims.with("exp", .null)),
        claims("an expiry that is text", .malformedClaim("exp"), goodClaims.with("exp", "1800000300")),
        claims("an expiry with a fraction", .malformedClaim("exp"), goodClaims.with("exp", .decimal("1800000300.5"))),
        claims("an expiry with an exponent", .malformedClaim("exp"), goodClaims.with("exp", .decimal("1.9e9"))),
        claims("an expiry beyond all numbers", .malformedClaim("exp"), goodClaims.with("exp", .decimal("1e400"))),
        claims("an expiry in milliseconds", .malformedClaim("exp"), goodClaims.with("exp", 1_800_000_300_000_000)),
        claims("the largest number as expiry", .malformedClaim("exp"), goodClaims.with("exp", .integer(.max))),
        claims("a negative expiry", .malformedClaim("exp"), goodClaims.with("exp", -1)),
        claims("an expiry of zero", .malformedClaim("exp"), goodClaims.with("exp", 0)),
        claims("an expiry that is true", .malformedClaim("exp"), goodClaims.with("exp", true)),
        claims("an expiry now", .expired, goodClaims.with("exp", .integer(now))),
        claims("an expiry a second ago", .expired, goodClaims.with("exp", .integer(now - 1))),
        claims("not before in half an hour", .notYetValid, goodClaims.with("nbf", .integer(now + 1_800))),
        claims("not before as text", .malformedClaim("nbf"), goodClaims.with("nbf", "1")),
        claims("issued in half an hour", .notYetValid, goodClaims.with("iat", .integer(now + 1_800))),
        claims("issued as text", .malformedClaim("iat"), goodClaims.with("iat", "1")),
        claims("issued before all time", .malformedClaim("iat"), goodClaims.with("iat", -5)),
    ]
}

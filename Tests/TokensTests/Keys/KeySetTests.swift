import Cryptography
import Formats
import Testing
import TokensTestSupport

@testable import Tokens

struct KeySetTests {
    private static let rsa = TestSigningKey.rs256.jsonWebKey(id: "a")
    private static let ec = TestSigningKey.es384.jsonWebKey(id: "b")

    private func set(_ keys: JSONValue...) throws -> KeySet {
        try KeySet(json: (["keys": .array(keys)] as JSONValue).bytes)
    }

    /// The key set of a real issuer of AWS, whose RSA key doesn't name its algorithm.
    @Test func `the keys that AWS publishes are usable`() throws {
        let keys = try KeySet(
            json: Array(
                #"""
                {"keys": [
                  {"e": "AQAB", "kid": "RSA_0", "kty": "RSA", "use": "sig",
                   "n": "\#(TestSigningKey.rs256.jsonWebKey(id: "")["n"]?.string ?? "")"},
                  {"alg": "ES384", "crv": "P-384", "kid": "EC384_0", "kty": "EC", "use": "sig",
                   "x": "ad_olFw0n3XBA114sefjlirPf2gX6bKqT-kD2lQzfQzkWW1TetKIUWah3md-UgV9",
                   "y": "w6GzW2Oen4G7Ei1bFaDkBpPSulvkSznb6YtG79NWK9UjgDqfN6am9lUs-bF8VN7v"}
                ]}
                """#.utf8))
        #expect(keys.key(withID: "RSA_0")?.algorithm == .rs256)
        #expect(keys.key(withID: "EC384_0")?.algorithm == .es384)
        #expect(keys.keyIDs == ["RSA_0", "EC384_0"])
    }

    /// Appendix A.1 of RFC 7517: the first is for encryption.
    @Test func `the example of RFC 7517 has one usable key`() throws {
        let modulus =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3ok"
            + "njhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZH"
            + "zu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kE"
            + "gU8awapJzKnqDKgw"
        let keys = try set(
            [
                "kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
                "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM", "use": "enc", "kid": "1",
            ],
            ["kty": "RSA", "n": .string(modulus), "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"])
        #expect(keys.keyIDs == ["2011-04-29"])
    }

    /// Keys that must not verify anything, beside one that may.
    @Test(
        arguments: [
            ("no ID", rsa.with("kid", nil)),
            ("an empty ID", rsa.with("kid", "")),
            ("an ID that is a number", rsa.with("kid", 1)),
            ("an ID of 257 bytes", rsa.with("kid", .string(String(repeating: "k", count: 257)))),
            ("an ID beyond ASCII", rsa.with("kid", "ké")),
            ("no type", rsa.with("kty", nil)),
            ("a symmetric key", ["kty": "oct", "kid": "c", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ"]),
            (
                "an Edwards curve",
                ["kty": "OKP", "crv": "Ed25519", "kid": "c", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"]
            ),
            ("a type in lower case", rsa.with("kty", "rsa")),
            ("for encryption", rsa.with("use", "enc")),
            ("a use that is a list", rsa.with("use", ["sig"])),
            ("for wrapping keys", rsa.with("key_ops", ["wrapKey"])),
            ("operations that aren't a list", rsa.with("key_ops", "verify")),
            ("another algorithm", rsa.with("alg", "PS384")),
            ("encryption as algorithm", rsa.with("alg", "RSA-OAEP")),
            ("an algorithm that is null", rsa.with("alg", .null)),
            ("an algorithm of another type", rsa.with("alg", "ES384")),
            ("an algorithm of another curve", ec.with("alg", "ES256")),
            ("another curve", ec.with("crv", "P-521")),
            ("secp256k1", ec.with("crv", "secp256k1")),
            ("the coordinates of another curve", ec.with("crv", "P-256")),
            ("a point that isn't on the curve", ec.with("y", ec["x"])),
            ("no second coordinate", ec.with("y", nil)),
            ("a coordinate with padding", ec.with("x", .string((ec["x"]?.string ?? "") + "="))),
            ("a coordinate that is cut", ec.with("x", .string(String((ec["x"]?.string ?? "").dropLast(4))))),
            ("a modulus of 1,024 bits", rsa.with("n", .string(String((rsa["n"]?.string ?? "").prefix(171)) + "A"))),
            ("a modulus that begins with zero", rsa.with("n", .string("AAAA" + (rsa["n"]?.string ?? "")))),
            ("a modulus in the other base64", rsa.with("n", "+/+/")),
            ("an exponent of 1", rsa.with("e", "AQ")),
            ("an exponent of 3", rsa.with("e", "Aw")),
            ("an even exponent", rsa.with("e", "AQAA")),
            ("no exponent", rsa.with("e", nil)),
            ("a private key", rsa.with("d", "AQAB")),
            ("a private key on a curve", ec.with("d", "AQAB")),
            ("text", "key"),
            ("null", .null),
            ("a list", [1]),
        ] as [(String, JSONValue)])
    func `a key that can't be used is left out, and alone makes no set`(name: String, key: JSONValue) throws {
        let good = TestSigningKey.es256.jsonWebKey(id: "good")
        #expect(try set(key, good).keyIDs == ["good"], "\(name)")
        #expect(throws: KeySetError.noUsableKey, "\(name)") { try set(key) }
    }

    @Test func `a key may say in any way that it is for signatures, or nothing`() throws {
        for key in [
            Self.rsa, Self.rsa.with("use", nil), Self.rsa.with("key_ops", ["sign", "verify"]),
            Self.rsa.with("alg", "RS256"),
            Self.rsa.with("x5c", ["MIIB"]).with("x5t", "a").with("new", [:]), Self.ec, Self.ec.with("alg", nil),
        ] {
            #expect(try set(key).keyIDs.count == 1)
        }
    }

    @Test func `two usable keys of one ID make the set useless, and an unusable one beside doesn't`() throws {
        #expect(throws: KeySetError.duplicateKeyID) { try set(Self.rsa, Self.ec.with("kid", "a")) }
        #expect(throws: KeySetError.duplicateKeyID) { try set(Self.rsa, Self.rsa) }
        #expect(try set(Self.rsa, Self.ec.with("kid", "a").with("use", "enc")).keyIDs == ["a"])
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"keys":{}}"#, #"{"keys":null}"#, #"{"Keys":[]}"#, #"{"keys":[]"#, "<html></html>",
        #"{"keys":[],"keys":[]}"#, #"{"keys":[{"kid":"a","kid":"b"}]}"#, #"{"keys":[{"a":[[[[[[[[[]]]]]]]]]}]}"#,
        #"{"keys":["# + String(repeating: "{},", count: 64) + "{}]}", String(repeating: " ", count: 256 << 10) + "{}",
    ])
    func `what isn't the JSON of a key set, or exceeds a limit, is malformed`(text: String) {
        #expect(throws: KeySetError.malformed) { try KeySet(json: Array(text.utf8)) }
    }

    @Test func `a set without keys has no usable one`() {
        #expect(throws: KeySetError.noUsableKey) { try KeySet(json: Array(#"{"keys":[]}"#.utf8)) }
    }
}

import Formats
import Secrets
import Settings
import Testing
import Tokens

struct SealingKeysTests {
    private static let secret = Secret("0123456789abcdef0123456789abcdef")
    private static let other = Secret("fedcba9876543210fedcba9876543210")

    private let keys = SealingKeys(secret: secret, purpose: "iam session")
    private let content = Array("alice".utf8)

    private func sealed(_ context: String = "tools.example.com") throws -> String {
        try #require(keys.seal(content, context: context)).text
    }

    @Test func `what was sealed is opened in the same context`() throws {
        for content in [[], content, [UInt8](repeating: 0xff, count: SealedValue.maximumContentByteCount)] {
            let value = try #require(keys.seal(content, context: "tools.example.com"))
            #expect(value.text.utf8.count <= 3_458)
            #expect(value.text.utf8.allSatisfy { $0.isWordByte || $0 == UInt8(ascii: "-") })
            #expect(try keys.open(value.text, context: "tools.example.com") == content)
        }
        #expect(try sealed() != sealed())
    }

    @Test func `content that is too long isn't sealed`() {
        #expect(keys.seal([UInt8](repeating: 1, count: SealedValue.maximumContentByteCount + 1), context: "") == nil)
    }

    /// An independent computation: Python's hmac and cryptography, from what the documentation of the value says.
    @Test func `a value has the documented form`() throws {
        let text = "ATt0IZ8AAQIDBAUGBwgJCgt3FIJhELaRcNR4jrfdoKJzJbE2e8U"
        #expect(try keys.open(text, context: "tools.example.com") == content)
    }

    @Test(arguments: ["", "tools.example.com.", "Tools.example.com", "tools.example.com:443", "xtools.example.com"])
    func `a value of another context is refused`(context: String) throws {
        let text = try sealed()
        #expect(throws: SealedValueError.forged) { try keys.open(text, context: context) }
    }

    @Test func `a value of another purpose or another secret is refused`() throws {
        let text = try sealed()
        for foreign in [
            SealingKeys(secret: Self.secret, purpose: "link"), SealingKeys(secret: Self.other, purpose: "iam session"),
        ] {
            #expect(throws: SealedValueError.unknownKey) { try foreign.open(text, context: "tools.example.com") }
        }
    }

    @Test func `a value whose key ID was changed to that of another key of ours is refused`() throws {
        let both = SealingKeys(secret: Self.other, former: [Self.secret], purpose: "iam session")
        let ourText = try #require(both.seal(content, context: "c")).text
        let ours = try #require(Base64URL.decode(ourText))
        var value = try #require(Base64URL.decode(sealed("c")))
        #expect(try both.open(Base64URL.encode(value), context: "c") == content)
        value.replaceSubrange(1..<5, with: ours[1..<5])
        #expect(throws: SealedValueError.forged) { try both.open(Base64URL.encode(value), context: "c") }
    }

    @Test func `a change of any bit of a value is noticed`() throws {
        let value = try #require(Base64URL.decode(sealed()))
        for bit in 0..<value.count * 8 {
            var changed = value
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let error = #expect(throws: SealedValueError.self) {
                try keys.open(Base64URL.encode(changed), context: "tools.example.com")
            }
            #expect(error == (bit < 8 ? .malformed : bit < 40 ? .unknownKey : .forged))
        }
    }

    @Test func `a value that was cut or made longer is refused`() throws {
        let text = try sealed()
        for count in 0..<text.utf8.count {
            #expect(throws: SealedValueError.self) {
                try keys.open(text.prefix(count), context: "tools.example.com")
            }
        }
        for more in ["A", "AA", "AAAA", "=", " ", "\n"] {
            #expect(throws: SealedValueError.self) { try keys.open(text + more, context: "tools.example.com") }
        }
    }

    @Test(arguments: [
        "", "A", "AQ", "AQ==", "é", "AT*0IZ8AAQIDBAUGBwgJCgt3FIJhELaRcNR4jrfdoKJzJbE2e8U",
        "ATt0IZ8AAQIDBAUGBwgJCgt3FIJhELaRcNR4jrfdoKJzJbE2e8U=", "ATt0IZ8AAQIDBAUGBwgJCgt3FIJhELaRcNR4jrfdoKJzJbE2e8V",
        "Att0IZ8AAQIDBAUGBwgJCgt3FIJhELaRcNR4jrfdoKJzJbE2e8U", String(repeating: "A", count: 3_459),
        String(repeating: "A", count: 1_000_000),
    ])
    func `a text that isn't a value is malformed`(text: String) {
        #expect(throws: SealedValueError.malformed) { try keys.open(text, context: "tools.example.com") }
    }

    @Test func `former secrets open what they sealed, and the secret seals`() throws {
        let text = try sealed()
        let rotated = SealingKeys(
            SecretSettings(secret: Self.other), FormerSecretSettings([Self.secret]), purpose: "iam session")
        #expect(try rotated.open(text, context: "tools.example.com") == content)
        let new = try #require(rotated.seal(content, context: "c")).text
        #expect(throws: SealedValueError.unknownKey) { try keys.open(new, context: "c") }
        // A node that has the new secret as a former one already opens what others seal with it.
        let prepared = SealingKeys(secret: Self.secret, former: [Self.other], purpose: "iam session")
        #expect(try prepared.open(new, context: "c") == content)
    }
}

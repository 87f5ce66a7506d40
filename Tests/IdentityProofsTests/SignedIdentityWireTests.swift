import AWS
import Formats
import Secrets
import Testing

@testable import IdentityProofs

@Suite struct SignedIdentityWireTests {
    private func refusal(_ encoded: String) -> ProofError? {
        do throws(ProofError) {
            _ = try SignedIdentity(encoded: encoded)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a proof is read as it was written`() throws {
        let proof = try SignedIdentity(encoded: SignedIdentity.encoded(SignedIdentity.members))
        #expect(proof.accessKeyID.rawValue == "AKIAIOSFODNN7EXAMPLE")
        #expect(proof.date.timestamp == "20261121T022417Z")
        #expect(proof.region.rawValue == "eu-central-1")
        #expect(proof.sessionToken?.reveal() == "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCWV1LXdlc3Q=")
        let text = proof.authorization.reveal()
        #expect(text.hasPrefix("IAM "))
        #expect(try SignedIdentity(encoded: text.dropFirst(4)) == proof)
    }

    @Test func `a proof by a user's own key has no token`() throws {
        let proof = try SignedIdentity(encoded: SignedIdentity.encoded(Array(SignedIdentity.members.dropLast())))
        #expect(proof.sessionToken == nil)
        #expect(try SignedIdentity(encoded: proof.authorization.reveal().dropFirst(4)) == proof)
    }

    @Test func `the members may stand in any order`() throws {
        let proof = try SignedIdentity(encoded: SignedIdentity.encoded(SignedIdentity.members.reversed()))
        #expect(proof == (try SignedIdentity(encoded: SignedIdentity.encoded(SignedIdentity.members))))
    }

    @Test func `a proof prints no token`() throws {
        let proof = try SignedIdentity(encoded: SignedIdentity.encoded(SignedIdentity.members))
        #expect(!"\(proof)".contains("IQoJ"))
        #expect("\(proof.authorization)" == "‹redacted›")
    }

    @Test(arguments: [
        ("access_key_id", ""), ("access_key_id", "AKIA"), ("access_key_id", "AKIAIOSFODNN7EXAMPLE/x"),
        ("access_key_id", "AKIAIOSFODNN7EXAMPL\n"), ("access_key_id", String(repeating: "A", count: 129)),
        ("date", ""), ("date", "2026-11-21T02:24:17Z"), ("date", "20261121T022417"), ("date", "20261121t022417z"),
        ("date", "20261321T022417Z"), ("date", "20261121T022460Z"), ("date", "20261121T022417Z "),
        ("date", "20261121T022417.0Z"), ("date", "٢٠٢٦1121T022417Z"),
        ("region", ""), ("region", "us-east-1.evil.example/"), ("region", "US-EAST-1"), ("region", "us-east-1#"),
        ("region", "evil"), ("region", "xx-east-1"), ("region", "us-east-1\r\nHost: x"),
        ("nonce", ""), ("nonce", "AAECAwQFBgcICQoLDA0OD"), ("nonce", "AAECAwQFBgcICQoLDA0ODw=="),
        ("nonce", "AAECAwQFBgcICQoLDA0ODx"), ("nonce", "AAECAwQFBgcICQoLDA0ODxA"), ("nonce", "AAECAwQFBgcICQoLDA0OD+"),
        ("signature", ""), ("signature", String(repeating: "0F", count: 32)),
        ("signature", String(repeating: "0f", count: 31)),
        ("signature", String(repeating: "0f", count: 33)), ("signature", String(repeating: "0g", count: 32)),
        ("session_token", ""), ("session_token", "short"), ("session_token", "IQoJb3JpZ2lu X2VjEXAMPLE"),
        ("session_token", "IQoJb3JpZ2lu\r\nX-Evil: 1"), ("session_token", "IQoJb3JpZ2luéX2VjEXAMPLE"),
        ("session_token", String(repeating: "x", count: 5_001)),
    ])
    func `a member that isn't of its form is refused by its name`(name: String, value: String) {
        #expect(refusal(SignedIdentity.encoded(changing: name, to: value)) == .malformed("\(name) is malformed"))
    }

    @Test(arguments: ["access_key_id", "date", "region", "nonce", "signature"])
    func `a member that is missing is named`(name: String) {
        #expect(
            refusal(SignedIdentity.encoded(SignedIdentity.members.filter { $0.0 != name }))
                == .malformed("\(name) is missing"))
    }

    @Test(arguments: SignedIdentity.members.map(\.0))
    func `a member that occurs twice is refused, with another value and with the same`(name: String) {
        let copies = SignedIdentity.members.filter { $0.0 == name }
        #expect(refusal(SignedIdentity.encoded(SignedIdentity.members + copies)) == .malformed("\(name) occurs twice"))
        #expect(refusal(SignedIdentity.encoded([(name, "x")] + SignedIdentity.members)) != nil)
    }

    @Test(arguments: ["url", "method", "host", "headers", "Date", "x-amz-date", "action", ""])
    func `a member that means nothing is refused`(name: String) {
        #expect(
            refusal(SignedIdentity.encoded(SignedIdentity.members + [(name, "x")]))
                == .malformed("it has a member that means nothing"))
    }

    @Test(arguments: [
        #"[]"#, #""x""#, #"1"#, #"null"#, #"{}{}"#, #"{"date":1}"#, #"{"date":null}"#, #"{"date":{}}"#,
        #"{"date":["x"]}"#, #"{"#, "",
        "\u{feff}{}",
    ])
    func `what is no JSON object of texts is refused`(text: String) {
        #expect(refusal(Base64URL.encode(Array(text.utf8))) != nil)
    }

    @Test func `other spellings of base64 are refused`() {
        let good = SignedIdentity.encoded(SignedIdentity.members)
        for text in [
            good + "=", good + "==", good + " ", " " + good, good + "\n", good + "A", "+" + good, good.dropLast() + "/",
        ] {
            #expect(refusal(text) != nil, "\(text.suffix(4))")
        }
    }

    @Test func `a proof of more than 8,192 bytes isn't looked at`() {
        #expect(refusal(String(repeating: "A", count: 8_193)) == .malformed("it is too long"))
    }
}

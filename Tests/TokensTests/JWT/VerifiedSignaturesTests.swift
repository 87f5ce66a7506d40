import Cryptography
import Formats
import Testing
import TokensTestSupport

@testable import Tokens

struct VerifiedSignaturesTests {
    private let verified = VerifiedSignatures(bound: 4)
    private let issuer = TestIssuer()

    private func key(_ issuer: TestIssuer) throws -> VerificationKey {
        try #require(try KeySet(json: issuer.keySet.bytes).key(withID: "RSA_0"))
    }

    private func token(_ subject: String = "a") throws -> UnverifiedToken {
        try UnverifiedToken(issuer.token(claims: ["sub": .string(subject)]))
    }

    @Test func `a token is good the first time and again`() throws {
        let key = try key(issuer)
        let token = try token()
        for _ in 0..<3 { #expect(verified.isValid(token.signature, of: token.signedBytes, by: key)) }
    }

    @Test func `a wrong signature stays wrong, also beside the right one`() throws {
        let key = try key(issuer)
        let token = try token()
        var wrong = token.signature
        wrong[0] ^= 1
        for _ in 0..<2 {
            #expect(!verified.isValid(wrong, of: token.signedBytes, by: key))
            #expect(verified.isValid(token.signature, of: token.signedBytes, by: key))
            #expect(!verified.isValid(token.signature, of: token.signedBytes + [0x41], by: key))
        }
    }

    @Test func `bytes don't pass from the signature to what is signed`() throws {
        let key = try key(issuer)
        let token = try token()
        #expect(verified.isValid(token.signature, of: token.signedBytes, by: key))
        for count in [1, 8, token.signature.count] {
            let message = token.signedBytes + token.signature.prefix(count)
            #expect(!verified.isValid(Array(token.signature.dropFirst(count)), of: message, by: key))
            let rest = Array(token.signedBytes.suffix(count)) + token.signature
            #expect(!verified.isValid(rest, of: Array(token.signedBytes.dropLast(count)), by: key))
        }
    }

    @Test func `what one key has verified is nothing to another`() throws {
        let token = try token()
        #expect(verified.isValid(token.signature, of: token.signedBytes, by: try key(issuer)))
        var other = TestIssuer()
        other.keys["RSA_0"] = .ps256
        let stranger = try #require(try KeySet(json: other.keySet.bytes).key(withID: "RSA_0"))
        #expect(!verified.isValid(token.signature, of: token.signedBytes, by: stranger))
    }

    @Test func `more tokens than are remembered are verified all the same`() throws {
        let key = try key(issuer)
        for number in 0..<12 {
            let token = try token("\(number % 6)")
            #expect(verified.isValid(token.signature, of: token.signedBytes, by: key))
        }
    }
}

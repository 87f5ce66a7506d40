import Formats
import HTTPTypes
import Problems
import Testing
import Tokens
import Transport

@testable import broker

@Suite struct TokenRefusalTests {
    private static let errors: [(TokenError, String)] = [
        (.tooLong, "malformed"), (.notCompact, "malformed"), (.malformed(.claims), "malformed"),
        (.duplicateMembers(.header), "malformed"), (.forbiddenHeader("jku"), "header"), (.unknownType, "type"),
        (.unknownAlgorithm, "algorithm"), (.wrongAlgorithm, "algorithm"), (.malformedKeyID, "unknown-key"),
        (.unknownKey, "unknown-key"), (.wrongSignature, "signature"), (.missingClaim("exp"), "claim"),
        (.malformedClaim("aud"), "claim"), (.wrongIssuer, "issuer"), (.wrongAudience, "audience"),
        (.expired, "expired"), (.notYetValid, "not-yet"),
    ]

    @Test func `each refusal is a 401 with a word for programs and a sentence for people`() {
        let refusals =
            Self.errors.map { (TokenRefusal.token($0.0), $0.1) } + [
                (.revoked, "revoked"), (.unmetClaim("token_use"), "bound-claim"),
            ]
        for (refusal, reason) in refusals {
            let problem = refusal.problem
            #expect(refusal.reason == reason && problem.status == .unauthorized && problem.kind == "token-refused")
            #expect(problem.members.map(\.value.string) == [reason] && problem.challenge != nil)
            #expect(problem.detail.hasSuffix("or check the registration.") && problem.cause != nil)
        }
    }

    @Test(arguments: [KeySetError.malformed, .forbiddenHost, .status(500), .transport(.notSent("x")), .wrongIssuer])
    func `without keys nothing is said about the token`(_ fault: KeySetError) {
        let problem = TokenRefusal.token(.keysUnavailable(fault)).problem
        #expect(problem.status == .serviceUnavailable && problem.retryAfter == 5 && problem.challenge == nil)
        #expect(problem.cause == "the issuer's keys couldn't be read: \(fault)")
    }
}

import Testing

@testable import IAMPolicy

@Suite struct MirroringReasonTests {
    private static let all: [MirroringReason] = [
        .resolved(variable: "aws:username"), .decided("Bool on k", holds: true, mfa: nil), .matchesNothing,
        .derivedByService(key: "servicecatalog:userLevel"), .unknownValue(key: "k"), .variableInOperator("Bool on k"),
        .variableWithoutValue(place: "Resource has"), .undecidable("Bool on k"), .differsByCredentials,
    ]

    @Test(arguments: all) func `each reason has words and advice`(reason: MirroringReason) {
        #expect(!reason.words.isEmpty && !reason.words.hasSuffix("."))
        #expect(reason.advice.hasSuffix("."))
    }

    @Test func `the role has less because of what isn't certain`() {
        #expect(
            Self.all.filter(\.isUncertain) == [
                .unknownValue(key: "k"), .variableInOperator("Bool on k"), .variableWithoutValue(place: "Resource has"),
                .undecidable("Bool on k"), .differsByCredentials,
            ])
    }

    @Test(arguments: [PrincipalFacts.MFA.absent, .present])
    func `a decision on a second factor says so, and what the operator can do`(mfa: PrincipalFacts.MFA) {
        let reason = MirroringReason.decided("Bool on aws:MultiFactorAuthPresent", holds: false, mfa: mfa)
        #expect(reason.words.contains("second factor"))
        #expect(reason.isLackOfMFA == (mfa == .absent))
        #expect(reason.advice.contains("LATCHKEY_SSO_MFA") == (mfa == .absent))
    }
}

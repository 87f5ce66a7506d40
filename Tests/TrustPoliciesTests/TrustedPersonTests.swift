import Testing

@testable import TrustPolicies

@Suite struct TrustedPersonTests {
    private static let auth0 = "https://example.eu.auth0.com/"
    private static let github = "https://token.actions.githubusercontent.com"

    @Test(arguments: [
        ("github|583231", TrustedClaim.subject, auth0, false), ("00u1a2B3c", .subject, auth0, false),
        ("CN=Ann Smith", .subject, auth0, false), ("f3a0-11", .subject, auth0, false),
        ("ann@example.com", .email, auth0, false), ("änn@exämple.com", .email, auth0, false),
        ("*@example.com", .email, auth0, true), ("*@corp.example.com", .sourceIdentity, auth0, true),
        ("platform", .tag("team"), auth0, false), ("ann", .sourceIdentity, auth0, false),
        ("repo:octo-org/app:ref:refs/heads/main", .subject, github, false),
        ("repo:octo-org/app:*", .subject, github, true), ("repo:octo-org/*", .subject, github, true),
        ("repo:octo-org/app:environment:prod?", .subject, github, true),
        ("project_path:group/app:*", .subject, "https://gitlab.com", true),
    ])
    func `somebody is one value, or one of those that a narrow pattern matches`(
        _ text: String, _ claim: TrustedClaim, _ issuer: String, _ isPattern: Bool
    ) throws {
        let person = try TrustedPerson(text, by: claim, at: TrustedIssuer(issuer))
        #expect(person.text == text && person.isPattern == isPattern)
    }

    @Test(arguments: [
        ("*", TrustedClaim.subject, auth0, TrustedPerson.Refusal.everybody), ("**", .subject, auth0, .everybody),
        ("?*", .subject, auth0, .everybody), ("github|*", .subject, auth0, .everybody),
        ("github|58323?", .subject, auth0, .everybody), ("repo:octo-org/*", .subject, auth0, .everybody),
        ("*", .subject, github, .everybody), ("repo:*", .subject, github, .everybody),
        ("repo:*/app:ref:refs/heads/main", .subject, github, .everybody),
        ("repo:octo*/app:*", .subject, github, .everybody), ("repo:octo-org*", .subject, github, .everybody),
        ("repo:/*", .subject, github, .everybody), ("?epo:octo-org/app", .subject, github, .everybody),
        ("*:octo-org/app", .subject, github, .everybody),
        ("project_path:*", .subject, "https://gitlab.com", .everybody),
        ("repo:octo-org/*", .subject, "https://gitlab.com", .everybody),
        ("*", .email, auth0, .everybody), ("*@*", .email, auth0, .everybody), ("*@*.com", .email, auth0, .everybody),
        ("*@com", .email, auth0, .everybody), ("*example.com", .email, auth0, .everybody),
        ("a*@example.com", .email, auth0, .everybody), ("*@example.com?", .email, auth0, .everybody),
        ("*@@example.com", .email, auth0, .everybody), ("*@.com", .email, auth0, .everybody),
        ("*@gmail.com", .email, auth0, .everybodyWithPublicMail),
        ("*@GMail.com", .email, auth0, .everybodyWithPublicMail),
        ("*", .sourceIdentity, auth0, .everybody), ("*", .tag("team"), auth0, .everybody),
        ("plat*", .tag("team"), auth0, .everybody), ("", .subject, auth0, .malformed),
        (" ann", .subject, auth0, .malformed), ("ann ", .subject, auth0, .malformed),
        ("a\nb", .subject, auth0, .malformed), ("a\u{202e}b", .subject, auth0, .malformed),
        (String(repeating: "a", count: 256), .subject, auth0, .malformed),
        ("${aws:username}", .subject, auth0, .variable), ("a${*}", .subject, auth0, .variable),
        ("a${\u{301}b}", .subject, auth0, .variable), ("ann", .email, auth0, .notAnAddress),
        ("ann@example", .email, auth0, .notAnAddress), ("@example.com", .email, auth0, .notAnAddress),
        ("a@b@example.com", .email, auth0, .notAnAddress),
    ])
    func `whoever isn't named isn't let in`(
        _ text: String, _ claim: TrustedClaim, _ issuer: String, _ refusal: TrustedPerson.Refusal
    ) throws {
        let issuer = try TrustedIssuer(issuer)
        #expect(throws: refusal) { try TrustedPerson(text, by: claim, at: issuer) }
        #expect(!refusal.description.isEmpty)
    }

    @Test(arguments: [
        ("sub", TrustedClaim.subject), ("email", .email), ("source-identity", .sourceIdentity),
        ("tag:team", .tag("team")),
        ("tag:a/b.c:d", .tag("a/b.c:d")),
    ])
    func `a claim is one of which AWS makes a condition key`(_ word: String, _ claim: TrustedClaim) {
        #expect(TrustedClaim(word) == claim)
        #expect(claim.description == word)
    }

    @Test(arguments: [
        "", "Sub", "name", "groups", "aud", "tag:", "tag:aws:x", "tag:AWS:x", "tag:a*", "tag:a b", "tag:ä",
    ])
    func `another claim is refused`(_ word: String) {
        #expect(TrustedClaim(word) == nil)
    }
}

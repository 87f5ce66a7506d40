import AWS
import Formats
import Testing

@testable import TrustPolicies

@Suite struct WebIdentityTrustTests {
    private func statement(
        _ claim: TrustedClaim, _ people: [String], clients: [String] = ["tool"], sourceIdentity: Bool = false,
        tags: Bool = false, issuer: String = "https://sso.example.com/realms/staff"
    ) throws -> JSONValue {
        let issuer = try TrustedIssuer(issuer)
        let trust = WebIdentityTrust(
            issuer: issuer, clients: clients, claim: claim,
            people: try people.map { try TrustedPerson($0, by: claim, at: issuer) },
            requiresSourceIdentity: sourceIdentity, allowsSessionTags: tags)
        let document = trust.document(in: AccountID("123456789012"), of: .aws)
        guard case .array(let statements) = document["Statement"], statements.count == 1 else { return .null }
        return statements[0]
    }

    @Test func `clients and people are alternatives, and both have to fit`() throws {
        let statement = try statement(.subject, ["ann", "bob", "ann"], clients: ["tool", "web"])
        #expect(
            statement["Condition"] == [
                "StringEquals": [
                    "sso.example.com/realms/staff:aud": ["tool", "web"],
                    "sso.example.com/realms/staff:sub": ["ann", "bob"],
                ]
            ])
        #expect(statement["Action"] == ["sts:AssumeRoleWithWebIdentity"])
    }

    @Test func `people stand under one operator, whether patterns or not`() throws {
        let statement = try statement(.email, ["ann@example.org", "*@example.com"])
        #expect(
            statement["Condition"] == [
                "StringEquals": ["sso.example.com/realms/staff:aud": ["tool"]],
                "StringLike": ["sso.example.com/realms/staff:email": ["ann@example.org", "*@example.com"]],
            ])
    }

    @Test func `a source identity is asked for where tokens have one`() throws {
        let required = try statement(.subject, ["ann"], sourceIdentity: true)
        #expect(required["Action"] == ["sts:AssumeRoleWithWebIdentity", "sts:SetSourceIdentity"])
        #expect(required["Condition"]?["StringLike"] == ["sts:SourceIdentity": ["*"]])
        #expect(required["Condition"]?["StringEquals"]?["sso.example.com/realms/staff:sub"] == ["ann"])
        let named = try statement(.sourceIdentity, ["ann"], sourceIdentity: true)
        #expect(named["Action"] == ["sts:AssumeRoleWithWebIdentity", "sts:SetSourceIdentity"])
        #expect(
            named["Condition"] == [
                "StringEquals": ["sso.example.com/realms/staff:aud": ["tool"], "sts:SourceIdentity": ["ann"]]
            ])
    }

    @Test func `session tags are allowed where tokens have them`() throws {
        let named = try statement(.tag("team"), ["platform"])
        #expect(named["Action"] == ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"])
        #expect(named["Condition"]?["StringEquals"]?["aws:RequestTag/team"] == ["platform"])
        let allowed = try statement(.subject, ["ann"], sourceIdentity: true, tags: true)
        #expect(
            allowed["Action"] == ["sts:AssumeRoleWithWebIdentity", "sts:SetSourceIdentity", "sts:TagSession"])
    }

    @Test(arguments: [
        ("tool", true), ("92-k1.apps.googleusercontent.com", true), ("https://tool.example.com/a", true), ("", false),
        ("*", false), ("to?l", false), ("a b", false), ("a\"b", false), ("${a}", false), ("tööl", false),
        ("a\n", false),
    ])
    func `a client is a whole ID`(_ text: String, _ isClient: Bool) {
        #expect(WebIdentityTrust.isClient(text) == isClient)
    }
}

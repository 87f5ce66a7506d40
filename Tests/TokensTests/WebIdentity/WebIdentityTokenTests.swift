import AWS
import Formats
import FoundationEssentials
import Testing
import TokensTestSupport

@testable import Tokens

struct WebIdentityTokenTests {
    private static let name = "https://sts.amazonaws.com/"
    private static let claims = TestIssuer.claims(now: TokenVerifierTests.now)

    private func token(_ claims: JSONValue) async throws -> WebIdentityToken {
        try WebIdentityToken(await TokenVerifierTests.verify(TokenVerifierTests.issuer.token(claims: claims)))
    }

    /// The claims with another value for one of AWS's own.
    private static func with(_ member: String, _ value: JSONValue?) -> JSONValue {
        claims.with(name, claims[name]?.with(member, value))
    }

    @Test func `a token says who asked for it`() async throws {
        let token = try await token(Self.claims)
        #expect(token.subject.rawValue == TestIssuer.principal && token.accountID.rawValue == "123456789012")
        #expect(token.organizationID == "o-abc1234567")
        #expect(token.organizationPaths == ["o-abc1234567/r-ab12/ou-ab12-11111111/"])
        #expect(token.principalTags == ["team": "data"] && token.requestTags == ["job": "7"])
        #expect(token.sourceIdentity == "alice" && token.tokenID == "5488e298-0a47-4c5b-80d7-6b4ab8a4cede")
        #expect(token.expiration == Date(timeIntervalSince1970: TimeInterval(TokenVerifierTests.now + 300)))
    }

    @Test func `a token needn't tell of an organisation, tags and a source identity`() async throws {
        var claims = Self.claims
        for name in ["org_id", "ou_path", "principal_tags", "request_tags", "source_identity"] {
            claims = claims.with(Self.name, claims[Self.name]?.with(name, nil))
        }
        let token = try await token(claims)
        #expect(token.organizationID == nil && token.organizationPaths.isEmpty && token.sourceIdentity == nil)
        #expect(token.principalTags.isEmpty && token.requestTags.isEmpty)
    }

    @Test func `the path of the organisation may be one text, as AWS's documentation shows it`() async throws {
        #expect(try await token(Self.with("ou_path", "o-a/r-b/")).organizationPaths == ["o-a/r-b/"])
        #expect(try await token(Self.with("ou_path", [])).organizationPaths.isEmpty)
    }

    @Test(arguments: [
        "arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:root",
        "arn:aws-cn:iam::123456789012:role/a/b/c", "arn:aws:sts::123456789012:federated-user/bob",
    ])
    func `each kind of principal is a subject`(arn: String) async throws {
        let token = try await token(Self.with("principal_id", .string(arn)).with("sub", .string(arn)))
        #expect(token.subject.rawValue == arn)
    }

    @Test(
        arguments: [
            ("no claims of AWS", .missingClaim(name), claims.with(name, nil)),
            ("claims of AWS that are text", .malformedClaim(name), claims.with(name, "x")),
            ("no subject", .missingClaim("sub"), claims.with("sub", nil)),
            ("no principal", .missingClaim("principal_id"), with("principal_id", nil)),
            ("a principal that is a number", .missingClaim("principal_id"), with("principal_id", 1)),
            // What a session gets that asks for its origin as subject.
            (
                "a subject that an identity provider chose", .malformedClaim("sub"),
                claims.with("sub", "alice@example.com")
            ),
            (
                "a subject that looks like another principal", .malformedClaim("sub"),
                claims.with("sub", "arn:aws:iam::123456789012:user/admin")
            ),
            (
                "a subject in another case", .malformedClaim("sub"),
                claims.with("sub", .string(TestIssuer.principal.uppercased()))
            ),
            (
                "a subject with white space", .malformedClaim("sub"),
                claims.with("sub", .string(TestIssuer.principal + " "))
            ),
            (
                "a principal of another service", .malformedClaim("sub"),
                with("principal_id", "arn:aws:s3:::bucket").with("sub", "arn:aws:s3:::bucket")
            ),
            ("no account", .malformedClaim("aws_account"), with("aws_account", nil)),
            ("another account", .malformedClaim("aws_account"), with("aws_account", "999999999999")),
            ("an account that is a number", .malformedClaim("aws_account"), with("aws_account", 123_456_789_012)),
            ("no ID", .missingClaim("jti"), claims.with("jti", nil)),
            ("an organisation that is a list", .malformedClaim("org_id"), with("org_id", ["o-a"])),
            ("a path that is a number", .malformedClaim("ou_path"), with("ou_path", 1)),
            ("an empty path", .malformedClaim("ou_path"), with("ou_path", "")),
            ("a list of paths with a number", .malformedClaim("ou_path"), with("ou_path", ["o-a/", 1])),
            ("tags that are a list", .malformedClaim("principal_tags"), with("principal_tags", [["Key": "a"]])),
            ("a tag that is a number", .malformedClaim("principal_tags"), with("principal_tags", ["a": 1])),
            ("a tag that is a list", .malformedClaim("request_tags"), with("request_tags", ["a": ["b"]])),
            ("an empty source identity", .malformedClaim("source_identity"), with("source_identity", "")),
        ] as [(String, TokenError, JSONValue)])
    func `a token whose claims of AWS are missing or contradict each other is refused`(
        name: String, expected: TokenError, claims: JSONValue
    ) async {
        let error = await #expect(throws: TokenError.self, "\(name)") { try await token(claims) }
        #expect(error == expected, "\(name)")
    }

    @Test func `tags that are named twice are refused with the whole token`() async {
        let tags = JSONValue.object([.init("team", "data"), .init("team", "admin")])
        let error = await #expect(throws: TokenError.self) { try await token(Self.with("principal_tags", tags)) }
        #expect(error == .duplicateMembers(.claims))
    }
}

import AWS
import Testing

@testable import TrustPolicies

@Suite struct TrustedIssuerTests {
    @Test(arguments: [
        ("https://example.eu.auth0.com/", "example.eu.auth0.com/"),
        ("https://example.okta.com/oauth2/default", "example.okta.com/oauth2/default"),
        ("https://sso.example.com/realms/staff", "sso.example.com/realms/staff"),
        ("https://token.actions.githubusercontent.com", "token.actions.githubusercontent.com"),
        (
            "https://login.microsoftonline.com/9188040d-6c67-4c5b/v2.0",
            "login.microsoftonline.com/9188040d-6c67-4c5b/v2.0"
        ),
        ("https://sso.example.com/a%20b/~c", "sso.example.com/a%20b/~c"),
    ])
    func `a provider is called by its address without the scheme`(_ address: String, _ name: String) throws {
        let issuer = try TrustedIssuer(address)
        #expect(issuer.name == name && !issuer.isBuiltIn)
        #expect(
            issuer.principal(in: AccountID("123456789012"), of: .china)
                == "arn:aws-cn:iam::123456789012:oidc-provider/\(name)")
    }

    @Test func `Google is built in, at its own address alone`() throws {
        let google = try TrustedIssuer("https://accounts.google.com")
        #expect(google.isBuiltIn)
        #expect(google.principal(in: AccountID("123456789012"), of: .aws) == "accounts.google.com")
        #expect(try !TrustedIssuer("https://accounts.google.com/").isBuiltIn)
        #expect(try !TrustedIssuer("https://accounts.google.com.example.com").isBuiltIn)
    }

    @Test(arguments: [
        ("", TrustedIssuer.Refusal.notHTTPS), ("sso.example.com", .notHTTPS), ("http://sso.example.com", .notHTTPS),
        ("HTTPS://sso.example.com", .notHTTPS), ("https:/sso.example.com", .notHTTPS), ("https://", .malformed),
        ("https:///path", .malformed), ("https://sso.example.com?a=b", .malformed),
        ("https://sso.example.com/?a=b", .malformed), ("https://sso.example.com/#a", .malformed),
        ("https://ann@sso.example.com", .malformed), ("https://ann:x@sso.example.com", .malformed),
        ("https://SSO.example.com", .malformed), ("https://sso..example.com", .malformed),
        ("https://.example.com", .malformed), ("https://-sso.example.com", .malformed),
        ("https://*.example.com", .malformed), ("https://sso.example.com/*", .malformed),
        ("https://sso.example.com/${a}", .malformed), ("https://sso.example.com/a b", .malformed),
        ("https://sso.example.com/\u{301}", .malformed), ("https://sso.exämple.com", .malformed),
        ("https://sso.example.com\\a", .malformed), ("https://sso.example.com/\"", .malformed),
        ("https://sso.example.com:443", .port), ("https://sso.example.com:8443/a", .port),
        ("https://localhost", .privateHost), ("https://sso.localhost", .privateHost), ("https://sso", .privateHost),
        ("https://10.0.0.1", .privateHost), ("https://graph.facebook.com", .otherProtocol),
        ("https://cognito-identity.amazonaws.com", .otherProtocol), ("https://www.amazon.com/", .otherProtocol),
        ("https://sso.example.com/" + String(repeating: "a", count: 255), .malformed),
    ])
    func `an address that IAM doesn't take, or that is no provider's, is refused`(
        _ address: String, _ refusal: TrustedIssuer.Refusal
    ) {
        #expect(throws: refusal) { try TrustedIssuer(address) }
        #expect(!refusal.description.isEmpty)
    }
}

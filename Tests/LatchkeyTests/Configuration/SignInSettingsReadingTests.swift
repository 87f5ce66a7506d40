import OAuthClient
import Secrets
import Testing

@testable import latchkey

@Suite struct SignInSettingsReadingTests {
    @Test(arguments: [
        ("sign-ins:\n  a b: {portal: 'https://a.example.com'}\n", 2, "the name of a sign-in"),
        ("sign-ins:\n  a: {}\n", 2, "should have either portal or issuer"),
        (
            "sign-ins:\n  a: {portal: 'https://a.example.com', issuer: 'https://b.example.com'}\n", 2,
            "either portal or issuer"
        ),
        ("sign-ins:\n  a: {portal: 'http://a.example.com'}\n", 2, "“portal” must begin with https://"),
        ("sign-ins:\n  a: {portal: 'https://a.example.com/x'}\n", 2, "such as https://a.example.com"),
        ("sign-ins:\n  a:\n    portal: https://a.example.com\n    scopes: [openid]\n", 4, "a portal needs none"),
        ("sign-ins:\n  a: {issuer: 'http://b.example.com', client-id: x}\n", 2, "“issuer” should be a URL"),
        ("sign-ins:\n  a: {issuer: 'https://b.example.com'}\n", 2, "“client-id” is missing"),
        ("sign-ins:\n  a: {issuer: 'https://b.example.com', client-id: 'x y'}\n", 2, "without a space"),
        ("sign-ins:\n  a: {portal: 'https://a.example.com', client-secret: x}\n", 2, "a portal needs none"),
        (
            "sign-ins:\n  a: {issuer: 'https://b.example.com', client-id: x, client-secret: 'x y'}\n", 2,
            "“client-secret” should be"
        ),
        ("sign-ins:\n  a: {issuer: 'https://b.example.com', client-id: x, flow: hybrid}\n", 2, "code or implicit"),
        ("sign-ins:\n  a: {issuer: 'https://b.example.com', client-id: x, scopes: [email]}\n", 2, "have openid among"),
        (
            "sign-ins:\n  a: {issuer: 'https://b.example.com', client-id: x, scopes: ['openid email']}\n", 2,
            "without a space"
        ),
        (
            "sign-ins:\n  a: {issuer: 'https://b.example.com', client-id: x, parameters: {state: y}}\n", 2,
            "the tool gives “state”"
        ),
        ("sign-ins:\n  a: {issuer: 'https://b.example.com', client-id: x, port: 80}\n", 2, "from 1024 to 65535"),
    ])
    func `a fault of a sign-in is told with its file and line`(text: String, line: Int, reason: String) throws {
        let error = try #require(ConfigurationFaults.error(of: text))
        #expect(error.hasPrefix("\(ConfigurationFaults.path), line \(line): "), "\(error)")
        #expect(error.contains(reason), "\(error)")
    }

    @Test func `a client's secret is read, and never shown`() throws {
        let text = "sign-ins:\n  a: {issuer: 'https://b.example.com', client-id: x, client-secret: GOCSPX-1}\n"
        let file = try ConfigurationFile(path: "config.yaml", Array(text.utf8))
        let signIn = try #require(file.signIns["a"])
        #expect(signIn.clientSecret == Secret("GOCSPX-1") && !"\(signIn)".contains("GOCSPX-1"))
    }
}

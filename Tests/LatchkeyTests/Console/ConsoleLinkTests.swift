import AWS
import OAuthClient
import Secrets
import Testing

@testable import latchkey

@Suite struct ConsoleLinkTests {
    private func kept(_ region: String?) -> KeptCredentials {
        KeptCredentials(
            name: "a",
            credentials: Credentials(
                accessKeyID: "ASIA1", secretAccessKey: Secret("s"), sessionToken: Secret("t")),
            origin: "o", region: region.flatMap { Region($0) }, sources: [])
    }

    private func profile(_ role: PersonalProfile.Role) -> PersonalProfile {
        let signIn = SignInSettings(name: "s", kind: .provider, issuer: "https://a.example", clientID: "c", scopes: [])
        return PersonalProfile(name: "a", signIn: signIn, role: role)
    }

    @Test func `the console is that of the role, or of the Region, or the usual one`() throws {
        let role = try #require(ARN("arn:aws-us-gov:iam::123456789012:role/r"))
        #expect(ConsoleLink.partition(kept("eu-west-1"), profile(.direct(role))).name == "aws-us-gov")
        #expect(ConsoleLink.partition(kept("cn-north-1"), profile(.portal(name: nil))).name == "aws-cn")
        #expect(ConsoleLink.partition(kept(nil), nil) == .aws)
    }
}

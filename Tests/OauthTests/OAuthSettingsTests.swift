import Machines
import Settings
import Testing

@testable import oauth

@Suite struct OAuthSettingsTests {
    private func read(_ values: [String: String]) -> OAuthSettings? {
        var reader = SettingsReader(values: values) { _ in "" }
        return OAuthSettings(from: &reader)
    }

    @Test func `without settings a sign-in lasts twelve hours, and a token fifteen minutes`() {
        #expect(read([:])?.lifetimes == TokenLifetimes(access: 900, signIn: 43_200))
    }

    @Test(arguments: [("TOKEN", "599"), ("TOKEN", "3601"), ("SIGN_IN", "3599"), ("SIGN_IN", "2592001"), ("TOKEN", "x")])
    func `a bad duration is refused`(name: String, value: String) {
        #expect(read(["LATCHKEY_OAUTH_\(name)_DURATION": value]) == nil)
    }
}

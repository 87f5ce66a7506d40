import AWS
import Secrets
import Testing

@testable import MFADevices

struct OTPAuthURITests {
    @Test func `an app reads issuer, user, account and seed, without padding`() throws {
        let uri = OTPAuthURI(
            issuer: "Amazon Web Services & more", user: try #require(UserName("ann+b@example.com")),
            account: "123456789012", seed: Secret("JBSWY3DPEHPK3PXP===="))
        #expect(
            uri.text.reveal()
                == "otpauth://totp/Amazon%20Web%20Services%20%26%20more:ann%2Bb%40example.com%40123456789012"
                + "?secret=JBSWY3DPEHPK3PXP&issuer=Amazon%20Web%20Services%20%26%20more")
        #expect(!"\(uri)".contains("JBSWY3DPEHPK3PXP"))
    }
}

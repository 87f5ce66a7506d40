import Baseline
import Secrets
import TestSupport
import Testing

@testable import latchkey

@Suite(.serialized, .timeLimit(.minutes(1))) struct GnuPGEncryptionTests {
    @Test func `what is encrypted for somebody, they decrypt`() async throws {
        try await GnuPGHome.with { home in
            let key = Array(try await home.makeKey(of: "alice").utf8)
            let encryption = GnuPGEncryption()
            try encryption.check(key)
            let message = try encryption.encrypt(Secret("a secret\n"), to: key)
            #expect(try await home.decrypt(message) == "a secret\n")
        }
    }

    @Test func `why a key can't be used is said`() {
        #expect(
            throws: FirstSecretError.encryption(
                "keys aren't fetched from keybase.io, where they can be changed unseen: put what “gpg --armor --export "
                    + "ADDRESS” prints in the file")
        ) { try GnuPGEncryption().check(Array("keybase:alice".utf8)) }
    }
}

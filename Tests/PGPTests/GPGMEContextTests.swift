import FoundationEssentials
import Glibc
import Secrets
import TestSupport
import Testing

@testable import PGP

@Suite(.serialized, .timeLimit(.minutes(1))) struct GPGMEContextTests {
    @Test func `the person's own home is left alone`() async throws {
        try await GnuPGHome.with { home in
            let pgp = try PGP()
            let key = try await home.makeKey(of: "alice")
            let own = try TemporaryFolder()
            _ = unsafe setenv("GNUPGHOME", own.path, 1)
            defer { _ = unsafe unsetenv("GNUPGHOME") }
            _ = try pgp.encrypt(Secret("x"), to: pgp.key(Array(key.utf8)))
            #expect(try FileManager.default.contentsOfDirectory(atPath: own.path).isEmpty)
            let left = try FileManager.default.contentsOfDirectory(atPath: "/tmp").filter {
                $0.hasPrefix("latchkey-pgp-")
            }
            #expect(left.isEmpty, "homes that weren't removed")
        }
    }
}

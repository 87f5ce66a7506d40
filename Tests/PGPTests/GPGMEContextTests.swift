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
        }
    }

    @Test func `no agent is started, which would stay`() async throws {
        try await GnuPGHome.with { home in
            let pgp = try PGP()
            let key = try await home.makeKey(of: "alice")
            let context = try GPGMEContext.make(try #require(GPGMELibrary()))
            _ = try context.add(try PublicKeyText(Array(key.utf8)))
            let names = try FileManager.default.contentsOfDirectory(atPath: context.path)
            #expect(names.contains("pubring.kbx") && !names.contains { $0.hasPrefix("S.") })
            _ = try pgp.encrypt(Secret("x"), to: pgp.key(Array(key.utf8)))
        }
    }
}

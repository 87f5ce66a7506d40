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

    @Test func `the home of an operation is its owner's alone, and goes with it`() throws {
        let path = try Self.pathOfHome()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    /// The path of a home that is gone when this returns.
    private static func pathOfHome() throws -> String {
        let home = try TemporaryHome()
        let attributes = try FileManager.default.attributesOfItem(atPath: home.path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        return home.path
    }
}

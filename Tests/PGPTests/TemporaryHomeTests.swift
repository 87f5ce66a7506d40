import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import PGP

@Suite(.timeLimit(.minutes(1))) struct TemporaryHomeTests {
    @Test func `the home of an operation is its owner's alone, and goes with it`() throws {
        let path = try Self.pathOfHome()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `what a killed process left is removed, and nothing else`() throws {
        let folder = try TemporaryFolder()
        let manager = FileManager.default
        for name in ["latchkey-pgp-killed", "latchkey-pgp-young", "latchkey-pgp-used", "other"] {
            try manager.createDirectory(atPath: "\(folder.path)/\(name)/inner", withIntermediateDirectories: true)
            if name == "latchkey-pgp-young" { continue }
            try manager.setAttributes([.modificationDate: Date.now - 3_600], ofItemAtPath: "\(folder.path)/\(name)")
        }
        let used = unsafe open("\(folder.path)/latchkey-pgp-used", O_RDONLY | O_DIRECTORY)
        defer { close(used) }
        #expect(flock(used, LOCK_EX) == 0)
        TemporaryHome.removeLeftovers(in: folder.path)
        #expect(
            try manager.contentsOfDirectory(atPath: folder.path).sorted()
                == ["latchkey-pgp-used", "latchkey-pgp-young", "other"])
    }

    /// The path of a home that is gone when this returns.
    private static func pathOfHome() throws -> String {
        let home = try TemporaryHome()
        let attributes = try FileManager.default.attributesOfItem(atPath: home.path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        return home.path
    }
}

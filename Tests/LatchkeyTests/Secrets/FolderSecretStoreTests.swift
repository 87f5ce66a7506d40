import FoundationEssentials
import TestSupport
import Testing

@testable import latchkey

@Suite struct FolderSecretStoreTests {
    @Test func `a secret is kept in a file that its owner alone reads, until it is removed`() throws {
        let folder = try TemporaryFolder()
        let store = FolderSecretStore(folder: "\(folder.path)/state/sign-ins")
        #expect(try store.read("a") == nil)
        try store.remove("a")
        try store.write([1, 2], as: "a")
        try store.write([3], as: "a")
        #expect(try store.read("a") == [3])
        for (path, permissions) in [("state/sign-ins/a.json", 0o600), ("state/sign-ins", 0o700), ("state", 0o700)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(path)")
            #expect(attributes[.posixPermissions] as? Int == permissions, "\(path)")
        }
        try store.remove("a")
        #expect(try store.read("a") == nil)
        #expect(store.place.words == "files in \(folder.path)/state/sign-ins")
    }

    @Test func `a folder that can't be made is an error that names the file`() throws {
        let store = FolderSecretStore(folder: "/dev/null/x")
        #expect(throws: CommandError.self) { try store.write([1], as: "a") }
        do throws(CommandError) {
            try store.write([1], as: "a")
        } catch {
            #expect(error.status == .cannotCreate && error.description.hasPrefix("/dev/null/x/a.json can't be written"))
        }
    }
}

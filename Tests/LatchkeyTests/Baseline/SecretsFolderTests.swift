import Baseline
import FoundationEssentials
import Secrets
import TestSupport
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct SecretsFolderTests {
    @Test func `a message is a file that its owner alone reads, and the next takes its place`() throws {
        let folder = try TemporaryFolder()
        let secrets = try SecretsFolder(folder.path + "/new/secrets")
        for message in ["one", "two"] { try secrets.deliver(message, named: "alice.asc") }
        #expect(folder.text(of: "new/secrets/alice.asc") == "two")
        let manager = FileManager.default
        #expect(try manager.contentsOfDirectory(atPath: secrets.path) == ["alice.asc"])
        for (name, permissions) in [("", 0o700), ("/alice.asc", 0o600)] {
            let attributes = try manager.attributesOfItem(atPath: secrets.path + name)
            #expect(attributes[.posixPermissions] as? Int == permissions)
        }
    }

    @Test func `a folder that can't be written to is told before anything is`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("x", to: "file")
        for path in [file, "\(file)/below", "/proc/latchkey"] {
            let error = #expect(throws: CommandError.self) { try SecretsFolder(path) }
            #expect(
                error?.status == .cannotCreate && error?.description.hasPrefix("nothing was changed: \(path)") == true)
        }
    }

    @Test func `one process at a time writes in it, and what a killed one left goes`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("half", to: "alice.asc.new")
        var first: SecretsFolder? = try SecretsFolder(folder.path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        let error = #expect(throws: CommandError.self) { try SecretsFolder(folder.path) }
        #expect(error?.status == .tryAgain)
        try first?.deliver("one", named: "alice.asc")
        first?.withdraw("alice.asc")
        first = nil
        _ = try SecretsFolder(folder.path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `a message that can't be written leaves nothing beside`() throws {
        let folder = try TemporaryFolder()
        let secrets = try SecretsFolder(folder.path)
        try FileManager.default.createDirectory(atPath: folder.path + "/alice.asc/x", withIntermediateDirectories: true)
        let error = #expect(throws: FirstSecretError.self) { try secrets.deliver("one", named: "alice.asc") }
        guard case .delivery(let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("alice.asc can't be written"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["alice.asc"])
    }
}

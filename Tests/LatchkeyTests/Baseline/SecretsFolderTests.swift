import Baseline
import FoundationEssentials
import Secrets
import TestSupport
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct SecretsFolderTests {
    @Test func `a message is a file that its owner alone reads, and the next takes its place`() throws {
        let folder = try TemporaryFolder()
        let secrets = SecretsFolder(path: folder.path + "/new/secrets")
        for message in ["one", "two"] { try secrets.deliver(message, named: "alice.asc") }
        #expect(folder.text(of: "new/secrets/alice.asc") == "two")
        let manager = FileManager.default
        #expect(try manager.contentsOfDirectory(atPath: secrets.path) == ["alice.asc"])
        for (name, permissions) in [("", 0o700), ("/alice.asc", 0o600)] {
            let attributes = try manager.attributesOfItem(atPath: secrets.path + name)
            #expect(attributes[.posixPermissions] as? Int == permissions)
        }
    }

    @Test func `a folder that can't be written to is told`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("x", to: "file")
        let error = #expect(throws: FirstSecretError.self) {
            try SecretsFolder(path: file).deliver("one", named: "alice.asc")
        }
        guard case .delivery(let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("alice.asc can't be written"))
    }
}

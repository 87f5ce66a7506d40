import Synchronization
import TestSupport
import Testing

@testable import latchkey

@Suite struct PersonalSecretStoreTests {
    /// A keyring in memory, which may not answer.
    private final class Keyring: SecretStore {
        private let kept = Mutex<[String: [UInt8]]>([:])
        let answers: Mutex<Bool>

        init(answers: Bool = true) { self.answers = Mutex(answers) }

        var place: SecretPlace { .secretService }

        private func check() throws(CommandError) {
            guard answers.withLock({ $0 }) else { throw CommandError(.unavailable, "locked") }
        }

        func read(_ name: String) throws(CommandError) -> [UInt8]? {
            try check()
            return kept.withLock { $0[name] }
        }

        func write(_ bytes: [UInt8], as name: String) throws(CommandError) {
            try check()
            kept.withLock { $0[name] = bytes }
        }

        func remove(_ name: String) throws(CommandError) {
            try check()
            kept.withLock { $0[name] = nil }
        }
    }

    private let folder: TemporaryFolder
    private let files: FolderSecretStore

    init() throws {
        folder = try TemporaryFolder()
        files = FolderSecretStore(folder: folder.path)
    }

    @Test func `a keyring that answers is where secrets rest, and nothing stays in files`() throws {
        let keyring = Keyring()
        let store = PersonalSecretStore(keyring: keyring, files: files)
        try files.write([1], as: "a")
        #expect(try store.read("a") == [1])
        try store.write([2], as: "a")
        #expect(try store.read("a") == [2] && keyring.read("a") == [2])
        #expect(try files.read("a") == nil)
        #expect(store.place == .secretService)
        try store.remove("a")
        #expect(try store.read("a") == nil)
    }

    @Test func `without one that answers they rest in files`() throws {
        for keyring in [nil, Keyring(answers: false)] {
            let store = PersonalSecretStore(keyring: keyring, files: files)
            try store.write([1], as: "a")
            #expect(try store.read("a") == [1] && files.read("a") == [1])
            #expect(store.place == files.place)
            try store.remove("a")
            #expect(try store.read("a") == nil)
        }
    }

    @Test func `whoever wants the keyring alone gets nothing into files`() throws {
        let store = PersonalSecretStore(keyring: Keyring(answers: false), files: files, needsKeyring: true)
        #expect(throws: CommandError.self) { try store.write([1], as: "a") }
        #expect(throws: CommandError.self) { try store.read("a") }
        #expect(throws: CommandError.self) { try store.remove("a") }
        #expect(try files.read("a") == nil)
    }

    @Test func `the variable says keyring or files, and nothing else`() throws {
        var environment = ToolBench.keys
        environment["LATCHKEY_SECRETS"] = "files"
        let store = try PersonalSecretStore(in: ToolBench(environment: environment).context)
        #expect(store.place == .folder("/h/.local/state/latchkey/sign-ins"))
        for (value, words) in [("keyring", "there is no keyring"), ("disk", "should be keyring or files")] {
            environment["LATCHKEY_SECRETS"] = value
            do throws(CommandError) {
                _ = try PersonalSecretStore(in: ToolBench(environment: environment).context)
                Issue.record("\(value)")
            } catch {
                #expect(error.status == .configuration && error.description.contains(words), "\(error)")
            }
        }
        environment["LATCHKEY_SECRETS"] = nil
        environment["HOME"] = nil
        #expect(throws: CommandError.self) {
            try PersonalSecretStore(in: ToolBench(environment: environment).context)
        }
    }
}

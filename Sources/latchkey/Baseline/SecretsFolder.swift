import Baseline
import FoundationEssentials
import Reactor
import SystemPackage

/// A folder for encrypted first secrets: a file for each, which its owner alone reads. One process at a time writes in it.
struct SecretsFolder: SecretDelivery {
    let path: String
    private let lock: FileLock

    /// Makes the folder if there is none, and finds out whether files can be written in it.
    ///
    /// - Throws: ``CommandError`` if not, or if another process is at it.
    init(_ path: String) throws(CommandError) {
        self.path = path
        let found: FileLock?
        do throws(Errno) {
            found = try FileLock.attempt(folder: FilePath(path))
            if found != nil { try Self.tryOut(path) }
        } catch {
            throw CommandError(.cannotCreate, "nothing was changed: \(path) can't be written to: \(error)")
        }
        guard let found else {
            throw CommandError(.tryAgain, "another latchkey is writing to \(path): run it again when that has ended")
        }
        lock = found
    }

    private static func tryOut(_ path: String) throws(Errno) {
        removeHalfFiles(in: path)
        let trial = PrivateFile(FilePath("\(path)/.latchkey"))
        try trial.replace(with: [])
        try trial.remove()
    }

    /// What a process left that was killed.
    private static func removeHalfFiles(in path: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where name.hasSuffix(".asc.new")
        {
            try? PrivateFile(FilePath("\(path)/\(name)")).remove()
        }
    }

    func deliver(_ message: String, named name: String) throws(FirstSecretError) {
        let file = FilePath("\(path)/\(name)")
        do throws(Errno) {
            try PrivateFile(file).replace(with: Array(message.utf8))
        } catch {
            throw .delivery("\(file) can't be written: \(error)")
        }
    }

    func withdraw(_ name: String) { try? PrivateFile(FilePath("\(path)/\(name)")).remove() }
}

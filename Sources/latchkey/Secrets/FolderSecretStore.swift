import Reactor
import SystemPackage

/// Secrets in files that their owner alone reads: 0600, in a folder of 0700.
struct FolderSecretStore: SecretStore {
    let folder: String

    var place: SecretPlace { .folder(folder) }

    func read(_ name: String) throws(CommandError) -> [UInt8]? {
        do throws(Errno) {
            return try file(name).read()
        } catch {
            throw CommandError(.cannotCreate, "\(file(name).path) can't be read: \(error)")
        }
    }

    func write(_ bytes: [UInt8], as name: String) throws(CommandError) {
        do throws(Errno) {
            try file(name).update { _ in bytes }
        } catch {
            throw CommandError(.cannotCreate, "\(file(name).path) can't be written: \(error)")
        }
    }

    func remove(_ name: String) throws(CommandError) {
        do throws(Errno) {
            try file(name).remove()
        } catch {
            throw CommandError(.cannotCreate, "\(file(name).path) can't be removed: \(error)")
        }
    }

    private func file(_ name: String) -> PrivateFile { PrivateFile(FilePath("\(folder)/\(name).json")) }
}

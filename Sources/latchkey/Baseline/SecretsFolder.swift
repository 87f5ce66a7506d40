import Baseline
import Reactor
import SystemPackage

/// A folder for encrypted first secrets: a file for each, which its owner alone reads.
struct SecretsFolder: SecretDelivery {
    let path: String

    func deliver(_ message: String, named name: String) throws(FirstSecretError) {
        let file = FilePath("\(path)/\(name)")
        do throws(Errno) {
            try PrivateFile(file).update { _ in Array(message.utf8) }
            // Nobody else writes here, and what is handed over is the files.
            try PrivateFile(FilePath("\(file).lock")).remove()
        } catch {
            throw .delivery("\(file) can't be written: \(error)")
        }
    }
}

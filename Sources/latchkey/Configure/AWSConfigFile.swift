import AWS
import Formats
import Reactor
import SystemPackage

/// AWS's config file, as `latchkey configure` changes it.
struct AWSConfigFile: Sendable {
    let path: FilePath
    /// What it held when it was read; nil if there is none.
    let bytes: [UInt8]?
    private let file: EditedFile

    /// - Parameter environment: `AWS_CONFIG_FILE` and `HOME`.
    /// - Throws: ``CommandError`` when it can't be read.
    init(environment: [String: String]) throws(CommandError) {
        guard let text = Profiles.configPath(environment) else {
            throw CommandError(.configuration, "HOME isn't set, below which AWS's config file is")
        }
        path = FilePath(text)
        file = EditedFile(path, maximumBytes: INIDocument.maximumSize)
        do throws(EditedFile.Failure) {
            bytes = try file.read()
        } catch {
            throw Self.error(error, path)
        }
    }

    /// Writes the changed file, unless it was changed meanwhile.
    func write(_ editor: ProfilesEditor) throws(CommandError) {
        guard !editor.changes.isEmpty else { return }
        let new: [UInt8]
        do throws(INIEditError) {
            new = try editor.result()
        } catch {
            throw CommandError(.configuration, "\(path) stays as it is: \(error)")
        }
        do throws(EditedFile.Failure) {
            try file.replace(bytes, with: new)
        } catch {
            throw Self.error(error, path)
        }
    }

    private static func error(_ failure: EditedFile.Failure, _ path: FilePath) -> CommandError {
        switch failure {
        case .system(let error):
            CommandError(.cannotCreate, "\(path) can't be read or written, and stays as it is: \(error)")
        case .changed: CommandError(.tryAgain, "\(path) was changed by another program meanwhile: try again")
        case .unsuitable:
            CommandError(
                .cannotCreate,
                "\(path) is no file of your own with a single name that you may write to: it stays as it is")
        }
    }
}

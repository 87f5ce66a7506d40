import AWS
import Formats

/// What `latchkey configure` changes in AWS's config file.
struct ConfigurePlan: Sendable {
    /// What happens to settings of a profile by which it has credentials already.
    enum Others: Sendable {
        /// The profile is refused.
        case kept
        case replaced
    }

    private(set) var editor: ProfilesEditor
    /// How AWS's tools call this one.
    private let program: String
    private let others: Others

    /// - Parameters:
    ///   - config: the config file.
    ///   - program: how AWS's tools call this one, as words of a shell.
    ///   - others: what happens to settings by which a profile has credentials already.
    /// - Throws: ``INIEditError`` for a file that can't be read.
    init(_ config: [UInt8], program: String, others: Others) throws(INIEditError) {
        editor = try ProfilesEditor(config)
        self.program = program
        self.others = others
    }

    /// Has AWS's tools ask for the credentials of a profile.
    ///
    /// - Parameters:
    ///   - name: the profile, of AWS's and of ours.
    ///   - region: its Region; nil to leave what the file says.
    /// - Throws: ``CommandError`` when the profile can't be changed.
    mutating func add(_ name: String, region: Region?) throws(CommandError) {
        guard ProfilesEditor.isWritable(name), name.utf8.first != UInt8(ascii: "-") else {
            throw CommandError(
                .configuration, "the name of the profile “\(name)” needs escapes in AWS's files: give it another")
        }
        let former = editor[name] ?? [:]
        let taken = ProfilesEditor.otherCredentials.filter { former[$0] != nil }
        if let first = taken.first, others == .kept {
            throw CommandError(
                .configuration,
                "the profile \(name) of AWS's files has credentials by \(first): name other profiles, or use --replace, "
                    + "which takes that out")
        }
        var settings = taken.map { INIEditor.Setting($0, nil) }
        settings.append(.init("credential_process", "\(program) credentials \(Self.word(name))"))
        if let region { settings.append(.init("region", region.rawValue)) }
        do throws(INIEditError) {
            try editor.set(settings, of: name)
        } catch {
            throw CommandError(.configuration, "the profile \(name) can't be changed: \(error)")
        }
    }

    /// The name as a word of a shell. It has no quotes, which ``ProfilesEditor/isWritable(_:)`` refuses.
    private static func word(_ name: String) -> String {
        name.utf8.allSatisfy(ToolProgram.isPlain) ? name : "\"\(name)\""
    }
}

import Formats
import Reactor
import SystemPackage

/// The settings of all programs: environment variables `LATCHKEY_…` and an optional file of the same names, read once
/// in `main`, every missing or bad one reported together.
///
/// Written by hand rather than with swift-configuration, which looks single names up and so can't tell a misspelt
/// name, skips lines of a file that it can't read, and takes a bad number for an absent one.
package enum Settings {
    /// Names a file with further settings. A variable of the environment overrides the same name in the file.
    package static let file = Setting(
        "LATCHKEY_SETTINGS_FILE", "file with further settings, one NAME=value a line",
        form: "the path of a readable file", absent: .meaning("only the environment is read"))

    /// The largest file that is read, in bytes.
    private static let maximumFileSize = 1 << 20

    /// Reads the groups that a program needs, and reports names that look like settings and aren't.
    ///
    /// - Parameters:
    ///   - groups: what the program needs; settings of other groups may be set too, and are ignored.
    ///   - environment: the process's variables.
    ///   - readFile: the text of the file at a path.
    /// - Returns: the groups as a tuple, in the order asked for.
    /// - Throws: ``SettingsError`` with everything that is wrong.
    package static func read<each Group: SettingsGroup>(
        _ groups: repeat (each Group).Type,
        environment: [String: String],
        readFile: @escaping (String) throws -> String = Settings.text(ofFile:)
    ) throws(SettingsError) -> (repeat each Group) {
        var values: [String: String] = [:]
        var problems: [String] = []
        if let path = environment[file.name], !path.isEmpty {
            do {
                (values, problems) = SettingsFile.parse(try readFile(path), named: path)
            } catch {
                problems.append("\(file.name) names “\(path)”, which can't be read as a UTF-8 text")
            }
        }
        // Under plain CGI the web server's parameters for the request stand in the environment, the gateway's secret
        // among them: taken as the setting, it would be compared to itself.
        let isPlainCGI = environment["GATEWAY_INTERFACE"] != nil
        values.merge(environment.filter { !isPlainCGI || $0.key != SettingNames.gatewaySecret }) { $1 }
        problems += unknown(in: values)

        var reader = SettingsReader(values: values, readFile: readFile)
        let found = (repeat (each Group)(from: &reader))
        problems += reader.problems
        guard problems.isEmpty else { throw SettingsError(problems: problems) }
        do {
            return (repeat try unwrapped(each found))
        } catch {
            throw SettingsError(problems: ["a setting is bad, but not said which: \(error)"])
        }
    }

    /// The text of a file of settings, or of one that a setting names.
    @Sendable package static func text(ofFile path: String) throws -> String {
        let bytes = try FileContents.read(FilePath(path), atMost: maximumFileSize)
        guard let text = String(utf8: bytes.span) else { throw Errno.illegalByteSequence }
        return text
    }

    private struct GroupMissing: Error {}

    private static func unwrapped<Group>(_ group: Group?) throws -> Group {
        guard let group else { throw GroupMissing() }
        return group
    }

    /// A sentence for every name that begins with `LATCHKEY_` and isn't a setting: a misspelt setting would have no
    /// effect, and nobody would notice.
    private static func unknown(in values: [String: String]) -> [String] {
        let unknown = values.keys.filter { name in
            guard name.hasPrefix("LATCHKEY_"), !SettingNames.all.contains(name) else { return false }
            return !name.hasPrefix("LATCHKEY_TAG_") && name != "LATCHKEY_TAGS" && !name.hasPrefix("LATCHKEY_TEST_")
        }
        return unknown.sorted().map { "\($0) is no setting: is it misspelt?" }
    }
}

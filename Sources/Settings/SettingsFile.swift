import Formats

/// A file of settings in the form that systemd's `EnvironmentFile` reads: a name, `=`, a value; `#` begins a comment.
///
/// Single or double quotes around a whole value are removed. Lines are not continued, and nothing is expanded or
/// escaped: programs read such line would mean depends on who reads it, so a backslash or `$` stands for itself.
package enum SettingsFile {
    /// The file's names and values, and a sentence for every line that isn't a setting.
    package static func parse(_ text: String, named path: String) -> (values: [String: String], problems: [String]) {
        var values: [String: String] = [:]
        var problems: [String] = []
        // An equals sign with an accent is one character to Swift, and two to systemd.
        for (index, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = SettingForm.trimmed(Substring(line)).unicodeScalars
            if line.isEmpty || line.first == "#" { continue }
            let equals = line.firstIndex(of: "=") ?? line.startIndex
            let name = SettingForm.trimmed(Substring(line[..<equals]))
            // A line that begins with “export” is refused here, as no program asks for a setting of that name.
            guard !name.isEmpty, name.utf8.allSatisfy(\.isWordByte) else {
                problems.append("LATCHKEY_SETTINGS_FILE: line \(index + 1) of \(path) should be NAME=value")
                continue
            }
            let value = unquoted(SettingForm.trimmed(Substring(line[line.index(after: equals)...])))
            if values.updateValue(value, forKey: name) != nil {
                problems.append("\(name) is set twice in \(path), the second time in line \(index + 1)")
            }
        }
        return (values, problems)
    }

    private static func unquoted(_ value: String) -> String {
        let characters = value.unicodeScalars
        guard characters.count >= 2, let first = characters.first, first == characters.last,
            first == "\"" || first == "'"
        else { return value }
        return String(characters.dropFirst().dropLast())
    }
}

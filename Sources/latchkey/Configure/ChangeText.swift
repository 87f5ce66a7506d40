import Formats

/// Changes of a file as people read them: the lines that go and those that come, section by section.
struct ChangeText {
    /// How many sections are shown.
    private static let maximumSections = 40

    let path: String
    let changes: [INIChange]

    var text: String {
        var text = ""
        for change in changes.prefix(Self.maximumSections) {
            let place = change.line.map { "\(path), line \($0):" } ?? "\(path), at the end:"
            text += place + "\n"
            text += (change.line == nil ? "+ " : "  ") + CommandError.line(change.header) + "\n"
            for line in change.removed { text += "- " + Self.shown(line) + "\n" }
            for line in change.added { text += "+ " + Self.shown(line) + "\n" }
        }
        let rest = changes.count - Self.maximumSections
        return rest > 0 ? text + "… and \(rest.counted("more profile"))\n" : text
    }

    /// The line, without what nobody should read over somebody's shoulder.
    private static func shown(_ line: String) -> String {
        let key = line.prefix { $0 != "=" && $0 != ":" }.lowercased()
        guard key.contains("secret") || key.contains("token") else { return CommandError.line(line) }
        return CommandError.line(String(line.prefix { $0 != "=" && $0 != ":" })) + " = …"
    }
}

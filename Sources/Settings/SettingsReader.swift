/// Reads settings one by one and notes everything that is wrong, so that it is reported together.
package struct SettingsReader {
    private let values: [String: String]
    private let readFile: (String) throws -> String
    package private(set) var problems: [String] = []

    /// - Parameters:
    ///   - values: the variables, the settings file's included.
    ///   - readFile: the text of the file at a path.
    package init(values: [String: String], readFile: @escaping (String) throws -> String) {
        self.values = values
        self.readFile = readFile
    }

    /// Adds a problem to the report: one setting is wrong, or two contradict each other.
    package mutating func note(_ problem: String) {
        problems.append(problem)
    }

    /// The value of a required setting, or its declared default; nil when it is missing or bad, which is then in the
    /// report.
    package mutating func required<Value>(_ setting: Setting, _ parse: (String) -> Value?) -> Value? {
        switch text(of: setting) {
        case .text(let text): return parsed(text, as: setting, parse)
        case .unreadable: return nil
        case .absent:
            note("\(setting.name) is missing: it should be \(setting.form) (\(setting.meaning))")
            return nil
        }
    }

    /// The value of an optional setting; nil when it is absent, or bad, which is then in the report.
    package mutating func optional<Value>(_ setting: Setting, _ parse: (String) -> Value?) -> Value? {
        guard case .text(let text) = text(of: setting) else { return nil }
        return parsed(text, as: setting, parse)
    }

    /// Whether the setting is there in the environment or the settings file and not empty.
    package func isPresent(_ name: String) -> Bool {
        values[name].map { !$0.isEmpty } ?? false
    }

    /// The first of these variables that isn't empty, with its name. When all are empty, the first name with
    /// `fallback`.
    package func firstOf(_ names: [String], or fallback: String) -> (name: String, value: String) {
        for name in names {
            if let value = values[name], !value.isEmpty { return (name, value) }
        }
        return (names.first ?? "", fallback)
    }

    /// The variables whose names begin with `prefix`, with their values unchanged.
    package func variables(beginning prefix: String) -> [String: String] {
        values.filter { $0.key.hasPrefix(prefix) }
    }

    /// The text of the file that a setting names; nil when the setting is absent, or the file can't be read, which is
    /// then in the report.
    package mutating func contents(_ setting: Setting) -> String? {
        guard case .text(let path) = text(of: setting) else { return nil }
        return file(at: path, namedBy: setting.name)
    }

    /// A setting's text before it is parsed.
    private enum Found {
        case absent
        case text(String)
        /// It can't be read, which is in the report.
        case unreadable
    }

    private mutating func text(of setting: Setting) -> Found {
        let own = values[setting.name].flatMap { $0.isEmpty ? nil : $0 }
        if setting.source == .variableOrFile, let path = values[setting.name + "_FILE"], !path.isEmpty {
            guard own == nil else {
                note("\(setting.name) and \(setting.name)_FILE are both set: keep one of them")
                return .unreadable
            }
            guard let text = file(at: path, namedBy: setting.name + "_FILE") else { return .unreadable }
            return .text(Self.withoutLastLineEnd(text))
        }
        if let own { return .text(own) }
        guard case .value(let value) = setting.absence else { return .absent }
        return .text(value)
    }

    private mutating func parsed<Value>(_ text: String, as setting: Setting, _ parse: (String) -> Value?) -> Value? {
        if let value = parse(text) { return value }
        // A URL may hold a password before an “@”.
        let isSecret = setting.source == .variableOrFile || text.contains("@") && text.contains(":")
        let shown = isSecret ? "can't be used" : "is “\(Self.excerpt(text))”"
        note("\(setting.name) \(shown): it should be \(setting.form)")
        return nil
    }

    private mutating func file(at path: String, namedBy name: String) -> String? {
        do {
            return try readFile(path)
        } catch {
            note("\(name) names “\(Self.excerpt(path))”, which can't be read as a UTF-8 text")
            return nil
        }
    }

    /// Editors end a file with a line feed that isn't part of the secret.
    private static func withoutLastLineEnd(_ text: String) -> String {
        guard let last = text.last, last.isNewline else { return text }
        return String(text.dropLast())
    }

    private static func excerpt(_ text: String) -> String {
        let line = text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "�" : String($0) }.joined()
        return line.count > 60 ? line.prefix(60) + "…" : line
    }
}

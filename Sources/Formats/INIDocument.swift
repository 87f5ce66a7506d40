/// A file of sections with settings, as AWS's shared config and credentials files are written.
///
///     [profile name]
///     key = value
///
/// It is read as AWS's command line reads it. A line beginning with `#` or `;` is a comment. A line that is indented more
/// than the setting before it goes on with that setting's value; otherwise, how far a line is indented means nothing. A key
/// ends at the first `=` or `:`, and the last value of a repeated key counts.
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>
package struct INIDocument: Sendable, Equatable {
    /// A header with the settings below it.
    package struct Section: Sendable, Equatable {
        /// What stands between the brackets, without the blanks around it.
        package var name: String
        /// By key, in lower case.
        package var settings: [String: String] = [:]
    }

    /// In the order of the file. A name that is repeated is a section of its own, which goes on with the earlier one.
    package private(set) var sections: [Section] = []

    /// In bytes.
    static let maximumSize = 1 << 20
    static let maximumLines = 20_000

    package init() {}

    /// Parses the text of a file.
    package init(_ bytes: [UInt8]) throws(INIError) {
        guard bytes.count <= Self.maximumSize else { throw .tooLarge }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        var setting: (key: String, indentation: Int)?
        // A bracket with an accent is one character to Swift, and two to AWS's tools.
        for (index, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard index < Self.maximumLines else { throw .tooManyLines }
            let line = line.last == "\r" ? line.dropLast() : line
            let content = line.drop(while: \.isBlank)
            guard let first = content.first, first != "#", first != ";" else { continue }
            let indentation = line.count - content.count
            let section = sections.indices.last
            if let section, let setting, indentation > setting.indentation {
                sections[section].settings[setting.key]?.append("\n" + Self.trimmed(content))
            } else if first == "[" {
                guard let name = Self.name(inHeader: content) else { throw .malformed(line: index + 1) }
                sections.append(Section(name: name))
                setting = nil
            } else {
                guard let section, let (key, value) = Self.setting(content) else { throw .malformed(line: index + 1) }
                sections[section].settings[key] = value
                setting = (key, indentation)
            }
        }
    }

    /// The name in `[name]`; nil when it is empty or the bracket isn't closed. What follows the bracket is ignored.
    private static func name(inHeader line: Substring.UnicodeScalarView) -> String? {
        guard let end = line.firstIndex(of: "]") else { return nil }
        let name = trimmed(line[line.index(after: line.startIndex)..<end])
        return name.isEmpty ? nil : name
    }

    /// The parts of `key = value`; nil when there is no key.
    private static func setting(_ line: Substring.UnicodeScalarView) -> (key: String, value: String)? {
        guard let end = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
        let key = trimmed(line[..<end]).lowercased()
        return key.isEmpty ? nil : (key, trimmed(line[line.index(after: end)...]))
    }

    private static func trimmed(_ text: Substring.UnicodeScalarView) -> String {
        var text = text.drop(while: \.isBlank)
        while let last = text.last, last.isBlank { text.removeLast() }
        return String(text)
    }
}

extension Unicode.Scalar {
    fileprivate var isBlank: Bool { self == " " || self == "\t" }
}

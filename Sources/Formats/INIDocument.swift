/// A file of sections with settings, as AWS's shared config and credentials files are written.
///
///     [profile name]
///     key = value
///
/// A line beginning with `#` or `;` is a comment, an indented line goes on with the value before it, a section that
/// is repeated is continued, and the last value of a repeated key counts.
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>
package struct INIDocument: Sendable, Equatable {
    /// The settings by section and key; keys in lower case.
    package private(set) var sections: [String: [String: String]] = [:]

    /// In bytes.
    static let maximumSize = 1 << 20
    static let maximumLines = 20_000

    package init() {}

    /// Parses the text of a file.
    package init(_ bytes: [UInt8]) throws(INIError) {
        guard bytes.count <= Self.maximumSize else { throw .tooLarge }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        var section: String?
        var key: String?
        // A bracket with an accent is one character to Swift, and two to AWS's tools.
        for (index, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard index < Self.maximumLines else { throw .tooManyLines }
            let line = line.last == "\r" ? line.dropLast() : line
            let content = line.drop(while: \.isBlank)
            guard let first = content.first else { continue }
            if first == "#" || first == ";" { continue }
            if content.startIndex != line.startIndex, let section, let key {
                sections[section]?[key]?.append("\n" + Self.trimmed(content))
            } else if first == "[" {
                guard let end = content.firstIndex(of: "]") else { throw .malformed(line: index + 1) }
                let name = Self.trimmed(content[content.index(after: content.startIndex)..<end])
                guard !name.isEmpty else { throw .malformed(line: index + 1) }
                section = name
                key = nil
                sections[name, default: [:]].merge([:]) { _, new in new }
            } else {
                guard let section, let equals = content.firstIndex(of: "=") else { throw .malformed(line: index + 1) }
                let name = Self.trimmed(content[..<equals]).lowercased()
                guard !name.isEmpty else { throw .malformed(line: index + 1) }
                sections[section]?[name] = Self.trimmed(content[content.index(after: equals)...])
                key = name
            }
        }
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

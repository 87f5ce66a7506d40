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
    package internal(set) var sections: [Section] = []

    /// In bytes.
    package static let maximumSize = 8 << 20
    static let maximumLines = 500_000

    package init() {}

    /// Parses the text of a file.
    package init(_ bytes: [UInt8]) throws(INIError) {
        self.init(bytes, try Self.lines(of: bytes))
    }

    /// Takes together what the lines say, none of which is malformed.
    init(_ bytes: [UInt8], _ lines: [INILine]) {
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        var key = ""
        for line in lines {
            switch line.kind {
            case .nothing, .malformed: break
            case .header(let name): sections.append(Section(name: text(name)))
            case .setting(let name, let value):
                key = text(name).lowercased()
                sections[sections.count - 1].settings[key] = text(value)
            case .continuation(let value):
                sections[sections.count - 1].settings[key]?.append("\n" + text(value))
            }
        }
    }

    /// The lines of a file.
    static func lines(of bytes: [UInt8]) throws(INIError) -> [INILine] {
        guard bytes.count <= maximumSize else { throw .tooLarge }
        guard String(utf8: bytes.span) != nil else { throw .notUTF8 }
        var lines: [INILine] = []
        for line in INIScanner(bytes) {
            guard lines.count < maximumLines else { throw .tooManyLines }
            guard line.kind != .malformed else { throw .malformed(line: lines.count + 1) }
            lines.append(line)
        }
        return lines
    }
}

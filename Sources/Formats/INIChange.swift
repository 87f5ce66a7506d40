/// What an ``INIEditor`` changes in one section, in whole lines.
package struct INIChange: Sendable, Equatable {
    /// The line of the section's header.
    package var header: String
    /// The header's number, from 1 on; nil for a section that is new.
    package var line: Int?
    package var removed: [String] = []
    package var added: [String] = []

    var isEmpty: Bool { removed.isEmpty && added.isEmpty }

    /// Whether a text can stand in a line: something visible at both ends, and no control character.
    static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, first > 0x20, last > 0x20 else { return false }
        return text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}

/// Why an ``INIEditor`` doesn't change a file. It quotes nothing of the file, which may hold secrets.
package enum INIEditError: Error, Sendable, Equatable, CustomStringConvertible {
    case unreadable(INIError)
    /// A section has a setting twice.
    case repeated(String, line: Int)
    /// The change would be read as something else; the text says what is in its way.
    case impossible(String)

    package var description: String {
        switch self {
        case .unreadable(let error): "\(error)"
        case .repeated(let key, let line): "line \(line) sets \(key) a second time"
        case .impossible(let reason): "\(reason) can't be written safely"
        }
    }
}

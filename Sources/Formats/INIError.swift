/// Why a text isn't an ``INIDocument``. It quotes nothing of the text, as these files hold secrets.
package enum INIError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Neither a section, nor a setting in one, nor a comment.
    case malformed(line: Int)
    case notUTF8
    case tooLarge
    case tooManyLines

    package var description: String {
        switch self {
        case .malformed(let line): "line \(line) is neither a section, nor a setting in one, nor a comment"
        case .notUTF8: "it isn't UTF-8"
        case .tooLarge: "it is larger than \(INIDocument.maximumSize) bytes"
        case .tooManyLines: "it has more than \(INIDocument.maximumLines) lines"
        }
    }
}

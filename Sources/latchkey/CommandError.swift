/// Why a command ends without success, and what the person can do about it.
struct CommandError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The most characters of a message.
    private static let maximumLength = 500

    var status: Latchkey.Status
    /// One line. It holds no secret, and no character that would do something to a terminal.
    let description: String

    /// Whether a sign-in would help.
    var asksForSignIn = false

    /// Nobody has signed in, or no longer.
    ///
    /// - Parameters:
    ///   - name: what the command to sign in is called with.
    ///   - reason: why, as the beginning of a sentence.
    /// - Returns: the error, which says what to do.
    static func signInNeeded(_ name: String, _ reason: String) -> CommandError {
        var error = CommandError(.noPermission, "\(reason): run “latchkey login \(name)”")
        error.asksForSignIn = true
        return error
    }

    /// - Parameters:
    ///   - status: what the tool exits with.
    ///   - message: what went wrong and what to do. Parts of it may come from a server.
    init(_ status: Latchkey.Status, _ message: String) {
        self.status = status
        description = Self.line(message)
    }

    /// The text on one line, without what terminals obey: control characters, and characters that turn the direction of
    /// writing or can't be seen.
    static func line(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                if line.last != " " { line.append(" ") }
            default: line.unicodeScalars.append(scalar)
            }
        }
        if line.first == " " { line.removeFirst() }
        if line.last == " " { line.removeLast() }
        return line.count > maximumLength ? line.prefix(maximumLength - 1) + "…" : line
    }
}

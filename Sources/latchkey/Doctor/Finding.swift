/// What `latchkey doctor` found out about one thing.
struct Finding: Sendable, Equatable {
    enum Verdict: Sendable {
        case well
        /// The person has to do something.
        case wrong
    }

    var verdict: Verdict
    /// What was looked at.
    var subject: String
    /// How it is; of what is wrong, with what to do.
    var words: String

    static func well(_ subject: String, _ words: String) -> Finding {
        Finding(verdict: .well, subject: subject, words: words)
    }

    static func wrong(_ subject: String, _ words: String) -> Finding {
        Finding(verdict: .wrong, subject: subject, words: words)
    }

    /// One line.
    var line: String {
        (verdict == .well ? "ok     " : "WRONG  ") + CommandError.line("\(subject): \(words)")
    }
}

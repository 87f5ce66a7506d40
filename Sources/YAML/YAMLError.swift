/// What is wrong with a text: it isn't YAML of the plain kind that is read here, or says what it shouldn't.
package struct YAMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    /// What is wrong there, as the end of a sentence.
    package var reason: String

    package init(line: Int, reason: String) {
        self.line = line
        self.reason = reason
    }

    package var description: String { "line \(line): \(reason)" }
}

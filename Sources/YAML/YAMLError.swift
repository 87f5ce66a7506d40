/// Why a text isn't YAML of the plain kind that is read here.
package struct YAMLError: Error, Sendable, Equatable {
    /// From 1.
    package var line: Int
    /// What is wrong there, as the end of a sentence.
    package var reason: String
}

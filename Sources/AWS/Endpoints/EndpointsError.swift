/// A variable about endpoints has an invalid value.
package struct EndpointsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name of the variable.
    package var name: String
    /// What its value should look like.
    package var expected: String

    package var description: String { "\(name) must be \(expected)" }
}

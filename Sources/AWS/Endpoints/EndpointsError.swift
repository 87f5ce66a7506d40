/// An AWS setting about endpoints that can't be understood.
package struct EndpointsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The environment variable.
    package var name: String
    /// What it should look like.
    package var expected: String

    package var description: String { "\(name) must be \(expected)" }
}

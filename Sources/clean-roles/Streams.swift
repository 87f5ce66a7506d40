import Program

/// Where the program writes.
struct Streams: Sendable {
    /// Writes a piece of text on standard output.
    var output: @Sendable (String) -> Void
    /// Writes a line on standard error.
    var error: @Sendable (String) -> Void

    static let standard = Streams(
        output: { print($0, terminator: "") }, error: { StandardError.write("clean-roles: \($0)") })
}

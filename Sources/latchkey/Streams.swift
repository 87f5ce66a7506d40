import Program
import SystemPackage

/// Where the tool writes.
struct Streams: Sendable {
    /// Writes a piece of text on standard output.
    var output: @Sendable (String) throws(CommandError) -> Void
    /// Writes a line on standard error.
    var error: @Sendable (String) -> Void
    /// Writes a line of a log, which stands for itself.
    var log: @Sendable (String) -> Void

    static let standard = Streams(
        output: { (text) throws(CommandError) in
            do {
                _ = try FileDescriptor.standardOutput.writeAll(text.utf8)
            } catch {
                throw CommandError(.inputOutput, "standard output can't be written to: \(error)")
            }
        },
        error: { StandardError.write("latchkey: \(CommandError.line($0))") },
        log: { StandardError.write($0) })
}

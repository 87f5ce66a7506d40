internal import SystemPackage

/// Whole lines to standard error.
package enum StandardError {
    /// Writes a line; what can't be written is lost.
    package static func write(_ line: String, terminator: String = "\n") {
        _ = try? FileDescriptor.standardError.writeAll((line + terminator).utf8)
    }
}

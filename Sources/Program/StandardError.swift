import SystemPackage

/// Writes whole lines to standard error.
package enum StandardError {
    /// Writes a line. A line that can't be written is dropped.
    package static func write(_ line: String, terminator: String = "\n") {
        _ = try? FileDescriptor.standardError.writeAll((line + terminator).utf8)
    }
}

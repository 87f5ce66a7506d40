internal import SystemPackage

/// Whole lines to standard error.
enum StandardError {
    /// Writes a line; what can't be written is lost.
    static func write(_ line: String) {
        _ = try? FileDescriptor.standardError.writeAll((line + "\n").utf8)
    }
}

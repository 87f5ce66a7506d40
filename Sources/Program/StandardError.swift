import Reactor
import SystemPackage

/// Writes whole lines to standard error.
package enum StandardError {
    /// Writes a line. A line that can't be written is dropped.
    package static func write(_ line: String, terminator: String = "\n") {
        write(Array((line + terminator).utf8))
    }

    /// Writes lines, which have their ends. What can't be written is dropped.
    package static func write(_ lines: [UInt8]) {
        _ = try? FileDescriptor.standardError.writeAll(lines)
    }
}

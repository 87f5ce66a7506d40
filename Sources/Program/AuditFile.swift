import Synchronization
import SystemPackage

/// Appends lines to the audit file. The lines that arrive during one write are written together by the next.
///
/// A write waits for the disk, so it runs in a task on Swift's own threads, never on an event loop.
final class AuditFile: Sendable {
    typealias Writing = Task<Result<Void, AuditError>, Never>

    private struct State {
        /// The lines of the write that hasn't begun.
        var lines: [UInt8] = []
        /// The write that will take them.
        var next: Writing?
        /// The write before it.
        var last: Writing?
        /// Whether the last write may have ended within a line, as on a full disk.
        var mayBeCutOff = false
    }

    private let path: String?
    private let state = Mutex(State())

    /// - Parameter path: the file; nil for standard error.
    init(path: String?) {
        self.path = path
    }

    /// Adds a line. It is on the disk once the returned task has succeeded.
    func append(_ line: String) -> Writing {
        state.withLock { state in
            state.lines += line.utf8
            if let next = state.next { return next }
            let last = state.last
            let next = Task {
                _ = await last?.value
                return self.write(self.begin())
            }
            state.next = next
            return next
        }
    }

    /// Takes the lines that have arrived. The next line that arrives starts another write.
    private func begin() -> [UInt8] {
        state.withLock { state in
            // A record that was cut off must not run into the next one.
            let lines = (state.mayBeCutOff ? [UInt8(ascii: "\n")] : []) + state.lines
            state.lines = []
            state.last = state.next
            state.next = nil
            state.mayBeCutOff = false
            return lines
        }
    }

    private func write(_ lines: [UInt8]) -> Result<Void, AuditError> {
        do {
            guard let path else { return .success(_ = try FileDescriptor.standardError.writeAll(lines)) }
            // swift-system has no name for Linux's O_DSYNC (asm-generic/fcntl.h).
            let synchronously = FileDescriptor.OpenOptions(rawValue: 0o10000)
            // With O_NONBLOCK, a pipe that nobody reads is an error rather than a wait.
            let file = try FileDescriptor.open(
                FilePath(path), .writeOnly,
                options: [.append, .create, .closeOnExec, .noFollow, .nonBlocking, synchronously],
                permissions: [.ownerReadWrite, .groupRead])
            return .success(try file.closeAfter { _ = try file.writeAll(lines) })
        } catch {
            state.withLock { $0.mayBeCutOff = true }
            return .failure(AuditError(destination: path ?? "standard error", reason: "\(error)"))
        }
    }
}

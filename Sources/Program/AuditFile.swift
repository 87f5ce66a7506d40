import Reactor
import Synchronization
import SystemPackage

/// Appends lines to the audit file. The lines that arrive during one write are written together by the next.
///
/// A write waits for the disk, so it runs on a thread that does nothing else, never on a program's event loop.
final class AuditFile: Sendable {
    typealias Writing = Task<Result<Void, AuditError>, Never>

    private struct State {
        /// The lines of the write that hasn't begun.
        var lines: [UInt8] = []
        /// What the most demanding of them outlives.
        var durability = AuditDurability.process
        /// The write that will take them.
        var next: Writing?
        /// The write before it.
        var last: Writing?
        /// Whether the last write of this process may have ended within a line, as on a full disk.
        var mayBeCutOff = false
        /// Where the last write ended, if it was whole.
        var end: FileEnd?
    }

    /// The thread of all files. Swift's own threads, which stand in if there can be none, take several system calls to wake.
    private static let writer = try? LoopThread()

    private let path: FilePath?
    private let state = Mutex(State())

    /// - Parameter path: the file; nil for standard error.
    init(path: String?) {
        self.path = path.map { FilePath($0) }
    }

    /// Adds a line. It is in the file, and outlives what it has to, once the returned task has succeeded.
    func append(_ line: [UInt8], outliving durability: AuditDurability = .machine) -> Writing {
        state.withLock { state in
            state.lines += line
            if durability == .machine { state.durability = .machine }
            if let next = state.next { return next }
            let last = state.last
            let next = Task(executorPreference: Self.writer?.loop) {
                _ = await last?.value
                return await self.write()
            }
            state.next = next
            return next
        }
    }

    /// Takes the lines that have arrived. The next line that arrives starts another write.
    private func begin() -> (lines: [UInt8], durability: AuditDurability, mayBeCutOff: Bool) {
        state.withLock { state in
            let begun = (state.lines, state.durability, state.mayBeCutOff)
            state.lines = []
            state.durability = .process
            state.last = state.next
            state.next = nil
            state.mayBeCutOff = false
            return begun
        }
    }

    private func write() async -> Result<Void, AuditError> {
        let (lines, durability, mayBeCutOff) = begin()
        do {
            guard let path else {
                try write(lines, to: .standardError, afterCutOff: mayBeCutOff)
                return .success(())
            }
            // swift-system has no name for Linux's O_DSYNC (asm-generic/fcntl.h).
            let synchronously = FileDescriptor.OpenOptions(rawValue: durability == .machine ? 0o10000 : 0)
            // With O_NONBLOCK, a pipe that nobody reads is an error rather than a wait.
            let file = try FileDescriptor.open(
                path, .writeOnly,
                options: [.append, .create, .closeOnExec, .noFollow, .nonBlocking, synchronously],
                permissions: [.ownerReadWrite, .groupRead])
            // What an operator's command makes as root, the other programs must be able to write to, or they hand nothing out.
            file.giveNewFile(at: path)
            let end = FileEnd(of: file)
            let isOurs = end != nil && end == state.withLock { $0.end }
            let endsWithinLine = isOurs ? false : await endsWithinLine(file, at: path)
            let count = try file.closeAfter { try write(lines, to: file, afterCutOff: endsWithinLine ?? mayBeCutOff) }
            state.withLock { $0.end = end?.moved(by: count) }
            return .success(())
        } catch {
            state.withLock { state in
                state.mayBeCutOff = true
                state.end = nil
            }
            return .failure(AuditError(destination: path?.string ?? "standard error", reason: "\(error)"))
        }
    }

    /// Writes lines. After a record that was cut off, they begin with the end of its line, or the next record would run into
    /// it, and both would be lost.
    ///
    /// - Returns: how many bytes were written.
    @discardableResult
    private func write(_ lines: [UInt8], to file: FileDescriptor, afterCutOff: Bool) throws -> Int {
        try file.writeAll(afterCutOff ? [UInt8(ascii: "\n")] + lines : lines)
    }

    /// Whether a file ends within a line: any process that shares it may have left that. Nil if it can't be told, as for a
    /// pipe.
    ///
    /// The line that another process is just writing looks the same, but ends within microseconds. So the file is looked at
    /// several times.
    private func endsWithinLine(_ file: FileDescriptor, at path: FilePath) async -> Bool? {
        for _ in 0..<10 {
            guard let end = try? file.seek(offset: 0, from: .end) else { return nil }
            guard end > 0 else { return false }
            guard let last = lastByte(before: end, at: path) else { return nil }
            if last == UInt8(ascii: "\n") { return false }
            try? await Task.sleep(for: .milliseconds(1))
        }
        return true
    }

    private func lastByte(before end: Int64, at path: FilePath) -> UInt8? {
        let options: FileDescriptor.OpenOptions = [.closeOnExec, .noFollow, .nonBlocking]
        guard let file = try? FileDescriptor.open(path, .readOnly, options: options) else { return nil }
        return try? file.closeAfter { try file.byte(at: end - 1) }
    }
}

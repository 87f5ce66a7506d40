package import Concurrency
import Formats
import FoundationEssentials

/// The audit log: a line for every credential that is handed out, and for every change.
///
/// The line is written before the credential is handed out. When it can't be written, ``write(_:)`` throws, and nothing
/// may be handed out. Lines are appended to a file in one write, which has reached the disk when it returns
/// (`O_APPEND`, `O_DSYNC`) unless ``AuditDurability/process`` is enough, or go to standard error. Records that arrive while a write is under way share the next
/// write. The file is opened again for each write, so that it can be rotated.
package struct AuditLog: Sendable {
    private let file: AuditFile
    private let timekeeper: Timekeeper
    private let fallback: @Sendable (String) -> Void

    /// - Parameters:
    ///   - path: the file; nil for standard error.
    ///   - timekeeper: the clock.
    ///   - fallback: takes the line of a record that can't be written, without its end; by default it goes to standard
    ///     error.
    package init(
        path: String?, timekeeper: Timekeeper = .system,
        fallback: @escaping @Sendable (String) -> Void = { StandardError.write($0) }
    ) {
        file = AuditFile(path: path)
        self.timekeeper = timekeeper
        self.fallback = fallback
    }

    package init(_ settings: AuditSettings) {
        self.init(path: settings.file)
    }

    /// Writes one record. When this returns, the record outlives the machine, or what else is given.
    package func write(
        _ record: AuditRecord, outliving durability: AuditDurability = .machine
    ) async throws(AuditError) {
        try await file.append(line(record), outliving: durability).value.get()
    }

    /// Writes one record of what happens in any case. If it can't be written, it goes to standard error.
    package func writeAnyway(_ record: AuditRecord) async {
        do throws(AuditError) {
            try await write(record)
        } catch {
            fallBack(record, because: error)
        }
    }

    /// Starts to write one record, so that the caller can do something else meanwhile. The record is on the disk once
    /// the task has succeeded.
    package func begin(_ record: AuditRecord) -> Task<Result<Void, AuditError>, Never> {
        file.append(line(record), outliving: .machine)
    }

    /// Writes a record to standard error, with the reason why it isn't where it belongs.
    func fallBack(_ record: AuditRecord, because error: AuditError) {
        let line = line(record, notWritten: "\(error.destination): \(error.reason)")
        fallback(String(decoding: line.dropLast(), as: UTF8.self))
    }

    private func line(_ record: AuditRecord, notWritten: String? = nil) -> [UInt8] {
        record.line(time: Timestamp.format(timekeeper.now(), to: .milliseconds), notWritten: notWritten)
    }
}

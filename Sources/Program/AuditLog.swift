import Formats
package import FoundationEssentials

/// Who got what: a line for every credential that is about to leave and every change.
///
/// The line is written before the credential leaves; when it can't be written, ``write(_:)`` throws and nothing may
/// leave. Lines go to the end of a file in one write that has reached the disk when it returns (`O_APPEND`,
/// `O_DSYNC`), or to standard error. What comes while a write waits for the disk goes with the next one. The file is
/// opened anew for each write, so that it can be rotated.
package struct AuditLog: Sendable {
    private let file: AuditFile
    private let now: @Sendable () -> Date

    /// - Parameters:
    ///   - path: the file; nil for standard error.
    ///   - now: the clock.
    package init(path: String?, now: @escaping @Sendable () -> Date = { Date() }) {
        file = AuditFile(path: path)
        self.now = now
    }

    package init(_ settings: AuditSettings) {
        self.init(path: settings.file)
    }

    /// Writes one record; when this returns, it is kept.
    package func write(_ record: AuditRecord) async throws(AuditError) {
        try await begin(record).value.get()
    }

    /// Begins to write one record, for who has something else to wait for meanwhile; it is kept once the task has succeeded.
    package func begin(_ record: AuditRecord) -> Task<Result<Void, AuditError>, Never> {
        file.append(record.json(time: Timestamp.format(now(), to: .milliseconds)).text + "\n")
    }
}

import AWS
package import Formats
package import FoundationEssentials
internal import HTTPTypes

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

    package init(_ settings: RecordSettings) {
        self.init(path: settings.auditFile)
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

/// One thing that someone did or was given.
package struct AuditRecord: Sendable {
    /// The request's id.
    package var id: String
    /// The caller, as the web server authenticated them.
    package var caller: String
    /// What was done, such as `create-access-key`.
    package var action: String
    /// What it was done to, such as an access key's id or a role's ARN.
    package var subject: String
    /// `intended` before it is done; `done` or the reason it failed.
    package var result: String
    /// Further facts, none of them secret.
    package var facts: [JSONValue.Member]

    package init(
        id: String, caller: String, action: String, subject: String, result: String, facts: [JSONValue.Member] = []
    ) {
        self.id = id
        self.caller = caller
        self.action = action
        self.subject = subject
        self.result = result
        self.facts = facts
    }

    func json(time: String) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("record", "audit"), .init("time", .string(time)), .init("id", .string(id)),
            .init("caller", .string(caller)), .init("action", .string(action)), .init("subject", .string(subject)),
            .init("result", .string(result)),
        ]
        if !facts.isEmpty { members.append(.init("facts", .object(facts))) }
        return .object(members)
    }
}

/// The audit record couldn't be written.
package struct AuditError: Error, Sendable, Equatable {
    /// Where it should have gone.
    package var destination: String
    /// What the system said.
    package var reason: String
}

extension AuditError: ProblemConvertible {
    package var problem: Problem {
        Problem(
            "audit-unavailable", status: .serviceUnavailable, title: "The audit record can't be written",
            detail: """
                Nothing is handed out here without a record of it, and that can't be written at the moment. No \
                credential has left. Tell the people who run this page, and try again later.
                """,
            retryAfter: 60, cause: "audit record to \(destination) failed: \(reason)")
    }
}

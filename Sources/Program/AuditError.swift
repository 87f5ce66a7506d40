import HTTPTypes
package import Problems

/// An audit record that couldn't be written.
package struct AuditError: Error, Sendable, Equatable {
    /// Where it should have gone.
    package var destination: String
    /// What the system said.
    package var reason: String

    package init(destination: String, reason: String) {
        self.destination = destination
        self.reason = reason
    }
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

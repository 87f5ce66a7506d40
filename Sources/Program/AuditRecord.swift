package import Formats

/// One record of the audit log: what somebody did or was given.
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
        id: String, caller: String, action: String, subject: String, result: String = "intended",
        facts: [JSONValue.Member] = []
    ) {
        self.id = id
        self.caller = caller
        self.action = action
        self.subject = subject
        self.result = result
        self.facts = facts
    }

    /// The record as JSON.
    ///
    /// - Parameters:
    ///   - time: when the record is written.
    ///   - further: members about the record itself.
    /// - Returns: an object.
    func json(time: String, _ further: [JSONValue.Member] = []) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("record", "audit"), .init("time", .string(time)), .init("id", .string(id)),
            .init("caller", .string(caller)), .init("action", .string(action)), .init("subject", .string(subject)),
            .init("result", .string(result)),
        ]
        if !facts.isEmpty { members.append(.init("facts", .object(facts))) }
        return .object(members + further)
    }
}

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

    /// The record as a line of JSON.
    ///
    /// - Parameters:
    ///   - time: when the record is written.
    ///   - notWritten: why it isn't where it belongs; nil when it is.
    /// - Returns: the line with its end.
    func line(time: String, notWritten: String? = nil) -> [UInt8] {
        var line = JSONWriter()
        line.object { line in
            line.member("record", "audit")
            line.member("time", time)
            line.member("id", id)
            line.member("caller", caller)
            line.member("action", action)
            line.member("subject", subject)
            line.member("result", result)
            if !facts.isEmpty { line.member("facts", .object(facts)) }
            if let notWritten { line.member("not_written", notWritten) }
        }
        line.endLine()
        return line.bytes
    }
}

import AWS
import FoundationEssentials
import Program

/// `--revoke WHO`: ends the sessions of a principal, on every node within a few seconds.
struct RevocationCommand {
    static let option = "--revoke"
    static let words =
        "WHO ends all sessions of an ARN, in which * stands for any text, or of a unique ID, on every node"

    let table: RevocationTable
    /// Whether tokens are taken, whose sessions tell no unique ID.
    let takesTokens: Bool
    /// The account whose principals are let in; nil where AWS doesn't tell it.
    let account: @Sendable () async -> AccountID?
    let audit: AuditLog
    let now: @Sendable () -> Date

    /// The exit status: 0, 64 (`EX_USAGE`), 67 (`EX_NOUSER`: nobody of the account is let in) or 69 (`EX_UNAVAILABLE`).
    func perform(_ arguments: [String], say: (String) -> Void) async -> Int32 {
        guard arguments.count == 1, let target = arguments.first.flatMap(RevocationTarget.init) else {
            say(
                """
                \(Self.option) takes the ARN of a user, a role or a role's session or, with *, of several; or a unique ID \
                (AIDA…, AROA…)
                """
            )
            return 64
        }
        var record = AuditRecord(operator: "iam-revoke", of: target.text, result: "done")
        let hadRecord: Bool
        do throws(AWSError) {
            let now = now()
            hadRecord = try await table.change(at: now) { list in
                list.add(target, at: Int(now.timeIntervalSince1970.rounded(.up)))
            }.hadOne
        } catch {
            record.result = error.label
            await audit.writeAnyway(record)
            say("nothing was revoked: \(error)")
            return 69
        }
        await audit.writeAnyway(record)
        if !hadRecord {
            say("there was no record of revocations that Latchkey wrote: all sessions that began before now are over")
        }
        if let named = target.account, let own = await account(), named != own {
            say("nobody of the account \(named) is let in here, but of \(own): \(target.text) ended nobody's sessions")
            return 67
        }
        say("sessions of \(target.text) that began before now are ended on every node within a few seconds")
        if case .uniqueID = target, takesTokens {
            say("so are those that anybody of this kind began by a token, as a token tells no unique ID")
        }
        return 0
    }
}

import AWS
import Formats
import FoundationEssentials
import IAMPolicy

/// What ends a role's sessions: a Deny for all that began before a time.
///
/// It stands in a policy of its own, of the name and form that the IAM console's “Revoke active sessions” gives it, so that
/// the role itself tells of it, whichever of the two wrote it.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
extension PolicyDocument {
    static func denyingSessions(before date: Date) -> PolicyDocument {
        PolicyDocument(statements: [
            PolicyStatement(
                effect: .deny,
                elements: [
                    "Action": "*", "Resource": "*",
                    "Condition": ["DateLessThan": ["aws:TokenIssueTime": .string(Timestamp.format(date))]],
                ])
        ])
    }

    /// How large any of them is, in characters without white space.
    static let revocationSize = denyingSessions(before: .distantPast).size

    /// Sessions that began before are shut out, a part of a second counted as a whole one; nil for a document that says
    /// anything else.
    var deniedSessionsEnd: Date? {
        guard statements.count == 1, let statement = statements.first, statement.effect == .deny,
            statement.elements.count == 3,
            ["Action", "Resource"].allSatisfy({ ["*", ["*"]].contains(statement.elements[$0]) }),
            let condition = statement.elements["Condition"]?.members, condition.count == 1,
            let keys = condition["DateLessThan"]?.members, keys.count == 1,
            let date = keys["aws:TokenIssueTime"]?.string.flatMap(Timestamp.parse)
        else { return nil }
        return Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.up))
    }
}

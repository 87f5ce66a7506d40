import AWS
import Formats
package import FoundationEssentials
package import IAMPolicy

/// The policy that ends a role's sessions: a Deny for all that began before a date.
///
/// It is an inline policy of its own, with the name and form that the IAM console's “Revoke active sessions” gives it. So the
/// role itself tells of it, whichever of the two wrote it.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
extension PolicyDocument {
    package static func denyingSessions(before date: Date) -> PolicyDocument {
        PolicyDocument(statements: [
            PolicyStatement(
                effect: .deny,
                elements: [
                    "Action": "*", "Resource": "*",
                    "Condition": ["DateLessThan": ["aws:TokenIssueTime": .string(Timestamp.format(date))]],
                ])
        ])
    }

    /// The size of any such document, in characters without white space.
    static let revocationSize = denyingSessions(before: .distantPast).size

    /// Sessions that began before this date are denied everything, with a part of a second counted as a whole one; nil for a
    /// document that says anything else.
    package var deniedSessionsEnd: Date? {
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

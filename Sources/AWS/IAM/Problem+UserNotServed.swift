import Formats
import HTTPTypes
package import Problems

extension Problem {
    /// Latchkey acts for this IAM user neither by mistake nor by design: 403.
    package static func userNotServed(_ user: UserName) -> Problem {
        Problem(
            "user-not-served", status: .forbidden, title: "This IAM user isn't served here",
            detail: """
                The IAM user “\(user)” is Latchkey's own, or isn't at the IAM path whose users are served here. Nothing was \
                done. Sign in under another name, or ask the people who run your AWS account.
                """,
            members: [.init("user_name", .string(user.description))])
    }
}

import Formats
import HTTPTypes
package import Problems

extension Problem {
    package static let userNotFoundKind = "no-iam-user"

    /// No IAM user stands for the caller: 403.
    package static func userNotFound(_ user: UserName) -> Problem {
        Problem(
            userNotFoundKind, status: .forbidden, title: "No IAM user found",
            detail: """
                There is no IAM user named “\(user)”, so there is nothing that AWS would let you do. Ask the people who \
                run your AWS account to make one.
                """,
            members: [.init("user_name", .string(user.description))])
    }
}

import AWS
import HTTPTypes
import Problems

extension Problem {
    /// The user's boundary can't be the role's: 409.
    static func boundaryTaken(_ boundary: ARN, required: ARN) -> Problem {
        Problem(
            "boundary-taken", status: .conflict, title: "Your permissions boundary can't be carried over",
            detail: """
                Your IAM user has the permissions boundary “\(boundary.resourceName)”. A role has one boundary alone, and every \
                role here has to have “\(required.resourceName)” as it stands. Nothing was written. Ask the people who run \
                your AWS account to look at LATCHKEY_ROLE_BOUNDARY.
                """,
            cause: "boundary \(boundary), required \(required)")
    }
}

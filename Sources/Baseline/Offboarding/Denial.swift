import AWS
import IAMPolicy
import RoleMirror

/// The Deny of everything that is put on a user who leaves, where there is room for it: as an inline policy, as AWS's own policy,
/// or, where both have reached their limits, as the permissions boundary, of which a user always has one place.
struct Denial {
    private static let awsPolicyName = "AWSDenyAll"

    let iam: IAM
    let userName: UserName
    let partition: String

    static var policyName: PolicyName {
        guard let name = PolicyName("latchkey-offboarding") else { preconditionFailure("it is the name of a policy") }
        return name
    }

    /// Whether a policy is AWS's that denies everything.
    static func isDenial(_ arn: ARN) -> Bool { arn.accountID == nil && arn.resource == "policy/\(awsPolicyName)" }

    /// Whether an inline policy is the one that is put here. One of its name that somebody has changed isn't.
    static func isDenial(_ policy: InlinePolicy) -> Bool {
        policy.policyName == policyName
            && PolicyMeaning(parsing: policy.policyDocument) == PolicyMeaning(.denyingEverything)
    }

    /// Nil never happens for a partition of an ARN.
    static func awsPolicy(in partition: String) -> ARN? { ARN("arn:\(partition):iam::aws:policy/\(awsPolicyName)") }

    func put() async throws(AWSError) {
        do throws(AWSError) {
            return try await iam.putUserPolicy(
                userName: userName, policyName: Self.policyName,
                policyDocument: PolicyDocument.denyingEverything.minified)
        } catch {
            guard error.asksForAnotherWay, let arn = Self.awsPolicy(in: partition) else { throw error }
            do throws(AWSError) {
                return try await iam.attachUserPolicy(userName: userName, policyARN: arn)
            } catch  where error.asksForAnotherWay {
                try await iam.putUserPermissionsBoundary(userName: userName, permissionsBoundary: arn)
            }
        }
    }

    /// A boundary keeps no user from being deleted.
    func lift() async throws(AWSError) {
        try await ignoringAbsence { () throws(AWSError) in
            try await iam.deleteUserPolicy(userName: userName, policyName: Self.policyName)
        }
        guard let arn = Self.awsPolicy(in: partition) else { return }
        try await ignoringAbsence { () throws(AWSError) in
            try await iam.detachUserPolicy(userName: userName, policyARN: arn)
        }
    }
}

extension AWSError {
    /// Whether there is no room for it, or no right to it, which another way may not need.
    fileprivate var asksForAnotherWay: Bool { code == .limitExceeded || isAccessDenied }
}

import AWS
package import RoleMirror

extension BrokerIdentity {
    /// The IAM user `latchkey` of the test account.
    package static let usual = {
        guard let principal = ARN("arn:aws:iam::123456789012:user/latchkey"),
            let identity = BrokerIdentity(principal: principal)
        else { preconditionFailure("the broker's ARN is a user's") }
        return identity
    }()
}

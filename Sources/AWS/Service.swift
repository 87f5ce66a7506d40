/// An AWS service that Latchkey calls.
package enum Service: String, Sendable, Hashable, CaseIterable {
    case iam
    case sts
    case dynamodb
    case kms
    /// IAM Identity Center's portal, which gives credentials to people who have signed in there.
    case sso
    /// The console's federation endpoint, which signs people in.
    case signin

    /// The name in the credential scope of a signature.
    var signingName: String { rawValue }
}

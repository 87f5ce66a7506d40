/// One version of a managed policy: its document never changes, as long as the policy is the same one.
struct KnownDocument: Sendable {
    /// Of a policy that was deleted and made anew under its name, the ARN and the version are the same.
    var policyID: String
    var versionID: String
    var document: String
}

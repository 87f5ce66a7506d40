/// One version of a managed policy. Its document never changes as long as the policy is the same one.
struct CachedDocument: Sendable {
    /// A policy that was deleted and made again under its name has the same ARN and version, and another ID.
    var policyID: String
    var versionID: String
    var document: String
}

/// A managed policy with the documents of its versions.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ManagedPolicyDetail.html>
package struct ManagedPolicyDetail: Sendable, Hashable {
    /// A version and its document.
    package struct Version: Sendable, Hashable {
        /// `v1`, `v2`, …
        package var versionID: String
        package var standing: PolicyVersion.Standing
        /// As JSON.
        package var document: String

        package init(versionID: String, standing: PolicyVersion.Standing, document: String) {
            self.versionID = versionID
            self.standing = standing
            self.document = document
        }

        init(_ response: QueryResponse) throws(AWSError) {
            versionID = try response.text("VersionId")
            standing = response.optionalText("IsDefaultVersion") == "true" ? .default : .other
            document = try response.document("Document")
        }
    }

    package var policy: ManagedPolicy
    package var description: String?
    /// At most five.
    package var policyVersionList: [Version]

    package init(policy: ManagedPolicy, description: String? = nil, policyVersionList: [Version]) {
        self.policy = policy
        self.description = description
        self.policyVersionList = policyVersionList
    }

    init(_ response: QueryResponse) throws(AWSError) {
        policy = try ManagedPolicy(response)
        description = response.optionalText("Description")
        policyVersionList = try response.list("PolicyVersionList") { (member) throws(AWSError) in try Version(member) }
    }

    /// The version that applies.
    package var defaultVersion: Version? { policyVersionList.first { $0.standing == .default } }
}

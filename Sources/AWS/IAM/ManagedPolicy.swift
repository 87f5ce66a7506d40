package import FoundationEssentials

/// A managed policy, without its document.
package struct ManagedPolicy: Sendable, Hashable {
    package var policyName: PolicyName
    /// The unique ID (`ANPA…`). A policy that is deleted and made again with its name has another.
    package var policyID: String
    package var arn: ARN
    package var path: Path
    /// `v1`, `v2`, …
    package var defaultVersionID: String
    /// How many users, groups and roles the policy is attached to.
    package var attachmentCount: Int
    /// How many users and roles have the policy as permissions boundary.
    package var permissionsBoundaryUsageCount: Int
    package var createDate: Date?
    /// When the policy was made, or its default version was last set.
    package var updateDate: Date?

    package init(
        policyName: PolicyName, policyID: String, arn: ARN, path: Path = .root, defaultVersionID: String,
        attachmentCount: Int = 0, permissionsBoundaryUsageCount: Int = 0, createDate: Date? = nil,
        updateDate: Date? = nil
    ) {
        self.policyName = policyName
        self.policyID = policyID
        self.arn = arn
        self.path = path
        self.defaultVersionID = defaultVersionID
        self.attachmentCount = attachmentCount
        self.permissionsBoundaryUsageCount = permissionsBoundaryUsageCount
        self.createDate = createDate
        self.updateDate = updateDate
    }

    init(_ response: QueryResponse) throws(AWSError) {
        policyName = try response.value("PolicyName")
        policyID = try response.text("PolicyId")
        arn = try response.value("Arn")
        path = try response.optionalValue("Path") ?? .root
        defaultVersionID = try response.text("DefaultVersionId")
        attachmentCount = try response.optionalValue("AttachmentCount") ?? 0
        permissionsBoundaryUsageCount = try response.optionalValue("PermissionsBoundaryUsageCount") ?? 0
        createDate = try response.optionalDate("CreateDate")
        updateDate = try response.optionalDate("UpdateDate")
    }
}

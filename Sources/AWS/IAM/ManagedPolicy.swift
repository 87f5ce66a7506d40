package import FoundationEssentials

/// A managed policy, without its document.
package struct ManagedPolicy: Sendable, Hashable {
    package var policyName: PolicyName
    /// The unique ID (`ANPA…`): another one for a policy that was deleted and made anew under its name.
    package var policyID: String
    package var arn: ARN
    package var path: Path
    /// `v1`, `v2`, …
    package var defaultVersionID: String
    /// To how many users, groups and roles it is attached.
    package var attachmentCount: Int
    /// How many users and roles it bounds.
    package var permissionsBoundaryUsageCount: Int
    package var createDate: Date?
    /// When it was made, or its default version last set.
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

    init(_ answer: QueryAnswer) throws(AWSError) {
        policyName = try answer.value("PolicyName")
        policyID = try answer.text("PolicyId")
        arn = try answer.value("Arn")
        path = try answer.optionalValue("Path") ?? .root
        defaultVersionID = try answer.text("DefaultVersionId")
        attachmentCount = try answer.optionalValue("AttachmentCount") ?? 0
        permissionsBoundaryUsageCount = try answer.optionalValue("PermissionsBoundaryUsageCount") ?? 0
        createDate = try answer.optionalDate("CreateDate")
        updateDate = try answer.optionalDate("UpdateDate")
    }
}

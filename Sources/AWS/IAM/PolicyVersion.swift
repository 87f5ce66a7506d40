package import FoundationEssentials

/// A version of a managed policy, without its document.
package struct PolicyVersion: Sendable, Hashable {
    /// Whether a version is the default one, which applies.
    package enum Standing: Sendable, Hashable {
        case `default`
        case other
    }

    /// `v1`, `v2`, …
    package var versionID: String
    package var standing: Standing
    package var createDate: Date

    package init(versionID: String, standing: Standing, createDate: Date) {
        self.versionID = versionID
        self.standing = standing
        self.createDate = createDate
    }

    init(_ response: QueryResponse) throws(AWSError) {
        versionID = try response.text("VersionId")
        standing = response.optionalText("IsDefaultVersion") == "true" ? .default : .other
        createDate = try response.date("CreateDate")
    }
}

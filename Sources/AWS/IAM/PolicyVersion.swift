package import FoundationEssentials

/// A version of a managed policy, without its document.
package struct PolicyVersion: Sendable, Hashable {
    /// Whether a version is the one that applies.
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

    init(_ answer: QueryAnswer) throws(AWSError) {
        versionID = try answer.text("VersionId")
        standing = answer.optionalText("IsDefaultVersion") == "true" ? .default : .other
        createDate = try answer.date("CreateDate")
    }
}

package import FoundationEssentials

/// An IAM user.
package struct User: Sendable, Hashable {
    package var userName: UserName
    /// The unique ID (`AIDA…`): another user of the same name has another.
    package var userID: String
    package var arn: ARN
    package var path: Path
    /// The ARN of the managed policy that bounds what the user may do.
    package var permissionsBoundary: ARN?
    package var tags: [Tag]
    /// Nil where the answer doesn't say.
    package var createDate: Date?

    package init(
        userName: UserName, userID: String, arn: ARN, path: Path = .root, permissionsBoundary: ARN? = nil,
        tags: [Tag] = [], createDate: Date? = nil
    ) {
        self.userName = userName
        self.userID = userID
        self.arn = arn
        self.path = path
        self.permissionsBoundary = permissionsBoundary
        self.tags = tags
        self.createDate = createDate
    }

    init(_ answer: QueryAnswer) throws(AWSError) {
        userName = try answer.value("UserName")
        userID = try answer.text("UserId")
        arn = try answer.value("Arn")
        path = try answer.optionalValue("Path") ?? .root
        permissionsBoundary = try answer.optional("PermissionsBoundary")?.value("PermissionsBoundaryArn")
        tags = try answer.tags()
        createDate = try answer.optionalDate("CreateDate")
    }
}

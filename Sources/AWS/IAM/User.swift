package import FoundationEssentials

/// An IAM user.
package struct User: Sendable, Hashable {
    package var userName: UserName
    /// The unique ID (`AIDA…`). A user who is deleted and made again with the name has another.
    package var userID: String
    package var arn: ARN
    package var path: Path
    /// The ARN of the managed policy that bounds what the user may do.
    package var permissionsBoundary: ARN?
    package var tags: [Tag]
    /// Nil if the response doesn't say.
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

    init(_ response: QueryResponse) throws(AWSError) {
        userName = try response.value("UserName")
        userID = try response.text("UserId")
        arn = try response.value("Arn")
        path = try response.optionalValue("Path") ?? .root
        permissionsBoundary = try response.optional("PermissionsBoundary")?.value("PermissionsBoundaryArn")
        tags = try response.tags()
        createDate = try response.optionalDate("CreateDate")
    }
}

package import FoundationEssentials

/// An IAM role.
package struct Role: Sendable, Hashable {
    package var roleName: RoleName
    /// The unique ID (`AROA…`). A role that is deleted and made again has another, and the old sessions end.
    package var roleID: String
    package var arn: ARN
    package var path: Path
    package var createDate: Date
    /// The trust policy, as JSON.
    package var assumeRolePolicyDocument: String
    package var description: String?
    /// The longest duration of a session in seconds, from 3,600 to 43,200.
    package var maxSessionDuration: Int
    /// Nil in the result of ``IAM/listRoles(pathPrefix:)``, which doesn't say.
    package var permissionsBoundary: ARN?
    /// Empty in the result of ``IAM/listRoles(pathPrefix:)``, which doesn't say.
    package var tags: [Tag]
    /// When a session of the role was last used. Nil in the result of ``IAM/listRoles(pathPrefix:)``, and for a role that
    /// nobody has used in the last 400 days.
    package var lastUsed: Date?

    package init(
        roleName: RoleName, roleID: String, arn: ARN, path: Path = .root, createDate: Date,
        assumeRolePolicyDocument: String, description: String? = nil, maxSessionDuration: Int = 3_600,
        permissionsBoundary: ARN? = nil, tags: [Tag] = [], lastUsed: Date? = nil
    ) {
        self.roleName = roleName
        self.roleID = roleID
        self.arn = arn
        self.path = path
        self.createDate = createDate
        self.assumeRolePolicyDocument = assumeRolePolicyDocument
        self.description = description
        self.maxSessionDuration = maxSessionDuration
        self.permissionsBoundary = permissionsBoundary
        self.tags = tags
        self.lastUsed = lastUsed
    }

    init(_ response: QueryResponse) throws(AWSError) {
        roleName = try response.value("RoleName")
        roleID = try response.text("RoleId")
        arn = try response.value("Arn")
        path = try response.optionalValue("Path") ?? .root
        createDate = try response.date("CreateDate")
        assumeRolePolicyDocument = try response.document("AssumeRolePolicyDocument")
        description = response.optionalText("Description")
        maxSessionDuration = try response.optionalValue("MaxSessionDuration") ?? 3_600
        permissionsBoundary = try response.optional("PermissionsBoundary")?.value("PermissionsBoundaryArn")
        tags = try response.tags()
        lastUsed = try response.optional("RoleLastUsed")?.optionalDate("LastUsedDate")
    }
}

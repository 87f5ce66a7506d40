package import FoundationEssentials

/// An IAM role.
package struct Role: Sendable, Hashable {
    package var roleName: RoleName
    /// The unique ID (`AROA…`): a role deleted and made again has another, and sessions of the old one die.
    package var roleID: String
    package var arn: ARN
    package var path: Path
    package var createDate: Date
    /// The trust policy, as JSON.
    package var assumeRolePolicyDocument: String
    package var description: String?
    /// In seconds, 3,600 to 43,200.
    package var maxSessionDuration: Int
    /// Not told by ``IAM/listRoles(pathPrefix:)``.
    package var permissionsBoundary: ARN?
    /// Not told by ``IAM/listRoles(pathPrefix:)``.
    package var tags: [Tag]

    package init(
        roleName: RoleName, roleID: String, arn: ARN, path: Path = .root, createDate: Date,
        assumeRolePolicyDocument: String, description: String? = nil, maxSessionDuration: Int = 3_600,
        permissionsBoundary: ARN? = nil, tags: [Tag] = []
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
    }

    init(_ answer: QueryAnswer) throws(AWSError) {
        roleName = try answer.value("RoleName")
        roleID = try answer.text("RoleId")
        arn = try answer.value("Arn")
        path = try answer.optionalValue("Path") ?? .root
        createDate = try answer.date("CreateDate")
        assumeRolePolicyDocument = try answer.document("AssumeRolePolicyDocument")
        description = answer.optionalText("Description")
        maxSessionDuration = try answer.optionalValue("MaxSessionDuration") ?? 3_600
        permissionsBoundary = try answer.optional("PermissionsBoundary")?.value("PermissionsBoundaryArn")
        tags = try answer.tags()
    }
}

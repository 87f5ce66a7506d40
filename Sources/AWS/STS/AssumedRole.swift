/// A session of a role, and the credentials for it.
package struct AssumedRole: Sendable, Hashable {
    package var credentials: Credentials
    /// `arn:aws:sts::123456789012:assumed-role/role/session`
    package var assumedRoleARN: ARN
    /// The role's unique ID; nil if STS doesn't say.
    package var roleID: String?
    /// How much of the space for session policies and tags is used, in percent.
    package var packedPolicySize: Int?

    package init(
        credentials: Credentials, assumedRoleARN: ARN, roleID: String? = nil, packedPolicySize: Int? = nil
    ) {
        self.credentials = credentials
        self.assumedRoleARN = assumedRoleARN
        self.roleID = roleID
        self.packedPolicySize = packedPolicySize
    }

    init(_ response: QueryResponse) throws(AWSError) {
        credentials = try Credentials(session: response)
        let user = try response.structure("AssumedRoleUser")
        assumedRoleARN = try user.value("Arn")
        // It is AROA…:session.
        roleID = user.optionalText("AssumedRoleId").map {
            String(Substring($0.utf8.prefix { $0 != UInt8(ascii: ":") }))
        }
        packedPolicySize = try response.optionalValue("PackedPolicySize")
    }
}

import Cryptography

/// A session of a role.
package struct AssumedRole: Sendable, Hashable {
    package var credentials: Credentials
    /// `arn:aws:sts::123456789012:assumed-role/role/session`
    package var assumedRoleARN: ARN
    /// How much of the room for session policies and tags is used, in percent.
    package var packedPolicySize: Int?

    package init(credentials: Credentials, assumedRoleARN: ARN, packedPolicySize: Int? = nil) {
        self.credentials = credentials
        self.assumedRoleARN = assumedRoleARN
        self.packedPolicySize = packedPolicySize
    }

    init(_ answer: QueryAnswer) throws(AWSError) {
        let member = try answer.structure("Credentials")
        credentials = Credentials(
            accessKeyID: try member.text("AccessKeyId"), secretAccessKey: Secret(try member.text("SecretAccessKey")),
            sessionToken: Secret(try member.text("SessionToken")), expiration: try member.date("Expiration"))
        assumedRoleARN = try answer.structure("AssumedRoleUser").value("Arn")
        packedPolicySize = try answer.optionalValue("PackedPolicySize")
    }
}

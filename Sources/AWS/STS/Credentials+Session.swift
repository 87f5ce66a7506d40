import Secrets

extension Credentials {
    /// The credentials of a session that STS has opened.
    init(session response: QueryResponse) throws(AWSError) {
        let member = try response.structure("Credentials")
        self.init(
            accessKeyID: try member.text("AccessKeyId"), secretAccessKey: Secret(try member.text("SecretAccessKey")),
            sessionToken: Secret(try member.text("SessionToken")), expiration: try member.date("Expiration"))
    }
}

/// A key with which a user reaches repositories of CodeCommit.
package struct SSHPublicKey: Sendable, Hashable {
    package var sshPublicKeyID: String
    package var status: AccessKeyStatus

    package init(sshPublicKeyID: String, status: AccessKeyStatus) {
        self.sshPublicKeyID = sshPublicKeyID
        self.status = status
    }

    init(_ response: QueryResponse) throws(AWSError) {
        sshPublicKeyID = try response.text("SSHPublicKeyId")
        status = try response.value("Status")
    }
}

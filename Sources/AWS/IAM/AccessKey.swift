import Cryptography
package import FoundationEssentials
package import Secrets

/// A new access key, with the secret that AWS tells only once.
package struct AccessKey: Sendable, Hashable {
    package var userName: UserName?
    package var accessKeyID: AccessKeyID
    package var secretAccessKey: Secret
    package var status: AccessKeyStatus
    package var createDate: Date?

    package init(
        userName: UserName? = nil, accessKeyID: AccessKeyID, secretAccessKey: Secret,
        status: AccessKeyStatus = .active, createDate: Date? = nil
    ) {
        self.userName = userName
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.status = status
        self.createDate = createDate
    }

    init(_ answer: QueryAnswer) throws(AWSError) {
        userName = try answer.optionalValue("UserName")
        accessKeyID = try answer.value("AccessKeyId")
        secretAccessKey = Secret(try answer.text("SecretAccessKey"))
        status = try answer.value("Status")
        createDate = try answer.optionalDate("CreateDate")
    }
}

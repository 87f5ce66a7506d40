package import FoundationEssentials
package import Secrets

/// A new access key with its secret, which AWS returns only once.
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

    init(_ response: QueryResponse) throws(AWSError) {
        userName = try response.optionalValue("UserName")
        accessKeyID = try response.value("AccessKeyId")
        secretAccessKey = Secret(try response.text("SecretAccessKey"))
        status = try response.value("Status")
        createDate = try response.optionalDate("CreateDate")
    }
}

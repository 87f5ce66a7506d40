package import FoundationEssentials

/// An access key as a list shows it, without the secret.
package struct AccessKeyMetadata: Sendable, Hashable {
    package var userName: UserName?
    package var accessKeyID: AccessKeyID
    package var status: AccessKeyStatus
    package var createDate: Date?

    package init(
        userName: UserName? = nil, accessKeyID: AccessKeyID, status: AccessKeyStatus, createDate: Date? = nil
    ) {
        self.userName = userName
        self.accessKeyID = accessKeyID
        self.status = status
        self.createDate = createDate
    }

    init(_ answer: QueryAnswer) throws(AWSError) {
        userName = try answer.optionalValue("UserName")
        accessKeyID = try answer.value("AccessKeyId")
        status = try answer.value("Status")
        createDate = try answer.optionalDate("CreateDate")
    }
}

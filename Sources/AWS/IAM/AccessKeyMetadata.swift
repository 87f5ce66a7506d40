package import FoundationEssentials

/// An access key without its secret.
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

    init(_ response: QueryResponse) throws(AWSError) {
        userName = try response.optionalValue("UserName")
        accessKeyID = try response.value("AccessKeyId")
        status = try response.value("Status")
        createDate = try response.optionalDate("CreateDate")
    }
}

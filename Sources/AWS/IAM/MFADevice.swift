package import FoundationEssentials

/// An MFA device that is enabled for a user.
package struct MFADevice: Sendable, Hashable {
    package var userName: UserName
    package var serialNumber: MFASerialNumber
    /// When it was enabled.
    package var enableDate: Date

    package init(userName: UserName, serialNumber: MFASerialNumber, enableDate: Date) {
        self.userName = userName
        self.serialNumber = serialNumber
        self.enableDate = enableDate
    }

    init(_ response: QueryResponse) throws(AWSError) {
        userName = try response.value("UserName")
        serialNumber = try response.value("SerialNumber")
        enableDate = try response.date("EnableDate")
    }
}

package import FoundationEssentials

/// A virtual MFA device, which may be enabled for a user.
package struct VirtualMFADevice: Sendable, Hashable {
    /// The device's ARN.
    package var serialNumber: MFASerialNumber
    /// Whose it is; nil unless it is enabled for an IAM user.
    package var userName: UserName?
    /// When it was enabled; nil if it isn't.
    package var enableDate: Date?

    package init(serialNumber: MFASerialNumber, userName: UserName? = nil, enableDate: Date? = nil) {
        self.serialNumber = serialNumber
        self.userName = userName
        self.enableDate = enableDate
    }

    init(_ response: QueryResponse) throws(AWSError) {
        serialNumber = try response.value("SerialNumber")
        // The account's root has no name.
        userName = try response.optional("User")?.optionalValue("UserName")
        enableDate = try response.optionalDate("EnableDate")
    }
}

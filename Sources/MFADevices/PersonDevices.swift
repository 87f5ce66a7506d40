package import AWS

/// An IAM user with the MFA devices that are enabled for them.
package struct PersonDevices: Sendable {
    package var user: User
    /// The oldest first.
    package var devices: [MFADevice]

    package init(user: User, devices: [MFADevice]) {
        self.user = user
        self.devices = devices
    }

    /// Those by which the person can prove to hold one.
    package var provable: [MFADevice] { devices.filter(\.serialNumber.kind.showsCodes) }

    package func has(_ serialNumber: MFASerialNumber) -> Bool {
        devices.contains { $0.serialNumber == serialNumber }
    }

    /// Where the devices are that Latchkey makes for the person. No other person's path begins with it.
    var path: Path? { Path("/latchkey/\(user.userName)/") }

    /// Whether Latchkey made a device for the person, by its path.
    func isOwn(_ serialNumber: MFASerialNumber) -> Bool {
        guard let arn = ARN(serialNumber.rawValue), let path else { return false }
        return arn.service == "iam" && Array(arn.resource.utf8).starts(with: "mfa\(path)".utf8)
    }
}

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
    private var path: String { "/latchkey/\(user.userName)/" }

    /// Whether Latchkey made a device for the person, by its path.
    package func isOwn(_ serialNumber: MFASerialNumber) -> Bool {
        guard let arn = ARN(serialNumber.rawValue) else { return false }
        return arn.service == "iam" && Array(arn.resource.utf8).starts(with: "mfa\(path)".utf8)
    }

    /// Where a new device of a name goes. Until it is enabled, the one that it replaces stays, which may have the same name:
    /// then it goes beside it.
    func place(for name: VirtualMFADeviceName) -> (path: Path, serialNumber: MFASerialNumber)? {
        let prefix = "arn:\(user.arn.partition):iam::\(user.arn.accountID?.rawValue ?? ""):mfa"
        for text in [path, path + "2/"] {
            guard let place = Path(text), let serialNumber = MFASerialNumber("\(prefix)\(place)\(name)") else {
                return nil
            }
            if !has(serialNumber) { return (place, serialNumber) }
        }
        return nil
    }
}

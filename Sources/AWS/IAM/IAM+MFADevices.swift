import Secrets

extension IAM {
    /// Which virtual MFA devices ``listVirtualMFADevices(assignmentStatus:)`` lists.
    package enum AssignmentStatus: String, Sendable {
        case assigned = "Assigned"
        case unassigned = "Unassigned"
        case any = "Any"
    }

    /// The MFA devices that are enabled for the user: virtual ones, hardware tokens, passkeys and security keys. Fails with
    /// `NoSuchEntity` if there is no such user.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html>
    package func listMFADevices(userName: UserName) async throws(AWSError) -> [MFADevice] {
        var form = form("ListMFADevices")
        form.add("UserName", userName)
        return try await client.pages(form, list: "MFADevices") { (member) throws(AWSError) in try MFADevice(member) }
    }

    /// The account's virtual MFA devices. IAM leaves out their tags and seeds.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html>
    package func listVirtualMFADevices(
        assignmentStatus: AssignmentStatus
    ) async throws(AWSError) -> [VirtualMFADevice] {
        var form = form("ListVirtualMFADevices")
        form.add("AssignmentStatus", assignmentStatus.rawValue)
        return try await client.pages(form, list: "VirtualMFADevices") { (member) throws(AWSError) in
            try VirtualMFADevice(member)
        }
    }

    /// Makes a virtual MFA device, which is nobody's until it is enabled. Fails with `EntityAlreadyExists` if one of this path
    /// and name exists.
    ///
    /// After an error with ``AWSError/mayHaveBeenCarriedOut``, there may be a device whose seed nobody knows: delete it.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html>
    package func createVirtualMFADevice(
        virtualMFADeviceName: VirtualMFADeviceName, path: Path = .root
    ) async throws(AWSError) -> NewVirtualMFADevice {
        var form = form("CreateVirtualMFADevice")
        form.add("Path", path)
        form.add("VirtualMFADeviceName", virtualMFADeviceName)
        return try NewVirtualMFADevice(try await client.query(form, .once).structure("VirtualMFADevice"))
    }

    /// Makes a device the user's, if the codes are the device's.
    ///
    /// After an error with ``AWSError/mayHaveBeenCarriedOut``, it may be enabled: look it up.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html>
    ///
    /// - Throws: `InvalidAuthenticationCode`, `EntityAlreadyExists` if the device is somebody's, `LimitExceeded` if the user has
    ///   as many as IAM allows, `NoSuchEntity` if there is no such user or device, `EntityTemporarilyUnmodifiable`, and the
    ///   errors of any call.
    package func enableMFADevice(
        userName: UserName, serialNumber: MFASerialNumber, codes: AuthenticationCodes
    ) async throws(AWSError) {
        var form = form("EnableMFADevice", userName, serialNumber)
        form.add(codes)
        try await client.perform(form, .once)
    }

    /// Brings IAM's clock of a user's device into line with the device, if the codes are the device's. It works for devices that
    /// show codes, and for no others.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResyncMFADevice.html>
    ///
    /// - Throws: `InvalidAuthenticationCode`, `NoSuchEntity` if the user has no such device, and the errors of any call.
    package func resyncMFADevice(
        userName: UserName, serialNumber: MFASerialNumber, codes: AuthenticationCodes
    ) async throws(AWSError) {
        var form = form("ResyncMFADevice", userName, serialNumber)
        form.add(codes)
        // IAM takes a code once, so a second attempt could fail because of the first.
        try await client.perform(form, .once)
    }

    /// Takes a device from the user. Fails with `NoSuchEntity` if the user has no such device. A virtual device is left, and is
    /// nobody's.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html>
    package func deactivateMFADevice(userName: UserName, serialNumber: MFASerialNumber) async throws(AWSError) {
        try await client.perform(form("DeactivateMFADevice", userName, serialNumber), .deletion)
    }

    /// Deletes a virtual device. Fails with `DeleteConflict` while it is somebody's.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html>
    package func deleteVirtualMFADevice(serialNumber: MFASerialNumber) async throws(AWSError) {
        var form = form("DeleteVirtualMFADevice")
        form.add("SerialNumber", serialNumber)
        try await client.perform(form, .deletion)
    }

    private func form(_ action: String, _ userName: UserName, _ serialNumber: MFASerialNumber) -> QueryForm {
        var form = form(action)
        form.add("UserName", userName)
        form.add("SerialNumber", serialNumber)
        return form
    }
}

extension QueryForm {
    fileprivate mutating func add(_ codes: AuthenticationCodes) {
        add("AuthenticationCode1", codes.first.reveal())
        add("AuthenticationCode2", codes.second.reveal())
    }
}

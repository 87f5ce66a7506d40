import AWS

/// What the program `mfa` needs, where people manage their MFA devices here.
extension Preflight {
    func mfaDevices(_ examples: Examples) -> [Probe] {
        guard mfaDevices == .managed else { return [] }
        let device = examples.missingMFADevice
        return [
            Probe("iam:ListVirtualMFADevices") { () throws(AWSError) in
                _ = try await iam.listVirtualMFADevices(assignmentStatus: .unassigned)
            },
            Probe("iam:DeleteVirtualMFADevice") { () throws(AWSError) in
                try await iam.deleteVirtualMFADevice(serialNumber: device)
            },
            Probe("iam:CreateVirtualMFADevice", untried: .wouldChange),
        ] + ofUsers(examples) + attempts
    }

    /// The device never exists, and the user is one who doesn't exist where that is possible.
    private func ofUsers(_ examples: Examples) -> [Probe] {
        let (device, codes) = (examples.missingMFADevice, examples.codes)
        guard let user = examples.user ?? (served == .all ? examples.missingUser : nil) else {
            return [
                "iam:ListMFADevices", "iam:ResyncMFADevice", "iam:EnableMFADevice", "iam:DeactivateMFADevice",
            ].map { Probe($0, untried: .noUser) }
        }
        let changed = served == .all ? examples.missingUser : user
        return [
            Probe("iam:ListMFADevices") { () throws(AWSError) in _ = try await iam.listMFADevices(userName: user) },
            Probe("iam:ResyncMFADevice") { () throws(AWSError) in
                try await iam.resyncMFADevice(userName: changed, serialNumber: device, codes: codes)
            },
            Probe("iam:EnableMFADevice") { () throws(AWSError) in
                try await iam.enableMFADevice(userName: changed, serialNumber: device, codes: codes)
            },
            Probe("iam:DeactivateMFADevice") { () throws(AWSError) in
                try await iam.deactivateMFADevice(userName: changed, serialNumber: device)
            },
        ]
    }

    /// The table in which attempts are counted. The write has a condition that doesn't hold.
    private var attempts: [Probe] {
        let (dynamoDB, key) = (DynamoDB(client), ["id": AttributeValue.s("mfa/#\(nonce)")])
        return [
            Probe("dynamodb:GetItem of \(tokensTable)") { () throws(AWSError) in
                _ = try await dynamoDB.getItem(table: tokensTable, key: key)
            },
            Probe("dynamodb:UpdateItem of \(tokensTable)") { () throws(AWSError) in
                try await dynamoDB.updateItem(
                    table: tokensTable, key: key, update: Expression("REMOVE expires_at"),
                    condition: Expression("attribute_exists(id)"))
            },
        ]
    }
}

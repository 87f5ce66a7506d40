import AWS

extension AccountWriter {
    /// Deletes a user with all credentials, memberships and policies. What denies everything goes last.
    func removeUser(_ name: UserName) async throws(AWSError) {
        try await ignoringAbsence { () throws(AWSError) in
            try await removeCredentials(of: name)
            for group in try await iam.listGroupsForUser(userName: name) {
                try await ignoringAbsence { () throws(AWSError) in
                    try await iam.removeUserFromGroup(groupName: group.groupName, userName: name)
                }
            }
            for policy in try await iam.listAttachedUserPolicies(userName: name) {
                try await detach(policy.policyARN, from: .user(name))
            }
            for policy in Self.shutLast(try await iam.listUserPolicies(userName: name)) {
                try await deletePolicy(policy, of: .user(name))
            }
            try await iam.deleteUser(userName: name)
        }
    }

    private func removeCredentials(of name: UserName) async throws(AWSError) {
        for key in try await iam.listAccessKeys(userName: name) {
            try await ignoringAbsence { () throws(AWSError) in
                try await iam.deleteAccessKey(userName: name, accessKeyID: key.accessKeyID)
            }
        }
        try await ignoringAbsence { () throws(AWSError) in try await iam.deleteLoginProfile(userName: name) }
        for certificate in try await iam.listSigningCertificates(userName: name) {
            try await ignoringAbsence { () throws(AWSError) in
                try await iam.deleteSigningCertificate(userName: name, certificateID: certificate.certificateID)
            }
        }
        for key in try await iam.listSSHPublicKeys(userName: name) {
            try await ignoringAbsence { () throws(AWSError) in
                try await iam.deleteSSHPublicKey(userName: name, sshPublicKeyID: key.sshPublicKeyID)
            }
        }
        for credential in try await iam.listServiceSpecificCredentials(userName: name) {
            try await ignoringAbsence { () throws(AWSError) in
                try await iam.deleteServiceSpecificCredential(
                    userName: name, serviceSpecificCredentialID: credential.serviceSpecificCredentialID)
            }
        }
        for device in try await iam.listMFADevices(userName: name) {
            try await ignoringAbsence { () throws(AWSError) in
                try await iam.deactivateMFADevice(userName: name, serialNumber: device.serialNumber)
            }
            guard device.serialNumber.isVirtual else { continue }
            try await ignoringAbsence { () throws(AWSError) in
                try await iam.deleteVirtualMFADevice(serialNumber: device.serialNumber)
            }
        }
    }
}

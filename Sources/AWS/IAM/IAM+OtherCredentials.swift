/// What a user may have beside access keys and a password. None of it is made here: it is found and removed.
extension IAM {
    /// The user's signing certificates.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html>
    package func listSigningCertificates(userName: UserName) async throws(AWSError) -> [SigningCertificate] {
        var form = form("ListSigningCertificates")
        form.add("UserName", userName)
        return try await client.pages(form, list: "Certificates") { (member) throws(AWSError) in
            try SigningCertificate(member)
        }
    }

    /// Deletes a signing certificate.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSigningCertificate.html>
    package func deleteSigningCertificate(userName: UserName, certificateID: String) async throws(AWSError) {
        var form = form("DeleteSigningCertificate")
        form.add("UserName", userName)
        form.add("CertificateId", certificateID)
        try await client.perform(form, .deletion)
    }

    /// The user's SSH keys.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html>
    package func listSSHPublicKeys(userName: UserName) async throws(AWSError) -> [SSHPublicKey] {
        var form = form("ListSSHPublicKeys")
        form.add("UserName", userName)
        return try await client.pages(form, list: "SSHPublicKeys") { (member) throws(AWSError) in
            try SSHPublicKey(member)
        }
    }

    /// Deletes an SSH key.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSSHPublicKey.html>
    package func deleteSSHPublicKey(userName: UserName, sshPublicKeyID: String) async throws(AWSError) {
        var form = form("DeleteSSHPublicKey")
        form.add("UserName", userName)
        form.add("SSHPublicKeyId", sshPublicKeyID)
        try await client.perform(form, .deletion)
    }

    /// The user's credentials for single services.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html>
    package func listServiceSpecificCredentials(
        userName: UserName
    ) async throws(AWSError) -> [ServiceSpecificCredential] {
        var form = form("ListServiceSpecificCredentials")
        form.add("UserName", userName)
        return try await client.pages(form, list: "ServiceSpecificCredentials") { (member) throws(AWSError) in
            try ServiceSpecificCredential(member)
        }
    }

    /// Deletes a credential for one service.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceSpecificCredential.html>
    package func deleteServiceSpecificCredential(
        userName: UserName, serviceSpecificCredentialID: String
    ) async throws(AWSError) {
        var form = form("DeleteServiceSpecificCredential")
        form.add("UserName", userName)
        form.add("ServiceSpecificCredentialId", serviceSpecificCredentialID)
        try await client.perform(form, .deletion)
    }
}

package import Secrets

extension IAM {
    /// Gives a user a password for the console. Fails with `EntityAlreadyExists` if the user has one, and with
    /// `PasswordPolicyViolation` if it isn't one that the account's password policy allows.
    ///
    /// It isn't repeated when its outcome is unknown, so `EntityAlreadyExists` tells of a password that somebody else made.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html>
    package func createLoginProfile(
        userName: UserName, password: Secret, passwordResetRequired: Bool
    ) async throws(AWSError) -> LoginProfile {
        let form = form("CreateLoginProfile", userName, password, passwordResetRequired)
        return try LoginProfile(try await client.query(form, .once).structure("LoginProfile"))
    }

    /// Sets a user's password. Fails with `NoSuchEntity` if the user has none, and for a while after it was made or deleted with
    /// `EntityTemporarilyUnmodifiable`.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html>
    package func updateLoginProfile(
        userName: UserName, password: Secret, passwordResetRequired: Bool
    ) async throws(AWSError) {
        try await client.perform(
            form("UpdateLoginProfile", userName, password, passwordResetRequired), .idempotent)
    }

    /// Whether a user has a password. Fails with `NoSuchEntity` if not, or if there is no such user.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html>
    package func getLoginProfile(userName: UserName) async throws(AWSError) -> LoginProfile {
        var form = form("GetLoginProfile")
        form.add("UserName", userName)
        return try LoginProfile(try await client.query(form, .idempotent).structure("LoginProfile"))
    }

    /// Takes a user's password away. Fails with `NoSuchEntity` if there is none, and for a while after it was made or changed
    /// with `EntityTemporarilyUnmodifiable`.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html>
    package func deleteLoginProfile(userName: UserName) async throws(AWSError) {
        var form = form("DeleteLoginProfile")
        form.add("UserName", userName)
        try await client.perform(form, .deletion)
    }

    private func form(
        _ action: String, _ userName: UserName, _ password: Secret, _ passwordResetRequired: Bool
    ) -> QueryForm {
        var form = form(action)
        form.add("UserName", userName)
        form.add("Password", password.reveal())
        form.add("PasswordResetRequired", passwordResetRequired)
        return form
    }
}

extension IAM {
    /// The account's password policy; nil if it has none of its own.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html>
    package func getAccountPasswordPolicy() async throws(AWSError) -> AccountPasswordPolicy? {
        do throws(AWSError) {
            let response = try await client.query(form("GetAccountPasswordPolicy"), .idempotent)
            return try AccountPasswordPolicy(try response.structure("PasswordPolicy"))
        } catch  where error.isNoSuchEntity {
            return nil
        }
    }

    /// Sets the account's password policy as a whole.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html>
    package func updateAccountPasswordPolicy(_ policy: AccountPasswordPolicy) async throws(AWSError) {
        var form = form("UpdateAccountPasswordPolicy")
        form.add("MinimumPasswordLength", policy.minimumPasswordLength)
        form.add("RequireSymbols", policy.requireSymbols)
        form.add("RequireNumbers", policy.requireNumbers)
        form.add("RequireUppercaseCharacters", policy.requireUppercaseCharacters)
        form.add("RequireLowercaseCharacters", policy.requireLowercaseCharacters)
        form.add("AllowUsersToChangePassword", policy.allowUsersToChangePassword)
        // What isn't sent becomes AWS's default, which is none.
        form.add("MaxPasswordAge", policy.maxPasswordAge)
        form.add("PasswordReusePrevention", policy.passwordReusePrevention)
        form.add("HardExpiry", policy.hardExpiry)
        try await client.perform(form, .idempotent)
    }

    /// Removes the account's own password policy, so that AWS's default holds.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountPasswordPolicy.html>
    package func deleteAccountPasswordPolicy() async throws(AWSError) {
        try await client.perform(form("DeleteAccountPasswordPolicy"), .deletion)
    }
}

extension IAM {
    /// The account's aliases: none or one.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html>
    package func listAccountAliases() async throws(AWSError) -> [String] {
        try await client.pages(form("ListAccountAliases"), list: "AccountAliases") { (member) throws(AWSError) in
            try member.value()
        }
    }

    /// Gives the account an alias in place of the one that it has. Fails with `EntityAlreadyExists` if another account of AWS
    /// has it.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html>
    package func createAccountAlias(_ alias: String) async throws(AWSError) {
        var form = form("CreateAccountAlias")
        form.add("AccountAlias", alias)
        try await client.perform(form, .idempotent)
    }

    /// Takes the alias from the account.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountAlias.html>
    package func deleteAccountAlias(_ alias: String) async throws(AWSError) {
        var form = form("DeleteAccountAlias")
        form.add("AccountAlias", alias)
        try await client.perform(form, .deletion)
    }
}

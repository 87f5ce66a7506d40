extension IAM {
    /// Makes a provider. Its ARN ends with its name.
    ///
    /// It is repeated when its outcome is unknown. `EntityAlreadyExists` may then tell of a first attempt that succeeded: look
    /// the provider up.
    ///
    /// - Parameters:
    ///   - name: 1 to 128 characters of letters, digits, `.`, `_` and `-`.
    ///   - metadataDocument: the provider's metadata as XML, from 1,000 to 10,000,000 characters.
    ///   - tags: at most 50.
    /// - Returns: the provider's ARN.
    /// - Throws: `EntityAlreadyExists`, `InvalidInput`, `LimitExceeded`, and the errors of any call.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html>
    package func createSAMLProvider(
        name: String, metadataDocument: String, tags: [Tag] = []
    ) async throws(AWSError) -> ARN {
        var form = form("CreateSAMLProvider")
        form.add("Name", name)
        form.add("SAMLMetadataDocument", metadataDocument)
        form.add(tags: tags)
        return try await client.query(form, .idempotent).value("SAMLProviderArn")
    }

    /// A provider. Fails with `NoSuchEntity` if there is none.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html>
    package func getSAMLProvider(arn: ARN) async throws(AWSError) -> SAMLProvider {
        try SAMLProvider(try await client.query(saml("GetSAMLProvider", arn), .idempotent))
    }

    /// The ARNs of all providers.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html>
    package func listSAMLProviders() async throws(AWSError) -> [ARN] {
        // This list has no pages.
        let response = try await client.query(form("ListSAMLProviders"), .idempotent)
        return try response.requiredList("SAMLProviderList") { (member) throws(AWSError) in try member.value("Arn") }
    }

    /// Sets the provider's metadata.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html>
    package func updateSAMLProvider(arn: ARN, metadataDocument: String) async throws(AWSError) {
        var form = saml("UpdateSAMLProvider", arn)
        form.add("SAMLMetadataDocument", metadataDocument)
        try await client.perform(form, .idempotent)
    }

    /// Adds tags to the provider, and changes the values of tags that it has.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagSAMLProvider.html>
    package func tagSAMLProvider(arn: ARN, tags: [Tag]) async throws(AWSError) {
        var form = saml("TagSAMLProvider", arn)
        form.add(tags: tags)
        try await client.perform(form, .idempotent)
    }

    /// Removes the tags with these keys from the provider.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagSAMLProvider.html>
    package func untagSAMLProvider(arn: ARN, tagKeys: [String]) async throws(AWSError) {
        var form = saml("UntagSAMLProvider", arn)
        form.add("TagKeys", list: tagKeys)
        try await client.perform(form, .idempotent)
    }

    /// Deletes the provider. Roles that trust it can't be assumed with its assertions any more.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSAMLProvider.html>
    package func deleteSAMLProvider(arn: ARN) async throws(AWSError) {
        try await client.perform(saml("DeleteSAMLProvider", arn), .deletion)
    }

    private func saml(_ action: String, _ arn: ARN) -> QueryForm {
        var form = form(action)
        form.add("SAMLProviderArn", arn)
        return form
    }
}

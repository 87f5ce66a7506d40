extension IAM {
    /// Makes a provider. Its ARN ends with its URL without `https://`.
    ///
    /// It is repeated when its outcome is unknown. `EntityAlreadyExists` may then tell of a first attempt that succeeded: look
    /// the provider up.
    ///
    /// - Parameters:
    ///   - url: the issuer, with `https://`.
    ///   - clientIDList: what tokens may have as `aud`.
    ///   - thumbprintList: at most five; AWS asks the server itself if there are none.
    ///   - tags: at most 50.
    /// - Returns: the provider's ARN.
    /// - Throws: `EntityAlreadyExists`, `LimitExceeded`, and the errors of any call.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html>
    package func createOpenIDConnectProvider(
        url: String, clientIDList: [String], thumbprintList: [String] = [], tags: [Tag] = []
    ) async throws(AWSError) -> ARN {
        var form = form("CreateOpenIDConnectProvider")
        form.add("Url", url)
        form.add("ClientIDList", list: clientIDList)
        form.add("ThumbprintList", list: thumbprintList)
        form.add(tags: tags)
        return try await client.query(form, .idempotent).value("OpenIDConnectProviderArn")
    }

    /// A provider. Fails with `NoSuchEntity` if there is none.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html>
    package func getOpenIDConnectProvider(arn: ARN) async throws(AWSError) -> OpenIDConnectProvider {
        try OpenIDConnectProvider(try await client.query(openIDConnect("GetOpenIDConnectProvider", arn), .idempotent))
    }

    /// The ARNs of all providers.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html>
    package func listOpenIDConnectProviders() async throws(AWSError) -> [ARN] {
        // This list has no pages.
        let response = try await client.query(form("ListOpenIDConnectProviders"), .idempotent)
        return try response.requiredList("OpenIDConnectProviderList") { (member) throws(AWSError) in
            try member.value("Arn")
        }
    }

    /// Adds what tokens may have as `aud`. It changes nothing if it is there already.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html>
    package func addClientIDToOpenIDConnectProvider(arn: ARN, clientID: String) async throws(AWSError) {
        var form = openIDConnect("AddClientIDToOpenIDConnectProvider", arn)
        form.add("ClientID", clientID)
        try await client.perform(form, .idempotent)
    }

    /// Removes what tokens may have as `aud`. It changes nothing if it isn't there.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html>
    package func removeClientIDFromOpenIDConnectProvider(arn: ARN, clientID: String) async throws(AWSError) {
        var form = openIDConnect("RemoveClientIDFromOpenIDConnectProvider", arn)
        form.add("ClientID", clientID)
        try await client.perform(form, .idempotent)
    }

    /// Sets the provider's thumbprints as a whole.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html>
    package func updateOpenIDConnectProviderThumbprint(arn: ARN, thumbprintList: [String]) async throws(AWSError) {
        var form = openIDConnect("UpdateOpenIDConnectProviderThumbprint", arn)
        form.add("ThumbprintList", list: thumbprintList)
        try await client.perform(form, .idempotent)
    }

    /// Adds tags to the provider, and changes the values of tags that it has.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagOpenIDConnectProvider.html>
    package func tagOpenIDConnectProvider(arn: ARN, tags: [Tag]) async throws(AWSError) {
        var form = openIDConnect("TagOpenIDConnectProvider", arn)
        form.add(tags: tags)
        try await client.perform(form, .idempotent)
    }

    /// Removes the tags with these keys from the provider.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagOpenIDConnectProvider.html>
    package func untagOpenIDConnectProvider(arn: ARN, tagKeys: [String]) async throws(AWSError) {
        var form = openIDConnect("UntagOpenIDConnectProvider", arn)
        form.add("TagKeys", list: tagKeys)
        try await client.perform(form, .idempotent)
    }

    /// Deletes the provider. Roles that trust it can't be assumed with its tokens any more.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html>
    package func deleteOpenIDConnectProvider(arn: ARN) async throws(AWSError) {
        try await client.perform(openIDConnect("DeleteOpenIDConnectProvider", arn), .deletion)
    }

    private func openIDConnect(_ action: String, _ arn: ARN) -> QueryForm {
        var form = form(action)
        form.add("OpenIDConnectProviderArn", arn)
        return form
    }
}

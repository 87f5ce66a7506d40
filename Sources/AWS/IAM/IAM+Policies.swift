extension IAM {
    /// A managed policy, without its document.
    package func getPolicy(policyARN: ARN) async throws(AWSError) -> ManagedPolicy {
        try ManagedPolicy(try await client.query(form("GetPolicy", policyARN), .idempotent).structure("Policy"))
    }

    /// All customer managed policies of the account whose path begins with `pathPrefix`.
    package func listPolicies(pathPrefix: Path = .root) async throws(AWSError) -> [ManagedPolicy] {
        var form = form("ListPolicies")
        form.add("Scope", "Local")
        form.add("PathPrefix", pathPrefix)
        return try await client.pages(form, list: "Policies") { (member) throws(AWSError) in
            try ManagedPolicy(member)
        }
    }

    /// A version of a managed policy, and its document as JSON.
    package func getPolicyVersion(
        policyARN: ARN, versionID: String
    ) async throws(AWSError) -> (version: PolicyVersion, document: String) {
        var form = form("GetPolicyVersion", policyARN)
        form.add("VersionId", versionID)
        let response = try await client.query(form, .idempotent).structure("PolicyVersion")
        return (try PolicyVersion(response), try response.document("Document"))
    }

    /// Makes a managed policy.
    ///
    /// It is repeated when its outcome is unknown. `EntityAlreadyExists` may then tell of a first attempt that succeeded: look
    /// the policy up.
    package func createPolicy(
        policyName: PolicyName, path: Path = .root, policyDocument: String, description: String? = nil,
        tags: [Tag] = []
    ) async throws(AWSError) -> ManagedPolicy {
        var form = form("CreatePolicy")
        form.add("PolicyName", policyName)
        form.add("Path", path)
        form.add("PolicyDocument", policyDocument)
        form.add("Description", description)
        form.add(tags: tags)
        return try ManagedPolicy(try await client.query(form, .idempotent).structure("Policy"))
    }

    /// Adds a version to a managed policy, which has at most five. After an error with
    /// ``AWSError/mayHaveBeenCarriedOut`` the version may exist: look it up.
    package func createPolicyVersion(
        policyARN: ARN, policyDocument: String, standing: PolicyVersion.Standing
    ) async throws(AWSError) -> PolicyVersion {
        var form = form("CreatePolicyVersion", policyARN)
        form.add("PolicyDocument", policyDocument)
        form.add("SetAsDefault", standing == .default)
        return try PolicyVersion(try await client.query(form, .once).structure("PolicyVersion"))
    }

    /// All versions of a managed policy.
    package func listPolicyVersions(policyARN: ARN) async throws(AWSError) -> [PolicyVersion] {
        try await client.pages(form("ListPolicyVersions", policyARN), list: "Versions") {
            (member) throws(AWSError) in try PolicyVersion(member)
        }
    }

    /// Makes a version of a managed policy the one that applies.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html>
    package func setDefaultPolicyVersion(policyARN: ARN, versionID: String) async throws(AWSError) {
        var form = form("SetDefaultPolicyVersion", policyARN)
        form.add("VersionId", versionID)
        try await client.perform(form, .idempotent)
    }

    /// Deletes a version of a managed policy that isn't the default version.
    package func deletePolicyVersion(policyARN: ARN, versionID: String) async throws(AWSError) {
        var form = form("DeletePolicyVersion", policyARN)
        form.add("VersionId", versionID)
        try await client.perform(form, .deletion)
    }

    /// Deletes a managed policy. Fails with `DeleteConflict` while it is attached or has versions besides the default one.
    package func deletePolicy(policyARN: ARN) async throws(AWSError) {
        try await client.perform(form("DeletePolicy", policyARN), .deletion)
    }

    private func form(_ action: String, _ policyARN: ARN) -> QueryForm {
        var form = form(action)
        form.add("PolicyArn", policyARN)
        return form
    }
}

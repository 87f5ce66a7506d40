package import AWS
import IAMPolicy

/// Writing the managed policies that Latchkey makes for roles.
extension RoleWriter {
    func createPolicy(_ arn: ARN, _ document: String) async throws(AWSError) {
        guard let name = PolicyName(arn.resourceName), let path = arn.policyPath else { return }
        do throws(AWSError) {
            _ = try await iam.createPolicy(
                policyName: name, path: path, policyDocument: document, description: "Kept by Latchkey for one role.")
        } catch  where error.code == .entityAlreadyExists {
            // A login that broke off left it. Its document should be the one that its name stands for.
            try await resetPolicy(arn, document)
        }
    }

    /// Restores a policy's document if somebody changed it. Should it be unknown whether that was done, looks again once.
    func resetPolicy(_ arn: ARN, _ document: String) async throws(AWSError) {
        do throws(AWSError) {
            try await resetOnce(arn, document)
        } catch  where error.mayHaveBeenCarriedOut {
            try await resetOnce(arn, document)
        }
    }

    private func resetOnce(_ arn: ARN, _ document: String) async throws(AWSError) {
        let policy = try await iam.getPolicy(policyARN: arn)
        let standing = try await iam.getPolicyVersion(policyARN: arn, versionID: policy.defaultVersionID).document
        guard (try? PolicyDocument(parsing: standing)) != (try? PolicyDocument(parsing: document)) else { return }
        try await deleteOtherVersions(of: arn)
        _ = try await iam.createPolicyVersion(policyARN: arn, policyDocument: document, standing: .default)
    }

    /// Deletes a policy with all its versions. One that something else uses stays.
    ///
    /// - Returns: whether it is gone.
    @discardableResult
    package func deletePolicy(_ arn: ARN) async throws(AWSError) -> Bool {
        // Most have one version only, which goes with the policy.
        if try await deleteIfUnused(arn) { return true }
        try await ignoringNoSuchEntity { () throws(AWSError) in try await deleteOtherVersions(of: arn) }
        return try await deleteIfUnused(arn)
    }

    private func deleteOtherVersions(of arn: ARN) async throws(AWSError) {
        for version in try await iam.listPolicyVersions(policyARN: arn) where version.standing != .default {
            try await iam.deletePolicyVersion(policyARN: arn, versionID: version.versionID)
        }
    }

    /// - Returns: whether the policy is gone. It stays where it has several versions or is attached somewhere.
    private func deleteIfUnused(_ arn: ARN) async throws(AWSError) -> Bool {
        do throws(AWSError) {
            try await iam.deletePolicy(policyARN: arn)
            return true
        } catch  where error.isNoSuchEntity {
            return true
        } catch  where error.code == .deleteConflict {
            return false
        }
    }
}

extension ARN {
    /// The IAM path in a managed policy's ARN.
    fileprivate var policyPath: Path? {
        Path(String(resource.dropFirst("policy".count).dropLast(resourceName.count)))
    }
}

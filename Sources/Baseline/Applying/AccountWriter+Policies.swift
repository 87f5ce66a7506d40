import AWS
import Concurrency
import IAMPolicy

extension AccountWriter {
    func makePolicy(_ entry: PolicyEntry, arn: ARN, path: Path, document: String) async throws(AWSError) {
        try await make { () throws(AWSError) in
            _ = try await iam.createPolicy(
                policyName: entry.name, path: path, policyDocument: document, description: entry.description,
                tags: [owner])
        } orFind: { () throws(AWSError) in
            isOurs(try await iam.listPolicyTags(policyARN: arn))
        }
    }

    /// Has a document apply. A policy has at most five versions, so the oldest of those that don't apply goes when it is full.
    func setDocument(_ document: String, of arn: ARN) async throws(AWSError) {
        let wanted = PolicyMeaning(parsing: document)
        var lastError: AWSError?
        for _ in 0..<3 {
            let versions = try await iam.listPolicyVersions(policyARN: arn)
            if let current = versions.first(where: { $0.standing == .default }) {
                let text = try await iam.getPolicyVersion(policyARN: arn, versionID: current.versionID).document
                if let meaning = PolicyMeaning(parsing: text), meaning == wanted { return }
            }
            let others = versions.filter { $0.standing == .other }.sorted { $0.number < $1.number }
            if versions.count >= 5, let oldest = others.first {
                try await ignoringAbsence { () throws(AWSError) in
                    try await iam.deletePolicyVersion(policyARN: arn, versionID: oldest.versionID)
                }
            }
            do throws(AWSError) {
                _ = try await iam.createPolicyVersion(policyARN: arn, policyDocument: document, standing: .default)
                return
            } catch {
                // It may have been made: look.
                guard error.mayHaveBeenCarriedOut, !Task.isCancelled else { throw error }
                lastError = error
                await timekeeper.sleep(.seconds(1))
            }
        }
        if let lastError { throw lastError }
    }

    /// Deletes a policy that nothing has any more.
    func removePolicy(_ arn: ARN) async throws(AWSError) {
        try await ignoringAbsence { () throws(AWSError) in
            for version in try await iam.listPolicyVersions(policyARN: arn) where version.standing == .other {
                try await ignoringAbsence { () throws(AWSError) in
                    try await iam.deletePolicyVersion(policyARN: arn, versionID: version.versionID)
                }
            }
            try await iam.deletePolicy(policyARN: arn)
        }
    }
}

extension PolicyVersion {
    /// 12 of `v12`.
    fileprivate var number: Int { Int(versionID.dropFirst()) ?? 0 }
}

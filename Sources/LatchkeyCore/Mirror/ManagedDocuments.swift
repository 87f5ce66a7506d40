package import AWS
import Synchronization

/// The default documents of managed policies, each read once, however many of a user's groups and roles have it.
package final class ManagedDocuments: Sendable {
    private let iam: IAM
    private let remembered: PolicyDocumentCache
    private let readings = Mutex<[ARN: Task<Result<String, AWSError>, Never>]>([:])

    init(iam: IAM, remembered: PolicyDocumentCache) {
        self.iam = iam
        self.remembered = remembered
    }

    /// The documents by ARN.
    package func read(_ policies: [ARN]) async throws(AWSError) -> [ARN: String] {
        Dictionary(
            try await sideBySide(policies) { [self] arn throws(AWSError) in (arn, try await read(arn)) }
        ) { $1 }
    }

    private func read(_ arn: ARN) async throws(AWSError) -> String {
        let reading = readings.withLock { readings in
            if let begun = readings[arn] { return begun }
            let begun = Task { await outcome { () throws(AWSError) in try await ask(for: arn) } }
            readings[arn] = begun
            return begun
        }
        return try await withTaskCancellationHandler {
            await reading.value
        } onCancel: {
            reading.cancel()
        }.get()
    }

    private func ask(for arn: ARN) async throws(AWSError) -> String {
        guard let known = remembered[arn] else { return try await askAnew(for: arn) }
        let version = try await iam.getPolicy(policyARN: arn).defaultVersionID
        return version == known.version ? known.document : try await document(of: arn, version)
    }

    /// Most policies were never changed: their first version is asked for before it is known to be the one in force.
    private func askAnew(for arn: ARN) async throws(AWSError) -> String {
        let first = "v1"
        async let guessed = outcome { () throws(AWSError) in
            try await iam.getPolicyVersion(policyARN: arn, versionID: first)
        }
        let version = try await iam.getPolicy(policyARN: arn).defaultVersionID
        guard version == first, case .success(let document) = await guessed else {
            return try await document(of: arn, version)
        }
        remembered[arn] = (version, document)
        return document
    }

    private func document(of arn: ARN, _ version: String) async throws(AWSError) -> String {
        let document = try await iam.getPolicyVersion(policyARN: arn, versionID: version)
        remembered[arn] = (version, document)
        return document
    }
}

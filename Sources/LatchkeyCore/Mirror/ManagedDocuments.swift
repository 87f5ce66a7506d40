package import AWS
import Concurrency
import FoundationEssentials
import Synchronization

/// The default documents of managed policies, each read once, however many of a user's groups and roles have it.
package final class ManagedDocuments: Sendable {
    private let iam: IAM
    private let remembered: BoundedMemory<ARN, KnownDocument>
    /// Before anything is read.
    private let start: Date
    private let readings = Mutex<[ARN: Task<Result<String, AWSError>, Never>]>([:])

    init(iam: IAM, remembered: BoundedMemory<ARN, KnownDocument>, start: Date) {
        self.iam = iam
        self.remembered = remembered
        self.start = start
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
        let policy = try await iam.getPolicy(policyARN: arn)
        let isKnown = policy.policyID == known.policyID && policy.defaultVersionID == known.versionID
        return isKnown ? known.document : try await document(of: policy)
    }

    /// Most policies were never changed: their first version is asked for before it is known to be the one in force.
    private func askAnew(for arn: ARN) async throws(AWSError) -> String {
        let first = "v1"
        async let guessed = outcome { () throws(AWSError) in
            try await iam.getPolicyVersion(policyARN: arn, versionID: first)
        }
        let policy = try await iam.getPolicy(policyARN: arn)
        // A policy that is younger than the question may have taken the place of the one that answered it.
        guard policy.defaultVersionID == first, let createDate = policy.createDate, createDate + Self.dateUnit <= start,
            case .success((let version, let document)) = await guessed, version.isPart(of: policy)
        else {
            return try await self.document(of: policy)
        }
        remember(document, of: policy)
        return document
    }

    private func document(of policy: ManagedPolicy) async throws(AWSError) -> String {
        let (version, document) = try await iam.getPolicyVersion(
            policyARN: policy.arn, versionID: policy.defaultVersionID)
        // What answered is this policy or one that took its place, and then has another ID; or, where IAM knows late what
        // was deleted, the one before it.
        if version.isPart(of: policy) { remember(document, of: policy) }
        return document
    }

    private func remember(_ document: String, of policy: ManagedPolicy) {
        remembered[policy.arn] = KnownDocument(
            policyID: policy.policyID, versionID: policy.defaultVersionID, document: document)
    }

    /// IAM's dates are whole seconds.
    private static let dateUnit: TimeInterval = 1
}

extension PolicyVersion {
    /// Whether it can be a version of this very policy: one of a policy deleted before has the same name, and is older.
    fileprivate func isPart(of policy: ManagedPolicy) -> Bool {
        policy.createDate.map { createDate >= $0 } ?? false
    }
}

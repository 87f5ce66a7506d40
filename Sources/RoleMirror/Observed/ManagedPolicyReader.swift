import AWS
import Concurrency
import FoundationEssentials
import Synchronization

/// Reads the default documents of managed policies for one login: each once, however many of the user's groups and roles
/// have it, and those that haven't changed from a cache.
final class ManagedPolicyReader: Sendable {
    private let iam: IAM
    private let cache: BoundedCache<ARN, CachedDocument>
    /// When this reader was made, before anything was read.
    private let start: Date
    private let readings = Mutex<[ARN: SharedTask<Result<String, AWSError>>]>([:])

    init(iam: IAM, cache: BoundedCache<ARN, CachedDocument>, start: Date) {
        self.iam = iam
        self.cache = cache
        self.start = start
    }

    /// The documents by ARN.
    func read(_ policies: [ARN]) async throws(AWSError) -> [ARN: String] {
        Dictionary(
            try await concurrentMap(policies) { [self] arn throws(AWSError) in (arn, try await read(arn)) }
        ) { $1 }
    }

    private func read(_ arn: ARN) async throws(AWSError) -> String {
        let reading = readings.withLock { readings in
            if let begun = readings[arn], begun.join() { return begun }
            let begun = SharedTask { [self] in await outcome { () throws(AWSError) in try await fetch(arn) } }
            _ = begun.join()
            readings[arn] = begun
            return begun
        }
        // A reader that fails has its other readings cancelled. Readers that wait for the same policies go on.
        guard let result = await reading.value() else { throw .cancelled(Operation(.iam, "GetPolicy")) }
        return try result.get()
    }

    private func fetch(_ arn: ARN) async throws(AWSError) -> String {
        guard let cached = cache[arn] else { return try await fetchUncached(arn) }
        let policy = try await iam.getPolicy(policyARN: arn)
        let isCurrent = policy.policyID == cached.policyID && policy.defaultVersionID == cached.versionID
        return isCurrent ? cached.document : try await document(of: policy)
    }

    /// Most policies were never changed, so their first version is asked for before it is known to be the default one.
    private func fetchUncached(_ arn: ARN) async throws(AWSError) -> String {
        let first = "v1"
        async let guess = outcome { () throws(AWSError) in
            try await iam.getPolicyVersion(policyARN: arn, versionID: first)
        }
        let policy = try await iam.getPolicy(policyARN: arn)
        // A policy that is younger than the guess may have replaced the one that answered it.
        guard policy.defaultVersionID == first, let createDate = policy.createDate, createDate + Self.dateUnit <= start,
            case .success((let version, let document)) = await guess, version.isPart(of: policy)
        else {
            return try await self.document(of: policy)
        }
        remember(document, of: policy)
        return document
    }

    private func document(of policy: ManagedPolicy) async throws(AWSError) -> String {
        let (version, document) = try await iam.getPolicyVersion(
            policyARN: policy.arn, versionID: policy.defaultVersionID)
        // The answer may be of a policy that replaced this one, which has another ID; or of the deleted one before it,
        // which IAM may still know for some seconds.
        if version.isPart(of: policy) { remember(document, of: policy) }
        return document
    }

    private func remember(_ document: String, of policy: ManagedPolicy) {
        cache[policy.arn] = CachedDocument(
            policyID: policy.policyID, versionID: policy.defaultVersionID, document: document)
    }

    /// IAM's dates are whole seconds.
    private static let dateUnit: TimeInterval = 1
}

extension PolicyVersion {
    /// Whether it can be a version of this very policy. A version of a deleted policy with the same ARN is older than the
    /// policy.
    fileprivate func isPart(of policy: ManagedPolicy) -> Bool {
        policy.createDate.map { createDate >= $0 } ?? false
    }
}

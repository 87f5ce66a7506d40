package import AWS
import FoundationEssentials

/// A person's own access keys.
package struct AccessKeys: Sendable {
    /// A key as its owner sees it.
    package struct Listed: Sendable {
        package var metadata: AccessKeyMetadata
        /// Nil if it could not be found out.
        package var lastUsed: AccessKeyLastUsed?

        package init(metadata: AccessKeyMetadata, lastUsed: AccessKeyLastUsed?) {
            self.metadata = metadata
            self.lastUsed = lastUsed
        }
    }

    /// AWS's bound: `iam:GetAccountSummary` names it `AccessKeysPerUserQuota`, and no account has another.
    package static let limit = 2

    private let iam: IAM
    private let afterwards: IAM

    /// - Parameters:
    ///   - iam: ends with the request.
    ///   - afterwards: lasts longer: for looking up what the request's end left open.
    package init(iam: IAM, afterwards: IAM) {
        self.iam = iam
        self.afterwards = afterwards
    }

    /// The keys of a user, oldest first, each with its last use.
    package func list(of caller: UserName) async throws(CoreError) -> [Listed] {
        let keys = try await keys(of: caller).keys
        return try await orCoreError { () throws(AWSError) in
            try await sideBySide(keys) { key throws(AWSError) in
                do throws(AWSError) {
                    return Listed(
                        metadata: key, lastUsed: try await iam.getAccessKeyLastUsed(accessKeyID: key.accessKeyID))
                } catch  where error.isNoSuchEntity || error.isDenied {
                    // Deleted meanwhile, or only this is not permitted: the list is of use without it.
                    return Listed(metadata: key, lastUsed: nil)
                }
            }
        }
    }

    /// Makes a key.
    ///
    /// CreateAccessKey is never sent twice: when its answer is lost, the key that appeared since is looked up and deleted, for
    /// nobody will ever know its secret.
    ///
    /// - Parameters:
    ///   - caller: whose it will be.
    ///   - seen: the keys that the caller saw when asking for it, where that is known: a request that is sent again, as
    ///     browsers do, makes no second key.
    /// - Returns: the key, with its secret.
    /// - Throws: ``CoreError/accessKeyLimit(existing:)``, ``CoreError/accessKeysChanged(existing:)`` or
    ///   ``CoreError/accessKeyOutcomeUnknown(mayExist:_:)``.
    package func create(for caller: UserName, seen: Set<AccessKeyID>? = nil) async throws(CoreError) -> AccessKey {
        let (user, before) = try await keys(of: caller)
        let existing = before.map(\.accessKeyID)
        guard existing.count < Self.limit else { throw .accessKeyLimit(existing: existing) }
        if let seen, seen != Set(existing) { throw .accessKeysChanged(existing: existing) }
        do throws(AWSError) {
            return try await iam.createAccessKey(userName: user)
        } catch  where error.code == .limitExceeded {
            throw .accessKeyLimit(existing: try await keys(of: user).keys.map(\.accessKeyID))
        } catch  where error.isNoSuchEntity {
            // Deleted since the list was read.
            throw .userNotFound(caller)
        } catch  where error.mayHaveBeenCarriedOut {
            // The request may have been cancelled by now; the look-up must not be.
            let isGone = await Task { await deleteOrphan(of: user, unless: before) }.value
            throw .accessKeyOutcomeUnknown(mayExist: !isGone, error)
        } catch {
            throw .aws(error)
        }
    }

    /// Makes one of the user's own keys active or inactive.
    package func update(
        _ id: AccessKeyID, to status: AccessKeyStatus, of caller: UserName
    ) async throws(CoreError) {
        try await own(id, of: caller) { user throws(AWSError) in
            try await iam.updateAccessKey(userName: user, accessKeyID: id, status: status)
        }
    }

    /// Deletes one of the user's own keys.
    package func delete(_ id: AccessKeyID, of caller: UserName) async throws(CoreError) {
        try await own(id, of: caller) { user throws(AWSError) in
            try await iam.deleteAccessKey(userName: user, accessKeyID: id)
        }
    }

    /// Does something to a key that is the user's own. IAM checks that too, as the call names the user; it is looked up here
    /// so that nobody's keys depend on one check alone.
    private func own(
        _ id: AccessKeyID, of caller: UserName, _ change: (UserName) async throws(AWSError) -> Void
    ) async throws(CoreError) {
        let (user, keys) = try await keys(of: caller)
        guard keys.contains(where: { $0.accessKeyID == id }) else { throw .accessKeyNotFound(id) }
        do throws(AWSError) {
            try await change(user)
        } catch  where error.isNoSuchEntity {
            throw .accessKeyNotFound(id)
        } catch {
            throw .aws(error)
        }
    }

    /// The user's name as IAM spells it, and the keys.
    private func keys(of caller: UserName) async throws(CoreError) -> (user: UserName, keys: [AccessKeyMetadata]) {
        do throws(AWSError) {
            return (caller, try await listed(caller))
        } catch  where error.isNoSuchEntity {
            let canonical = try await orCoreError { () throws(AWSError) in try await iam.canonicalUserName(of: caller) }
            guard let canonical, canonical != caller else { throw .userNotFound(caller) }
            return (canonical, try await orCoreError { () throws(AWSError) in try await listed(canonical) })
        } catch {
            throw .aws(error)
        }
    }

    private func listed(_ user: UserName) async throws(AWSError) -> [AccessKeyMetadata] {
        try await iam.listAccessKeys(userName: user).sorted {
            ($0.createDate ?? .distantPast) < ($1.createDate ?? .distantPast)
        }
    }

    /// - Returns: whether it is certain that no key is left whose secret nobody knows.
    private func deleteOrphan(of user: UserName, unless before: [AccessKeyMetadata]) async -> Bool {
        let known = Set(before.map(\.accessKeyID))
        do throws(AWSError) {
            let appeared = try await afterwards.listAccessKeys(userName: user)
                .filter { !known.contains($0.accessKeyID) }
            for key in appeared { try await afterwards.deleteAccessKey(userName: user, accessKeyID: key.accessKeyID) }
            return true
        } catch {
            return false
        }
    }
}

package import AWS
import Concurrency
import FoundationEssentials
package import Transport

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

    private let client: Client
    private let deadline: ContinuousClock.Instant
    private let journal: CallJournal?
    private let creations: AccessKeyCreations
    private let lookUpTime: Duration

    private var iam: IAM { IAM(client.with(deadline: deadline, journal: journal)) }

    /// - Parameters:
    ///   - client: calls AWS.
    ///   - deadline: when the request's time is over.
    ///   - journal: where the calls are written down.
    ///   - creations: the process' own.
    ///   - lookUpTime: for how long it is looked up what a failure left, whether or not the request's time is over. IAM shows
    ///     what was changed after some seconds.
    package init(
        client: Client, deadline: ContinuousClock.Instant, journal: CallJournal? = nil, creations: AccessKeyCreations,
        lookUpTime: Duration = .seconds(10)
    ) {
        self.client = client
        self.deadline = deadline
        self.journal = journal
        self.creations = creations
        self.lookUpTime = lookUpTime
    }

    /// The keys of a user, oldest first, each with its last use.
    package func list(of caller: UserName) async throws(CoreError) -> [Listed] {
        let keys = try await keys(of: caller).keys
        let iam = iam
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
    /// nobody will ever know its secret. A key that may be somebody's is left.
    ///
    /// - Parameters:
    ///   - caller: whose it will be.
    ///   - seen: the keys that the caller saw when asking for it, where that is known: a request that is sent again, as
    ///     browsers do, makes no second key.
    /// - Returns: the key, with its secret.
    /// - Throws: ``CoreError/accessKeyLimit(existing:)``, ``CoreError/accessKeysChanged(existing:)`` or
    ///   ``CoreError/accessKeyOutcomeUnknown(mayExist:_:)``.
    package func create(for caller: UserName, seen: Set<AccessKeyID>? = nil) async throws(CoreError) -> AccessKey {
        try await creations.oneByOne(for: caller) { () throws(CoreError) in
            try await createAlone(for: caller, seen: seen)
        }
    }

    private func createAlone(for caller: UserName, seen: Set<AccessKeyID>?) async throws(CoreError) -> AccessKey {
        let (user, before) = try await keys(of: caller)
        guard before.count < Self.limit else { throw .accessKeyLimit(existing: before.map(\.accessKeyID)) }
        let existing = withNew(before, of: user)
        if let seen, seen != Set(existing) { throw .accessKeysChanged(existing: existing) }
        let start = client.latestAWSTime
        do throws(AWSError) {
            let key = try await iam.createAccessKey(userName: user)
            creations.handOut(key.accessKeyID, to: user)
            return key
        } catch  where error.code == .limitExceeded {
            throw .accessKeyLimit(existing: withNew(try await keys(of: user).keys, of: user))
        } catch  where error.isNoSuchEntity {
            // Deleted since the list was read.
            throw .userNotFound(caller)
        } catch  where error.mayHaveBeenCarriedOut {
            let left = await removeOrphan(
                of: user, unless: Set(existing), made: start...max(start, client.latestAWSTime))
            throw .accessKeyOutcomeUnknown(left, error)
        } catch {
            throw .aws(error)
        }
    }

    /// The keys that IAM lists, and those that were made just now and that it doesn't list yet.
    private func withNew(_ keys: [AccessKeyMetadata], of user: UserName) -> [AccessKeyID] {
        let listed = keys.map(\.accessKeyID)
        return listed + creations.handedOutLately(to: user).filter { !listed.contains($0) }
    }

    /// Deletes a new key whose secret is not handed out after all.
    ///
    /// - Returns: whether it is certain that it is gone.
    package func withdraw(_ key: AccessKey, of caller: UserName) async -> Bool {
        let isGone = await isDeleted(key.accessKeyID, of: key.userName ?? caller, by: .now + lookUpTime)
        if isGone { creations.delete(key.accessKeyID) }
        return isGone
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
        creations.delete(id)
    }

    /// Does something to a key that is the user's own. IAM checks that too, as the call names the user; it is looked up here
    /// so that nobody's keys depend on one check alone.
    private func own(
        _ id: AccessKeyID, of caller: UserName, _ change: (UserName) async throws(AWSError) -> Void
    ) async throws(CoreError) {
        let (user, keys) = try await keys(of: caller)
        guard withNew(keys, of: user).contains(id) else { throw .accessKeyNotFound(id) }
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

    // MARK: What a failure left

    /// What a request whose answer got lost may have left.
    package enum Remains: Sendable, Equatable {
        /// The key that it made was found and deleted.
        case none
        /// A key may be left. These appeared meanwhile; they may be other requests', or AWS may show ours later.
        case possible([AccessKeyID])
    }

    /// Deletes the key that a lost request made, if there is one that can be nobody else's: it alone appeared since, AWS made
    /// it during the request, it was never used, and this process didn't hand it out.
    private func removeOrphan(
        of user: UserName, unless before: Set<AccessKeyID>, made time: ClosedRange<Date>
    ) async -> Remains {
        let end = ContinuousClock.now + lookUpTime
        let known = creations
        // Creation dates have whole seconds, and the time in AWS's answers too.
        let (first, last) = (time.lowerBound.addingTimeInterval(-1), time.upperBound.addingTimeInterval(1))
        let appeared = await untilFound(by: end) { (iam) throws(AWSError) -> [AccessKeyMetadata]? in
            let keys = try await iam.listAccessKeys(userName: user).filter { key in
                !before.contains(key.accessKeyID) && !known.handedOut(key.accessKeyID)
                    && key.createDate.map { $0 >= first } ?? true
            }
            return keys.isEmpty ? nil : keys
        }
        let ids = (appeared ?? []).map(\.accessKeyID)
        guard let key = appeared?.first, ids.count == 1, let date = key.createDate, date <= last,
            await isUnused(key.accessKeyID, by: end), await isDeleted(key.accessKeyID, of: user, by: end)
        else { return .possible(ids) }
        return .none
    }

    private func isUnused(_ id: AccessKeyID, by end: ContinuousClock.Instant) async -> Bool {
        await untilFound(by: end) { (iam) throws(AWSError) in
            try await iam.getAccessKeyLastUsed(accessKeyID: id).lastUsedDate == nil
        } ?? false
    }

    private func isDeleted(_ id: AccessKeyID, of user: UserName, by end: ContinuousClock.Instant) async -> Bool {
        await untilFound(by: end) { (iam) throws(AWSError) in
            try await iam.deleteAccessKey(userName: user, accessKeyID: id)
            return true
        } ?? false
    }

    /// Asks AWS until it has an answer, whether or not the request was cancelled meanwhile; nil when there was none in time.
    private func untilFound<Value: Sendable>(
        by end: ContinuousClock.Instant, _ ask: @escaping @Sendable (IAM) async throws(AWSError) -> Value?
    ) async -> Value? {
        let iam = IAM(client.with(deadline: end, journal: journal))
        return await Task {
            var backoff = Backoff(shortest: .milliseconds(200), longest: .seconds(2))
            while true {
                if let value = try? await ask(iam) { return value }
                let wait = backoff.wait()
                guard .now + wait < end else { return nil }
                try? await Task.sleep(for: wait)
            }
        }.value
    }
}

package import AWS
package import Concurrency
import FoundationEssentials
package import Transport

/// Lists, makes, changes and deletes the access keys of an IAM user, for one request of that user.
package struct UserAccessKeys: Sendable {
    /// How many access keys IAM allows a user. `iam:GetAccountSummary` calls it `AccessKeysPerUserQuota`, and it is the same
    /// in every account.
    package static let limit = 2
    /// How long a list waits for when its keys were used last. It is shown without that rather than not at all.
    private static let lastUseTime: Duration = .seconds(5)

    private let client: Client
    private let deadline: Instant
    private let journal: CallJournal?
    private let creations: AccessKeyCreations
    private let own: OwnIdentity
    private let served: ServedUsers
    private let cleanUpTime: Duration

    private var iam: IAM { IAM(client.with(deadline: deadline, journal: journal)) }
    private var sts: STS { STS(client.with(deadline: deadline, journal: journal)) }

    /// - Parameters:
    ///   - client: calls AWS.
    ///   - deadline: when the time for the request is over.
    ///   - journal: where the calls are recorded.
    ///   - creations: shared by all requests of the process.
    ///   - own: whose credentials Latchkey has, shared in the same way.
    ///   - served: whose keys there may be.
    ///   - cleanUpTime: how long to look for what a failed creation left, even after the deadline. IAM shows a change only
    ///     after some seconds.
    package init(
        client: Client, deadline: Instant, journal: CallJournal? = nil, creations: AccessKeyCreations,
        own: OwnIdentity, served: ServedUsers, cleanUpTime: Duration = .seconds(10)
    ) {
        self.client = client
        self.deadline = deadline
        self.journal = journal
        self.creations = creations
        self.own = own
        self.served = served
        self.cleanUpTime = cleanUpTime
    }

    // MARK: Listing

    /// The user's keys, oldest first, each with its last use where AWS tells it.
    package func list(of caller: UserName) async throws(AccessKeysError) -> [ListedAccessKey] {
        try await refuseOwn(caller)
        let (user, keys) = try await keys(of: caller)
        try await checkServed(user)
        let iam = IAM(client.with(deadline: min(deadline, .now + Self.lastUseTime), journal: journal))
        return await concurrentMap(keys) { key in
            // The key may have been deleted meanwhile, Latchkey may not be allowed to ask this, or AWS may fail. Who has to
            // deactivate a key needs the list all the same.
            let lastUsed = try? await iam.getAccessKeyLastUsed(accessKeyID: key.accessKeyID)
            return ListedAccessKey(metadata: key, lastUsed: lastUsed)
        }
    }

    /// The user's name as IAM spells it, and the keys that IAM lists, oldest first.
    private func keys(
        of caller: UserName
    ) async throws(AccessKeysError) -> (user: UserName, keys: [AccessKeyMetadata]) {
        let found = try await AccessKeysError.wrapping { () throws(AWSError) in
            try await iam.ofUser(caller) { (name) throws(AWSError) in try await listed(name) }
        }
        guard let found else { throw .userNotFound(caller) }
        return (found.name, found.value)
    }

    /// What a request does to the user's rights.
    private enum Effect {
        case gives
        case takes
    }

    /// Refuses Latchkey's own user, whatever its name.
    private func refuseOwn(_ caller: UserName, for effect: Effect = .gives) async throws(AccessKeysError) {
        let identity: CallerIdentity
        do throws(AWSError) {
            identity = try await own.identity(asking: sts)
        } catch {
            // What takes rights away doesn't wait until STS says who Latchkey is.
            if effect == .takes { return }
            throw .aws(error)
        }
        guard !identity.arn.isUser(named: caller) else { throw .userNotServed(caller) }
    }

    /// Refuses users who aren't served.
    private func checkServed(_ user: UserName) async throws(AccessKeysError) {
        guard served != .all else { return }
        let found: User
        do throws(AWSError) {
            found = try await iam.getUser(userName: user)
        } catch {
            throw error.isNoSuchEntity ? .userNotFound(user) : .aws(error)
        }
        guard served.includes(found) else { throw .userNotServed(user) }
    }

    private func listed(_ user: UserName) async throws(AWSError) -> [AccessKeyMetadata] {
        try await iam.listAccessKeys(userName: user).sorted {
            ($0.createDate ?? .distantPast) < ($1.createDate ?? .distantPast)
        }
    }

    /// The IDs of the keys that IAM lists, and of those that were made just now and that it doesn't list yet.
    private func withUnlisted(_ keys: [AccessKeyMetadata], of user: UserName) -> [AccessKeyID] {
        let listed = keys.map(\.accessKeyID)
        return listed + creations.handedOutLately(to: user).filter { !listed.contains($0) }
    }

    // MARK: Making

    /// Makes a key.
    ///
    /// `CreateAccessKey` is never sent twice. When its answer is lost, the key that appeared since is looked up and deleted,
    /// because nobody will ever know its secret. A key that may be somebody else's is left.
    ///
    /// - Parameters:
    ///   - caller: the user who will own it.
    ///   - seen: the keys that the caller saw when asking for another one, where that is known. A request that the browser
    ///     sends again makes no second key: this process knows the keys that it made, and IAM lists those of others after
    ///     some seconds. Two processes that are asked at the same time may make one each.
    /// - Returns: the key, with its secret.
    /// - Throws: ``AccessKeysError/limitReached(existing:)``, ``AccessKeysError/keysChanged(existing:)``,
    ///   ``AccessKeysError/outcomeUnknown(_:_:)``, ``AccessKeysError/userNotFound(_:)`` or ``AccessKeysError/aws(_:)``.
    package func create(
        for caller: UserName, seen: Set<AccessKeyID>? = nil
    ) async throws(AccessKeysError) -> AccessKey {
        try await creations.oneAtATime(for: caller) { () throws(AccessKeysError) in
            try await createAlone(for: caller, seen: seen)
        }
    }

    private func createAlone(for caller: UserName, seen: Set<AccessKeyID>?) async throws(AccessKeysError) -> AccessKey {
        try await refuseOwn(caller)
        let (user, before) = try await keys(of: caller)
        try await checkServed(user)
        guard before.count < Self.limit else { throw .limitReached(existing: before.map(\.accessKeyID)) }
        let existing = withUnlisted(before, of: user)
        if let seen, seen != Set(existing) { throw .keysChanged(existing: existing) }
        let start = client.latestAWSTime
        do throws(AWSError) {
            let key = try await iam.createAccessKey(userName: user)
            creations.handOut(key.accessKeyID, to: user)
            return key
        } catch  where error.code == .limitExceeded {
            throw .limitReached(existing: withUnlisted(try await keys(of: user).keys, of: user))
        } catch  where error.isNoSuchEntity {
            // The user was deleted since the list was read.
            throw .userNotFound(caller)
        } catch  where error.mayHaveBeenCarriedOut {
            let lost = LostAccessKey(
                user: user, existing: Set(existing), time: start...max(start, client.latestAWSTime),
                creations: creations, iam: retryingIAM)
            throw .outcomeUnknown(await lost.delete(), error)
        } catch {
            throw .aws(error)
        }
    }

    private var retryingIAM: RetryingIAM { RetryingIAM(client: client, journal: journal, time: cleanUpTime) }

    /// Deletes a new key whose secret isn't handed out after all.
    ///
    /// - Returns: whether it is certain that the key is gone.
    package func withdraw(_ key: AccessKey, of caller: UserName) async -> Bool {
        let isGone = await retryingIAM.delete(key.accessKeyID, of: key.userName ?? caller)
        if isGone { creations.delete(key.accessKeyID) }
        return isGone
    }

    // MARK: Changing

    /// Makes one of the user's own keys active or inactive.
    package func update(
        _ id: AccessKeyID, to status: AccessKeyStatus, of caller: UserName
    ) async throws(AccessKeysError) {
        try await changeOwn(id, of: caller, status == .active ? .gives : .takes) { user throws(AWSError) in
            try await iam.updateAccessKey(userName: user, accessKeyID: id, status: status)
        }
    }

    /// Deletes one of the user's own keys.
    package func delete(_ id: AccessKeyID, of caller: UserName) async throws(AccessKeysError) {
        try await changeOwn(id, of: caller, .takes) { user throws(AWSError) in
            try await iam.deleteAccessKey(userName: user, accessKeyID: id)
        }
        creations.delete(id)
    }

    /// Runs `change` if the key is the user's own. IAM checks that too, because the call names the user; it is looked up
    /// here as well so that nobody's keys depend on a single check.
    private func changeOwn(
        _ id: AccessKeyID, of caller: UserName, _ effect: Effect,
        _ change: (UserName) async throws(AWSError) -> Void
    ) async throws(AccessKeysError) {
        try await refuseOwn(caller, for: effect)
        let (user, keys) = try await keys(of: caller)
        if effect == .gives { try await checkServed(user) }
        guard withUnlisted(keys, of: user).contains(id) else { throw .keyNotFound(id) }
        do throws(AWSError) {
            try await change(user)
        } catch  where error.isNoSuchEntity {
            throw .keyNotFound(id)
        } catch {
            throw .aws(error)
        }
    }
}

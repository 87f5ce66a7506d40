import AWS
import Concurrency
import FoundationEssentials

/// Reads what is: a user, their role and the account's quotas.
struct MirrorReader: Sendable {
    let users: UserReader
    let roles: RoleReader
    private let cache: MirrorCache
    private let timekeeper: Timekeeper

    init(iam: IAM, naming: RoleNaming, cache: MirrorCache, timekeeper: Timekeeper) {
        users = UserReader(iam: iam, cache: cache)
        roles = RoleReader(iam: iam, naming: naming)
        self.cache = cache
        self.timekeeper = timekeeper
    }

    /// Begins to read in a task of its own.
    func begin(_ userName: UserName) -> PendingObservation {
        PendingObservation(
            start: timekeeper.now(),
            result: Task { await outcome { () throws(AWSError) in try await read(userName) } })
    }

    /// Reads a user alone.
    func readUser(_ userName: UserName) async throws(AWSError) -> UserSnapshot {
        try await users.snapshot(
            of: userName, ManagedPolicyReader(iam: users.iam, cache: cache.documents, start: timekeeper.now()))
    }

    /// Reads once.
    ///
    /// - Throws: also `NoSuchEntity` where something was deleted while it was read.
    func read(_ userName: UserName) async throws(AWSError) -> Observation {
        let managed = ManagedPolicyReader(iam: users.iam, cache: cache.documents, start: timekeeper.now())
        async let role = outcome { () throws(AWSError) in try await roles.snapshot(of: userName, managed) }
        async let quotas = outcome { () throws(AWSError) in try await roles.quotas() }
        let user = try await users.snapshot(of: userName, managed)
        return Observation(user: user, role: try await role.get(), quotas: try await quotas.get())
    }

    /// Reads, and reads again, twice at the most, where something was deleted meanwhile.
    ///
    /// - Parameters:
    ///   - userName: the user as IAM spells it.
    ///   - early: a first reading that is already there.
    /// - Returns: the reading.
    /// - Throws: ``RoleMirrorError/userNotFound(_:removed:)`` when the user is gone.
    func observe(
        _ userName: UserName, startingWith early: Result<Observation, AWSError>? = nil
    ) async throws(RoleMirrorError) -> Observation {
        var result: Result<Observation, AWSError>
        if let early {
            result = early
        } else {
            result = await outcome { () throws(AWSError) in try await read(userName) }
        }
        for wait in [Duration.zero, .seconds(1)] {
            guard case .failure(let error) = result, error.isNoSuchEntity else { break }
            // IAM may go on listing for some seconds what has been deleted.
            await timekeeper.sleep(wait)
            result = await outcome { () throws(AWSError) in try await read(userName) }
        }
        do throws(AWSError) {
            return try result.get()
        } catch {
            guard error.isNoSuchEntity else { throw .aws(error) }
            let exists = try await mappingAWSErrors { () throws(AWSError) in try await users.exists(userName) }
            throw exists ? .aws(error) : .userNotFound(userName)
        }
    }
}

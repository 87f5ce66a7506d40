package import AWS
package import Concurrency
import FoundationEssentials
package import RoleMirror
package import RoleRecords

/// Removes the mirrored roles that nobody has used for their time to live, those whose users are gone, and those that nobody
/// knows of any more; with their policies.
package struct RoleCleanup: Sendable {
    /// A role that may go.
    package struct Candidate: Sendable, Equatable {
        package enum Reason: String, Sendable {
            /// Its record's time has passed.
            case expired
            /// Its user is gone.
            case userGone = "user-gone"
            /// It has no record.
            case orphaned
        }

        /// Nil where nothing tells whose an orphan is.
        package var userName: String?
        package var roleARN: String
        package var reason: Reason
    }

    /// What became of one role.
    package enum Outcome: Sendable {
        case removed
        /// In a dry run: it would have been removed.
        case wouldRemove
        /// Somebody logged in since it was found, or is logging in now: the role stays.
        case stayed
        /// It has no record, and nothing says that Latchkey or himeko made it.
        case leftAlone
        case failed(CoreError)
    }

    /// Whether anything is written.
    package enum Mode: Sendable {
        case remove
        case dryRun
    }

    package typealias Report = @Sendable (Candidate, Outcome) -> Void
    package typealias PolicyReport = @Sendable (ARN, Outcome) -> Void

    /// How long a removal's lease stands without being renewed, in seconds. After a crash it has lapsed when that of the whole
    /// run has, so that the next run finds nothing held.
    private static let leaseDuration = RoleLease.duration

    private let reader: UserReader
    private let writer: RoleWriter
    private let records: RoleRecordTable
    private let naming: RoleNaming
    private let pace: Pace
    private let keeper: LeaseKeeper
    private let timekeeper: Timekeeper

    /// - Parameters:
    ///   - iam: by a client that keeps to `pace`.
    ///   - records: the table.
    ///   - naming: which roles are Latchkey's.
    ///   - pace: how fast IAM is written to.
    ///   - timekeeper: the clock.
    package init(
        iam: IAM, records: RoleRecordTable, naming: RoleNaming, pace: Pace, timekeeper: Timekeeper = .system
    ) {
        reader = UserReader(iam: iam)
        writer = RoleWriter(iam: iam, naming: naming)
        self.records = records
        self.naming = naming
        self.pace = pace
        self.timekeeper = timekeeper
        keeper = LeaseKeeper(records: records, timekeeper: timekeeper, duration: Self.leaseDuration)
    }

    /// Removes the roles whose records are expired now, while the table is still being read, and goes on after failures.
    ///
    /// - Parameters:
    ///   - mode: whether anything is written.
    ///   - concurrency: how many are worked on at once.
    ///   - stop: when requested, what is under way is finished and nothing else begun.
    ///   - report: is told of every role when it is done with, in no promised order.
    /// - Throws: when the table can't be read (to its end); what was found by then is done with.
    package func removeExpired(
        mode: Mode, concurrency: Int, stop: StopRequest, report: @escaping Report
    ) async throws(CoreError) {
        var pages = records.expired(before: timekeeper.now())
        try await remove(mode: mode, concurrency: concurrency, stop: stop, report: report) { () throws(AWSError) in
            try await pages.next()?.map {
                Candidate(userName: $0.userName, roleARN: $0.roleARN, reason: .expired)
            }
        }
    }

    /// Removes the roles whose users are gone, however lately they were used; otherwise like ``removeExpired``, with which
    /// the expired ones among them go.
    package func removeOfUsersGone(
        mode: Mode, concurrency: Int, stop: StopRequest, report: @escaping Report
    ) async throws(CoreError) {
        let start = timekeeper.now()
        var pages = records.all()
        var users: Set<String>?
        try await remove(mode: mode, concurrency: concurrency, stop: stop, report: report) { () throws(AWSError) in
            guard let page = try await pages.next() else { return nil }
            let used = page.filter { $0.expiresAt >= start }
            if used.isEmpty { return [] }
            // All of them, or none: a list that breaks off would make the others look gone.
            let known: Set<String>
            if let users { known = users } else { known = try await reader.names() }
            users = known
            return used.filter { !known.contains($0.userName.lowercased()) }.map {
                Candidate(userName: $0.userName, roleARN: $0.roleARN, reason: .userGone)
            }
        }
    }

    /// Removes the roles that stand where Latchkey's do, have no record, and carry Latchkey's tag or himeko's trust; the
    /// others are only told of. Otherwise like ``removeExpired``.
    package func removeOrphans(
        _ search: OrphanSearch, mode: Mode, concurrency: Int, stop: StopRequest, report: @escaping Report
    ) async throws(CoreError) {
        var found: [Candidate]? = try await orCoreError { () throws(AWSError) in try await search.orphans() }
        try await forEach(mode: mode, concurrency: concurrency, stop: stop) { orphan in
            report(orphan, await remove(orphan, search, mode: mode))
        } next: { () throws(AWSError) in
            defer { found = nil }
            return found
        }
    }

    /// Removes the policies of Latchkey's own that nothing uses; otherwise like ``removeExpired``.
    package func removeUnusedPolicies(
        _ search: OrphanSearch, mode: Mode, concurrency: Int, stop: StopRequest, report: @escaping PolicyReport
    ) async throws(CoreError) {
        var found: [UnusedPolicy]? = try await orCoreError { () throws(AWSError) in try await search.unusedPolicies() }
        try await forEach(mode: mode, concurrency: concurrency, stop: stop) { policy in
            report(policy.arn, await remove(policy, search, mode: mode))
        } next: { () throws(AWSError) in
            defer { found = nil }
            return found
        }
    }

    // MARK: Many

    private func remove(
        mode: Mode, concurrency: Int, stop: StopRequest, report: @escaping Report,
        next: () async throws(AWSError) -> [Candidate]?
    ) async throws(CoreError) {
        try await forEach(mode: mode, concurrency: concurrency, stop: stop) { candidate in
            report(candidate, await remove(candidate, mode: mode))
        } next: { () throws(AWSError) in
            try await next()
        }
    }

    private func forEach<Candidate: Sendable>(
        mode: Mode, concurrency: Int, stop: StopRequest, _ body: @escaping @Sendable (Candidate) async -> Void,
        next: () async throws(AWSError) -> [Candidate]?
    ) async throws(CoreError) {
        let result: Result<Void, AWSError> = await withTaskGroup(of: Void.self) { group in
            var underWay = 0
            while !stop.isRequested {
                let candidates: [Candidate]
                do throws(AWSError) {
                    guard let page = try await next() else { break }
                    candidates = page
                } catch {
                    return .failure(error)
                }
                for candidate in candidates {
                    if underWay >= concurrency {
                        await group.next()
                        underWay -= 1
                    }
                    if mode == .remove { await pace.hasRoom() }
                    if stop.isRequested { break }
                    group.addTask { await body(candidate) }
                    underWay += 1
                }
            }
            return .success(())
        }
        try result.orCoreError()
    }

    // MARK: One

    private func remove(_ orphan: Candidate, _ search: OrphanSearch, mode: Mode) async -> Outcome {
        do throws(AWSError) {
            guard try await search.isMirror(orphan) else { return .leftAlone }
        } catch  where error.isNoSuchEntity {
            return .removed
        } catch {
            return .failed(.aws(error))
        }
        return await remove(orphan, mode: mode)
    }

    private func remove(_ candidate: Candidate, mode: Mode) async -> Outcome {
        guard let userName = candidate.userName else { return .leftAlone }
        do throws(CoreError) {
            let role = try role(candidate.roleARN, of: userName)
            if mode == .dryRun {
                return try await stands(candidate.reason, of: userName).orCoreError() ? .wouldRemove : .stayed
            }
            let lease = keeper.newLease()
            let acquisition = try await orCoreError { () throws(AWSError) in
                try await acquire(userName, role, candidate.reason, lease.lease, now: timekeeper.now())
            }
            guard case .acquired(let before) = acquisition else { return .stayed }
            let isRemoved = try await remove(role, of: userName, candidate.reason, lease, before).get()
            return isRemoved ? .removed : .stayed
        } catch {
            return .failed(error)
        }
    }

    private func remove(_ policy: UnusedPolicy, _ search: OrphanSearch, mode: Mode) async -> Outcome {
        do throws(AWSError) {
            guard try await search.isUnused(policy) else { return .stayed }
            if mode == .dryRun { return .wouldRemove }
            return try await writer.deletePolicy(policy.arn) ? .removed : .stayed
        } catch  where error.isNoSuchEntity {
            return .removed
        } catch {
            return .failed(.aws(error))
        }
    }

    private func acquire(
        _ userName: String, _ role: ARN, _ reason: Candidate.Reason, _ lease: Lease, now: Date
    ) async throws(AWSError) -> Acquisition {
        switch reason {
        case .expired: try await records.acquireForRemoval(userName, lease: lease, now: now, expiredBefore: now)
        case .userGone: try await records.acquireForRemoval(userName, lease: lease, now: now, expiredBefore: nil)
        case .orphaned: try await records.acquireForOrphan(userName, roleARN: role, lease: lease, now: now)
        }
    }

    /// Whether the reason still stands: a user may have been made since all were listed.
    private func stands(_ reason: Candidate.Reason, of userName: String) async -> Result<Bool, AWSError> {
        guard reason == .userGone else { return .success(true) }
        guard let userName = UserName(userName) else { return .success(false) }
        return await outcome { () throws(AWSError) in !(try await reader.exists(userName)) }
    }

    /// Removes the role, then the record, under the lease; tells whether it was ours to the end. After a failure the record
    /// stays for the next run, and the next login makes the role whole. A record that is of another role stays.
    private func remove(
        _ role: ARN, of userName: String, _ reason: Candidate.Reason, _ lease: HeldLease, _ before: RoleRecord?
    ) async -> Result<Bool, CoreError> {
        let isOfAnother = reason == .orphaned && before != nil
        let result = await keeper.holding(lease, of: userName) {
            await outcome { () throws(CoreError) in
                guard try await stands(reason, of: userName).orCoreError() else { return false }
                // IAM's names are one regardless of case, the table's aren't.
                if isOfAnother, let other = before.flatMap({ ARN($0.roleARN) }), other.isSame(as: role) { return false }
                do throws(RoleMirrorError) {
                    _ = try await writer.deleteRole(role, under: lease)
                } catch .roleBusy {
                    return false
                } catch {
                    throw .mirror(error)
                }
                lease.giveBack()
                try await orCoreError { () throws(AWSError) in
                    if isOfAnother {
                        try await records.release(userName, lease: lease.lease, now: timekeeper.now())
                    } else {
                        try await records.delete(userName, lease: lease.lease)
                    }
                }
                return true
            }
        }
        if case .success(true) = result { return result }
        // Should this fail too, the lease lapses by itself.
        if reason == .orphaned, !isOfAnother {
            try? await records.delete(userName, lease: lease.lease)
        } else {
            try? await records.release(userName, lease: lease.lease, now: timekeeper.now())
        }
        return lease.isLost ? .success(false) : result
    }

    /// The role that is meant, if it is one that Latchkey made: a record must not be able to name any other.
    private func role(_ roleARN: String, of userName: String) throws(CoreError) -> ARN {
        guard let arn = ARN(roleARN) else { throw .malformedRecord(userName) }
        guard naming.owns(arn) else { throw .mirror(.foreignRole(arn)) }
        return arn
    }
}

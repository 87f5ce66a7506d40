package import AWS
package import Concurrency
import FoundationEssentials
package import RoleMirror
package import RoleRecords

/// Removes what mirrored roles leave behind: roles that nobody has used for their time to live, roles whose users are gone,
/// roles without a record, and policies without a role; and makes roles that may have live sessions equal to their users.
///
/// Each function reads all there is, works on several roles at once, goes on after a failure, and tells of every role or
/// policy in no promised order. After a request to stop it finishes what it has begun, and returns.
package struct RoleCleanup: Sendable {
    /// Whether anything is written.
    package enum Mode: Sendable {
        case remove
        case dryRun
    }

    package typealias RoleReport = @Sendable (RemovalCandidate, RemovalOutcome) -> Void
    package typealias UpdateReport = @Sendable (RoleUpdate) -> Void
    package typealias PolicyReport = @Sendable (ARN, RemovalOutcome) -> Void

    private let mode: Mode
    private let users: UserReader
    private let writer: RoleWriter
    private let records: RoleRecordTable
    private let remover: RoleRemover
    private let updater: RoleUpdater
    private let orphanSearch: OrphanSearch
    private let policySearch: UnusedPolicySearch
    private let sweep: PacedSweep
    private let timekeeper: Timekeeper

    /// - Parameters:
    ///   - iam: of a client whose writes keep to `rateLimiter`.
    ///   - records: the table of role records.
    ///   - mirror: which roles are Latchkey's, and how they are planned and kept.
    ///   - identity: who Latchkey is to AWS.
    ///   - mode: whether anything is written.
    ///   - rateLimiter: how fast IAM is written to.
    ///   - concurrency: how many roles or policies are worked on at once.
    ///   - stop: ends the work early.
    ///   - timekeeper: the clocks.
    package init(
        iam: IAM, records: RoleRecordTable, mirror: MirrorConfiguration,
        identity: @escaping @Sendable () async throws(AWSError) -> BrokerIdentity, mode: Mode,
        rateLimiter: RateLimiter, concurrency: Int, stop: StopRequest, timekeeper: Timekeeper = .system
    ) {
        let naming = mirror.naming
        self.mode = mode
        self.records = records
        self.timekeeper = timekeeper
        users = UserReader(iam: iam)
        writer = RoleWriter(iam: iam, naming: naming)
        remover = RoleRemover(iam: iam, records: records, naming: naming, mode: mode, timekeeper: timekeeper)
        updater = RoleUpdater(
            iam: iam, records: records, configuration: mirror, identity: identity, mode: mode, concurrency: concurrency,
            timekeeper: timekeeper)
        orphanSearch = OrphanSearch(iam: iam, records: records, naming: naming, timekeeper: timekeeper)
        policySearch = UnusedPolicySearch(iam: iam, naming: naming, timekeeper: timekeeper)
        sweep = PacedSweep(rateLimiter: mode == .dryRun ? nil : rateLimiter, concurrency: concurrency, stop: stop)
    }

    // MARK: Roles

    /// Removes the roles whose records have expired by now. Where somebody else wrote when (in himeko's records, for one), the
    /// role goes only if IAM says as well that nobody has used it for a day.
    ///
    /// - Parameter report: is told of every role.
    /// - Throws: when the table can't be read to its end, after the roles that were found by then.
    package func removeExpiredRoles(report: @escaping RoleReport) async throws(AWSError) {
        var pages = records.expired(before: timekeeper.now())
        try await removeRoles(report) { () throws(AWSError) in
            try await pages.next()?.map {
                RemovalCandidate(
                    userName: $0.userName, roleARN: $0.roleARN, reason: .expired, isSealed: $0.hasSealedExpiry)
            }
        }
    }

    /// Removes the roles whose IAM users are gone, however lately they were used. Expired ones among them are left to
    /// ``removeExpiredRoles(report:)``, where their records are Latchkey's.
    ///
    /// - Parameter report: is told of every role.
    /// - Throws: when the users can't be listed, or the table can't be read to its end, after the roles that were
    ///   found by then.
    package func removeRolesOfMissingUsers(report: @escaping RoleReport) async throws(AWSError) {
        let start = timekeeper.now()
        var pages = records.all()
        var users: Set<String>?
        try await removeRoles(report) { () throws(AWSError) in
            guard let page = try await pages.next() else { return nil }
            let unexpired = page.filter { $0.expiresAt >= start || !$0.hasSealedExpiry }
            if unexpired.isEmpty { return [] }
            // The whole list or none: were it to break off, the users on the rest of it would look gone.
            let known: Set<String>
            if let users { known = users } else { known = try await self.users.names() }
            users = known
            return unexpired.filter { !known.contains($0.userName.lowercased()) }.map {
                RemovalCandidate(userName: $0.userName, roleARN: $0.roleARN, reason: .userGone)
            }
        }
    }

    private func removeRoles(
        _ report: @escaping RoleReport, in nextPage: () async throws(AWSError) -> [RemovalCandidate]?
    ) async throws(AWSError) {
        try await sweep.forEach(in: nextPage) { [remover] candidate in
            report(candidate, await remover.remove(candidate))
        }
    }

    /// Makes the roles that may have live sessions equal to their users, where these have changed since. It puts off no role's
    /// expiry.
    ///
    /// - Parameter report: is told of every role that wasn't equal.
    /// - Throws: when the table can't be read to its end, after the roles that were found by then.
    package func updateRolesInUse(report: @escaping UpdateReport) async throws(AWSError) {
        var pages = records.all()
        try await sweep.forEach(
            in: { () throws(AWSError) in try await pages.next()?.filter(updater.mayHaveSessions) }
        ) { [updater] record in
            guard let outcome = await updater.update(record) else { return }
            report(RoleUpdate(userName: record.userName, roleARN: record.roleARN, outcome: outcome))
        }
    }

    /// Removes the roles that have Latchkey's path and prefix but no record, if they carry Latchkey's tag and IAM says that
    /// nobody has used them for a day. The others are only told of.
    ///
    /// - Parameter report: is told of every role.
    /// - Throws: when the roles can't be listed or the table can't be read to its end; nothing is removed then.
    package func removeOrphanedRoles(report: @escaping RoleReport) async throws(AWSError) {
        await sweep.forEach(of: try await orphanSearch.orphans()) { orphan in
            report(orphan, await removeIfMirror(orphan))
        }
    }

    private func removeIfMirror(_ orphan: RemovalCandidate) async -> RemovalOutcome {
        var orphan = orphan
        do throws(AWSError) {
            guard let owner = try await orphanSearch.owner(of: orphan) else { return .leftAlone }
            orphan.userName = owner.description
        } catch {
            return error.isNoSuchEntity ? .removed : .failed(.aws(error))
        }
        return await remover.remove(orphan)
    }

    // MARK: Policies

    /// Removes the policies that Latchkey made for roles and that nothing uses.
    ///
    /// - Parameter report: is told of every policy.
    /// - Throws: when the policies or the roles can't be listed; nothing is removed then.
    package func removeUnusedPolicies(report: @escaping PolicyReport) async throws(AWSError) {
        await sweep.forEach(of: try await policySearch.unusedPolicies()) { policy in
            report(policy.arn, await remove(policy))
        }
    }

    private func remove(_ policy: UnusedPolicy) async -> RemovalOutcome {
        do throws(AWSError) {
            guard try await policySearch.isUnused(policy) else { return .stayed }
            if mode == .dryRun { return .wouldBeRemoved }
            return try await writer.deletePolicy(policy.arn) ? .removed : .stayed
        } catch {
            return error.isNoSuchEntity ? .removed : .failed(.aws(error))
        }
    }
}

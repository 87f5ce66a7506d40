import AWS
import Concurrency
import FoundationEssentials
import IAMPolicy

/// Plans the role for what was observed, and refuses a plan that the account has no room for.
struct RolePlanner: Sendable {
    /// The longest session that AWS opens, and as much more as AWS lets clocks differ, in seconds.
    private static let longestSession: TimeInterval = 43_200 + 300

    private let configuration: MirrorConfiguration
    private let roles: RoleReader
    private let timekeeper: Timekeeper

    init(configuration: MirrorConfiguration, roles: RoleReader, timekeeper: Timekeeper) {
        self.configuration = configuration
        self.roles = roles
        self.timekeeper = timekeeper
    }

    /// Plans the role and finds what has to change for it.
    ///
    /// - Parameters:
    ///   - observation: what is.
    ///   - claim: says whether the role is the user's.
    ///   - identity: who may assume the role.
    ///   - revocation: sessions that began before this date are to be denied everything; the role may tell of a later date.
    /// - Returns: the plan with the changes.
    /// - Throws: ``RoleMirrorError``, where the role isn't Latchkey's, a policy can't be mirrored or a limit is passed.
    func assess(
        _ observation: Observation, claim: RoleClaim, identity: BrokerIdentity, revocation: Date?
    ) async throws(RoleMirrorError) -> Assessment {
        if let role = observation.role?.role, !claim.covers(role) { throw .foreignRole(role.arn) }
        let plan = try await plan(for: observation, identity: identity, revocation: revocation)
        let excesses = try await excesses(of: plan, given: observation)
        guard excesses.isEmpty else { throw .limitsExceeded(excesses) }
        return Assessment(
            observation: observation, plan: plan,
            changes: ChangeSet(from: observation.role, to: plan, quotas: observation.quotas))
    }

    /// Plans on Swift's own threads: the plan of a user with full quotas takes tens of milliseconds, for which an event loop
    /// must not stand still.
    private func plan(
        for observation: Observation, identity: BrokerIdentity, revocation: Date?
    ) async throws(RoleMirrorError) -> RolePlan {
        // The record may have been lost, or tell of an earlier revocation than the role.
        let latest = [revocation, observation.role?.revokedBefore].compactMap { $0 }.max()
        let isOver = latest.map { timekeeper.now().timeIntervalSince($0) > Self.longestSession } ?? true
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { () throws(RoleMirrorError) in
            try RolePlan(
                mirroring: observation.user, naming: configuration.naming, broker: identity, mfa: configuration.mfa,
                requiredBoundary: configuration.boundary,
                guardian: .guarding(configuration.naming, of: identity, table: configuration.table),
                quotas: observation.quotas, revokedBefore: isOver ? nil : latest)
        }
    }

    /// What the user is told when most of what they may do isn't in a role; nil otherwise.
    func shortfall(of user: UserSnapshot) async throws(RoleMirrorError) -> Finding? {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { () throws(RoleMirrorError) in
            try PolicyTranslation(of: user, mfa: configuration.mfa).shortfall
        }
    }

    /// The account's limits that the plan would pass.
    private func excesses(
        of plan: RolePlan, given observation: Observation
    ) async throws(RoleMirrorError) -> [LimitExcess] {
        let quotas = observation.quotas
        var excesses: [LimitExcess] = []
        if observation.role == nil, quotas.roles >= quotas.rolesQuota {
            excesses.append(LimitExcess(limit: .roles, needed: quotas.roles + 1, allowed: quotas.rolesQuota))
        }
        var missing = plan.ownPolicies.keys.filter { observation.role?.documents[$0] == nil }
        if quotas.policies + missing.count > quotas.policiesQuota {
            // A login that broke off may have made some of them.
            let planned = missing
            missing = try await mappingAWSErrors { () throws(AWSError) in try await roles.missing(of: planned) }
        }
        let needed = quotas.policies + missing.count
        if !missing.isEmpty, needed > quotas.policiesQuota {
            excesses.append(LimitExcess(limit: .policies, needed: needed, allowed: quotas.policiesQuota))
        }
        return excesses
    }
}

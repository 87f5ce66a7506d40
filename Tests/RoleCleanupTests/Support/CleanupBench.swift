import AWS
import Concurrency
import FoundationEssentials
import MirrorTestSupport
import RoleMirror
import RoleRecords
import Synchronization

@testable import FakeAWS
@testable import RoleCleanup

/// A clean-up of an account in memory. Its clocks stand still, but for waits for the rate limiter, which are over at once.
final class CleanupBench: Sendable {
    /// Seconds since 1970.
    static let now = 1_700_000_000

    let account: FakeAccount
    let time = ManualClock()
    let rateLimiter: RateLimiter
    let iam: IAM
    let records: RoleRecordTable
    let naming = RoleNaming.usual
    /// Its sleeps are real.
    let timekeeper: Timekeeper
    private let outcomes = Mutex<[String: Int]>([:])

    init(
        _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil }
    ) throws {
        account = FakeAccount(intercept: intercept)
        rateLimiter = RateLimiter(maximumRate: 1_000, timekeeper: time.movedByWaits)
        timekeeper = time.waiting
        let client = try account.client(retry: .patient, rateLimiter: rateLimiter, timekeeper: time.standing)
        iam = IAM(client)
        records = RoleRecordTable(table: "latchkey", seal: .usual, dynamoDB: DynamoDB(client), recordsPerPage: 40)
    }

    /// How often each outcome was told.
    var counts: [String: Int] { outcomes.withLock { $0 } }

    func removeExpiredRoles(
        _ mode: RoleCleanup.Mode = .remove, concurrency: Int = 8, stop: StopRequest = StopRequest()
    ) async throws(AWSError) {
        try await cleanup(mode, concurrency: concurrency, stop: stop).removeExpiredRoles { [self] in add($1) }
    }

    func removeRolesOfMissingUsers(_ mode: RoleCleanup.Mode = .remove) async throws(AWSError) {
        try await cleanup(mode).removeRolesOfMissingUsers { [self] in add($1) }
    }

    func removeOrphanedRoles(_ mode: RoleCleanup.Mode = .remove) async throws(AWSError) {
        try await cleanup(mode).removeOrphanedRoles { [self] in add($1) }
    }

    func removeUnusedPolicies(_ mode: RoleCleanup.Mode = .remove) async throws(AWSError) {
        try await cleanup(mode).removeUnusedPolicies { [self] in add($1) }
    }

    func updateRolesInUse(_ mode: RoleCleanup.Mode = .remove) async throws(AWSError) {
        try await cleanup(mode).updateRolesInUse { [self] in add($0.outcome) }
    }

    private func cleanup(
        _ mode: RoleCleanup.Mode, concurrency: Int = 8, stop: StopRequest = StopRequest()
    ) -> RoleCleanup {
        RoleCleanup(
            iam: iam, records: records, mirror: MirrorConfiguration(naming: naming, table: "latchkey"),
            identity: { .usual }, mode: mode, rateLimiter: rateLimiter, concurrency: concurrency, stop: stop,
            timekeeper: timekeeper)
    }

    private func add(_ outcome: RemovalOutcome) {
        let word =
            switch outcome {
            case .removed: "removed"
            case .wouldBeRemoved: "wouldBeRemoved"
            case .stayed: "stayed"
            case .leftAlone: "leftAlone"
            case .failed: "failed"
            }
        count(word)
    }

    private func add(_ outcome: RoleUpdate.Outcome) {
        switch outcome {
        case .updated: count("updated")
        case .wouldBeUpdated: count("wouldBeUpdated")
        case .stayed: count("stayed")
        case .failed: count("failed")
        }
    }

    private func count(_ word: String) { outcomes.withLock { $0[word, default: 0] += 1 } }
}

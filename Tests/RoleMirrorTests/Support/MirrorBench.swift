import AWS
import Concurrency
import FoundationEssentials
import MirrorTestSupport
import RoleRecords
import Testing

@testable import FakeAWS
@testable import RoleMirror

/// Alice and her role in an account in memory, with a wall clock that moves only when told, and waits that end at once.
struct MirrorBench: Sendable {
    let clock = ManualClock()
    let account: FakeAccount
    let iam: IAM
    let records: RoleRecordTable
    let timekeeper: Timekeeper
    let configuration: MirrorConfiguration
    let cache = MirrorCache()

    init(
        tags: [String: String] = [:], roundTrips: RoundTripCounter? = nil,
        _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil }
    ) throws {
        account = FakeAccount(roundTrips: roundTrips, intercept: intercept)
        account.with { $0.users["alice"] = tags }
        let client = try account.client(timekeeper: clock.standing)
        iam = IAM(client)
        records = RoleRecordTable(table: "latchkey", seal: .usual, dynamoDB: DynamoDB(client))
        configuration = MirrorConfiguration(naming: .usual, table: "latchkey")
        timekeeper = clock.standing
    }

    var reader: MirrorReader {
        MirrorReader(iam: iam, naming: configuration.naming, cache: cache, timekeeper: timekeeper)
    }
    var planner: RolePlanner {
        RolePlanner(configuration: configuration, roles: reader.roles, timekeeper: timekeeper)
    }
    var writer: RoleWriter { RoleWriter(iam: iam, naming: configuration.naming) }
    var removal: RoleRemoval {
        RoleRemoval(iam: iam, records: records, naming: configuration.naming, timekeeper: timekeeper)
    }
    var previewer: RolePreviewer {
        RolePreviewer(iam: iam, records: records, configuration: configuration, cache: cache, timekeeper: timekeeper)
    }

    func reconciler(permits: AsyncSemaphore = AsyncSemaphore(count: 32)) -> RoleReconciler {
        RoleReconciler(
            iam: iam, records: records, configuration: configuration, cache: cache, permits: permits,
            timekeeper: timekeeper)
    }

    /// Alice as IAM tells of her now.
    func alice() async throws -> User { try await iam.getUser(userName: userName("alice")) }

    /// Reconciles Alice's role.
    ///
    /// - Returns: when the role was last made or its trust changed.
    @discardableResult
    func reconcile(
        _ user: User? = nil, early: PendingObservation? = nil, freshness: RoleReconciler.Freshness = .fromAnyNode,
        revoking: Date? = nil
    ) async throws -> Date? {
        let alice = if let user { user } else { try await self.alice() }
        return try await reconciler().reconcile(
            alice, identity: .usual, early: early, freshness: freshness, revoking: revoking
        ) { $0 }
    }

    /// A lease on Alice's record, which has been acquired.
    func lease() async throws -> RoleLease {
        let lease = RoleLease(on: try userName("alice"), records: records, timekeeper: timekeeper)
        let roleARN = configuration.naming.roleARN(for: try userName("alice"), of: .usual)
        let acquisition = try await lease.acquire(for: roleARN, timeToLive: 60, revoking: nil)
        guard case .acquired = acquisition else { throw BadFixture(text: "alice") }
        return lease
    }

    /// Alice's role in IAM.
    var role: FakeAccount.FakeRole? { account.with { $0.roles["user_alice"] } }

    /// Alice's record.
    var record: FakeTable.Item? { account.with { $0.table.items["alice"] } }

    /// What was called while `body` ran.
    func operations(during body: () async throws -> Void) async throws -> [String] {
        let before = account.with { $0.calls.count }
        try await body()
        return account.with { Array($0.operations[before...]) }
    }
}

extension [String] {
    /// The operations that write to IAM or to the table.
    var writes: [String] { filter { !$0.hasPrefix("Get") && !$0.hasPrefix("List") } }
}

import AWS
import Concurrency
import FoundationEssentials
import IAMPolicy
import MirrorTestSupport
import RoleRecords
import Testing

@testable import ConsoleSessions
@testable import FakeAWS
@testable import RoleMirror

/// Logins of Alice, who has no policies. The clocks stand still, and waits are over at once.
struct SessionBench: Sendable {
    let clock: ManualClock
    let account: FakeAccount
    let sessions: RoleSessions
    /// The roles that all of them removed.
    let removed = RemovedRoles()

    init(
        tags: [String: String] = [:], roundTrips: RoundTripCounter? = nil,
        clock: ManualClock = ManualClock(),
        _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil }
    ) throws {
        self.clock = clock
        account = FakeAccount(roundTrips: roundTrips, intercept: intercept)
        account.with { $0.users["alice"] = tags }
        let client = try account.client(timekeeper: clock.standing)
        sessions = RoleSessions(
            iam: IAM(client), sts: STS(client),
            records: RoleRecordTable(table: "latchkey", seal: .usual, dynamoDB: DynamoDB(client)),
            caches: ConsoleCaches(broker: BrokerCache(identity: .usual)),
            configuration: MirrorConfiguration(naming: .usual, table: "latchkey"), removed: removed)
    }

    @discardableResult
    func open(
        as name: String = "alice", tags: [String: String] = [:], transitive: [String] = []
    ) async throws -> RoleSession {
        let request = RoleSessionRequest(
            userName: try userName(name), duration: try #require(SessionDuration(seconds: 3_600)),
            tags: list(tags), transitiveTagKeys: transitive)
        return try await sessions.open(request) { $0 }
    }

    func user(_ name: String) async throws -> User { try await sessions.user(named: try userName(name)) }

    @discardableResult
    func revoke(_ name: String = "alice") async throws -> RoleSessions.Revocation? {
        try await sessions.revoke(try userName(name))
    }

    func preview(_ name: String = "alice", tags: [String: String] = [:]) async throws -> RolePreview {
        try await sessions.preview(of: try userName(name), sessionTags: list(tags))
    }

    private func list(_ tags: [String: String]) -> [AWS.Tag] {
        tags.sorted { $0.key < $1.key }.map { AWS.Tag(key: $0.key, value: $0.value) }
    }

    /// The tags of the session that was opened last.
    var sessionTags: [String: String] {
        let form = lastAssumption
        let members = (1...50).compactMap { number in
            form["Tags.member.\(number).Key"].map { ($0, form["Tags.member.\(number).Value"] ?? "") }
        }
        return Dictionary(members) { $1 }
    }

    var transitiveKeys: [String] {
        lastAssumption.filter { $0.key.hasPrefix("TransitiveTagKeys") }.map(\.value).sorted()
    }

    private var lastAssumption: [String: String] {
        account.with { world in world.calls.last { $0.operation == "AssumeRole" }?.form ?? [:] }
    }

    /// What was called while `body` ran.
    func operations(during body: () async throws -> Void) async throws -> [String] {
        let before = account.with { $0.calls.count }
        try await body()
        return account.with { Array($0.operations[before...]) }
    }

    /// Expects an error that says that the user wasn't found and which role was removed, and that no role or record is left.
    func expectRemoval(
        of roleName: String, by error: ConsoleSessionsError?, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard case .mirror(.userNotFound(_, let removed)) = error else {
            Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
            return
        }
        #expect(removed?.resourceName == roleName, sourceLocation: sourceLocation)
        #expect(self.removed.arns == [removed], sourceLocation: sourceLocation)
        #expect(account.roleNames.isEmpty, sourceLocation: sourceLocation)
        #expect(account.recordNames.isEmpty, sourceLocation: sourceLocation)
    }
}

import AWS
import Cryptography
import FoundationEssentials
import Testing

@testable import LatchkeyCore

@Suite("Sessions of a role made a moment ago", .timeLimit(.minutes(1)))
struct NewRoleSessionsTests {
    @Test("are waited for where the role is there")
    func waitedFor() async throws {
        let bench = try SessionBench { operation, world in
            // The first login takes two.
            let number = world.operations.count { $0 == "AssumeRole" }
            return operation == "AssumeRole" && 3...4 ~= number ? (403, "AccessDenied") : nil
        }
        _ = try await bench.open()
        let operations = try await bench.operations { _ = try await bench.open() }
        #expect(operations.count { $0 == "AssumeRole" } == 3)
        #expect(operations.count { $0 == "GetRole" } == 1)
        #expect(!operations.contains("CreateRole"))
    }

    @Test("are of a new role where it was deleted since")
    func madeAgain() async throws {
        let bench = try SessionBench()
        _ = try await bench.open()
        bench.account.with { $0.roles = [:] }
        let operations = try await bench.operations { _ = try await bench.open() }
        #expect(operations.count { $0 == "CreateRole" } == 1)
        // One denied, and one of the new role.
        #expect(operations.count { $0 == "AssumeRole" } == 2)
    }

    @Test("are waited for, and the role not made twice, where IAM tells of it late")
    func toldLate() async throws {
        let bench = try SessionBench { operation, world in
            let calls = world.operations
            guard calls.contains("CreateRole") else { return nil }
            // From the first login's end on: three look-ups in vain, two denials.
            let later = calls[(calls.firstIndex(of: "CreateRole") ?? 0)...]
            if operation == "GetRole", later.count(where: { $0 == "GetRole" }) <= 3 { return (404, "NoSuchEntity") }
            if operation == "AssumeRole", 2...3 ~= later.count(where: { $0 == "AssumeRole" }) {
                return (403, "AccessDenied")
            }
            return nil
        }
        _ = try await bench.open()
        let operations = try await bench.operations { _ = try await bench.open() }
        #expect(operations.count { $0 == "CreateRole" } == 1)
        #expect(bench.account.roleNames == ["user_alice"])
    }

    @Test("are waited for no longer than the bound")
    func bounded() async throws {
        let bench = try SessionBench { operation, _ in operation == "AssumeRole" ? (403, "AccessDenied") : nil }
        let error = await #expect(throws: CoreError.self) { try await bench.open() }
        guard case .roleNotReady(let waited, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(.seconds(20)...RoleSessions.patience ~= waited)
    }
}

/// Logins of Alice, who has no policies, by a clock that stands still and waits that are over at once.
struct SessionBench: Sendable {
    let account: FakeAccount
    private let sessions: RoleSessions

    init(
        tags: [String: String] = [:],
        _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil }
    ) throws {
        account = FakeAccount(intercept: intercept)
        account.with { $0.users["alice"] = tags }
        let client = Client(
            transport: account,
            credentials: StaticCredentials(Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))),
            endpoints: Endpoints(region: try #require(Region("us-east-1"))))
        sessions = RoleSessions(
            iam: IAM(client), sts: STS(client), records: RoleRecords(table: "latchkey", dynamoDB: DynamoDB(client)),
            memory: ConsoleMemory(broker: BrokerMemory(identity: try .make())),
            configuration: MirrorConfiguration(naming: try .make()),
            timekeeper: Timekeeper(
                now: { Date(timeIntervalSince1970: 1_700_000_000) },
                sleep: { _ in try? await Task.sleep(for: .milliseconds(1)) }))
    }

    @discardableResult
    func open(tags: [String: String] = [:], transitive: [String] = []) async throws -> RoleSession {
        let request = RoleSessionRequest(
            userName: try userName("alice"), duration: try #require(SessionDuration(seconds: 3_600)),
            tags: tags.sorted { $0.key < $1.key }.map { AWS.Tag(key: $0.key, value: $0.value) },
            transitiveTagKeys: transitive)
        return try await sessions.open(request)
    }

    /// What was called while `body` ran.
    func operations(during body: () async throws -> Void) async throws -> [String] {
        let before = account.with { $0.calls.count }
        try await body()
        return account.with { Array($0.operations[before...]) }
    }
}

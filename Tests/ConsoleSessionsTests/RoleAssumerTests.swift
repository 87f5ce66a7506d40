import AWS
import Formats
import FoundationEssentials
import Testing

@testable import ConsoleSessions
@testable import FakeAWS

@Suite(.timeLimit(.minutes(1)))
struct RoleAssumerTests {
    @Test func `a login waits while AWS refuses a role that is there and was made a moment ago`() async throws {
        let bench = try SessionBench { operation, world in
            // The first login calls AssumeRole twice.
            let number = world.operations.count { $0 == "AssumeRole" }
            return operation == "AssumeRole" && 3...4 ~= number ? (403, "AccessDenied") : nil
        }
        _ = try await bench.open()
        let operations = try await bench.operations { _ = try await bench.open() }
        #expect(operations.count { $0 == "AssumeRole" } == 3)
        #expect(!operations.contains("CreateRole"))
    }

    @Test func `a role that was made a moment ago and then deleted is made again without waiting`() async throws {
        let bench = try SessionBench()
        _ = try await bench.open()
        bench.account.with { $0.roles = [:] }
        let operations = try await bench.operations { _ = try await bench.open() }
        #expect(operations.count { $0 == "CreateRole" } == 1)
        // One call is denied, and one is for the new role.
        #expect(operations.count { $0 == "AssumeRole" } == 2)
    }

    @Test func `a session of the deleted role that had the name before is not handed out`() async throws {
        let bench = try SessionBench()
        try await bench.open()
        bench.account.with { world in
            world.dyingRoleIDs = Array(repeating: world.roles["user_alice"]?.id ?? "", count: 2)
            world.roles = [:]
            world.table.items = [:]
        }
        let operations = try await bench.operations { try await bench.open() }
        #expect(bench.account.with { $0.dyingRoleIDs.isEmpty })
        // One call is denied, two give a session of the former role, and one of the new role.
        #expect(operations.count { $0 == "AssumeRole" } == 4)
    }

    @Test func `a login waits, and doesn't make the role twice, while IAM doesn't know of it yet`() async throws {
        let bench = try SessionBench { operation, world in
            let calls = world.operations
            guard calls.contains("CreateRole") else { return nil }
            // After the first login, IAM denies the role four times and STS refuses it twice.
            let later = calls[(calls.firstIndex(of: "CreateRole") ?? 0)...]
            if operation == "GetRole", later.count(where: { $0 == "GetRole" }) <= 4 { return (404, "NoSuchEntity") }
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

    @Test func `a login waits after it has put back a session limit that somebody changed`() async throws {
        let bench = try SessionBench { operation, world in
            guard operation == "AssumeRole", let limit = world.roles["user_alice"]?.maxSessionDuration else {
                return nil
            }
            let refusal = (400, "ValidationError:DurationSeconds exceeds the MaxSessionDuration set for this role.")
            if limit == "900" { return refusal }
            guard let update = world.operations.firstIndex(of: "UpdateRole") else { return nil }
            return world.operations[update...].count { $0 == operation } <= 2 ? refusal : nil
        }
        try await bench.open()
        bench.account.with { $0.roles["user_alice"]?.maxSessionDuration = "900" }
        let operations = try await bench.operations { try await bench.open() }
        #expect(operations.count { $0 == "UpdateRole" } == 1)
        #expect(bench.account.with { $0.roles["user_alice"]?.maxSessionDuration } == "43200")
    }

    @Test func `a role counts as new by its creation date too, even when AWS's clock is ahead`() async throws {
        let bench = try SessionBench { operation, world in
            let number = world.operations.count { $0 == "AssumeRole" }
            return operation == "AssumeRole" && 3...4 ~= number ? (403, "AccessDenied") : nil
        }
        _ = try await bench.open()
        bench.account.with { world in
            world.roles["user_alice"]?.createDate = Timestamp.format(
                Date(timeIntervalSince1970: ManualClock.start.timeIntervalSince1970 + 30))
            world.table.items = [:]
        }
        _ = try await bench.open()
        #expect(
            bench.account.with { $0.table.items["alice"]?["changed_at"] }
                == .n(Int(ManualClock.start.timeIntervalSince1970)))
    }

    @Test func `a login waits no longer than its patience`() async throws {
        let bench = try SessionBench { operation, _ in operation == "AssumeRole" ? (403, "AccessDenied") : nil }
        let error = await #expect(throws: ConsoleSessionsError.self) { try await bench.open() }
        guard case .roleNotReady(let waited, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(.seconds(20)...RoleAssumer.patience ~= waited)
    }
}

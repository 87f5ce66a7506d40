import AWS
import FoundationEssentials
import MirrorTestSupport
import Preflight
import RoleMirror
import Testing

@testable import FakeAWS
@testable import ready

@Suite(.timeLimit(.minutes(1)))
struct ReadinessChecksTests {
    private let clock = ManualClock()

    /// The checks against an account in memory, whose answers say that it is `date` there.
    private func bench(
        date: String? = "Tue, 14 Nov 2023 22:13:20 GMT", _ intercept: @escaping FakeAccount.Intercept = { _, _ in nil }
    ) throws -> (account: FakeAccount, checks: ReadinessChecks) {
        let account = FakeAccount(intercept: intercept)
        account.with { world in
            world.users["alice"] = [:]
            world.keys["alice"] = ["AKIAIOSFODNN7EXAMPLE"]
            world.date = date
        }
        account.add("alice", expiresAt: 1)
        let client = try account.client(timekeeper: clock.standing)
        let preflight = Preflight(
            client: client, table: "latchkey", naming: .usual, served: .all,
            tokensTable: "latchkey-tokens", mfaDevices: .managed)
        return (
            account,
            ReadinessChecks(client: client, table: "latchkey", preflight: preflight, timeout: .seconds(10))
        )
    }

    private func count(_ operation: String, _ account: FakeAccount) -> Int {
        account.with { world in world.operations.count { $0 == operation } }
    }

    @Test func `all checks of a node that can do its work pass`() async throws {
        let checks = try await bench().checks.checks()
        #expect(checks.map(\.name) == ["table", "identity", "clock", "permissions"])
        #expect(checks.filter { $0.failure != nil }.map(\.word) == [])
        #expect(checks.first { $0.name == "clock" }?.word == "as AWS's, to the second")
    }

    @Test func `requests that come together share one round, and the next one comes five seconds later`() async throws {
        let (account, checks) = try bench()
        async let first = checks.checks()
        async let second = checks.checks()
        #expect(await first.count == 4)
        #expect(await second.count == 4)
        // The table's check, and the one of permissions.
        #expect(count("DescribeTable", account) == 2)
        clock.advance(4.9)
        _ = await checks.checks()
        #expect(count("DescribeTable", account) == 2)
        clock.advance(0.2)
        _ = await checks.checks()
        #expect(count("DescribeTable", account) == 3)
    }

    @Test func `permissions are tried every quarter of an hour`() async throws {
        let (account, checks) = try bench()
        _ = await checks.checks()
        let tried = count("ListUsers", account)
        #expect(tried > 0)
        clock.advance(890)
        _ = await checks.checks()
        #expect(count("ListUsers", account) == tried)
        clock.advance(12)
        _ = await checks.checks()
        #expect(count("ListUsers", account) == 2 * tried)
    }

    @Test(
        arguments: [
            ("Tue, 14 Nov 2023 22:13:25 GMT", "5 s behind AWS", true),
            ("Tue, 14 Nov 2023 22:13:26 GMT", "6 s behind AWS", false),
            ("Tue, 14 Nov 2023 22:13:14 GMT", "6 s ahead of AWS", false),
        ])
    func `a clock may be off by five seconds`(date: String, word: String, passes: Bool) async throws {
        let checks = try await bench(date: date).checks.checks()
        let check = try #require(checks.first { $0.name == "clock" })
        #expect(check.word == word)
        #expect((check.failure == nil) == passes)
    }

    @Test func `a table that can't be asked for fails its check alone`() async throws {
        let (_, checks) = try bench { operation, _ in
            operation == "DescribeTable" ? (403, "AccessDeniedException") : nil
        }
        let failed = await checks.checks().filter { $0.failure != nil }.map(\.name)
        #expect(failed.contains("table"))
        #expect(!failed.contains("identity") && !failed.contains("clock"))
    }
}

import AWS
import Concurrency
import FoundationEssentials
import IAMPolicy
import Testing

@testable import ConsoleSessions
@testable import FakeAWS

/// What people are told before a login when most of what they may do isn't in their role.
@Suite(.timeLimit(.minutes(1)))
struct RoleSessionsShortfallTests {
    private static let policy = #"""
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*",
         "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}
        """#

    private func shortfall(_ bench: SessionBench) async throws -> Finding? {
        try await bench.sessions.shortfall(of: try await bench.user("alice"), by: .now + .seconds(10))
    }

    /// What is told, and what AWS was asked for it.
    private func reading(_ bench: SessionBench) async throws -> (finding: Finding?, operations: [String]) {
        var finding: Finding?
        let operations = try await bench.operations { finding = try await shortfall(bench) }
        return (finding, operations)
    }

    @Test func `somebody whose policies need a second factor is told so, and nothing is written`() async throws {
        let bench = try SessionBench()
        #expect(try await shortfall(bench) == nil)
        let needy = try SessionBench()
        needy.account.with { $0.userPolicies["alice"] = Self.policy }
        let (finding, operations) = try await reading(needy)
        #expect(finding?.advice?.contains("LATCHKEY_SSO_MFA") == true)
        #expect(operations.allSatisfy { $0.hasPrefix("Get") || $0.hasPrefix("List") })
        #expect(needy.account.roleNames.isEmpty && needy.account.recordNames.isEmpty)
    }

    @Test func `policies are read once in the sync interval, and again when the user was changed`() async throws {
        let bench = try SessionBench()
        bench.account.with { $0.userPolicies["alice"] = Self.policy }
        _ = try await shortfall(bench)
        let again = try await reading(bench)
        #expect(again.finding != nil)
        #expect(again.operations == ["GetUser"])
        bench.account.with {
            $0.users["alice"] = ["team": "blue"]
            $0.userPolicies["alice"] = nil
        }
        let changed = try await reading(bench)
        #expect(changed.finding == nil)
        #expect(changed.operations.contains("ListUserPolicies"))
        bench.account.with { $0.userPolicies["alice"] = Self.policy }
        #expect(try await shortfall(bench) == nil)
        bench.clock.advance(301)
        #expect(try await shortfall(bench) != nil)
    }

    @Test func `what can't be read is an error, and isn't remembered`() async throws {
        let bench = try SessionBench()
        bench.account.with { $0.userPolicies["alice"] = "{" }
        for _ in 0..<2 {
            await #expect(throws: ConsoleSessionsError.self) { try await shortfall(bench) }
        }
        bench.account.with { $0.userPolicies["alice"] = Self.policy }
        #expect(try await shortfall(bench) != nil)
    }
}

import AWS
import Concurrency
import FoundationEssentials
import Testing

@testable import Baseline

@Suite(.timeLimit(.minutes(1))) struct FirstSecretClaimTests {
    private static let since = Date(timeIntervalSince1970: 1_790_000_000)

    private static func key(_ tag: String) -> String {
        tag.hasPrefix("given") ? "latchkey:first-key" : "latchkey:first-key-claim"
    }

    private static func users(_ tag: String?) -> FakeUsers {
        let users = FakeUsers()
        users.with { $0.users["alice"] = .init(tags: tag.map { [key($0): $0] } ?? [:]) }
        return users
    }

    /// A claim of the run `mine`.
    private func claim(
        _ users: FakeUsers, whileWaiting: @escaping @Sendable () -> Void = {}
    ) throws -> FirstSecretClaim {
        FirstSecretClaim(
            iam: IAM(try users.client()), userName: try #require(UserName("alice")), secret: .accessKey, token: "mine",
            times: .init(), timekeeper: Timekeeper(sleep: { _ in whileWaiting() }), waiting: { _ in })
    }

    @Test func `where nobody is at it, it is taken at once`() async throws {
        let users = Self.users(nil)
        let claim = try claim(users) { Issue.record("it waits") }
        #expect(try await claim.take(since: Self.since) == nil)
        #expect(users["alice"]?.tags["latchkey:first-key-claim"] == "pending 2026-09-21T14:13:20Z mine")
        #expect(try await claim.isOwn())
        #expect(try await claim.take(since: Self.since) == nil)
        await claim.release()
        #expect(users["alice"]?.tags.isEmpty == true)
        #expect(try await !claim.isOwn())
    }

    @Test func `another run's is taken over after a wait, with the date from which things may be left`() async throws {
        let users = Self.users("pending 2026-09-21T14:13:20Z other")
        #expect(try await claim(users).take(since: .now) == .pending(since: Self.since, run: "other"))
        #expect(users["alice"]?.tags["latchkey:first-key-claim"] == "pending 2026-09-21T14:13:20Z mine")
    }

    @Test(arguments: ["given AKIAIOSFODNN7EXAMPLE", "pending 2026-09-21T14:13:20Z third"])
    func `who is there by the end of the wait has it`(tag: String) async throws {
        let users = Self.users("pending 2026-09-21T14:13:20Z other")
        let claim = try claim(users) { users.with { $0.users["alice"]?.tags[Self.key(tag)] = tag } }
        await #expect(throws: FirstSecretError.otherRun) { try await claim.take(since: .now) }
        await claim.release()
        #expect(users["alice"]?.tags[Self.key(tag)] == tag)
    }

    @Test func `what was given stays given`() async throws {
        let id = try #require(AccessKeyID("AKIAIOSFODNN7EXAMPLE"))
        let users = Self.users("given \(id)")
        #expect(try await claim(users).take(since: .now) == .given(id))
        #expect(users.calls == ["GetUser"])
    }
}

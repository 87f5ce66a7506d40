import AWS
import Formats
import FoundationEssentials
import Testing

@testable import ConsoleSessions
@testable import FakeAWS

@Suite(.timeLimit(.minutes(1)))
struct FastLoginTests {
    /// The calls of a login whose role is known and current.
    private static let calls = ["AssumeRole", "GetUser", "UpdateItem"]

    /// One fast login of a user who logged in before, after `change`.
    private func secondLogin(
        of name: String = "alice",
        _ intercept: @escaping @Sendable (String, inout FakeAccount.World) -> (Int, String)? = { _, _ in nil },
        after change: @Sendable (SessionBench) -> Void = { _ in }
    ) async throws -> FastLogin.Outcome {
        let bench = try SessionBench(intercept)
        try await bench.open()
        change(bench)
        let request = RoleSessionRequest(
            userName: try userName(name), duration: try #require(SessionDuration(seconds: 3_600)))
        let roleARN = try arn("arn:aws:iam::123456789012:role/user-role/user_alice")
        return try await bench.sessions.fastLogin.attempt(request, of: roleARN)
    }

    /// Refuses every AssumeRole after the first two, which the first login takes.
    private static func refusing(
        with message: String
    ) -> @Sendable (String, inout FakeAccount.World) -> (Int, String)? {
        { operation, world in
            let isLater = world.operations.count { $0 == "AssumeRole" } > 2
            return operation == "AssumeRole" && isLater ? (403, "AccessDenied:\(message)") : nil
        }
    }

    @Test func `a current role gives a session at once`() async throws {
        guard case .opened(let session) = try await secondLogin() else {
            Issue.record("no session")
            return
        }
        #expect(session.user.userName == (try userName("alice")))
        #expect(session.shortenedTo == nil)
    }

    @Test func `a known login makes three calls`() async throws {
        let bench = try SessionBench()
        try await bench.open()
        #expect(try await bench.operations { try await bench.open() }.sorted() == Self.calls)
    }

    @Test func `without a record the session is kept until the role has been compared`() async throws {
        let outcome = try await secondLogin(after: { $0.account.with { $0.table.items = [:] } })
        guard case .stale(let login) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(login.earlySession != nil)
    }

    @Test func `a session of a role that was made for the user as they were is thrown away`() async throws {
        let outcome = try await secondLogin(after: { $0.account.with { $0.users["alice"] = ["Team": "blue"] } })
        guard case .stale(let login) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(login.earlySession == nil)
        #expect(login.user.tags.map(\.key) == ["Team"])
    }

    @Test(arguments: [(0.0, true), (59, true), (61, false)])
    func `a refused role counts as propagating for a minute after its last change`(
        seconds: TimeInterval, isPropagating: Bool
    ) async throws {
        let outcome = try await secondLogin(Self.refusing(with: "no"), after: { $0.clock.advance(seconds) })
        switch outcome {
        case .propagating: #expect(isPropagating)
        case .stale: #expect(!isPropagating)
        default: Issue.record("\(outcome)")
        }
    }

    @Test func `an explicit Deny refuses the login`() async throws {
        let error = await #expect(throws: ConsoleSessionsError.self) {
            _ = try await secondLogin(Self.refusing(with: "with an explicit deny in a service control policy"))
        }
        guard case .assumeRoleDenied = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a user whom IAM doesn't find by this name is told apart`() async throws {
        let outcome = try await secondLogin(of: "ALICE")
        guard case .notFound = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test func `session tags that contradict the user's tags cost a known login no further call`() async throws {
        let bench = try SessionBench(tags: ["Department": "Research"])
        let tags = ["Department": "Sales"]
        try await bench.open(tags: tags)
        #expect(try await bench.operations { try await bench.open(tags: tags) }.sorted() == Self.calls)

        // The user gets another tag: the role is compared once.
        bench.account.with { $0.users["alice"] = ["Team": "blue"] }
        let further = tags.merging(["Team": "red"]) { $1 }
        #expect(try await bench.operations { try await bench.open(tags: further) }.contains("TagRole"))
        #expect(bench.sessionTags == tags)
        #expect(try await bench.operations { try await bench.open(tags: further) }.sorted() == Self.calls)
        #expect(bench.sessionTags == tags)
    }
}

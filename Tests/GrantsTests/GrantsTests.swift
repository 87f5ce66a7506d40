import AWS
import Concurrency
import FoundationEssentials
import Problems
import TestSupport
import Testing
import Transport

@testable import FakeAWS
@testable import Grants

@Suite(.timeLimit(.minutes(1))) struct GrantsTests {
    private let clock = ManualClock()

    private func grants(_ server: RoleServer, _ limits: Grants.Limits = .init()) throws -> Grants {
        let issuer = GrantIssuer(client: try server.client(timekeeper: clock.standing))
        return Grants(issuer: issuer, limits: limits, timekeeper: clock.standing)
    }

    /// The server's sessions end an hour after the clock's beginning.
    @Test func `an answer is given again until a quarter of an hour before it expires`() async throws {
        let server = RoleServer()
        let grants = try grants(server)
        let first = try await grants.grant(.make())
        clock.advance(44 * 60 - 1)
        #expect(try await grants.grant(.make()) == first)
        #expect(server.forms.count == 1)
        clock.advance(1)
        #expect(try await grants.grant(.make()) != first)
        #expect(server.forms.count == 2)
        #expect(grants.figures == figures(kept: 1, opened: 2))
    }

    @Test func `an answer says whether it is from memory`() async throws {
        let grants = try grants(RoleServer())
        #expect(try await grants.answer(.make()).source == .sts)
        #expect(try await grants.answer(.make()).source == .memory)
    }

    @Test func `an answer for a short session is given again for half of its life`() async throws {
        let server = RoleServer { _ in .session(expiration: "2023-11-14T22:28:20Z") }
        let grants = try grants(server)
        var request = try GrantRequest.make()
        request.durationSeconds = 900
        _ = try await grants.grant(request)
        clock.advance(449)
        _ = try await grants.grant(request)
        #expect(server.forms.count == 1)
        clock.advance(1)
        _ = try await grants.grant(request)
        #expect(server.forms.count == 2)
    }

    @Test func `an answer is never given for another person, application or state of the registration`() async throws {
        let server = RoleServer()
        let grants = try grants(server)
        let requests = try [
            GrantRequest.make(), .make("bob"), .make(version: "2"), .make(application: "other"),
            .make(tags: [.required("a")]), .make(tags: [.optional("a")]),
        ]
        for _ in 0..<2 { for request in requests { _ = try await grants.grant(request) } }
        #expect(server.forms.count == requests.count)
    }

    @Test func `an application's answers can be forgotten`() async throws {
        let server = RoleServer()
        let grants = try grants(server)
        _ = try await grants.grant(.make())
        _ = try await grants.grant(.make(application: "other"))
        grants.forget(application: "app")
        _ = try await grants.grant(.make())
        _ = try await grants.grant(.make(application: "other"))
        #expect(server.forms.count == 3)
    }

    @Test func `an answer that was under way when it was to be forgotten isn't kept`() async throws {
        let server = RoleServer()
        let grants = try grants(server)
        let request = try GrantRequest.make()
        server.hold(true)
        let first = Task { try await grants.grant(request) }
        await until { server.waiting == 1 }
        grants.forget(application: "app")
        let second = Task { try await grants.grant(request) }
        await until { server.waiting == 2 }
        server.hold(false)
        let answers = try await [first.value, second.value]
        #expect(Set(answers.map(\.credentials.accessKeyID)) == ["ASIA1", "ASIA2"])
        #expect(try await grants.grant(request) == answers[1])
        #expect(server.forms.count == 2)
    }

    @Test func `all who ask for the same at once share one call`() async throws {
        let server = RoleServer()
        let grants = try grants(server)
        let request = try GrantRequest.make()
        server.hold(true)
        let keys = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<50 {
                group.addTask { try? await grants.grant(request).credentials.accessKeyID }
            }
            await until { grants.figures.shared == 49 && server.waiting == 1 }
            server.hold(false)
            return await group.reduce(into: [String?]()) { $0.append($1) }
        }
        #expect(keys == Array(repeating: "ASIA1", count: 50))
        #expect(server.forms.count == 1)
        #expect(grants.figures == figures(shared: 49, opened: 1))
    }

    @Test func `who is cancelled stops waiting, and the others get their answer`() async throws {
        let server = RoleServer()
        let grants = try grants(server)
        let request = try GrantRequest.make()
        server.hold(true)
        let first = Task { try await grants.grant(request) }
        await until { server.waiting == 1 }
        let second = Task { try await grants.grant(request) }
        await until { grants.figures.shared == 1 }
        first.cancel()
        await #expect(throws: GrantError.cancelled) { try await first.value }
        server.hold(false)
        #expect(try await second.value.credentials.accessKeyID == "ASIA1")
    }

    @Test func `a call that nobody waits for any more is ended, and the next who asks begins another`() async throws {
        let server = RoleServer()
        let grants = try grants(server)
        let request = try GrantRequest.make()
        server.hold(true)
        let first = Task { try await grants.grant(request) }
        await until { server.waiting == 1 }
        first.cancel()
        await #expect(throws: GrantError.cancelled) { try await first.value }
        server.hold(false)
        await until { grants.figures.failed == 1 }
        #expect(try await grants.grant(request).credentials.accessKeyID == "ASIA2")
        _ = try await grants.grant(request)
        #expect(server.forms.count == 2)
    }

    @Test(arguments: [
        (403, "AccessDenied", "access-role-denied"), (400, "PackedPolicyTooLarge", "session-tags-too-large"),
        (400, "MalformedPolicyDocument", "access-role-refused"),
    ])
    func `a refusal is given again for ten seconds`(status: Int, code: String, kind: String) async throws {
        let server = RoleServer { _ in .error(status, code) }
        let grants = try grants(server)
        for _ in 0..<3 {
            let error = await #expect(throws: GrantError.self) { try await grants.grant(.make()) }
            #expect(error?.problem.kind == kind)
        }
        clock.advance(9.9)
        await #expect(throws: GrantError.self) { try await grants.grant(.make()) }
        #expect(server.forms.count == 1)
        clock.advance(0.1)
        await #expect(throws: GrantError.self) { try await grants.grant(.make()) }
        #expect(server.forms.count == 2)
        #expect(grants.figures == figures(kept: 3, failed: 2))
    }

    @Test func `a failure that may pass isn't kept`() async throws {
        let server = RoleServer { _ in .error(400, "ExpiredToken") }
        let grants = try grants(server)
        for _ in 0..<3 { await #expect(throws: GrantError.self) { try await grants.grant(.make()) } }
        #expect(server.forms.count == 3)
    }

    @Test func `one application can't have more calls under way than its share, and others go on`() async throws {
        let server = RoleServer()
        var limits = Grants.Limits()
        limits.callsPerApplication = 3
        let grants = try grants(server, limits)
        server.hold(true)
        let tasks = try (0..<3).map { number in
            let request = try GrantRequest.make("person\(number)")
            return Task { try await grants.grant(request) }
        }
        await until { server.waiting == 3 }
        let error = await #expect(throws: GrantError.self) { try await grants.grant(.make("person3")) }
        #expect(error?.problem.kind == "application-busy")
        let other = try GrantRequest.make(application: "other")
        let task = Task { try await grants.grant(other) }
        await until { server.waiting == 4 }
        server.hold(false)
        for task in tasks + [task] { _ = try await task.value }
        _ = try await grants.grant(.make("person3"))
        #expect(server.forms.count == 5)
    }

    @Test func `a session that lacks a tag counts as shortened`() async throws {
        let server = RoleServer {
            RoleServer.tagKeys($0).isEmpty ? .session() : .error(400, "PackedPolicyTooLarge")
        }
        let grants = try grants(server)
        #expect(try await grants.grant(.make(tags: [.optional("a")])).droppedTags == ["a"])
        #expect(grants.figures == figures(opened: 1, shortened: 1))
    }

    private func figures(
        kept: Int = 0, shared: Int = 0, opened: Int = 0, failed: Int = 0, shortened: Int = 0
    ) -> Grants.Figures {
        var figures = Grants.Figures()
        (figures.kept, figures.shared, figures.opened) = (kept, shared, opened)
        (figures.failed, figures.shortened) = (failed, shortened)
        return figures
    }
}

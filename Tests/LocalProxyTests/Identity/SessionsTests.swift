import Concurrency
import HTTP1
import Secrets
import Synchronization
import TestSupport
import Testing

@testable import LocalProxy

@Suite(.timeLimit(.minutes(1)))
struct SessionsTests {
    private let challenge = IdentityChallenge(
        json: Array(#"{"account":"123456789012","server":"a.example","regions":[],"proofs":[]}"#.utf8)
    ).map { ServerChallenge.proof($0) }
    private let server = Origin("https://a.example")

    /// A clock that stands still until it is moved on.
    private final class Clock: Sendable {
        private let now = Mutex(Instant.now)
        var timekeeper: Timekeeper { Timekeeper(instant: { [self] in now.withLock { $0 } }) }
        func pass(_ duration: Duration) { now.withLock { $0 = $0 + duration } }
    }

    @Test func `who asks while somebody signs in waits for the same session`() async throws {
        let calls = Recorder<Origin>()
        let sessions = Sessions(clock: .system) { (server, _) throws(IdentityRefusal) in
            calls.record(server)
            try? await Task.sleep(for: .milliseconds(20))
            return SessionCookie.Session(value: Secret("__Host-latchkey-iam=one"), lifetime: nil)
        }
        let (server, challenge) = (try server.orFail(), try challenge.orFail())
        let outcomes = await withTaskGroup { group in
            for _ in 0..<20 { group.addTask { await sessions.signIn(at: server, challenge) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes == [Sessions.Outcome](repeating: .signedIn, count: 20))
        #expect(calls.count == 1)
        #expect(sessions.session(at: server) == Secret("__Host-latchkey-iam=one"))
    }

    @Test func `a session isn't given to another server, scheme or port`() async throws {
        let sessions = Sessions(clock: .system) { (_, _) throws(IdentityRefusal) in
            SessionCookie.Session(value: Secret("__Host-latchkey-iam=one"), lifetime: nil)
        }
        _ = await sessions.signIn(at: try server.orFail(), try challenge.orFail())
        for other in ["https://b.example", "http://a.example", "https://a.example:8443", "https://x.a.example"] {
            #expect(sessions.session(at: try Origin(other).orFail()) == nil)
        }
    }

    @Test func `a session ends a little before its time`() async throws {
        let clock = Clock()
        let sessions = Sessions(clock: clock.timekeeper) { (_, _) throws(IdentityRefusal) in
            SessionCookie.Session(value: Secret("__Host-latchkey-iam=one"), lifetime: .seconds(60))
        }
        let server = try server.orFail()
        _ = await sessions.signIn(at: server, try challenge.orFail())
        clock.pass(.seconds(54))
        #expect(sessions.session(at: server) != nil)
        clock.pass(.seconds(1))
        #expect(sessions.session(at: server) == nil)
    }

    @Test func `after a refusal there is a pause, and then another attempt`() async throws {
        let clock = Clock()
        let calls = Recorder<Int>()
        let sessions = Sessions(clock: clock.timekeeper) { (_, _) throws(IdentityRefusal) in
            calls.record(1)
            throw IdentityRefusal("No.")
        }
        let (server, challenge) = (try server.orFail(), try challenge.orFail())
        for _ in 0..<5 {
            #expect(await sessions.signIn(at: server, challenge) == .refused(IdentityRefusal("No.")))
        }
        #expect(calls.count == 1)
        clock.pass(.seconds(11))
        _ = await sessions.signIn(at: server, challenge)
        #expect(calls.count == 2)
    }

    @Test func `only the session that was refused is forgotten`() async throws {
        let server = try server.orFail()
        let sessions = Sessions(clock: .system) { (_, _) throws(IdentityRefusal) in
            SessionCookie.Session(value: Secret("__Host-latchkey-iam=new"), lifetime: nil)
        }
        _ = await sessions.signIn(at: server, try challenge.orFail())
        sessions.forget(Secret("__Host-latchkey-iam=old"), at: server)
        #expect(sessions.session(at: server) == Secret("__Host-latchkey-iam=new"))
        sessions.update(from: ["Set-Cookie": "__Host-latchkey-iam=newer"], at: server)
        #expect(sessions.session(at: server) == Secret("__Host-latchkey-iam=newer"))
        sessions.update(from: ["Set-Cookie": "__Host-latchkey-iam=; Max-Age=0"], at: server)
        #expect(sessions.session(at: server) == nil)
    }
}

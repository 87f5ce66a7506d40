import AWS
import Synchronization
import TestSupport
import Testing

@testable import AccessKeys
@testable import FakeAWS

@Suite(.timeLimit(.minutes(1)))
struct AccessKeyCreationsTests {
    @Test func `creations for one user wait for each other in order, whatever the case of the name`() async throws {
        let creations = AccessKeyCreations()
        let log = Log()
        let (alice, shouted) = (try userName("alice"), try userName("ALICE"))
        let first = Task {
            try? await creations.oneAtATime(for: alice) { () async throws(AccessKeysError) in
                log.add("first begins")
                await until { log.entries.contains("another user") }
                log.add("first ends")
            }
        }
        await until { !log.entries.isEmpty }
        let second = Task {
            try? await creations.oneAtATime(for: shouted) { () async throws(AccessKeysError) in
                log.add("second")
            }
        }
        try await creations.oneAtATime(for: try userName("bob")) { () async throws(AccessKeysError) in
            log.add("another user")
        }
        await first.value
        await second.value
        #expect(log.entries == ["first begins", "another user", "first ends", "second"])
    }

    private final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        var entries: [String] { lines.withLock { $0 } }
        func add(_ entry: String) { lines.withLock { $0.append(entry) } }
    }

    @Test func `a creation that is cancelled while it waits doesn't run, and the next one does`() async throws {
        let creations = AccessKeyCreations()
        let alice = try userName("alice")
        try await creations.oneAtATime(for: alice) { () async throws(AccessKeysError) in
            let waiting = Task {
                _ = await #expect(throws: AccessKeysError.self) {
                    try await creations.oneAtATime(for: alice) { () async throws(AccessKeysError) in
                        Issue.record("the cancelled creation ran")
                    }
                }
            }
            try? await Task.sleep(for: .milliseconds(20))
            waiting.cancel()
            await waiting.value
        }
        let ran = try await creations.oneAtATime(for: alice) { () async throws(AccessKeysError) in true }
        #expect(ran)
    }

    @Test func `a key that was handed out is remembered for its user, until it is deleted`() throws {
        let creations = AccessKeyCreations()
        let id = try #require(AccessKeyID("AKIAIOSFODNN7EXAMPLE"))
        creations.handOut(id, to: try userName("Alice"))
        #expect(creations.handedOutLately(to: try userName("alice")) == [id])
        #expect(creations.handedOutLately(to: try userName("bob")) == [])
        creations.delete(id)
        #expect(creations.handedOutLately(to: try userName("alice")) == [])
        // A deleted key is still one that this process made: it can't be the lost key of another request.
        #expect(creations.handedOut(id))
    }
}

import AWS
import Cryptography
import FoundationEssentials
import Secrets
import Synchronization
import Testing

@testable import FakeAWS

@Suite(.timeLimit(.minutes(1))) struct CachedCredentialsTests {
    /// Hands out numbered credentials that last an hour, or fails.
    private final class Source: CredentialsProvider {
        let clock: ManualClock
        let lifetime: TimeInterval?
        let calls = Mutex(0)
        let isFailing = Mutex(false)
        let delay: Duration

        init(_ clock: ManualClock, lifetime: TimeInterval? = 3_600, delay: Duration = .zero) {
            self.clock = clock
            self.lifetime = lifetime
            self.delay = delay
        }

        var count: Int { calls.withLock { $0 } }

        func credentials() async throws(AWSError) -> Credentials {
            let number = calls.withLock {
                $0 += 1
                return $0
            }
            try? await Task.sleep(for: delay)
            if isFailing.withLock({ $0 }) { throw .credentials("failing") }
            return Credentials(
                accessKeyID: "KEY\(number)", secretAccessKey: Secret("s"),
                expiration: lifetime.map { clock.now.addingTimeInterval($0) })
        }
    }

    /// Waits until a refresh beside the requests has been made.
    private func settle(_ source: Source, calls: Int) async throws {
        for _ in 0..<1_000 where source.count < calls { try await Task.sleep(for: .milliseconds(2)) }
        try await Task.sleep(for: .milliseconds(20))
    }

    @Test func `one refresh serves all requests that wait`() async throws {
        let clock = ManualClock()
        let source = Source(clock, delay: .milliseconds(50))
        let cached = CachedCredentials(source, timekeeper: clock.waiting)
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await cached.credentials().accessKeyID } }
            for try await id in group { #expect(id == "KEY1") }
        }
        #expect(source.count == 1)
    }

    @Test func `a cancelled request stops waiting, and the refresh goes on for the others`() async throws {
        let clock = ManualClock()
        let source = Source(clock, delay: .seconds(2))
        let cached = CachedCredentials(source, timekeeper: clock.waiting)
        let waiting = Task { try await cached.credentials() }
        try await Task.sleep(for: .milliseconds(50))
        waiting.cancel()
        let result = await waiting.result
        #expect(throws: AWSError.self) { try result.get() }
        #expect(try await cached.credentials().accessKeyID == "KEY1")
        #expect(source.count == 1)
    }

    @Test func `credentials are refreshed in the background before they expire`() async throws {
        let clock = ManualClock()
        let source = Source(clock)
        let cached = CachedCredentials(source, timekeeper: clock.waiting)
        #expect(try await cached.credentials().accessKeyID == "KEY1")
        clock.advance(3_299)
        #expect(try await cached.credentials().accessKeyID == "KEY1")
        try await Task.sleep(for: .milliseconds(20))
        #expect(source.count == 1)
        clock.advance(2)
        #expect(try await cached.credentials().accessKeyID == "KEY1")
        try await settle(source, calls: 2)
        #expect(try await cached.credentials().accessKeyID == "KEY2")
        #expect(source.count == 2)
    }

    @Test func `a failing refresh leaves the old credentials in use until they expire`() async throws {
        let clock = ManualClock()
        let source = Source(clock)
        let cached = CachedCredentials(source, timekeeper: clock.waiting)
        _ = try await cached.credentials()
        source.isFailing.withLock { $0 = true }
        clock.advance(3_400)
        #expect(try await cached.credentials().accessKeyID == "KEY1")
        try await settle(source, calls: 2)
        // The next refresh waits a while.
        _ = try await cached.credentials()
        try await Task.sleep(for: .milliseconds(20))
        #expect(source.count == 2)
        clock.advance(180)
        #expect(try await cached.credentials().accessKeyID == "KEY1")
        #expect(source.count == 3)
        clock.advance(30)
        await #expect(throws: AWSError.credentials("failing")) { try await cached.credentials() }
        source.isFailing.withLock { $0 = false }
        #expect(try await cached.credentials().accessKeyID == "KEY5")
    }

    @Test func `a cancelled request doesn't take the refresh from the others`() async throws {
        let clock = ManualClock()
        let source = Source(clock, delay: .milliseconds(50))
        let cached = CachedCredentials(source, timekeeper: clock.waiting)
        let first = Task { try await cached.credentials() }
        try await Task.sleep(for: .milliseconds(5))
        first.cancel()
        #expect(try await cached.credentials().accessKeyID == "KEY1")
        #expect(source.count == 1)
    }

    @Test func `credentials without an expiration are refreshed every five minutes`() async throws {
        let clock = ManualClock()
        let source = Source(clock, lifetime: nil)
        let cached = CachedCredentials(source, timekeeper: clock.waiting)
        _ = try await cached.credentials()
        clock.advance(299)
        _ = try await cached.credentials()
        #expect(source.count == 1)
        clock.advance(2)
        _ = try await cached.credentials()
        try await settle(source, calls: 2)
        #expect(try await cached.credentials().accessKeyID == "KEY2")
    }
}

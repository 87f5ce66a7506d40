import Concurrency
import TestSupport
import Testing
import Transport

@testable import FakeAWS
@testable import Tokens

@Suite(.timeLimit(.minutes(1))) struct KeySetCachesTests {
    private let clock = ManualClock()
    private let server = KeyServer()

    private func caches(bound: Int = 8) throws -> KeySetCaches {
        KeySetCaches(
            hosts: KeyHosts(public: [try #require(KeyHost("auth.example.com"))]), bound: bound, transport: server,
            timekeeper: clock.standing)
    }

    private func source(_ path: String, host: String = "auth.example.com") throws -> KeySource {
        .address(try #require(KeySetAddress("https://\(host)/\(path)")))
    }

    @Test func `all who trust an issuer share its keys`() async throws {
        let caches = try caches()
        for _ in 0..<3 { #expect(try await caches.keys(from: source("a")).key(withID: "a") != nil) }
        #expect(server.requests.count == 1)
        #expect(try await caches.keys(from: source("b")).key(withID: "a") != nil)
        #expect(server.requests.count == 2)
        #expect(server.requests.map(\.addresses) == [.publicOnly, .publicOnly])
    }

    @Test func `when there are too many, the one is forgotten that wasn't asked for longest`() async throws {
        let caches = try caches(bound: 3)
        for path in ["a", "b", "c", "a", "d", "a", "c", "d"] {
            #expect(try await caches.keys(from: source(path)).key(withID: "a") != nil)
        }
        #expect(server.requests.count == 4)
        #expect(try await caches.keys(from: source("b")).key(withID: "a") != nil)
        #expect(server.requests.count == 5)
    }

    @Test func `keys of a host that isn't allowed are never asked for`() async throws {
        let keys = try caches().keys(from: source("a", host: "evil.example"))
        await #expect(throws: KeySetError.forbiddenHost) { try await keys.key(withID: "a") }
        #expect(server.requests.isEmpty)
    }
}

import Concurrency
import HTTPTypes
import TestSupport
import Testing
import Transport

@testable import FakeAWS
@testable import Tokens

@Suite(.timeLimit(.minutes(1))) struct KeySetCacheTests {
    private let clock = ManualClock()
    private let server = KeyServer()

    private func cache() throws -> KeySetCache {
        KeySetCache(
            address: try #require(KeySetAddress("https://issuer.example.com/.well-known/jwks.json")), transport: server,
            timekeeper: clock.standing)
    }

    /// Waits until a key is known. The clock stands still meanwhile, so asking has no request made.
    private func untilKnown(_ id: String, by cache: KeySetCache) async throws {
        while try await !has(cache, id), !Task.isCancelled { try await Task.sleep(for: .milliseconds(1)) }
    }

    private func has(_ cache: KeySetCache, _ id: String) async throws -> Bool { try await cache.key(withID: id) != nil }

    @Test func `keys are read when they are first asked for, and then kept`() async throws {
        let cache = try cache()
        #expect(server.requests.isEmpty)
        for _ in 0..<3 { #expect(try await has(cache, "a")) }
        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1)
        #expect(request.head.authority == "issuer.example.com" && request.head.path == "/.well-known/jwks.json")
        #expect(request.maximumResponseSize == 256 << 10 && request.deadline == clock.instant + .seconds(5))
    }

    @Test func `an unknown key has them read again, once a minute`() async throws {
        let cache = try cache()
        #expect(try await has(cache, "a"))
        for id in ["b", "c", "d"] { #expect(try await !has(cache, id)) }
        #expect(server.requests.count == 1)
        clock.advance(59)
        #expect(try await !has(cache, "b"))
        #expect(server.requests.count == 1)
        clock.advance(1)
        server.answer(.keys(["a", "b"]))
        #expect(try await has(cache, "b"))
        for id in ["c", "d", "e"] { #expect(try await !has(cache, id)) }
        #expect(server.requests.count == 2)
    }

    @Test func `a key that the issuer withdraws is gone when the keys are read again`() async throws {
        let cache = try cache()
        #expect(try await has(cache, "a"))
        clock.advance(60)
        server.answer(.keys(["b"]))
        #expect(try await has(cache, "b"))
        #expect(try await !has(cache, "a"))
    }

    @Test func `keys that are an hour old are used while they are read again`() async throws {
        let cache = try cache()
        #expect(try await has(cache, "a"))
        clock.advance(3_599)
        #expect(try await has(cache, "a"))
        #expect(server.requests.count == 1)
        clock.advance(1)
        server.answer(.hold)
        #expect(try await has(cache, "a"))
        await until { server.requests.count == 2 }
        #expect(try await has(cache, "a"))
        server.release(["b"])
        try await untilKnown("b", by: cache)
        #expect(try await has(cache, "b"))
        #expect(server.requests.count == 2)
    }

    @Test(arguments: [
        (KeyServer.Answer.fail(.notSent("x")), KeySetError.transport(.notSent("x"))),
        (.fail(.deadlineExceeded), .transport(.deadlineExceeded)),
        (.body("", status: 500), .status(500)),
        (.body("", status: 204), .status(204)),
        (.body("", status: 302, location: "https://evil.example/"), .status(302)),
        (.body("<html>Sign in to the network</html>"), .malformed),
        (.body(String(repeating: " ", count: (256 << 10) + 1)), .transport(.responseTooLarge(limit: 256 << 10))),
        (.body(#"{"keys":[]}"#), .noUsableKey),
        (.keys(["x", "x"]), .duplicateKeyID),
    ])
    func `a failure keeps the keys, and without keys is told`(answer: KeyServer.Answer, expected: KeySetError)
        async throws
    {
        let cache = try cache()
        server.answer(answer)
        for _ in 0..<2 { await #expect(throws: expected) { try await cache.key(withID: "a") } }
        #expect(server.requests.count == 1)
        clock.advance(5)
        server.answer(.keys(["a"]))
        #expect(try await has(cache, "a"))
        #expect(server.requests.count == 2)

        clock.advance(3_600)
        server.answer(answer)
        #expect(try await !has(cache, "b"))
        #expect(try await has(cache, "a"))
        #expect(server.requests.count == 3)
    }

    @Test func `keys that couldn't be read again for a day aren't used any more`() async throws {
        let cache = try cache()
        #expect(try await has(cache, "a"))
        server.answer(.fail(.notSent("x")))
        clock.advance(86_399)
        #expect(try await has(cache, "a"))
        await until { server.requests.count == 2 }
        clock.advance(60)
        await #expect(throws: KeySetError.transport(.notSent("x"))) { try await cache.key(withID: "a") }
    }

    @Test func `after a server that didn't answer in time, nobody waits for it again at once`() async throws {
        let cache = try cache()
        server.answer(.hold)
        let task = Task { try await cache.key(withID: "a") }
        await until { server.requests.count == 1 }
        clock.advance(5)
        server.release(failingWith: .deadlineExceeded)
        await #expect(throws: KeySetError.transport(.deadlineExceeded)) { try await task.value }
        clock.advance(4)
        await #expect(throws: KeySetError.transport(.deadlineExceeded)) { try await cache.key(withID: "a") }
        #expect(server.requests.count == 1)
        clock.advance(1)
        server.answer(.keys(["a"]))
        #expect(try await has(cache, "a"))
    }

    @Test func `all who wait share one request`() async throws {
        let cache = try cache()
        server.answer(.hold)
        let found = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { (try? await cache.key(withID: "a")) != nil } }
            await until { server.requests.count == 1 }
            try? await Task.sleep(for: .milliseconds(20))
            server.release(["a"])
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(found == 50 && server.requests.count == 1)
    }

    @Test func `who is cancelled while they wait stops waiting, and the keys are read all the same`() async throws {
        let cache = try cache()
        server.answer(.hold)
        let task = Task { try await cache.key(withID: "a") }
        await until { server.requests.count == 1 }
        task.cancel()
        let error = await #expect(throws: KeySetError.self) { try await task.value }
        #expect(error == .cancelled)
        server.release(["a"])
        try await untilKnown("a", by: cache)
        #expect(try await has(cache, "a"))
        #expect(server.requests.count == 1)
    }

    @Test func `no number of tokens has an issuer asked more than once a minute`() async throws {
        let cache = try cache()
        #expect(try await has(cache, "a"))
        for number in 0..<600 {
            clock.advance(1)
            #expect(try await !has(cache, "unknown \(number)"))
        }
        #expect(server.requests.count == 11)
    }
}

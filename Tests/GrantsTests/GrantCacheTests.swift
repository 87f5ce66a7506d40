import AWS
import FoundationEssentials
import Secrets
import TestSupport
import Testing

@testable import Grants

struct GrantCacheTests {
    private let now = Date(timeIntervalSince1970: 1_700_000_000)

    private static func grant(_ number: Int, bytes: Int = 100) -> Grant {
        Grant(
            credentials: Credentials(
                accessKeyID: "ASIA\(number)", secretAccessKey: Secret("s"),
                sessionToken: Secret(String(repeating: "t", count: bytes))), tags: [])
    }

    private static func digest(_ number: Int) -> [UInt8] { Array("\(number)".utf8) }

    private func keep(_ number: Int, in cache: inout GrantCache, bytes: Int = 100, seconds: Double = 60) {
        cache.keep(
            .success(Self.grant(number, bytes: bytes)), for: Self.digest(number), of: "app\(number % 2)",
            until: now + seconds, at: now)
    }

    @Test func `an answer is given until its end`() {
        var cache = GrantCache(maximumCount: 10, maximumByteCount: 1 << 20)
        keep(1, in: &cache)
        #expect(cache.answer(for: Self.digest(1), at: now + 59.9) == .success(Self.grant(1)))
        #expect(cache.answer(for: Self.digest(2), at: now) == nil)
        #expect(cache.answer(for: Self.digest(1), at: now + 60) == nil)
        #expect(cache.count == 0 && cache.byteCount == 0)
    }

    @Test func `a full cache forgets what nobody has asked for`() {
        var cache = GrantCache(maximumCount: 16, maximumByteCount: 1 << 20)
        for number in 0..<16 { keep(number, in: &cache) }
        _ = cache.answer(for: Self.digest(0), at: now)
        keep(16, in: &cache)
        #expect(cache.count == 15)
        for number in [0, 3, 15, 16] { #expect(cache.answer(for: Self.digest(number), at: now) != nil) }
        for number in [1, 2] { #expect(cache.answer(for: Self.digest(number), at: now) == nil) }
    }

    @Test func `what has ended goes first`() {
        var cache = GrantCache(maximumCount: 4, maximumByteCount: 1 << 20)
        for number in 0..<3 { keep(number, in: &cache) }
        keep(3, in: &cache, seconds: 1)
        cache.keep(.success(Self.grant(4)), for: Self.digest(4), of: "app", until: now + 60, at: now + 2)
        #expect(cache.count == 4 && cache.answer(for: Self.digest(0), at: now) != nil)
    }

    @Test func `answers of any size stay within the bytes`() {
        var generator = SeededGenerator()
        let seed = generator.seed
        var cache = GrantCache(maximumCount: 1_000, maximumByteCount: 100_000)
        for _ in 0..<2_000 {
            let number = Int.random(in: 0..<300, using: &generator)
            keep(number, in: &cache, bytes: Int.random(in: 0..<20_000, using: &generator))
            #expect(cache.byteCount <= 100_000 && cache.count > 0, "seed \(seed)")
        }
        keep(1, in: &cache, bytes: 200_000)
        #expect(cache.answer(for: Self.digest(1), at: now) == nil)
    }

    /// STS's tokens with half a dozen tags have some 1,200 characters.
    @Test func `ten thousand users have room in the usual cache`() {
        let limits = Grants.Limits()
        var cache = GrantCache(maximumCount: limits.answers, maximumByteCount: limits.bytes)
        for number in 0..<10_000 {
            var grant = Self.grant(number, bytes: 1_200)
            grant.tags = (0..<6).map { Tag(key: "key\($0)", value: "some value of user \(number)") }
            cache.keep(.success(grant), for: Self.digest(number), of: "app", until: now + 60, at: now)
        }
        #expect(cache.count == 10_000 && cache.byteCount <= 32 << 20)
    }

    @Test func `the answers of one application are forgotten alone`() {
        var cache = GrantCache(maximumCount: 16, maximumByteCount: 1 << 20)
        for number in 0..<6 { keep(number, in: &cache) }
        cache.removeAll(of: "app0")
        #expect(cache.count == 3 && cache.answer(for: Self.digest(1), at: now) != nil)
        cache.removeAll(of: "app1")
        #expect(cache.count == 0 && cache.byteCount == 0)
    }
}

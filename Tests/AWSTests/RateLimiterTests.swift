import Concurrency
import Synchronization
import Testing

@testable import AWS
@testable import FakeAWS

@Suite(.timeLimit(.minutes(1)))
struct RateLimiterTests {
    private static let write = Operation(.iam, "DeleteRole")
    private static let read = Operation(.iam, "GetRole")

    @Test func `writes are spread evenly`() async {
        let time = ManualClock()
        let limiter = RateLimiter(maximumRate: 10, timekeeper: time.movedByWaits)
        for _ in 0..<101 { _ = await limiter.acquire(for: Self.write, by: nil) }
        #expect(abs(time.passed - 10) < 0.001)
    }

    @Test func `a tenth of a second that nobody used is made up for, and no more`() async {
        let time = ManualClock()
        let limiter = RateLimiter(maximumRate: 100, timekeeper: time.movedByWaits)
        time.advance(60)
        for _ in 0..<111 { _ = await limiter.acquire(for: Self.write, by: nil) }
        #expect(abs(time.passed - 61) < 0.02)
    }

    @Test func `reads and calls of other services don't wait`() async {
        let time = ManualClock()
        let limiter = RateLimiter(maximumRate: 1, timekeeper: time.movedByWaits)
        for _ in 0..<100 { _ = await limiter.acquire(for: Self.read, by: nil) }
        for _ in 0..<100 { _ = await limiter.acquire(for: Operation(.dynamodb, "UpdateItem"), by: nil) }
        #expect(time.passed == 0)
    }

    @Test func `a limiter of sessions has these wait, and nothing else`() async {
        let time = ManualClock()
        let limiter = RateLimiter(maximumRate: 10, pacing: .sessions, timekeeper: time.movedByWaits)
        for operation in [Self.write, Operation(.sts, "GetCallerIdentity"), Operation(.dynamodb, "UpdateItem")] {
            for _ in 0..<100 { _ = await limiter.acquire(for: operation, by: nil) }
        }
        #expect(time.passed == 0)
        for _ in 0..<101 { _ = await limiter.acquire(for: Operation(.sts, "AssumeRole"), by: nil) }
        #expect(abs(time.passed - 10) < 0.001)
    }

    @Test func `a burst as long as it is set makes up for unused time, but not after a slowdown`() async throws {
        let time = ManualClock()
        let limiter = RateLimiter(maximumRate: 10, burst: .seconds(1), timekeeper: time.movedByWaits)
        time.advance(60)
        var permit: RateLimiter.Permit?
        for _ in 0..<11 { permit = await limiter.acquire(for: Self.write, by: nil) }
        #expect(time.passed == 60)
        limiter.reportThrottling(of: try #require(permit))
        _ = await limiter.acquire(for: Self.write, by: nil)
        #expect(abs(time.passed - 60.2) < 0.001)
    }

    @Test func `a write that would come too late is refused at once and uses up nothing`() async {
        let time = ManualClock()
        let limiter = RateLimiter(maximumRate: 1, burst: .zero, timekeeper: time.movedByWaits)
        let deadline = Instant.now + .seconds(2.5)
        for _ in 0..<3 { #expect(await limiter.acquire(for: Self.write, by: deadline) != nil) }
        for _ in 0..<10 { #expect(await limiter.acquire(for: Self.write, by: deadline) == nil) }
        #expect(await limiter.acquire(for: Self.read, by: deadline) != nil)
        #expect(abs(time.passed - 2) < 0.001)
        _ = await limiter.acquire(for: Self.write, by: nil)
        #expect(abs(time.passed - 3) < 0.001)
    }

    @Test func `throttling halves the rate once for all attempts under way, and again for a later one`() async throws {
        let time = ManualClock()
        let limiter = RateLimiter(maximumRate: 16, timekeeper: time.movedByWaits)
        var permits: [RateLimiter.Permit] = []
        for _ in 0..<8 { permits.append(try #require(await limiter.acquire(for: Self.write, by: nil))) }
        for permit in permits { limiter.reportThrottling(of: permit) }
        #expect(limiter.rate == 8)
        #expect(limiter.throttledAttempts == 8)
        limiter.reportThrottling(of: try #require(await limiter.acquire(for: Self.read, by: nil)))
        #expect(limiter.rate == 4)
    }

    @Test func `after a slowdown the rate grows gradually to its maximum and no further`() async throws {
        let time = ManualClock()
        let limiter = RateLimiter(maximumRate: 20, timekeeper: time.movedByWaits)
        limiter.reportThrottling(of: try #require(await limiter.acquire(for: Self.write, by: nil)))
        #expect(limiter.rate == 10)
        time.advance(4)
        #expect(abs(limiter.rate - 14) < 0.001)
        time.advance(60)
        #expect(limiter.rate == 20)
    }

    @Test(arguments: [0.1, 5]) func `the rate never falls to 0`(maximum: Double) async throws {
        let time = ManualClock()
        let limiter = RateLimiter(maximumRate: maximum, timekeeper: time.movedByWaits)
        for _ in 0..<50 { limiter.reportThrottling(of: try #require(await limiter.acquire(for: Self.read, by: nil))) }
        #expect(limiter.rate == min(maximum, 0.5))
    }

    @Test func `there is no capacity while writes of a second wait`() async throws {
        let time = ManualClock()
        let limiter = RateLimiter(maximumRate: 2, timekeeper: time.movedByWaits)
        await limiter.waitForCapacity()
        #expect(time.passed == 0)
        limiter.reportThrottling(of: try #require(await limiter.acquire(for: Self.write, by: nil)))
        limiter.reportThrottling(of: try #require(await limiter.acquire(for: Self.read, by: nil)))
        // At half a write a second, the next one may go in two seconds.
        await limiter.waitForCapacity()
        #expect(abs(time.passed - 1) < 0.001)
    }

    @Test func `the rate holds by the machine's clock when many wait at the same time`() async {
        let limiter = RateLimiter(maximumRate: 1_000)
        let start = Instant.now
        await withTaskGroup { group in
            for _ in 0..<32 {
                group.addTask { for _ in 0..<25 { _ = await limiter.acquire(for: Self.write, by: nil) } }
            }
        }
        let seconds = (Instant.now - start) / .seconds(1)
        // 800 writes, 100 of them in the burst.
        #expect(seconds > 0.65)
        #expect(seconds < 3)
    }
}

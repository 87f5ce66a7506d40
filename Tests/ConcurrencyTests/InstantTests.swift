import Testing

@testable import Concurrency

@Suite struct `An instant` {
    private let now = Instant.now

    @Test func `is as far after another as was added`() {
        #expect(now + .milliseconds(1_500) - now == .milliseconds(1_500))
        #expect(now - .seconds(3) - now == .seconds(-3))
        #expect(now < now + .nanoseconds(1) && now - .nanoseconds(1) < now)
        var later = now
        later += .seconds(1)
        #expect(later == now + .seconds(1))
    }

    @Test func `goes on`() async throws {
        try await Task.sleep(for: .milliseconds(2))
        #expect((.milliseconds(2)..<(.seconds(60))).contains(.now - now))
    }

    @Test func `goes on as fast as Swift's own clock`() {
        let (start, swifts) = (Instant.now, ContinuousClock.now)
        while ContinuousClock.now - swifts < .milliseconds(20) {}
        #expect(abs((Instant.now - start - (ContinuousClock.now - swifts)) / .milliseconds(1)) < 20)
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(1 << 40)])
    func `that is too far away counts as very far away`(_ duration: Duration) {
        let (late, early) = (now + duration, now - duration)
        #expect(early < now && now < late)
        #expect(late - now > .seconds(200 * 365 * 86_400) && now - early > .seconds(200 * 365 * 86_400))
        #expect(late + duration == late && early - duration - duration == early - duration)
        #expect(late - early > .seconds(200 * 365 * 86_400))
    }
}

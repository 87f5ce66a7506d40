import Testing

@testable import Web

@Suite struct CallerLimiterTests {
    @Test func `a caller has so many places and no more, whoever else has theirs`() {
        let limiter = CallerLimiter(maximum: 2)
        #expect(limiter.enter("ann"))
        #expect(limiter.enter("ann"))
        #expect(!limiter.enter("ann"))
        #expect(limiter.enter("bob"))
    }

    @Test func `another spelling of a name is the same caller`() {
        let limiter = CallerLimiter(maximum: 1)
        #expect(limiter.enter("ann"))
        #expect(!limiter.enter("ANN"))
        limiter.leave("Ann")
        #expect(limiter.enter("ann"))
    }

    @Test func `a place that was left can be taken again`() {
        let limiter = CallerLimiter(maximum: 1)
        for _ in 0..<3 {
            #expect(limiter.enter("ann"))
            limiter.leave("ann")
        }
    }
}

import Testing

@testable import AWS

struct RetryPolicyTests {
    private func policy(random: Double) -> RetryPolicy {
        var policy = RetryPolicy()
        policy.random = { random }
        return policy
    }

    @Test func `a wait is a random part of a bound that doubles up to the maximum`() {
        let least = policy(random: 0)
        #expect(least.delay(before: 3, afterThrottling: true) == .zero)
        let full = policy(random: 1)
        #expect(full.delay(before: 2, afterThrottling: false) == .milliseconds(100))
        #expect(full.delay(before: 3, afterThrottling: false) == .milliseconds(200))
        #expect(full.delay(before: 2, afterThrottling: true) == .milliseconds(500))
        #expect(full.delay(before: 9, afterThrottling: true) == .seconds(5))
        #expect(full.delay(before: 99, afterThrottling: false) == .seconds(5))
    }
}

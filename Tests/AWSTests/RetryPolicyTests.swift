import Testing

@testable import AWS

struct RetryPolicyTests {
    @Test func `a wait is a random part of a bound that doubles up to the maximum`() {
        let policy = Naps().policy(random: 0)
        #expect(policy.delay(before: 3, afterThrottling: true) == .zero)
        let full = Naps().policy(random: 1)
        #expect(full.delay(before: 2, afterThrottling: false) == .milliseconds(100))
        #expect(full.delay(before: 3, afterThrottling: false) == .milliseconds(200))
        #expect(full.delay(before: 2, afterThrottling: true) == .milliseconds(500))
        #expect(full.delay(before: 9, afterThrottling: true) == .seconds(5))
        #expect(full.delay(before: 99, afterThrottling: false) == .seconds(5))
    }
}

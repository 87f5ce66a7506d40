/// How often, and after which waits, a request is sent again.
package struct RetryPolicy: Sendable {
    /// The first one included.
    package var maximumTries = 4
    /// The longest wait before the second try; it doubles with every further one.
    package var baseDelay: Duration = .milliseconds(100)
    /// The same after AWS asked for fewer requests.
    package var throttledBaseDelay: Duration = .milliseconds(500)
    package var maximumDelay: Duration = .seconds(5)
    /// How long one try may take.
    package var tryTimeout: Duration = .seconds(20)
    /// How long all tries may take where the incoming request sets no deadline.
    package var totalTimeout: Duration = .seconds(60)
    /// A number from 0 up to 1, evenly spread; decides nothing that must be unpredictable.
    package var random: @Sendable () -> Double = { Double.random(in: 0..<1) }
    /// Waits; throws when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    package static let standard = RetryPolicy()

    /// For work in the background, where nobody waits for one answer and throttling is to be sat out.
    package static let patient = {
        var policy = RetryPolicy()
        policy.maximumTries = 10
        policy.maximumDelay = .seconds(20)
        policy.totalTimeout = .seconds(180)
        return policy
    }()

    package init() {}

    /// The wait before try number `next` (2, 3, …): full jitter, so that many clients don't come back at once.
    ///
    /// Source: <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
    func delay(before next: Int, afterThrottling: Bool) -> Duration {
        let base = afterThrottling ? throttledBaseDelay : baseDelay
        let bound = min(maximumDelay, base * (1 << min(max(next - 2, 0), 16)))
        return bound * random()
    }
}

/// How often a request is sent again, and after which waits.
package struct RetryPolicy: Sendable {
    /// How many attempts there are at most, the first one included.
    package var maximumAttempts = 4
    /// The longest wait before the second attempt. It doubles with every further one.
    package var baseDelay: Duration = .milliseconds(100)
    /// The same after AWS has throttled an attempt.
    package var throttledBaseDelay: Duration = .milliseconds(500)
    /// The longest wait before any attempt.
    package var maximumDelay: Duration = .seconds(5)
    /// How long one attempt may take.
    package var attemptTimeout: Duration = .seconds(20)
    /// How long all attempts may take together, where the incoming request sets no deadline.
    package var totalTimeout: Duration = .seconds(60)
    /// A number from 0 up to 1, evenly distributed. It needn't be unpredictable.
    package var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

    package static let standard = RetryPolicy()

    /// For work in the background, which can wait until AWS no longer throttles.
    package static let patient = {
        var policy = RetryPolicy()
        policy.maximumAttempts = 10
        policy.maximumDelay = .seconds(20)
        policy.totalTimeout = .seconds(180)
        return policy
    }()

    package init() {}

    /// The wait before an attempt. It is a random part of the longest wait ("full jitter"), so that many clients don't
    /// come back at the same moment.
    ///
    /// Source: <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
    ///
    /// - Parameters:
    ///   - next: the number of the attempt: 2, 3, …
    ///   - afterThrottling: whether AWS has throttled the attempt before.
    /// - Returns: the wait.
    func delay(before next: Int, afterThrottling: Bool) -> Duration {
        let base = afterThrottling ? throttledBaseDelay : baseDelay
        let bound = min(maximumDelay, base * (1 << min(max(next - 2, 0), 16)))
        return bound * random()
    }
}

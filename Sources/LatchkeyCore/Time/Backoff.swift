/// Growing waits with jitter between `shortest` and `longest`.
package struct Backoff: Sendable {
    private var next: Duration
    private let longest: Duration

    package init(shortest: Duration, longest: Duration) {
        next = shortest
        self.longest = longest
    }

    /// The next wait: between half and the whole of a step that grows by half each time.
    package mutating func wait() -> Duration {
        let step = next
        next = min(step * 3 / 2, longest)
        return step * Double.random(in: 0.5...1)
    }
}

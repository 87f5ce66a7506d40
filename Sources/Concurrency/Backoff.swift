/// The waits between tries: each is longer than the one before, up to `longest`, and shortened at random so that several
/// tasks don't try again at the same moment.
package struct Backoff: Sendable {
    private var next: Duration
    private let longest: Duration

    package init(shortest: Duration, longest: Duration) {
        next = shortest
        self.longest = longest
    }

    /// The next wait: between half of a step and the whole step. Steps begin at `shortest` and grow by half each time.
    package mutating func wait() -> Duration {
        let step = next
        next = min(step * 3 / 2, longest)
        return step * Double.random(in: 0.5...1)
    }
}

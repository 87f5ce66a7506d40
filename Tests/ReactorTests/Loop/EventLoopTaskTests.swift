import Reactor
import Testing

/// Running a loop for one task.
@Suite(.timeLimit(.minutes(1)))
struct EventLoopTaskTests {
    let loop: EventLoop

    init() throws {
        loop = try EventLoop()
    }

    @Test func `a loop runs a task to its end and gives its value`() {
        let loop = loop
        let value = loop.run(cancellingAfter: .seconds(10)) {
            try? await Task.sleep(for: .milliseconds(5))
            return loop.isCurrent ? "on the loop" : "elsewhere"
        }
        #expect(value == "on the loop")
        #expect(loop.run(cancellingAfter: .seconds(10)) { 2 } == 2)
    }

    @Test func `a task that takes longer than its limit is cancelled, and its value still given`() {
        let start = ContinuousClock.now
        let isCancelled = loop.run(cancellingAfter: .milliseconds(30)) {
            try? await Task.sleep(for: .seconds(30))
            return Task.isCancelled
        }
        let elapsed = ContinuousClock.now - start
        #expect(isCancelled)
        #expect(elapsed >= .milliseconds(30) && elapsed < .seconds(20), "\(elapsed)")
    }

    @Test func `a task that something else stops the loop under is still run to its end`() {
        let loop = loop
        let value = loop.run(cancellingAfter: .seconds(10)) {
            loop.stop()
            try? await Task.sleep(for: .milliseconds(5))
            loop.stop()
            await Task.yield()
            return 3
        }
        #expect(value == 3)
    }
}

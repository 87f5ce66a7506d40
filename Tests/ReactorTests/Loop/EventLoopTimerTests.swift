import Concurrency
import Glibc
import Reactor
import TestSupport
import Testing

/// Timers: when they fire, and in which order.
@Suite(.timeLimit(.minutes(1)))
struct EventLoopTimerTests {
    let loop: EventLoop

    init() throws {
        loop = try EventLoop()
    }

    @Test func `a timer fires once, when it is due and not before`() {
        let (loop, fired) = (loop, Recorder<Instant>())
        let timer = loop.makeTimer {
            fired.record(.now)
            loop.stop()
        }
        let due = Instant.now + .milliseconds(30)
        timer.due = due
        loop.run()
        #expect(fired.count == 1)
        #expect(fired.values.allSatisfy { $0 >= due })
        #expect(timer.due == nil)
        loop.runOneRound()
        #expect(fired.count == 1)
    }

    @Test func `a timer that is never set never fires`() {
        let fired = Recorder<Int>()
        _ = loop.makeTimer { fired.record(0) }
        loop.runOneRound()
        #expect(fired.count == 0)
    }

    @Test func `timers that are due in the same round fire in the order of their times`() {
        let fired = Recorder<Int>()
        let now = Instant.now
        for number in [3, 1, 4, 2, 0] {
            let timer = loop.makeTimer { fired.record(number) }
            timer.due = now - .milliseconds(10 - number)
        }
        loop.runOneRound()
        #expect(fired.values == [0, 1, 2, 3, 4])
    }

    @Test func `timers with different times fire in the order of their times`() {
        let (loop, fired) = (loop, Recorder<Int>())
        let now = Instant.now
        for number in [2, 0, 1] {
            let timer = loop.makeTimer {
                fired.record(number)
                if number == 2 { loop.stop() }
            }
            timer.due = now + .milliseconds(10 * (number + 1))
        }
        loop.run()
        #expect(fired.values == [0, 1, 2])
    }

    @Test func `a timer set to nil does not fire`() {
        let fired = Recorder<Int>()
        let timer = loop.makeTimer { fired.record(0) }
        timer.due = .now
        timer.due = nil
        loop.runOneRound()
        #expect(fired.count == 0)
    }

    @Test func `a timer set to another time fires then only`() {
        let (loop, fired) = (loop, Recorder<Instant>())
        let timer = loop.makeTimer {
            fired.record(.now)
            loop.stop()
        }
        timer.due = .now
        let due = Instant.now + .milliseconds(20)
        timer.due = due
        loop.run()
        #expect(fired.count == 1)
        #expect(fired.values.allSatisfy { $0 >= due })
    }

    @Test func `a removed timer does not fire, even when it was due in the same round`() {
        let (loop, fired) = (loop, Recorder<String>())
        let removed = loop.makeTimer { fired.record("removed") }
        let remover = loop.makeTimer {
            fired.record("remover")
            loop.remove(removed)
        }
        let now = Instant.now
        remover.due = now - .milliseconds(2)
        removed.due = now - .milliseconds(1)
        loop.runOneRound()
        loop.runOneRound()
        #expect(fired.values == ["remover"])
    }

    @Test func `a timer that another one puts off in the same round does not fire yet`() {
        let (loop, fired) = (loop, Recorder<String>())
        let later = loop.makeTimer { fired.record("later") }
        let first = loop.makeTimer {
            fired.record("first")
            later.due = .now + .seconds(60)
        }
        let now = Instant.now
        first.due = now - .milliseconds(2)
        later.due = now - .milliseconds(1)
        loop.runOneRound()
        #expect(fired.values == ["first"])
    }

    @Test func `a timer that sets itself again fires in each of the next rounds`() {
        let (loop, fired) = (loop, Recorder<Int>())
        var timer: EventLoop.Timer?
        timer = loop.makeTimer {
            fired.record(0)
            timer?.due = .now
        }
        timer?.due = .now
        for count in 1...3 {
            loop.runOneRound()
            #expect(fired.count == count)
        }
        timer?.due = nil
        timer = nil
    }

    @Test func `a timer that sets itself to the past does not keep descriptors from their turn`() {
        let (loop, fired) = (loop, Recorder<Int>())
        let (pair, watcher) = (SocketPair(), RecordingWatcher())
        var timer: EventLoop.Timer?
        timer = loop.makeTimer {
            fired.record(0)
            timer?.due = .now - .seconds(1)
        }
        timer?.due = .now
        loop.register(pair.watched, for: .readable, with: watcher)
        pair.send()
        loop.runOneRound()
        loop.runOneRound()
        #expect(watcher.events.count == 2)
        #expect(fired.count == 2)
        timer?.due = nil
        timer = nil
    }

    @Test func `a timer that a watcher sets fires`() {
        let (loop, fired) = (loop, Recorder<Int>())
        let pair = SocketPair()
        let timer = loop.makeTimer {
            fired.record(0)
            loop.stop()
        }
        let watcher = RecordingWatcher { _ in timer.due = .now + .milliseconds(5) }
        loop.register(pair.watched, for: [.readable, .once], with: watcher)
        pair.send()
        loop.run()
        #expect(fired.count == 1)
    }

    @Test func `a loop drops a timer's closure when the timer is removed and no longer used`() {
        final class Held {}
        weak var held: Held?
        do {
            let object = Held()
            held = object
            let timer = loop.makeTimer { _ = object }
            timer.due = .now + .seconds(60)
            loop.remove(timer)
        }
        #expect(held == nil)
    }
}

import Concurrency
import Glibc
import TestSupport
import Testing

@testable import Reactor

/// Running, stopping, and work that is handed over.
@Suite(.timeLimit(.minutes(1)))
struct EventLoopTests {
    let loop: EventLoop

    init() throws {
        loop = try EventLoop()
    }

    @Test func `a loop that is stopped before it runs returns after one round`() {
        loop.stop()
        loop.run()
        loop.stop()
        loop.run()
    }

    @Test func `a loop is current on the thread that runs it, and only while it runs`() {
        let loop = loop
        let seen = Recorder<Bool>()
        #expect(!loop.isCurrent)
        loop.perform {
            seen.record(loop.isCurrent)
            let thread = Thread { seen.record(loop.isCurrent) }
            thread.join()
        }
        loop.runOneRound()
        #expect(seen.values == [true, false])
        #expect(!loop.isCurrent)
    }

    @Test func `stop from another thread ends a loop that waits in the kernel`() {
        let loop = loop
        let stopper = Thread {
            usleep(50_000)
            loop.stop()
        }
        let start = ContinuousClock.now
        loop.run()
        #expect(ContinuousClock.now - start >= .milliseconds(40))
        stopper.join()
    }

    @Test func `work from another thread wakes a loop that waits in the kernel`() {
        let loop = loop
        let isCalledOnLoop = Recorder<Bool>()
        let other = Thread {
            usleep(50_000)
            loop.perform { isCalledOnLoop.record(loop.isCurrent) }
            // Whoever stops the loop wakes it too, so leave it time to do the work without that.
            for _ in 0..<1_000 where isCalledOnLoop.count == 0 { usleep(1_000) }
            isCalledOnLoop.record(true)
            loop.stop()
        }
        loop.run()
        other.join()
        #expect(isCalledOnLoop.values == [true, true])
    }

    @Test func `a loop that was woken waits again, and takes no processor time`() {
        let loop = loop
        let other = Thread {
            for _ in 0..<10 {
                usleep(20_000)
                loop.perform {}
            }
            loop.stop()
        }
        let start = threadTime()
        loop.run()
        let used = threadTime() - start
        other.join()
        #expect(used < .milliseconds(100), "of 200 ms, the loop's thread ran for \(used)")
    }

    @Test func `work that is handed over before the loop runs is done in its order`() {
        let done = Recorder<Int>()
        for number in 0..<10 { loop.perform { done.record(number) } }
        #expect(done.count == 0)
        loop.runOneRound()
        #expect(done.values == Array(0..<10))
    }

    @Test func `perform on the loop's thread calls at once`() {
        let loop = loop
        let order = Recorder<String>()
        loop.perform {
            order.record("before")
            loop.perform { order.record("inner") }
            order.record("after")
        }
        loop.runOneRound()
        #expect(order.values == ["before", "inner", "after"])
    }

    @Test func `no work of many threads is lost, and each thread's is done in its order`() {
        let loop = loop
        let done = Recorder<(thread: Int, number: Int)>()
        let threads = (0..<8).map { thread in
            Thread {
                for number in 0..<1_000 { loop.perform { done.record((thread, number)) } }
            }
        }
        let waiter = Thread {
            for thread in threads { thread.join() }
            loop.stop()
        }
        loop.run()
        waiter.join()
        while done.count < 8_000 { loop.runOneRound() }
        for thread in 0..<8 {
            #expect(done.values.filter { $0.thread == thread }.map(\.number) == Array(0..<1_000))
        }
    }

    @Test func `work that a stop leaves undone is done by the next run`() {
        let done = Recorder<Int>()
        loop.stop()
        for number in 0..<1_000 { loop.perform { done.record(number) } }
        loop.run()
        #expect(done.count == 511, "one batch of 512, of which the stop is one")
        loop.runOneRound()
        loop.runOneRound()
        #expect(done.values == Array(0..<1_000))
    }

    @Test func `tasks run on the loop's thread, their children and what follows a wait included`() {
        let loop = loop
        let seen = Recorder<Bool>()
        let ended = Recorder<Bool>()
        Task(executorPreference: loop) {
            seen.record(loop.isCurrent)
            await Task.yield()
            seen.record(loop.isCurrent)
            try? await Task.sleep(for: .milliseconds(5))
            seen.record(loop.isCurrent)
            async let child = loop.isCurrent
            seen.record(await child)
            await withTaskGroup { group in
                for _ in 0..<3 { group.addTask { seen.record(loop.isCurrent) } }
            }
            ended.record(true)
            loop.stop()
        }
        loop.run()
        #expect(ended.count == 1)
        #expect(seen.values == Array(repeating: true, count: 7))
    }

    @Test func `tasks that are always ready leave timers and descriptors their turn`() {
        let loop = loop
        let pair = SocketPair()
        let told = Recorder<Bool>()
        let watcher = RecordingWatcher { _ in told.record(true) }
        let timer = loop.makeTimer { pair.send() }
        timer.due = .now + .milliseconds(5)
        loop.register(pair.watched, for: [.readable, .once], with: watcher)
        let end = ContinuousClock.now + .seconds(10)
        Task(executorPreference: loop) {
            while told.count == 0, ContinuousClock.now < end { await Task.yield() }
            loop.stop()
        }
        loop.run()
        #expect(watcher.events.count == 1)
    }

    @Test func `a closed loop does all work it was given before, and later work is done on the caller's thread`() {
        let loop = loop
        let done = Recorder<Int>()
        loop.close()
        for number in 0..<1_500 { loop.perform { done.record(number) } }
        loop.run()
        #expect(done.values == Array(0..<1_500))
        loop.perform { done.record(-1) }
        #expect(done.values.last == -1)
    }

    @Test func `nothing keeps a loop once it is no longer used`() throws {
        weak var weakLoop: EventLoop?
        do {
            let loop = try EventLoop()
            weakLoop = loop
            let timer = loop.makeTimer {}
            timer.due = .now
            loop.perform {}
            loop.runOneRound()
        }
        #expect(weakLoop == nil)
    }

    /// The processor time that the calling thread has used.
    private func threadTime() -> Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

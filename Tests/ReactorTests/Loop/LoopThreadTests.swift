import Glibc
import Reactor
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LoopThreadTests {
    @Test func `work runs on the thread of the loop, with every signal blocked`() async throws {
        let thread = try LoopThread()
        defer { thread.stop() }
        let (isCurrent, blocked) = await withCheckedContinuation { continuation in
            thread.loop.perform {
                var signals = sigset_t()
                unsafe pthread_sigmask(SIG_BLOCK, nil, &signals)
                let blocked = [SIGTERM, SIGINT, SIGHUP, SIGPIPE].map { unsafe sigismember(&signals, $0) }
                continuation.resume(returning: (thread.loop.isCurrent, blocked))
            }
        }
        #expect(isCurrent)
        #expect(blocked == [1, 1, 1, 1])
    }

    @Test func `stopping does the work that was given before, and may be repeated`() throws {
        let thread = try LoopThread()
        let done = Recorder<Int>()
        for number in 0..<2_000 { thread.loop.perform { done.record(number) } }
        thread.stop()
        #expect(done.values == Array(0..<2_000))
        thread.stop()
    }

    @Test func `work after stopping is done on the caller's thread`() throws {
        let thread = try LoopThread()
        thread.stop()
        let done = Recorder<pthread_t>()
        thread.loop.perform { done.record(pthread_self()) }
        #expect(done.values == [pthread_self()])
    }

    @Test func `joining waits until something else stops the loop`() throws {
        let thread = try LoopThread()
        let loop = thread.loop
        let done = Recorder<String>()
        let stopper = Thread {
            usleep(30_000)
            done.record("stopped")
            loop.stop()
        }
        thread.join()
        done.record("joined")
        stopper.join()
        #expect(done.values == ["stopped", "joined"])
    }

    @Test func `nothing keeps the loop of a thread that has stopped`() throws {
        weak var loop: EventLoop?
        do {
            let thread = try LoopThread()
            loop = thread.loop
            thread.stop()
        }
        #expect(loop == nil)
    }
}

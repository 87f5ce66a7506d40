import Glibc
import Reactor
import TestSupport
import Testing

/// Each test uses SIGUSR1 or SIGUSR2, for which nothing else in a test process listens.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct StopSignalsTests {
    @Test func `a signal calls the action on the loop's thread`() throws {
        let loop = try EventLoop()
        let calls = Recorder<Bool>()
        let signals = try StopSignals([SIGUSR1, SIGUSR2], on: loop) {
            calls.record(loop.isCurrent)
            loop.stop()
        }
        for signal in [SIGUSR1, SIGUSR2] {
            let sender = Thread {
                usleep(20_000)
                kill(getpid(), signal)
            }
            loop.run()
            sender.join()
        }
        signals.restore()
        #expect(calls.values == [true, true])
    }

    @Test func `a signal that comes before the loop runs is not lost`() throws {
        let loop = try EventLoop()
        let calls = Recorder<Bool>()
        let signals = try StopSignals([SIGUSR1], on: loop) {
            calls.record(true)
            loop.stop()
        }
        kill(getpid(), SIGUSR1)
        loop.run()
        signals.restore()
        #expect(calls.count == 1)
    }

    @Test func `signals can be listened to on a loop that runs already`() throws {
        let thread = try LoopThread()
        let calls = Recorder<Bool>()
        let signals = try StopSignals([SIGUSR1], on: thread.loop) { calls.record(thread.loop.isCurrent) }
        kill(getpid(), SIGUSR1)
        for _ in 0..<1_000 where calls.count == 0 { usleep(1_000) }
        thread.loop.perform { signals.restore() }
        thread.stop()
        #expect(calls.values == [true])
    }

    @Test func `restoring gives a signal its default action back and frees the loop`() throws {
        weak var weakLoop: EventLoop?
        do {
            let loop = try EventLoop()
            weakLoop = loop
            let signals = try StopSignals([SIGUSR2], on: loop) {}
            loop.runOneRound()
            #expect(!isDefault(SIGUSR2))
            signals.restore()
        }
        #expect(isDefault(SIGUSR2))
        #expect(weakLoop == nil)
    }

    /// Whether a signal has its default action.
    private func isDefault(_ signal: Int32) -> Bool {
        var current = sigaction()
        unsafe sigaction(signal, nil, &current)
        return unsafe current.__sigaction_handler.sa_handler == nil
    }
}

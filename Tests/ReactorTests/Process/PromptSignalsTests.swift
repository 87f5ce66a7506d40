import Glibc
import TestSupport
import Testing

@testable import Reactor

@Suite(.serialized, .timeLimit(.minutes(1))) struct PromptSignalsTests {
    @Test func `a signal that comes during a wait ends it, and is told`() throws {
        let pair = SocketPair()
        // Where the tests run by nohup, it is ignored.
        let former = signal(SIGHUP, SIG_DFL)
        defer { _ = signal(SIGHUP, former) }
        let signals = try PromptSignals()
        PromptSignals.raise(SIGHUP)
        let isSilent = signals.isSilent(until: pair.watched)
        let told = signals.restore()
        #expect(!isSilent && told == SIGHUP)
    }

    @Test func `without one the wait lasts until there is something to read`() throws {
        let pair = SocketPair()
        let signals = try PromptSignals()
        pair.send()
        let isSilent = signals.isSilent(until: pair.watched)
        let signal = signals.restore()
        #expect(isSilent && signal == nil)
    }
}

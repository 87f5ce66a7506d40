import Glibc
import Synchronization
import Testing

@testable import Reactor

/// How often this process got the signal.
private let hangUps = Atomic<Int>(0)

@Suite(.serialized, .timeLimit(.minutes(1))) struct HeldSignalsTests {
    @Test func `a signal that comes meanwhile counts when the last one lets go`() {
        let former = signal(SIGHUP) { _ in hangUps.add(1, ordering: .relaxed) }
        defer { _ = signal(SIGHUP, former) }
        HeldSignals.hold()
        HeldSignals.hold()
        // To this thread, so that it has come before the next line.
        PromptSignals.raise(SIGHUP)
        HeldSignals.release()
        #expect(hangUps.load(ordering: .relaxed) == 0)
        HeldSignals.release()
        #expect(hangUps.load(ordering: .relaxed) == 1)
        HeldSignals.hold()
        HeldSignals.release()
        #expect(hangUps.load(ordering: .relaxed) == 1)
    }
}

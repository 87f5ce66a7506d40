import Synchronization

/// Puts off signals that end or stop the process, while something goes on that isn't to be broken off in the middle.
package enum HeldSignals {
    private struct State: ~Copyable {
        var count = 0
        var signals: PromptSignals?
    }

    private static let state = Mutex(State())

    /// Holds signals until ``release()`` is called as often as this. Without a descriptor for it none is held.
    package static func hold() {
        state.withLock { state in
            if state.count == 0 { state.signals = try? PromptSignals() }
            state.count += 1
        }
    }

    /// Lets signals do again what they do, and the one that came meanwhile at once.
    package static func release() {
        let signal = state.withLock { state -> Int32? in
            state.count -= 1
            guard state.count == 0, let signals = state.signals.take() else { return nil }
            return signals.restore()
        }
        if let signal { PromptSignals.raise(signal) }
    }
}

internal import CFastCGI
internal import Glibc
internal import Synchronization

/// The eventfd that a stop signal rings, or -1. A signal handler can reach nothing but globals.
private let signalBell = Atomic<Int32>(-1)

/// Turns signals such as SIGTERM into the ring of an eventfd, for as long as it lives (`sigaction`).
///
/// Not a signalfd: that needs the signals blocked in every thread, and the Swift runtime may have started some before.
struct StopSignals: ~Copyable {
    private let signals: [Int32]

    init(_ signals: [Int32], ring bell: Int32) {
        self.signals = signals
        guard !signals.isEmpty else { return }
        signalBell.store(bell, ordering: .sequentiallyConsistent)
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { _ in
            let saved = errno
            eventfd_write(signalBell.load(ordering: .relaxed), 1)
            errno = saved
        }
        action.sa_flags = SA_RESTART
        for signal in signals { unsafe sigaction(signal, &action, nil) }
    }

    deinit {
        guard !signals.isEmpty else { return }
        for signal in signals { Glibc.signal(signal, SIG_DFL) }
        signalBell.store(-1, ordering: .sequentiallyConsistent)
    }
}

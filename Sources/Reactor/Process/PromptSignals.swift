import CLinux
import Glibc
import Synchronization

/// The descriptor of the waker that the signal handler wakes, or -1, and the signal that came, or 0. A signal handler can
/// reach nothing but globals.
private let promptWaker = Atomic<Int32>(-1)
private let promptSignal = Atomic<Int32>(0)

/// Keeps signals that end or stop the process until the terminal is as it was (`sigaction(2)`). A process has one at a time.
struct PromptSignals: ~Copyable {
    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

    private let waker: Waker
    /// What was done before at each signal. Those that were ignored stay so.
    private var former: [(signal: Int32, action: sigaction)] = []

    /// - Throws: ``LoopError`` when there is no descriptor left for it.
    init() throws(LoopError) {
        waker = try Waker()
        promptSignal.store(0, ordering: .sequentiallyConsistent)
        promptWaker.store(waker.descriptor, ordering: .sequentiallyConsistent)
        var change = sigaction()
        unsafe change.__sigaction_handler.sa_handler = { signal in
            let saved = errno
            promptSignal.store(signal, ordering: .relaxed)
            Waker.wake(promptWaker.load(ordering: .relaxed))
            errno = saved
        }
        change.sa_flags = SA_RESTART
        for signal in Self.signals {
            var action = sigaction()
            unsafe sigaction(signal, nil, &action)
            guard unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != Self.ignored else {
                continue
            }
            former.append((signal, action))
            unsafe sigaction(signal, &change, nil)
        }
    }

    /// `SIG_IGN`
    static let ignored = 1

    /// Waits until the descriptor can be read.
    ///
    /// - Returns: whether that is so; false if a signal came before.
    func isSilent(until descriptor: Int32) -> Bool {
        var waits = [
            pollfd(fd: waker.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while unsafe poll(&waits, nfds_t(waits.count), -1) < 0 { guard errno == EINTR else { return false } }
        return waits[0].revents == 0
    }

    /// Gives the signals their former actions back.
    ///
    /// - Returns: the signal that came meanwhile; nil for none.
    consuming func restore() -> Int32? {
        for index in former.indices {
            var (signal, action) = former[index]
            unsafe sigaction(signal, &action, nil)
        }
        promptWaker.store(-1, ordering: .sequentiallyConsistent)
        let signal = promptSignal.exchange(0, ordering: .sequentiallyConsistent)
        return signal == 0 ? nil : signal
    }

    /// Sends the signal to this thread, so that it goes on only when the process does (`raise`). Threads of libdispatch block
    /// signals.
    static func raise(_ signal: Int32) {
        var (set, former) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, signal)
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, &former)
        Glibc.raise(signal)
        unsafe pthread_sigmask(SIG_SETMASK, &former, nil)
    }
}

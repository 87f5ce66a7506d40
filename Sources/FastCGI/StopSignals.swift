internal import CLinux
internal import Glibc
internal import Reactor
internal import Synchronization

/// The eventfd that a stop signal rings, or -1. A signal handler can reach nothing but globals.
private let signalBell = Atomic<Int32>(-1)

/// Turns signals such as SIGTERM into a call on an event loop, until ``restore()`` (`sigaction`).
///
/// Not a signalfd: that needs the signals blocked in every thread, and the Swift runtime may have started some before.
final class StopSignals: EventLoop.Watcher {
    private let signals: [Int32]
    private let bell: FileDescriptor
    private let loop: EventLoop
    private let action: () -> Void

    init(_ signals: [Int32], on loop: EventLoop, _ action: @escaping () -> Void) throws(FastCGIError) {
        let bell = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard bell >= 0 else { throw .system(call: "eventfd", reason: lastErrorReason()) }
        self.bell = FileDescriptor(owning: bell)
        self.signals = signals
        self.loop = loop
        self.action = action
        loop.watch(bell, for: EPOLLIN.rawValue, self)
        signalBell.store(bell, ordering: .sequentiallyConsistent)
        var change = sigaction()
        unsafe change.__sigaction_handler.sa_handler = { _ in
            let saved = errno
            eventfd_write(signalBell.load(ordering: .relaxed), 1)
            errno = saved
        }
        change.sa_flags = SA_RESTART
        for signal in signals { unsafe sigaction(signal, &change, nil) }
    }

    func handle(_ events: UInt32, on descriptor: Int32) {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor, &count)
        action()
    }

    /// Gives the signals back their own meaning.
    func restore() {
        for signal in signals { Glibc.signal(signal, SIG_DFL) }
        signalBell.store(-1, ordering: .sequentiallyConsistent)
        loop.ignore(bell.rawValue)
    }
}

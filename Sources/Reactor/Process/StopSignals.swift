import Glibc
import Synchronization

/// The descriptor of the waker that the signal handler wakes, or -1. A signal handler can reach nothing but globals.
private let signalWaker = Atomic<Int32>(-1)

/// Turns signals such as SIGTERM into a call on an event loop (`sigaction(2)`). A process has one at a time.
///
/// It isn't a signalfd, which would need the signals blocked in every thread: the Swift runtime may have started some
/// threads before.
///
/// Unchecked, as ``handle(_:on:)`` and ``restore()`` belong to the loop's thread.
package final class StopSignals: EventLoop.Watcher, @unchecked Sendable {
    private let signals: [Int32]
    private let waker: Waker
    private let loop: EventLoop
    private let action: @Sendable () -> Void

    /// Listens to signals from now on; on any thread, and whether the loop runs already or not.
    ///
    /// - Parameters:
    ///   - signals: numbers such as SIGTERM.
    ///   - loop: on whose thread `action` is called. It keeps this object until ``restore()``.
    ///   - action: called once or more after one or more of the signals came.
    /// - Throws: ``LoopError`` when there is no descriptor left for it.
    @discardableResult
    package init(
        _ signals: [Int32], on loop: EventLoop, _ action: @escaping @Sendable () -> Void
    ) throws(LoopError) {
        waker = try Waker()
        self.signals = signals
        self.loop = loop
        self.action = action
        signalWaker.store(waker.descriptor, ordering: .sequentiallyConsistent)
        loop.perform { loop.register(self.waker.descriptor, for: .readable, with: self) }
        var change = sigaction()
        unsafe change.__sigaction_handler.sa_handler = { _ in
            let saved = errno
            Waker.wake(signalWaker.load(ordering: .relaxed))
            errno = saved
        }
        change.sa_flags = SA_RESTART
        for signal in signals { unsafe sigaction(signal, &change, nil) }
    }

    package func handle(_ readiness: EventLoop.Readiness, on descriptor: Int32) {
        waker.reset()
        action()
    }

    /// Gives the signals their default action back. To be called on the loop's thread, or when the loop has ended.
    package func restore() {
        for signal in signals { Glibc.signal(signal, SIG_DFL) }
        signalWaker.store(-1, ordering: .sequentiallyConsistent)
        loop.deregister(waker.descriptor)
    }
}

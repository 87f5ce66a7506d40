internal import CLinux
internal import Glibc
internal import Synchronization

/// A thread that does nothing but run an ``EventLoop``, for a program whose own threads do other things.
package final class LoopThread: Sendable {
    package let loop: EventLoop
    private let thread: Mutex<pthread_t?>

    /// The stack, in bytes: no callback or job goes deep, and memory that is never touched is never used.
    private static let stackSize = 1 << 20

    package init() throws(LoopError) {
        let loop = try EventLoop()
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, Self.stackSize)
        let context = unsafe Unmanaged.passRetained(loop)
        var identifier = pthread_t()
        let code = unsafe pthread_create(
            &identifier, &attributes,
            { context in
                // The program's signals are for its other threads.
                var signals = sigset_t()
                unsafe sigfillset(&signals)
                unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
                if let context = unsafe context {
                    unsafe Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().run()
                }
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            unsafe context.release()
            throw LoopError(call: "pthread_create", code: code)
        }
        self.loop = loop
        thread = Mutex(identifier)
    }

    /// Ends the loop and waits for its thread; a second call does nothing.
    package func stop() {
        loop.close()
        join()
    }

    /// Waits for the thread, whose loop something else ends.
    package func join() {
        let identifier = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let identifier { pthread_join(identifier, nil) }
    }
}

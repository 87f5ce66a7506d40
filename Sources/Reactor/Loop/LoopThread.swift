import CLinux
import Glibc
import Synchronization
import SystemPackage

/// A thread that runs an ``EventLoop`` and nothing else, for a program whose other threads do other things.
package final class LoopThread: Sendable {
    package let loop: EventLoop
    private let thread: Mutex<pthread_t?>

    /// The size of the stack in bytes. Callbacks and tasks on a loop need little.
    private static let stackSize = 1 << 20

    /// Makes the loop and starts the thread (`pthread_create`).
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
                // Signals are handled by the program's other threads.
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
            throw LoopError(call: "pthread_create", errno: Errno(rawValue: code))
        }
        self.loop = loop
        thread = Mutex(identifier)
    }

    /// Ends the loop after the work that it was given before, and waits for the thread. A second call does nothing.
    package func stop() {
        loop.close()
        join()
    }

    /// Waits for the thread to end; something else has to stop the loop (`pthread_join`).
    package func join() {
        let identifier = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let identifier { pthread_join(identifier, nil) }
    }
}

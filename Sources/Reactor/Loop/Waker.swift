import CLinux
import Glibc

/// A descriptor that wakes the thread waiting for it in `epoll_wait` (`eventfd(2)`), closed when it goes.
struct Waker: ~Copyable {
    let descriptor: Int32

    init() throws(LoopError) {
        let descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard descriptor >= 0 else { throw LoopError(call: "eventfd") }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Wakes the thread; from any thread (`eventfd_write`).
    func wake() {
        Self.wake(descriptor)
    }

    /// Wakes the thread that waits for a waker's descriptor. A signal handler may call it: it is one `write`.
    static func wake(_ descriptor: Int32) {
        eventfd_write(descriptor, 1)
    }

    /// Makes the descriptor unready until the next ``wake()`` (`eventfd_read`).
    func reset() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor, &count)
    }
}
